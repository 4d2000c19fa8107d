"""What more or fewer rewrites free: against the table and against the analysis."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from served import BARE, CASCADE, FINE, many, served

from archlint.linting.frontier import Frontier, frontier_of
from archlint.linting.planning import Budget, plan_of
from archlint.linting.turns import turns_of

if TYPE_CHECKING:
    from archlint.analysis import Plan
    from archlint.linting.report import PortfolioReport

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
    """A plan as it is when the search ends at once: a bound and no proof."""
    plan = plan_of(served(CASCADE), objective="waiting", budget=Budget())
    return replace(plan, bound=2 * plan.bound, is_stopped=True)


def test_where_nothing_is_left_to_weigh_there_is_no_frontier() -> None:
    assert frontier_of(served(BARE), turns_of(served(BARE))) is None


def test_nothing_to_rewrite_has_a_frontier_all_the_same() -> None:
    found = frontier(FINE)

    assert (found.argued, found.limit) == (0, 1)
    assert [step.target for step in found.steps] == ["stock", "front"]


# --- against greedy by hand ------------------------------------------------------------------------


UNAWAITED = (
    "  unawaited: {language: go, kind: kernel, criticality: high, self_time: {mean: 20ms},"
    " load: {rate: 100/s, cpu: 2}}"
)


def chain(computing: list[int], *, quota: int, rust: tuple[str, ...] = ()) -> str:
    """An entry that waits for each of these in turn, ms of CPU of 20 a request, at 100/s.

    What is called and not waited for computes as much as the first, and frees nobody.
    """
    names = [f"s{number:02}" for number in range(len(computing))]
    lines = [
        f"  {name}: {{language: {'rust' if name in rust else 'go'}, kind: kernel,"
        f" criticality: high, self_time: {{mean: 20ms}},"
        f" load: {{rate: 100/s, cpu: {own / 10}}}, size: {place + 1} kloc}}"
        for place, (name, own) in enumerate(zip(names, computing, strict=True))
    ]
    calls = ", ".join([*names, "{async: unawaited}"])
    return "\n".join(
        [
            "archlint: 1",
            "portfolio: chain",
            f"policies: {{ninety-ten: {{quota: {quota}%, min_users: 0.01, min_ms: 0.01ms}}}}",
            "journeys: {j: {entry: front, rate: 100/s}}",
            "services:",
            f"  front: {{kind: external, latency: {{mean: 1s}}, calls: [{calls}]}}",
            *lines,
            UNAWAITED,
            "",
        ]
    )


CORES = [20, 18, 16, 15, 13, 11, 9, 7, 6, 5, 4, 3]
"""Milliseconds of CPU, each freeing a tenth of 35 % of them in users, one after another."""


def greedily(computing: list[int]) -> list[float]:
    """In a chain without branches each rewrite frees λ·d·(1 - f), whatever else is rewritten."""
    freed = sorted((100 * own / 1e3 * 0.35 for own in computing), reverse=True)
    return list(itertools.accumulate(freed))


@pytest.mark.parametrize(
    ("quota", "rust", "limit", "steps"),
    [
        (1, (), 1, 6),
        (25, (), 4, 8),
        (35, (), 5, 10),
        (25, ("s00", "s01"), 2, 6),
        (100, (), 13, 12),
    ],
    ids=["at least six", "twice the seats", "five seats", "two seats taken", "all that free any"],
)
def test_it_reaches_twice_the_free_seats_and_six_rewrites_at_least(
    quota: int, rust: tuple[str, ...], limit: int, steps: int
) -> None:
    found = frontier(chain(CORES, quota=quota, rust=rust))
    left = [own for place, own in enumerate(CORES) if f"s{place:02}" not in rust]

    assert (found.limit, len(found.steps)) == (limit, steps)
    assert [step.users for step in found.steps] == pytest.approx(greedily(left)[:steps])
    assert "unawaited" not in {step.target for step in found.steps}


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=14), st.sampled_from([1, 20, 40]))
def test_the_steps_are_those_of_greedy_by_hand(computing: list[int], quota: int) -> None:
    found = frontier(chain(computing, quota=quota))
    told = [step.users for step in found.steps]

    assert told == pytest.approx(greedily(computing)[: len(told)])
    assert len(told) == min(len(computing), max(6, 2 * found.limit))


def test_each_step_frees_most_of_all_that_are_left() -> None:
    """Branches and samples: what is free is tried one by one after the steps before it."""
    report = served(many(14))
    turns = turns_of(report)
    assert turns is not None
    found = frontier_of(report, replace(turns, argued=(), open=(), beyond=()))
    assert found is not None
    factors = {
        item.target: item.gain.factor.default for item in report.candidates if item.gain.factor
    }
    chosen: dict[str, float] = {}

    assert len(found.steps) == 6
    for step in found.steps:
        freed = {
            name: report.analysis.removal({**chosen, name: factors[name]}).users
            for name in factors
            if name not in chosen
        }
        assert freed[step.target] == pytest.approx(max(freed.values()))
        assert step.users == pytest.approx(freed[step.target])
        chosen[step.target] = factors[step.target]


def test_the_best_choices_are_those_of_brute_force() -> None:
    for count, best in frontier(chain(CORES, quota=25)).best.items():
        assert best.users == pytest.approx(([0.0, *greedily(CORES)])[count])


@pytest.mark.parametrize(("most", "steps"), [(13, 8), (12, 5)], ids=["so many", "one too many"])
def test_above_so_many_candidates_it_ends_with_what_is_told(
    monkeypatch: pytest.MonkeyPatch, most: int, steps: int
) -> None:
    text = chain(CORES, quota=25)
    report = served(text)
    turns = turns_of(report)
    monkeypatch.setattr("archlint.linting.frontier.MOST_CHOSEN", most)
    assert turns is not None
    told = replace(turns, beyond=turns.beyond[:1])

    found = frontier_of(report, told)

    assert found is not None
    assert (len(report.candidates), len(found.steps)) == (13, steps)
    assert found.unproved == ("" if most == 13 else "large")


def test_users_that_nobody_counted_add_nothing() -> None:
    report = served(CASCADE)
    turns = turns_of(report)
    assert turns is not None
    first, *others = turns.argued
    uncounted = replace(first, gain=replace(first.gain, users=None))

    found = frontier_of(report, replace(turns, argued=(uncounted, *others)))

    assert found is not None
    assert found.steps[0].users == 0.0


def test_a_quota_of_nothing_has_no_seat_and_a_frontier_all_the_same() -> None:
    found = frontier(chain(CORES, quota=0))

    assert (found.limit, found.is_closed, found.argued) == (0, True, 0)
    assert len(found.steps) == 6
    assert not frontier(chain(CORES, quota=1)).is_closed


def test_a_report_looks_for_the_best_choice_by_nodes_and_never_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, object] = {}

    def spied(*given: PortfolioReport, **rest: Any) -> Plan:
        asked.update(rest)
        return plan_of(*given, **rest)

    monkeypatch.setattr("archlint.linting.frontier.plan_of", spied)
    frontier(CASCADE)

    assert asked.get("nodes") == 1_000
    assert "seconds" not in asked
