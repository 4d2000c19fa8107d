"""What more or fewer rewrites free: against the plan and against the analysis on means."""

from __future__ import annotations

import itertools

import pytest
from served import BARE, CASCADE, FINE, served

from archlint.linting.frontier import Frontier, frontier_of
from archlint.linting.planning import Budget, plan_of

pytest.importorskip("highspy")


def frontier(text: str) -> Frontier:
    found = frontier_of(served(text))
    assert found is not None
    return found


def test_the_seats_come_first_and_are_the_plans_greedy_choice() -> None:
    found = frontier(CASCADE)
    plan = plan_of(served(CASCADE), objective="waiting", budget=Budget())

    assert [step.target for step in found.steps[: found.seated]] == ["hot", "warm"]
    assert found.steps[found.seated - 1].users == pytest.approx(plan.greedy.users)
    assert found.plan == plan
    assert found.unproved == ""


def test_every_step_frees_what_its_rewrites_free_together_on_means() -> None:
    report = served(CASCADE)
    factors = {
        item.target: item.gain.factor.default for item in report.candidates if item.gain.factor
    }
    means = report.analysis.on_means()
    told: list[str] = []
    for step in frontier(CASCADE).steps:
        told.append(step.target)
        assert step.users == pytest.approx(
            means.removal({name: factors[name] for name in told}).users
        )


def test_no_choice_of_so_many_frees_more_than_the_best_one() -> None:
    found, report = frontier(CASCADE), served(CASCADE)
    assert found.plan is not None
    factors = {
        item.target: item.gain.factor.default for item in report.candidates if item.gain.factor
    }
    means = report.analysis.on_means()
    for point in found.plan.frontier:
        choices = itertools.combinations(sorted(factors), min(point.services, len(factors)))
        most = max(means.removal({name: factors[name] for name in some}).users for some in choices)
        assert point.worth == pytest.approx(most)


def test_effort_adds_up_until_one_is_unknown() -> None:
    steps = frontier(CASCADE).steps

    assert [step.person_months is None for step in steps] == [False, False, False, True, True]
    assert steps[1].person_months == pytest.approx((9 + 4) / 0.9 * 1.75)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("archlint.analysis.solver.is_installed", lambda: False, "missing"),
        ("archlint.linting.frontier.MOST_CHOSEN", 2, "large"),
        ("archlint.linting.frontier.SECONDS", -1.0, "stopped"),
    ],
    ids=["no solver", "too many candidates", "no time"],
)
def test_without_a_proof_the_greedy_order_is_left(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, reason: str
) -> None:
    steps = frontier(CASCADE).steps
    monkeypatch.setattr(name, value)
    if reason == "stopped":
        monkeypatch.setattr("archlint.linting.frontier.plan_of", _stopped)

    found = frontier(CASCADE)

    assert (found.plan, found.unproved, found.steps) == (None, reason, steps)


def _stopped(*_: object, **_asked: object) -> object:
    """A plan as it is when the time is up at once: a bound and no proof."""
    from msgspec.structs import replace

    plan = plan_of(served(CASCADE), objective="waiting", budget=Budget())
    return replace(plan, bound=2 * plan.bound, is_stopped=True)


def test_where_nothing_is_left_to_weigh_there_is_no_frontier() -> None:
    assert frontier_of(served(BARE)) is None


def test_nothing_to_rewrite_has_a_frontier_all_the_same() -> None:
    found = frontier(FINE)

    assert (found.seated, found.limit) == (0, 1)
    assert [step.target for step in found.steps] == ["stock", "front"]
