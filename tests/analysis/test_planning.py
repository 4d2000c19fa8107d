"""Plans against brute force over every set of services, each recomputed on the whole graph."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import Limits, analyse, plan
from archlint.analysis.crashing import Row
from archlint.analysis.solver import Solver
from archlint.model import Candidate, Gain, Gc, Journey, Load, Range

from graphs import mean, portfolio, portfolios, service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archlint.analysis import Analysis, Plan
    from archlint.model import Portfolio


def point(value: float) -> Range:
    return Range(value, value, value)


def candidate(
    name: str,
    factor: float = 0.5,
    *,
    saves: float = 0.0,
    effort: float | None = None,
    is_taken: bool = False,
) -> Candidate:
    """A candidate whose figures are points."""
    return Candidate(
        service=name,
        gain=Gain(
            factor=point(factor),
            cores=point(saves / 31),
            per_month=point(saves),
            effort=None if effort is None else point(effort),
        ),
        is_taken=is_taken,
    )


@st.composite
def busy_portfolios(draw: st.DrawFn, *, most: int = 8) -> Portfolio:
    """Portfolios of `graphs.portfolios` in which everything is timed, computes and is entered."""
    whole = draw(portfolios(most=most))
    services = {}
    for name, item in whole.services.items():
        own = draw(st.integers(1, 40)) / 1000
        share = draw(st.sampled_from([0.2, 0.5, 0.9, 1.0]))
        load = Load(rate=100.0, cpu=100.0 * own * share)
        services[name] = replace(item, self_time=mean(own), load=load, gc=Gc())
    journeys = {
        name: replace(journey, rate=journey.rate or 30.0)
        for name, journey in whole.journeys.items()
    }
    first = Journey(name="first", entry="s0", rate=50.0)
    return replace(whole, services=services, journeys=journeys | {"first": first})


@st.composite
def questions(draw: st.DrawFn) -> tuple[Portfolio, list[Candidate], Limits]:
    """A small portfolio, candidates among its services, and a quota with or without a budget."""
    whole = draw(busy_portfolios())
    analysis = analyse(whole)
    candidates = [
        candidate(
            name,
            draw(st.sampled_from([0.3, 0.5, 0.65, 0.9, 1.2])),
            saves=draw(st.integers(-50, 500)),
            effort=draw(st.sampled_from([None, 0.1, 1.0, 2.5, 4.0])),
            is_taken=draw(st.integers(0, 9)) == 0,
        )
        for name in whole.services
        if analysis.computing[name].share is not None
    ]
    budget = draw(st.sampled_from([None, None, 0.3, 1.0, 3.5, 6.0]))
    return whole, candidates, Limits(services=draw(st.integers(1, 5)), person_months=budget)


def allowed(candidates: list[Candidate], limits: Limits) -> Iterator[tuple[Candidate, ...]]:
    """Every set that the limits permit."""
    free = [
        item
        for item in candidates
        if not item.is_taken and (limits.person_months is None or item.gain.effort is not None)
    ]
    for size in range(min(limits.services, len(free)) + 1):
        for some in combinations(free, size):
            effort = sum(item.gain.effort.default for item in some if item.gain.effort)
            if limits.person_months is None or effort <= limits.person_months + 1e-9:
                yield some


def factors(some: tuple[Candidate, ...]) -> dict[str, float]:
    return {item.service: item.gain.factor.default for item in some if item.gain.factor}


def freed(analysis: Analysis, some: tuple[Candidate, ...]) -> float:
    """Σ λ·T before less after, by analysing the portfolio as rewritten."""
    return analysis.waiting.total - analysis.with_rewrites(factors(some)).waiting.total


def saved(some: tuple[Candidate, ...]) -> float:
    return sum(item.gain.per_month.default for item in some if item.gain.per_month)


def close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-7, abs_tol=1e-9)


@settings(max_examples=300)
@given(questions())
def test_no_set_of_services_frees_more_users(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = analyse(whole)
    best = max(freed(analysis, some) for some in allowed(candidates, limits))
    found = plan(analysis, candidates, objective="waiting", limits=limits)

    assert close(found.worth, best)
    assert found.bound >= best * (1 - 1e-9)
    assert found.is_optimal
    assert not found.is_stopped
    _require_sound(found, analysis, candidates, limits)


@settings(max_examples=150)
@given(questions())
def test_no_set_of_services_saves_more_money(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = analyse(whole)
    best = max(map(saved, allowed(candidates, limits)))
    found = plan(analysis, candidates, objective="cost", limits=limits)

    assert close(found.worth, best)
    assert found.is_optimal
    _require_sound(found, analysis, candidates, limits)


def _require_sound(
    found: Plan, analysis: Analysis, candidates: list[Candidate], limits: Limits
) -> None:
    """What a plan says agrees with itself, with the limits and with the whole graph."""
    by_name = {item.service: item for item in candidates}
    some = tuple(by_name[name] for name in found.best.services)

    assert tuple(step.service for step in found.steps) == found.best.services
    assert some in [tuple(sorted(one, key=some.index)) for one in allowed(list(some), limits)]
    assert close(found.best.users, freed(analysis, some))
    assert close(found.best.per_month, saved(some))
    assert found.before == analysis.waiting.total
    assert close(
        sum(step.gain.users.default for step in found.steps if step.gain.users), found.best.users
    )
    assert found.whole.users is not None
    assert close(found.whole.users.default, found.best.users)
    for rival in (found.greedy, found.naive):
        assert rival.worth(found.objective) <= found.worth + 1e-9


@settings(max_examples=100)
@given(questions())
def test_every_point_of_the_frontier_is_the_best_of_so_many_services(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = analyse(whole)
    found = plan(analysis, candidates, objective="waiting", limits=limits)
    worths = [point.worth for point in found.frontier]

    assert found.frontier[0].services == 0
    assert worths == sorted(worths)
    for item in found.frontier:
        anything = Limits(services=item.services) if item.services else None
        sets = allowed(candidates, anything) if anything else [()]
        assert close(item.worth, max(freed(analysis, some) for some in sets))
        assert item.is_exact


@settings(max_examples=100)
@given(questions(), st.sampled_from(["waiting", "cost"]))
def test_without_time_there_is_a_bound_that_nothing_exceeds(
    question: tuple[Portfolio, list[Candidate], Limits], objective: str
) -> None:
    whole, candidates, limits = question
    analysis = analyse(whole)
    best = max(
        freed(analysis, some) if objective == "waiting" else saved(some)
        for some in allowed(candidates, limits)
    )
    found = plan(analysis, candidates, objective=objective, limits=limits, seconds=0.0)

    assert found.worth <= best * (1 + 1e-9) + 1e-12
    assert found.bound >= best * (1 - 1e-9)
    assert found.is_stopped == (not found.is_optimal)
    for item in found.frontier:
        assert item.bound >= item.worth


@settings(max_examples=100)
@given(busy_portfolios(most=6), st.data())
def test_the_programme_is_worth_what_the_whole_graph_says(
    whole: Portfolio, data: st.DataObject
) -> None:
    """Every choice forced upon the programme is worth its removal: no maximum is left out."""
    analysis = analyse(whole)
    names = [name for name in whole.services if analysis.computing[name].share is not None]
    chosen = set(data.draw(st.lists(st.sampled_from(names), unique=True)) if names else [])
    programme = analysis.programme(dict.fromkeys(names, 0.5))
    kept = {column: 1.0 for column, name in enumerate(programme.services) if name not in chosen}
    solver = Solver(programme, [Row(kept, 0.0)])
    found = solver.best(len(names))

    assert close(found.bound, analysis.removal(dict.fromkeys(chosen, 0.5)).users)
