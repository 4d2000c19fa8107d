"""Rewrites, seats, slack and drag against full recomputation; hostile shapes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import bench, seats
from archlint.model import Load

from graphs import on_means, portfolio, portfolios, service

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Removal
    from archlint.model import Portfolio


def close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-11)


def rewritten(whole: Portfolio, analysis: Analysis, factors: dict[str, float]) -> Portfolio:
    """The portfolio with the rewritten self times declared: S̄·(1-φ) + S̄·φ·f."""
    services = dict(whole.services)
    for name, factor in factors.items():
        share = analysis.computing[name].share
        own = services[name].self_time
        if share is not None and own is not None and own.mean is not None:
            time = own.mean * (1 - share) + own.mean * share * factor
            services[name] = replace(services[name], self_time=replace(own, mean=time))
    return replace(whole, services=services)


FACTORS = st.sampled_from([0.3, 0.5, 0.65, 0.9, 1.2])


@settings(max_examples=120)
@given(portfolios(), FACTORS, st.data())
def test_a_removal_is_the_difference_of_two_full_analyses(
    whole: Portfolio, factor: float, data: st.DataObject
) -> None:
    analysis = on_means(whole)
    names = data.draw(st.lists(st.sampled_from(sorted(whole.services)), unique=True, min_size=1))
    factors = dict.fromkeys(names, factor)
    after = on_means(rewritten(whole, analysis, factors))
    removal = analysis.removal(factors)
    users = 0.0
    for old, new in zip(analysis.journeys, after.journeys, strict=True):
        users += (old.journey.rate or 0.0) * (old.mean - new.mean)
        assert close(removal.seconds.get(old.name, 0.0), old.mean - new.mean)

    assert close(removal.users, users)
    for name in whole.operations:
        assert close(analysis.with_rewrites(factors).response(name), after.response(name))


@settings(max_examples=80)
@given(portfolios(), FACTORS)
def test_a_rewrite_there_and_back_changes_nothing(whole: Portfolio, factor: float) -> None:
    analysis = on_means(whole)
    names = list(whole.services)
    back = analysis.with_rewrites(dict.fromkeys(names, 1 / factor)).with_rewrites(
        dict.fromkeys(names, factor)
    )

    for name in names:
        assert close(back.response(name), analysis.response(name))
        before, after = analysis.computing[name], back.computing[name]
        if before.share is not None:
            assert close(after.share or 0.0, before.share)
        if before.cpu is not None:
            assert close(after.cpu or 0.0, before.cpu)


@settings(max_examples=80)
@given(portfolios(), st.sampled_from([0.3, 0.65, 0.9]))
def test_the_bound_is_never_exceeded_whatever_else_is_rewritten(
    whole: Portfolio, factor: float
) -> None:
    analysis = on_means(whole)
    names = list(whole.services)
    for name in names:
        alone = analysis.removal({name: factor}).users
        others = {other: factor for other in names if other != name}
        marginal = analysis.removal({**others, name: factor}).users - analysis.removal(others).users
        bound = analysis.removal_bound(name, factor)

        assert alone <= bound + 1e-9
        assert marginal <= bound + 1e-9


def naive_greedy(
    whole: Portfolio, analysis: Analysis, candidates: dict[str, float], limit: int, floor: float
) -> list[str]:
    """Every seat by analysing every variant of the portfolio from scratch."""
    chosen: list[str] = []

    def waiting(names: list[str]) -> float:
        factors = {name: candidates[name] for name in names}
        return on_means(rewritten(whole, analysis, factors)).waiting.total

    while len(chosen) < limit:
        now = waiting(chosen)
        ranked = sorted(
            (
                (
                    -round(now - waiting([*chosen, name]), 9),
                    -analysis.waiting.by_service.get(name, 0.0),
                    name,
                )
                for name in candidates
                if name not in chosen
            ),
        )
        if not ranked or -ranked[0][0] < floor:
            break
        chosen.append(ranked[0][2])
    return chosen


@settings(max_examples=60)
@given(portfolios(most=6), st.integers(1, 4), st.sampled_from([0.01, 0.2]))
def test_pruned_unpruned_and_naive_greedy_choose_the_same(
    whole: Portfolio, limit: int, floor: float
) -> None:
    analysis = on_means(whole)
    candidates = {
        name: 0.5 for name in whole.services if analysis.computing[name].share is not None
    }
    assume(candidates)

    def accepts(_: str, removal: Removal) -> bool:
        return removal.users >= floor

    picks = {
        prune: analysis.greedy(candidates, limit=limit, accepts=accepts, floor=floor, prune=prune)
        for prune in (True, False)
    }

    assert picks[True] == picks[False]
    gains = [pick.removal.users for pick in picks[True]]
    distinct = [round(gain, 6) for gain in gains]
    if len(set(distinct)) == len(distinct):
        expected = naive_greedy(whole, analysis, candidates, limit, floor)
        total = analysis.removal(dict.fromkeys(expected, 0.5)).users
        assert close(sum(gains), total)


def test_a_service_may_be_worth_nothing_alone_and_much_after_another() -> None:
    """Two equal branches hide each other."""
    busy: dict[str, Any] = {"own": 0.020, "load": Load(rate=100.0, cpu=2.0)}
    whole = portfolio(
        service("web", ["a", "b"], own=0.0, load=Load(cpu=0.0)),
        service("a", **busy),
        service("b", **busy),
        j=("web", 100.0),
    )
    analysis = on_means(whole)

    assert analysis.removal({"b": 0.5}).users == 0.0
    assert analysis.removal({"a": 0.5, "b": 0.5}).users == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("quota", "size", "expected"),
    [
        (0.10, 11, 2),
        (0.10, 19, 2),
        (0.10, 25, 3),
        (0.07, 100, 7),
        (0.10, 10, 1),
        (0.10, 1, 1),
        (0.10, 0, 1),
        (0.0, 0, 0),
        (0.0, 100, 0),
        (1e-6, 100, 1),
        (0.29, 100, 29),
        (1.0, 3, 3),
    ],
)
def test_seats_are_exact(quota: float, size: int, expected: int) -> None:
    assert seats(quota, size) == expected


@settings(max_examples=60, deadline=None)
@given(portfolios(most=6))
def test_drag_is_what_the_journey_loses_without_the_operation(whole: Portfolio) -> None:
    analysis = on_means(whole)
    for times in analysis.journeys:
        for name in times.visits:
            zero = replace(whole.services[name].self_time, mean=0.0)  # type: ignore[type-var]  # always declared here
            services = {
                **whole.services,
                name: replace(whole.services[name], self_time=zero),
            }
            without = on_means(replace(whole, services=services)).journey(times.name)

            assert close(analysis.drag(times.name, name), times.mean - without.mean)


def grown(whole: Portfolio, name: str, journey: str, seconds: float) -> float:
    own = whole.services[name].self_time
    assert own is not None
    longer = replace(own, mean=(own.mean or 0.0) + seconds)
    services = {**whole.services, name: replace(whole.services[name], self_time=longer)}
    return on_means(replace(whole, services=services)).journey(journey).mean


@settings(max_examples=60, deadline=None)
@given(portfolios(most=5))
def test_slack_is_the_longest_growth_that_nobody_feels(whole: Portfolio) -> None:
    analysis = on_means(whole)
    for times in analysis.journeys:
        for name in whole.services:
            slack = analysis.slack(times.name, name)
            if math.isinf(slack):
                assert close(grown(whole, name, times.name, 10.0), times.mean)
            else:
                assert close(grown(whole, name, times.name, slack), times.mean)
                assert grown(whole, name, times.name, slack + 0.001) > times.mean


# --- shapes that break others ---------------------------------------------------------------------


def test_a_thousand_calls_deep() -> None:
    chain = [service(f"s{n:04}", f"s{n + 1:04}", own=0.001) for n in range(1_000)]
    (times,) = on_means(portfolio(*chain, service("s1000", own=0.001), j=("s0000", 1.0))).journeys

    assert times.mean == pytest.approx(1.001)
    assert len(times.path) <= 500


def test_a_ladder_of_diamonds_is_not_unrolled() -> None:
    """2⁶⁰ paths: the rows stay few and still add up."""
    ladder = [
        service(f"s{n:02}", f"s{n + 1:02}", f"s{n + 1:02}", own=0.001, load=Load(cpu=0.1))
        for n in range(60)
    ]
    (times,) = on_means(
        portfolio(*ladder, service("s60", own=0.001, load=Load(cpu=0.1)), j=("s00", 1e-9))
    ).journeys
    critical = [row for row in times.path if row.is_critical]

    assert times.mean == pytest.approx(0.001 * (2**61 - 1))
    assert len(times.path) < 1_500
    assert sum(
        row.end - row.start if row.is_collapsed else row.own for row in critical
    ) == pytest.approx(times.mean)


def test_no_time_anywhere_is_no_error() -> None:
    (times,) = on_means(portfolio(service("a", "b"), service("b"), j=("a", 1.0))).journeys

    assert times.mean == 0.0
    assert times.on_path == ()
    assert [row.operation for row in times.path] == ["a", "b"]


def test_a_removal_tells_of_the_journeys_that_it_moves_and_of_no_rounding() -> None:
    whole = portfolio(
        service("a", own=0.02, load=Load(cpu=0.1)),
        service("b", own=0.02, load=Load(cpu=0.1)),
        here=("a", 10.0),
        there=("b", 10.0),
    )
    removal = on_means(whole).removal({"a": 0.5})

    assert removal.seconds == pytest.approx({"here": 0.005})
    assert removal.before == pytest.approx({"here": 0.02})
    assert bench._difference(0.1 + 0.2, 0.3) == 0.0


def test_two_journeys_may_enter_at_the_same_place() -> None:
    analysis = on_means(portfolio(service("a", own=0.1), x=("a", 1.0), y=("a", 2.0)))

    assert analysis.rates["a"] == pytest.approx(3.0)
    assert analysis.waiting.total == pytest.approx(0.3)


def test_a_call_that_is_never_made_takes_no_time() -> None:
    whole = portfolio(
        service("a", {"callee": "b", "cache_hit": 1.0}), service("b", own=0.1), j=("a", 1.0)
    )
    analysis = on_means(whole)

    assert analysis.journeys[0].mean == 0.0
    assert analysis.rates["b"] == 0.0
    assert analysis.hard_services("j") == {"a"}


def test_hard_services_are_those_without_which_a_journey_fails() -> None:
    whole = portfolio(
        service(
            "a",
            "hard",
            {"callee": "soft", "optional": True},
            {"callee": "covered", "fallback": True},
            {"callee": "later", "is_async": True},
        ),
        service("hard", "deep"),
        *(service(name) for name in ("soft", "covered", "later", "deep")),
        j=("a", 1.0),
    )

    assert on_means(whole).hard_services("j") == {"a", "hard", "deep"}


def test_supposing_other_figures_leaves_the_analysis_alone() -> None:
    whole = portfolio(service("a", own=0.1, load=Load(rate=1.0)), j=("a", 1.0))
    analysis = on_means(whole)
    supposed = analysis.supposing(replace(whole.services["a"], load=Load(rate=1.0, cpu=0.05)))

    assert supposed.computing["a"].share == pytest.approx(0.5)
    assert analysis.computing["a"].share is None


@settings(max_examples=60)
@given(portfolios())
def test_rewrites_in_turn_add_up_to_all_of_them(whole: Portfolio) -> None:
    analysis = on_means(whole)
    factors = dict.fromkeys(whole.services, 0.5)
    steps = analysis.in_turn(factors)

    assert [step.service for step in steps] == list(factors)
    assert close(sum(step.removal.users for step in steps), analysis.removal(factors).users)
