"""What more or fewer rewrites free: against the table and against the analysis."""

from __future__ import annotations

import itertools

import pytest
from served import BARE, CASCADE, FINE, served

from archlint.linting.frontier import Frontier, frontier_of
from archlint.linting.planning import Budget, plan_of
from archlint.linting.turns import turns_of

pytest.importorskip("highspy")


def frontier(text: str) -> Frontier:
    report = served(text)
    found = frontier_of(report, turns_of(report))
    assert found is not None
    return found


def factors() -> dict[str, float]:
    return {
        item.target: item.gain.factor.default
        for item in served(CASCADE).candidates
        if item.gain.factor
    }


def test_the_steps_are_the_rewrites_in_turn_with_their_users() -> None:
    found, turns = frontier(CASCADE), turns_of(served(CASCADE))
    assert turns is not None
    users = [turn.gain.users.default for turn in turns.told if turn.gain.users]

    assert [step.target for step in found.steps] == [turn.target for turn in turns.told]
    assert [step.users for step in found.steps] == list(itertools.accumulate(users))
    assert (found.argued, found.unproved, found.is_sampled) == (1, "", True)


def test_every_step_frees_what_its_rewrites_free_together() -> None:
    told: list[str] = []
    for step in frontier(CASCADE).steps:
        told.append(step.target)
        users = served(CASCADE).analysis.removal({name: factors()[name] for name in told}).users
        assert step.users == pytest.approx(users)


def test_no_choice_of_so_many_frees_more_on_means_than_the_best_one() -> None:
    known, means = factors(), served(CASCADE).analysis.on_means()
    for count, best in frontier(CASCADE).best.items():
        choices = itertools.combinations(sorted(known), min(count, len(known)))
        most = max(means.removal({name: known[name] for name in some}).users for some in choices)
        chosen = means.removal({name: known[name] for name in best.targets}).users
        assert chosen == pytest.approx(most)


def test_the_best_is_counted_like_every_step() -> None:
    for best in frontier(CASCADE).best.values():
        chosen = {name: factors()[name] for name in best.targets}
        assert best.users == served(CASCADE).analysis.removal(chosen).users


def test_effort_adds_up_as_far_as_it_is_known() -> None:
    steps = frontier(CASCADE).steps

    assert [step.unsized for step in steps] == [0, 0, 0, 1, 2]
    assert steps[1].person_months == pytest.approx((9 + 4) / 0.9 * 1.75)
    assert steps[2].person_months == steps[3].person_months == steps[4].person_months


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("archlint.analysis.solver.is_installed", lambda: False, "missing"),
        ("archlint.linting.frontier.MOST_CHOSEN", 2, "large"),
        ("archlint.linting.frontier.NODES", 0, "stopped"),
    ],
    ids=["no solver", "too many candidates", "no node left"],
)
def test_without_a_proof_the_greedy_order_is_left(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, reason: str
) -> None:
    steps = frontier(CASCADE).steps
    monkeypatch.setattr(name, value)
    if reason == "stopped":
        monkeypatch.setattr("archlint.linting.frontier.plan_of", _stopped)

    found = frontier(CASCADE)

    assert (found.best, found.unproved, found.steps) == ({}, reason, steps)


def _stopped(*_: object, **_asked: object) -> object:
    """A plan as it is when the time is up at once: a bound and no proof."""
    from msgspec.structs import replace

    plan = plan_of(served(CASCADE), objective="waiting", budget=Budget())
    return replace(plan, bound=2 * plan.bound, is_stopped=True)


def test_where_nothing_is_left_to_weigh_there_is_no_frontier() -> None:
    assert frontier_of(served(BARE), turns_of(served(BARE))) is None


def test_nothing_to_rewrite_has_a_frontier_all_the_same() -> None:
    found = frontier(FINE)

    assert (found.argued, found.limit) == (0, 1)
    assert [step.target for step in found.steps] == ["stock", "front"]
