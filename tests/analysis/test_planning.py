"""Plans against brute force over every set of services, each recomputed on the whole graph."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import Limits, plan
from archlint.analysis.crashing import Row
from archlint.analysis.solver import Solution, Solver, search
from archlint.model import Candidate, Gain, Gc, Journey, Load, Range

from graphs import mean, on_means, portfolio, portfolios, service

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
    analysis = on_means(whole)
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


@pytest.mark.slow
@settings(max_examples=300)
@given(questions())
def test_no_set_of_services_frees_more_users(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = on_means(whole)
    best = max(freed(analysis, some) for some in allowed(candidates, limits))
    found = plan(analysis, candidates, objective="waiting", limits=limits)

    assert close(found.worth, best)
    assert found.bound >= best * (1 - 1e-9)
    assert found.is_optimal
    assert not found.is_stopped
    _require_sound(found, analysis, candidates, limits)


@pytest.mark.slow
@settings(max_examples=150)
@given(questions())
def test_no_set_of_services_saves_more_money(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = on_means(whole)
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


@pytest.mark.slow
@settings(max_examples=100)
@given(questions())
def test_every_point_of_the_frontier_is_the_best_of_so_many_services(
    question: tuple[Portfolio, list[Candidate], Limits],
) -> None:
    whole, candidates, limits = question
    analysis = on_means(whole)
    found = plan(analysis, candidates, objective="waiting", limits=limits)
    worths = [point.worth for point in found.frontier]

    assert found.frontier[0].services == 0
    assert worths == sorted(worths)
    for item in found.frontier:
        anything = Limits(services=item.services) if item.services else None
        sets = allowed(candidates, anything) if anything else [()]
        assert close(item.worth, max(freed(analysis, some) for some in sets))
        assert item.is_exact


@pytest.mark.slow
@settings(max_examples=100)
@given(
    questions(),
    st.sampled_from(["waiting", "cost"]),
    st.sampled_from([{"seconds": 0.0}, {"nodes": 0}, {"nodes": 1}]),
)
def test_a_search_that_is_ended_has_a_bound_that_nothing_exceeds(
    question: tuple[Portfolio, list[Candidate], Limits], objective: str, most: dict[str, Any]
) -> None:
    whole, candidates, limits = question
    analysis = on_means(whole)
    best = max(
        freed(analysis, some) if objective == "waiting" else saved(some)
        for some in allowed(candidates, limits)
    )
    found = plan(analysis, candidates, objective=objective, limits=limits, **most)

    assert found.worth <= best * (1 + 1e-9) + 1e-12
    assert found.bound >= best * (1 - 1e-9)
    assert found.is_stopped == (not found.is_optimal)
    for item in found.frontier:
        assert item.bound >= item.worth


@pytest.mark.slow
@settings(max_examples=100)
@given(busy_portfolios(most=6), st.data())
def test_the_programme_is_worth_what_the_whole_graph_says(
    whole: Portfolio, data: st.DataObject
) -> None:
    """Every choice forced upon the programme is worth its removal: no maximum is left out."""
    analysis = on_means(whole)
    names = [name for name in whole.services if analysis.computing[name].share is not None]
    chosen = set(data.draw(st.lists(st.sampled_from(names), unique=True)) if names else [])
    programme = analysis.programme(dict.fromkeys(names, 0.5))
    kept = {column: 1.0 for column, name in enumerate(programme.services) if name not in chosen}
    solver = Solver(programme, [Row(kept, 0.0)])
    found = solver.best(len(names))

    assert close(found.bound, analysis.removal(dict.fromkeys(chosen, 0.5)).users)


# --- by hand --------------------------------------------------------------------------------------

BUSY: dict[str, Any] = {"load": Load(rate=100.0, cpu=2.0), "own": 0.020}
SMALL: dict[str, Any] = {"load": Load(rate=100.0, cpu=0.4), "own": 0.004}


def two_branches() -> Portfolio:
    """Two big ones, a and b, run side by side and hide each other; c and d are small and in the open."""
    return portfolio(
        service("web", ["a", "b"], "c", "d", own=0.001),
        service("a", **BUSY),
        service("b", **BUSY),
        service("c", **SMALL),
        service("d", **SMALL),
        order=("web", 100.0),
    )


FOUR = [candidate(name, effort=1.0, saves=10.0) for name in "abcd"]


def test_two_branches_that_hide_each_other_are_found_together() -> None:
    """Greedy takes c and d, 0.4 users; a and b are worth nothing alone and one user together."""
    analysis = on_means(two_branches())
    greedy = analysis.greedy(dict.fromkeys("abcd", 0.5), limit=2, accepts=lambda *_: True)
    seated = [pick.service for pick in greedy]
    found = plan(analysis, FOUR, objective="waiting", limits=Limits(services=2), seated=seated)

    assert found.greedy.services == ("c", "d")
    assert close(found.greedy.users, 0.4)
    assert found.best.services == ("a", "b")
    assert close(found.best.users, 1.0)
    assert [round(item.worth, 9) for item in found.frontier] == [0.0, 0.2, 1.0, 1.2, 1.4]


def test_a_call_falls_no_further_than_to_a_rival_that_stays() -> None:
    """Of the 10 ms that s would save 6 count: beside it r keeps its 14 of 20."""
    whole = portfolio(
        service("web", ["r", "s"], own=0.007, load=Load(rate=100.0, cpu=0.7)),
        service("r", own=0.014),
        service("s", **BUSY),
        order=("web", 100.0),
    )
    found = plan(
        on_means(whole),
        [candidate("web", 0.1), candidate("s")],
        objective="waiting",
        limits=Limits(services=1),
    )

    assert found.best.services == ("web",)
    assert close(found.best.users, 0.63)
    assert [round(item.bound, 9) for item in found.frontier] == [0.0, 0.63, 1.23]


def test_the_order_takes_the_most_out_first() -> None:
    analysis = on_means(two_branches())
    found = plan(analysis, FOUR, objective="waiting", limits=Limits(services=4))
    marginal = [(step.service, step.gain.users) for step in found.steps]

    assert [(name, round(users.default, 9)) for name, users in marginal if users] == [
        ("c", 0.2),
        ("d", 0.2),
        ("a", 0.0),
        ("b", 1.0),
    ]


def test_a_budget_leaves_out_what_does_not_fit_and_what_nobody_has_estimated() -> None:
    analysis = on_means(two_branches())
    candidates = [
        candidate("a", effort=4.0),
        candidate("b", effort=4.0),
        candidate("c", effort=3.0),
        candidate("d"),
    ]
    found = plan(
        analysis,
        candidates,
        objective="waiting",
        limits=Limits(services=4, person_months=7.0),
        seated=["d", "c"],
    )

    assert found.best.services == ("c",)
    assert found.greedy.services == ("c",)
    assert found.naive.services == ("a", "c")
    assert found.without_effort == ("d",)
    assert found.is_optimal


def test_what_is_rewritten_already_is_not_chosen_again() -> None:
    analysis = on_means(two_branches())
    candidates = [candidate("c", is_taken=True), candidate("d")]
    found = plan(analysis, candidates, objective="waiting", limits=Limits(services=4), seated=["c"])

    assert found.best.services == ("d",)
    assert found.greedy.services == ()


def test_a_service_that_adds_nothing_is_left_out() -> None:
    """The path never leaves a: b is off the path whatever happens."""
    whole = portfolio(
        service("web", ["a", "b"], own=0.001),
        service("a", own=0.2, load=Load(rate=100.0, cpu=20.0)),
        service("b", **BUSY),
        order=("web", 100.0),
    )
    found = plan(
        on_means(whole),
        [candidate("a"), candidate("b")],
        objective="waiting",
        limits=Limits(services=2),
        seated=["a", "b"],
    )

    assert found.best.services == ("a",)


def test_the_ranges_are_those_of_the_factors() -> None:
    wide = Candidate(service="c", gain=Gain(factor=Range(0.25, 0.5, 1.0)))
    found = plan(on_means(two_branches()), [wide], objective="waiting", limits=Limits(services=1))
    users = found.whole.users

    assert users is not None
    assert [round(value, 9) for value in users] == [0.0, 0.2, 0.3]
    assert found.steps[0].gain.users == users
    assert found.steps[0].gain.milliseconds["order"] == pytest.approx((0.0, 2.0, 3.0))
    assert found.whole.per_month is None


@pytest.mark.parametrize("objective", ["waiting", "cost"])
@pytest.mark.parametrize(
    ("whole", "candidates"),
    [
        (two_branches(), []),
        (portfolio(service("a", own=0.1), j=("a", None)), [candidate("a", 0.9, saves=-1.0)]),
        (portfolio(service("a"), service("b")), []),
    ],
    ids=["no candidates", "no rates", "nothing measured"],
)
def test_without_anything_to_gain_the_plan_is_empty_and_proved(
    whole: Portfolio, candidates: list[Candidate], objective: str
) -> None:
    found = plan(on_means(whole), candidates, objective=objective, limits=Limits(services=3))

    assert found.steps == ()
    assert (found.worth, found.bound, found.gap) == (0.0, 0.0, 0.0)
    assert found.is_optimal
    assert not found.is_stopped


def pairs(count: int) -> tuple[Portfolio, list[Candidate]]:
    """Stages of two branches that hide each other, each pair worth another part and effort."""
    names = [(f"a{number}", f"b{number}") for number in range(count)]
    own = {name: (5 + 7 * place % 11) / 1e3 for place, pair in enumerate(names) for name in pair}
    load = {name: Load(rate=100.0, cpu=100.0 * seconds) for name, seconds in own.items()}
    steps: list[list[Any]] = [list(pair) for pair in names]
    whole = portfolio(
        service("front", *steps, own=0.001),
        *[service(name, own=own[name], load=load[name]) for name in own],
        order=("front", 100.0),
    )
    efforts = {name: 1.0 + place % 7 / 3 for place, name in enumerate(own)}
    return whole, [candidate(name, effort=efforts[name]) for name in own]


def test_the_nodes_that_are_left_are_those_of_all_searches_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, candidates = pairs(3)
    given: list[float] = []

    def best(_: Solver, __: int, *, nodes: float, **___: object) -> Solution:
        given.append(nodes)
        return Solution(services=None, bound=math.inf, nodes=4)

    monkeypatch.setattr(Solver, "best", best)
    found = plan(
        on_means(whole), candidates, objective="waiting", limits=Limits(services=3), nodes=10
    )

    assert given == [10, 6, 2]
    assert found.is_stopped


@pytest.mark.slow
def test_a_search_ended_after_its_nodes_says_the_same_every_time() -> None:
    whole, candidates = pairs(12)
    limits = Limits(services=9, person_months=11.0)
    analysis = on_means(whole)
    first, second = (
        plan(analysis, candidates, objective="waiting", limits=limits, nodes=1) for _ in range(2)
    )
    proved = plan(analysis, candidates, objective="waiting", limits=limits)

    assert first == second
    assert first.worth <= proved.worth <= first.bound * (1 + 1e-9)


class Subscribers:
    def __iadd__(self, _: object) -> Self:
        return self


def test_a_watcher_may_stop_the_search() -> None:
    """An interrupt while HiGHS searches stops its thread, then goes its way."""
    done: list[str] = []

    class Endless:
        cbMipInterrupt = Subscribers()  # noqa: N815  # highspy's name

        def startSolve(self) -> None:  # noqa: N802  # highspy's name
            done.append("started")

        def wait(self, _: float = 0.0) -> tuple[bool, None]:
            done.append("looked")
            return False, None

        def cancelSolve(self) -> None:  # noqa: N802  # highspy's name
            done.append("cancelled")

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search(Endless(), interrupt)
    assert done == ["started", "looked", "cancelled", "looked"]


def test_a_ladder_of_diamonds_stays_small() -> None:
    """Shared callees are not unrolled: 2⁴⁰ paths, and a column and a row or two for each rung."""
    rungs = [
        service(f"s{n:02}", [f"s{n + 1:02}", f"t{n:02}"], own=0.001, load=Load(rate=1.0, cpu=0.001))
        for n in range(40)
    ]
    others = [
        service(f"t{n:02}", f"s{n + 1:02}", own=0.001, load=Load(rate=1.0, cpu=0.001))
        for n in range(40)
    ]
    last = service("s40", own=0.001, load=Load(rate=1.0, cpu=0.001))
    whole = portfolio(*rungs, *others, last, j=("s00", 1.0))
    names = list(whole.services)
    analysis = on_means(whole)
    programme = analysis.programme(dict.fromkeys(names, 0.5))
    found = plan(
        analysis,
        [candidate(name) for name in names],
        objective="waiting",
        limits=Limits(services=9),
    )

    assert programme.size < 4 * len(names)
    assert sum(len(row.terms) for row in programme.rows) < 8 * len(names)
    assert found.is_optimal
