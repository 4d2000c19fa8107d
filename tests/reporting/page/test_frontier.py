"""The frontier in words, and the same figures as the plan's json."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from served import CASCADE, FINE, served

from archlint.linting.frontier import Best, Frontier, Step
from archlint.linting.planning import Budget, plan_of
from archlint.linting.report import Report
from archlint.linting.turns import turns_of
from archlint.quantities import format_users
from archlint.reporting.html import render
from archlint.reporting.page.frontier import frontier_part
from archlint.reporting.page.rewrites import rewrite_part
from archlint.reporting.plan_json import plan_json

from reported import options

if TYPE_CHECKING:
    from archlint.reporting.page import FrontierPart


def part(text: str) -> FrontierPart:
    found = frontier_part(served(text), turns_of(served(text)))
    assert found is not None
    return found


def test_the_rows_add_up_the_users_of_the_table_of_rewrites() -> None:
    table = rewrite_part(served(CASCADE), turns_of(served(CASCADE)))
    assert table is not None
    assert table.together is not None
    found = part(CASCADE)
    rows = [*table.argued, *table.open, *table.beyond]
    users = accumulate(row.users.values.default for row in rows if row.users.values)

    assert [(row.target, row.users.text) for row in found.rows] == [
        (row.target, format_users(freed)) for row, freed in zip(rows, users, strict=True)
    ]
    assert found.rows[len(table.argued) - 1].users.text == table.together.users.text


def test_the_best_is_the_plans_on_samples() -> None:
    pytest.importorskip("highspy")
    report = served(CASCADE)
    plan = plan_of(report, objective="waiting", budget=Budget())
    told = json.loads(plan_json(report, plan))
    found = part(CASCADE)

    assert told["removed_on_samples_users"] is not None
    assert found.rows[plan.limits.services - 1].best.text == format_users(
        told["removed_on_samples_users"]
    )
    assert found.sentence.endswith("No other frees more: proved on means.")


@pytest.mark.parametrize(
    ("users", "words"),
    [
        (6.0, "and frees 6 users on samples, 50 % more: `archlint plan`."),
        (4.0, "and frees as many."),
        (3.0, "; on samples it frees 3 users, less than these."),
    ],
)
def test_the_best_on_means_is_told_beside_what_is_argued_for(
    monkeypatch: pytest.MonkeyPatch, users: float, words: str
) -> None:
    found = Frontier(
        limit=1,
        argued=1,
        steps=(Step(target="ours", users=4.0, person_months=1.0),),
        best={1: Best(targets=("other",), users=users)},
        unproved="",
        is_sampled=True,
    )
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)

    said = part(CASCADE).sentence
    assert said.startswith(
        "The rewrite that is argued for would free 4 users. The best choice of 1"
    )
    assert "chosen and proved on means, has `other` instead" in said
    assert said.endswith(words)


@pytest.mark.parametrize(
    ("months", "unsized", "told"),
    [
        (12.0, 0, ("12", "")),
        (12.0, 1, ("at least 12", "1 not given")),
        (0.0, 2, ("not given", "")),
    ],
)
def test_an_effort_that_is_known_in_part_is_one_at_least(
    monkeypatch: pytest.MonkeyPatch, months: float, unsized: int, told: tuple[str, str]
) -> None:
    first = Step(target="first", users=4.0, person_months=0.0)
    both = Step(target="both", users=5.0, person_months=months, unsized=unsized)
    found = Frontier(
        limit=2, argued=2, steps=(first, both), best={}, unproved="large", is_sampled=True
    )
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)
    row = part(CASCADE).rows[-1]

    assert (row.effort.text, row.unsized) == told


def test_without_the_solver_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archlint.analysis.solver.is_installed", lambda: False)

    found = part(CASCADE)
    page = render(Report(portfolios=(served(CASCADE),)), options())

    assert (found.best, {row.best.value for row in found.rows}) == ((), {None})
    assert "pip install &#39;archlint[plan]&#39;" in page
    assert '<path class="best"' not in page


def test_nothing_to_rewrite_says_what_the_best_would_free() -> None:
    found = part(FINE)

    assert found.sentence == ("No rewrite is argued for; the first of these would free 0.08 users.")
    assert [(row.count, row.target, row.users.text) for row in found.rows] == [
        (1, "stock", "0.08 users"),
        (2, "front", "0.125 users"),
    ]


def test_a_best_below_the_rewrites_in_turn_is_none_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = (
        Step(target="a", users=4.0, person_months=1.0),
        Step(target="b", users=6.0, person_months=2.0),
    )
    best = {
        0: Best(targets=(), users=0.0),
        1: Best(targets=("b",), users=3.0),
        2: Best(targets=("b", "c"), users=7.0),
        3: Best(targets=("b", "c"), users=7.0),
    }
    found = Frontier(limit=2, argued=0, steps=steps, best=best, unproved="", is_sampled=True)
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)

    told = part(CASCADE)

    assert (told.last, told.best) == (2, ((0, 0.0), (2, 7.0)))
    assert [(row.count, row.best.text) for row in told.rows] == [(1, "unknown"), (2, "7 users")]
    assert told.notes[0] == (
        "Of 1 rewrite the choice that is proved best on means frees fewer users on samples than"
        " those in turn, so that none is told as the best."
    )


def test_where_no_best_is_above_the_rewrites_in_turn_one_line_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = (Step(target="a", users=4.0, person_months=1.0),)
    best = {0: Best(targets=(), users=0.0), 1: Best(targets=("b",), users=3.0)}
    found = Frontier(limit=1, argued=0, steps=steps, best=best, unproved="", is_sampled=True)
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)

    assert part(CASCADE).best == ()
    assert len(part(CASCADE).notes) == 1


@pytest.mark.parametrize(
    ("is_closed", "said"),
    [
        (False, "Every seat is taken by a service that is rewritten already."),
        (True, "The quota of 0 % allows no rewrite for the users who wait."),
    ],
    ids=["taken", "none"],
)
def test_no_free_seat_is_told_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, *, is_closed: bool, said: str
) -> None:
    found = Frontier(
        limit=0,
        argued=0,
        steps=(Step(target="a", users=4.0, person_months=1.0),),
        best={},
        unproved="",
        is_sampled=False,
        is_closed=is_closed,
    )
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)

    assert part(CASCADE).sentence == said


def test_a_search_that_was_ended_says_after_how_many_nodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Frontier(
        limit=1,
        argued=0,
        steps=(Step(target="a", users=4.0, person_months=1.0),),
        best={},
        unproved="stopped",
        is_sampled=False,
    )
    monkeypatch.setattr("archlint.reporting.page.frontier.frontier_of", lambda *_: found)

    (note,) = part(CASCADE).notes
    assert note == (
        "Not proved within 1,000 nodes of the search, so only one line is drawn:"
        " `archlint plan --time-limit 300`."
    )
