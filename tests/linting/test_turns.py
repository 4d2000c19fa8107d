"""Rewrites in turn: against a what-if of every prefix of the table, and by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from served import BARE, CASCADE, FINE, many, served

from archlint.linting.turns import TAIL, Turn, Turns, turns_of
from archlint.model import Range

from supposing import what_if

if TYPE_CHECKING:
    from archlint.linting.supposing import WhatIf


def turns(text: str) -> Turns:
    found = turns_of(served(text))
    assert found is not None
    return found


def supposed(targets: list[str]) -> WhatIf:
    return what_if(CASCADE, *(("--rewrite", target) for target in targets))


def test_holders_of_seats_come_first_then_what_would_take_most_off_after_them() -> None:
    found = turns(CASCADE)

    assert [turn.target for turn in found.argued] == ["hot"]
    assert [turn.target for turn in found.open] == ["warm"]
    assert [turn.target for turn in found.beyond] == ["till", "front", "tax"]


def test_every_row_is_the_difference_of_two_what_ifs() -> None:
    told: list[str] = []
    before = supposed(["hot"]).now
    for turn in turns(CASCADE).told:
        told.append(turn.target)
        after = supposed(told).then
        assert before.users is not None
        assert after.users is not None
        assert turn.gain.users is not None
        assert near(turn.gain.users, minus(before.users, after.users))
        assert before.cores is not None
        assert after.cores is not None
        assert turn.gain.cores is not None
        assert near(turn.gain.cores, minus(before.cores, after.cores))
        for journey, taken in turn.gain.milliseconds.items():
            gone = minus(before.means[journey], after.means[journey])
            assert near(taken, gone.times(1e3))
        before = after


def minus(before: Range, after: Range) -> Range:
    return Range(*(was - now for was, now in zip(before, after, strict=True)))


def near(found: Range, wanted: Range) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(found, wanted, strict=True)
    )


def test_all_that_are_argued_are_what_the_what_if_says_of_them_together() -> None:
    found, what = turns(CASCADE), supposed(["hot"])
    whole = found.whole.gain
    assert whole.users is not None
    assert whole.per_month is not None
    assert whole.payback is not None
    assert what.now.users is not None
    assert what.then.users is not None
    assert what.per_month is not None
    assert what.payback is not None

    assert near(whole.users, minus(what.now.users, what.then.users))
    assert near(whole.per_month, negative(what.per_month))
    assert near(whole.payback, what.payback)
    assert whole.effort == what.effort


def negative(values: Range) -> Range:
    return Range(*(-value for value in values))


def test_a_p99_is_drawn_on_the_same_random_numbers_as_the_what_if() -> None:
    tail = turns(CASCADE).whole.tails["order"]
    (drawn,) = [item for item in supposed(["hot"]).drawn.percentiles["order"] if item.share == TAIL]
    assert drawn.growth is not None

    assert tail == pytest.approx(drawn.growth["default"], rel=1e-9)


def test_the_error_of_a_mean_is_that_of_the_what_if() -> None:
    errors = turns(CASCADE).whole.errors

    assert errors == pytest.approx(
        {name: ends["default"] for name, ends in supposed(["hot"]).drawn.mean_errors.items()}
    )


def test_a_path_that_moves_is_told_where_it_moves() -> None:
    assert [(turn.target, dict(turn.joined)) for turn in turns(CASCADE).argued] == [
        ("hot", {"order": ("warm",)})
    ]


def test_shares_are_those_of_the_seats_and_end_where_all_is_gone() -> None:
    found, report = turns(CASCADE), served(CASCADE)
    assert found.shares is not None
    assert report.seats is not None
    assert report.seats.basis is not None
    factors = {item.target: item.factor for item in report.seats.rewrites}
    every = report.seats.basis.removal(factors).users
    told: dict[str, float] = {}
    for turn in found.told:
        told[turn.target] = factors[turn.target]
        part = report.seats.basis.removal(told).users / every
        assert found.shares.after[turn.target] == pytest.approx(part)

    assert found.shares.done == 0.0
    assert found.shares.after[found.told[-1].target] == pytest.approx(1.0)


def test_shares_start_at_the_seats_in_rust_and_reach_what_all_seats_carry() -> None:
    text = CASCADE.replace("warm:\n    language: go", "warm:\n    language: rust")
    found, seats = turns(text), served(text).seats
    assert found.shares is not None
    assert seats is not None
    assert seats.basis is not None
    factors = {item.target: item.factor for item in seats.rewrites}
    every, held = seats.basis.removal(factors), {name: factors[name] for name in seats.holders}

    assert set(held) == {"warm", *(turn.target for turn in found.argued)}
    assert found.shares.done > 0.0
    assert found.shares.after[found.argued[-1].target] == pytest.approx(
        seats.basis.removal(held).users / every.users
    )


def test_where_nothing_is_argued_for_the_best_of_what_was_weighed_is_told() -> None:
    found = turns(FINE)

    assert (found.argued, found.open) == ((), ())
    assert [turn.target for turn in found.beyond] == ["stock", "front"]
    assert found.whole == Turn(target="", gain=found.whole.gain)


def test_without_figures_there_is_nothing_in_turn() -> None:
    assert turns_of(served(BARE)) is None


def test_further_rewrites_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = turns(many(100))
    monkeypatch.setattr("archlint.linting.turns.MOST_ROWS", 2)
    few = turns(many(100))
    left = whole.argued[2:]

    assert len(whole.argued) > 3  # what the test needs
    assert few.argued == whole.argued[:2]
    assert [turn.target for turn in few.hidden] == [turn.target for turn in left]
    assert few.rest is not None
    assert few.rest.gain.users is not None
    assert few.rest.gain.users.default == pytest.approx(
        math.fsum(turn.gain.users.default for turn in left if turn.gain.users)
    )
    assert few.beyond == whole.beyond
    assert few.whole == whole.whole


def test_above_so_many_services_no_p99_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.linting.turns.MOST_DRAWN", 5)
    found = turns(CASCADE)

    assert not found.is_drawn
    assert {name for turn in found.told for name in turn.tails} == set()


def test_the_order_of_the_manifest_does_not_matter() -> None:
    report = served(CASCADE)
    shuffled = replace(report, candidates=report.candidates[::-1], rewrites=report.rewrites[::-1])

    assert turns_of(shuffled) == turns(CASCADE)
