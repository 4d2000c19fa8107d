"""Seats in many variants at once, against one full analysis and one search for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import Question, Variation, analyse
from archlint.analysis.variants import Variants, vary
from archlint.analysis.varied_bounds import Bounds
from archlint.model import Load

from graphs import mean, operation, percentiles, portfolio, portfolios, service
from sampling import parts

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Removal, VariedRemoval
    from archlint.model import Portfolio, Service

FACTORS = st.sampled_from([0.3, 0.5, 0.65, 0.9, 1.2])
MULTIPLIERS = st.floats(0.4, 2.5)


def in_turn(whole: Portfolio) -> Portfolio:
    """The same calls one after another: T on means is the mean of T."""

    def alone(item: Service) -> Service:
        operations = tuple(
            replace(
                found,
                calls=tuple(
                    replace(call, stage=stage, together=1) for stage, call in enumerate(found.calls)
                ),
            )
            for found in item.operations
        )
        return replace(item, operations=operations)

    return replace(whole, services={name: alone(item) for name, item in whole.services.items()})


@st.composite
def variations(draw: st.DrawFn, whole: Portfolio) -> Variation:
    services, journeys = sorted(whole.services), sorted(whole.journeys)

    def some(names: list[str]) -> dict[str, float]:
        return draw(st.dictionaries(st.sampled_from(names), MULTIPLIERS, max_size=3))

    return Variation(
        times=some(services), cpu=some(services), rates=some(services), traffic=some(journeys)
    )


def declared(whole: Portfolio, variation: Variation) -> Portfolio:
    """The portfolio that declares what the variation multiplies."""
    journeys = {
        name: replace(
            item,
            rate=None if item.rate is None else item.rate * variation.traffic.get(name, 1.0),
        )
        for name, item in whole.journeys.items()
    }
    before, after = analyse(whole), analyse(replace(whole, journeys=journeys))
    services = {}
    for name, item in whole.services.items():
        load, own = item.load, item.self_time
        cpu = variation.cpu.get(name, 1.0)
        if load.rate is None and before.service_rate(name):
            cpu *= after.service_rate(name) / before.service_rate(name)  # each computes as today
        services[name] = replace(
            item,
            load=replace(
                load,
                cpu=None if load.cpu is None else load.cpu * cpu,
                rate=None if load.rate is None else load.rate * variation.rates.get(name, 1.0),
            ),
            self_time=None
            if own is None or own.mean is None
            else replace(own, mean=own.mean * variation.times.get(name, 1.0)),
        )
    return replace(whole, services=services, journeys=journeys)


Test = Callable[[str, "Removal"], bool]


def searched(
    analysis: Analysis, candidates: dict[str, float], limit: int, accepts: Test
) -> set[str]:
    """The greedy search from its definition; figures within 1e-9 of each other are equal."""
    taken: dict[str, float] = {}
    for _ in range(limit):
        found = {
            name: analysis.with_rewrites(taken).removal({name: factor})
            for name, factor in candidates.items()
            if name not in taken
        }
        good = {name: item.users for name, item in found.items() if accepts(name, item)}
        if not good:
            break
        most = max(good.values())
        users = analysis.waiting.by_service
        equal = {n: users.get(n, 0.0) for n in good if good[n] >= most - 1e-9 * abs(most)}
        longest = max(equal.values())
        best = min(n for n in equal if equal[n] >= longest - 1e-9 * abs(longest))
        taken[best] = candidates[best]
    return set(taken)


@settings(max_examples=150)
@given(portfolios().map(in_turn), st.data())
def test_in_every_variant_sits_who_sits_in_its_own_analysis(
    whole: Portfolio, data: st.DataObject
) -> None:
    names = sorted(whole.services)
    candidates = data.draw(st.dictionaries(st.sampled_from(names), FACTORS, min_size=1))
    rust = data.draw(st.sets(st.sampled_from(names)))
    as_if = {name: candidates.get(name, 0.55) for name in sorted(rust)}
    limit = data.draw(st.integers(1, 4))
    asked = [Variation(), *data.draw(st.lists(variations(whole), max_size=3))]
    least = data.draw(st.sampled_from([0.0, 0.05, 1.0]))

    def equivalent(analysis: Analysis) -> Analysis:
        return analysis.with_rewrites({name: 1.0 / factor for name, factor in as_if.items()})

    def enough(_: str, removal: VariedRemoval, share: float | np.ndarray[Any, Any]) -> Any:
        part: Any = False
        for name, seconds in removal.seconds.items():
            part = part | (seconds >= 0.05 * removal.before[name]) & (seconds > 0.0)
        return part & (removal.users >= least) & (share >= 0.2)

    question = Question(candidates=candidates, limit=limit, accepts=enough, floor=least)
    held = equivalent(analyse(whole)).held_in(asked, question, as_if=as_if)

    for number, variation in enumerate(asked):
        analysis = equivalent(analyse(declared(whole, variation)))

        def accepts(name: str, removal: Removal, analysis: Analysis = analysis) -> bool:
            return bool(enough(name, removal, analysis.computing[name].share or 0.0))  # type: ignore[arg-type]

        expected = searched(analysis, candidates, limit, accepts)
        assert {name for name, row in held.items() if row[number]} == expected


def limited(whole: Portfolio) -> Portfolio:
    """The same with a timeout and a retry on every call."""
    services = {
        name: replace(
            item,
            operations=tuple(
                replace(
                    found,
                    calls=tuple(replace(call, timeout=0.03, retries=1) for call in found.calls),
                )
                for found in item.operations
            ),
        )
        for name, item in whole.services.items()
    }
    return replace(whole, services=services)


@settings(max_examples=60, deadline=None)
@given(portfolios(most=6), portfolios(most=6).map(limited), st.data())
def test_who_is_not_asked_would_have_lost(
    plain: Portfolio, cut: Portfolio, data: st.DataObject
) -> None:
    """With bounds and without them the same services sit, seat by seat."""
    whole = data.draw(st.sampled_from([plain, cut]))
    names = sorted(whole.services)
    candidates = data.draw(st.dictionaries(st.sampled_from(names), FACTORS, min_size=1))
    asked = [Variation(), *data.draw(st.lists(variations(whole), max_size=4))]
    limit, least = data.draw(st.integers(1, 3)), data.draw(st.sampled_from([0.0, 0.05]))

    def enough(_: str, removal: VariedRemoval, share: Any) -> Any:
        part: Any = False
        for name, seconds in removal.seconds.items():
            part = part | (seconds >= 0.05 * removal.before[name])
        return part & (removal.users >= least) & (share >= 0.0)

    accepts = data.draw(st.sampled_from([None, enough]))
    question = Question(candidates=candidates, limit=limit, accepts=accepts, floor=least)
    pruned = analyse(whole).held_in(asked, question, as_if={})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bounds, "most", lambda *_: None)
        unpruned = analyse(whole).held_in(asked, question, as_if={})

    assert pruned == unpruned


@pytest.mark.parametrize("more", [1, 2, 3])
def test_a_variant_with_more_seats_is_a_search_for_as_many(more: int) -> None:
    analysis = analyse(side_by_side(1.8, 0.9, 1.5, 0.3))
    candidates = dict.fromkeys(("b0", "b1", "b2", "b3"), 0.5)
    question = Question(candidates=candidates, limit=1)
    held = analysis.held_in([Variation(), Variation(seats=more)], question, as_if={})
    wider = analysis.held_in([Variation()] * 2, replace(question, limit=1 + more), as_if={})

    assert {name: row[1] for name, row in held.items()} == {n: row[0] for n, row in wider.items()}
    assert sum(row[0] for row in held.values()) == 1


@settings(max_examples=80)
@given(portfolios(), st.data())
def test_figures_with_other_journey_rates_are_those_of_the_portfolio_that_declares_them(
    whole: Portfolio, data: st.DataObject
) -> None:
    """CPU of services without a rate of their own is spread over more or fewer requests."""
    names = sorted(whole.journeys)
    factors = data.draw(st.lists(MULTIPLIERS, min_size=len(names), max_size=len(names)))
    variants = Variants(
        count=2,
        journeys={
            name: np.array([factor, 1.0]) for name, factor in zip(names, factors, strict=True)
        },
    )
    structure, figures = parts(whole)
    found = vary(whole, structure, figures, variants, {})
    by_name = dict(zip(names, factors, strict=True))
    journeys = {
        name: replace(item, rate=None if item.rate is None else item.rate * by_name[name])
        for name, item in whole.journeys.items()
    }
    _, expected = parts(replace(whole, journeys=journeys))

    for share, then, now in zip(found.shares, expected.shares, figures.shares, strict=True):
        if share is None:
            assert now is None
            assert then is None
        else:
            assert np.broadcast_to(share, (2,)) == pytest.approx(np.array([then, now]))


def test_what_a_service_computes_is_weighed_by_the_time_in_each_operation() -> None:
    first, second = 0.01, 0.03
    whole = portfolio(
        service("a", "b/x", {"callee": "b/y", "count": 2.0}, own=0.001),
        service(
            "b",
            operations=(
                operation("b/x", self_time=mean(first), cpu_time=0.5 * first),
                operation("b/y", self_time=mean(second), cpu_time=0.1 * second),
            ),
        ),
        j=("a", 10.0),
    )
    structure, figures = parts(whole)
    found = vary(whole, structure, figures, Variants(count=1), {})
    members = structure.graph.members("b", whole)
    computed, spent = 0.5 * first + 0.2 * second, first + 2.0 * second

    assert found.share_of(members) == pytest.approx(computed / spent)
    assert found.share_of(members[:1]) == figures.shares[members[0]]


@pytest.mark.parametrize("cpu", [2.0, 0.8, None])
def test_cpu_that_no_operation_declares_is_that_of_the_others(cpu: float | None) -> None:
    whole = portfolio(
        service("a", "b/x", "b/y", "b/z", own=0.001),
        service(
            "b",
            operations=(
                operation("b/x", self_time=mean(0.2), cpu_time=0.1),
                operation("b/y", self_time=mean(0.3)),
                operation("b/z", self_time=mean(0.1)),
            ),
            load=Load(cpu=cpu, idle_cpu=0.1),
        ),
        j=("a", 10.0),
    )
    structure, figures = parts(whole)
    found = vary(whole, structure, figures, Variants(count=1), {})

    for share, expected in zip(found.shares, figures.shares, strict=True):
        assert share == (None if expected is None else pytest.approx(expected))


def test_a_candidate_that_only_spares_attempts_is_asked_in_variants() -> None:
    """Of 101 ms it saves 10, and with them two of three attempts that are cut at 100."""
    always = percentiles(p50=0.101, p99=0.101)
    call = {"callee": "b", "timeout": 0.1, "retries": 2}
    whole = portfolio(
        service("a", call, own=0.001),
        service("b", self_time=always, load=Load(rate=100.0, cpu=10.1)),
        j=("a", 100.0),
    )
    question = Question(
        candidates={"b": 0.9}, limit=1, accepts=lambda _, it, __: it.users >= 20.0, floor=20.0
    )
    asked = [Variation(), Variation(times={"b": 1.5}), Variation(times={"b": 0.9})]

    held = analyse(whole).held_in(asked, question, as_if={})
    assert held == {"b": (True, False, False)}


def test_a_bound_just_above_the_floor_is_asked_what_it_takes_off() -> None:
    """Beside a call that takes no time all of what is saved counts: 100/s · 20 ms · 0.45."""
    always = percentiles(p50=0.02, p99=0.02)
    whole = portfolio(
        service("a", ["b", "c"], own=0.001),
        service("b", self_time=always, load=Load(rate=100.0, cpu=1.8)),
        service("c", own=0.0),
        j=("a", 100.0),
    )
    question = Question(
        candidates={"b": 0.5}, limit=1, accepts=lambda _, it, __: it.users >= 0.89, floor=0.89
    )

    assert analyse(whole).held_in([Variation()], question, as_if={}) == {"b": (True,)}


def side_by_side(*cpu: float) -> Portfolio:
    """Branches of 20 ms at once, of which so many cores of 100 requests a second compute."""
    own = percentiles(p50=0.016, p99=0.08)
    branches = [
        service(f"b{number}", self_time=own, load=Load(rate=100.0, cpu=cores))
        for number, cores in enumerate(cpu)
    ]
    names: list[Any] = [branch.name for branch in branches]
    return portfolio(service("a", names, own=0.001), *branches, j=("a", 100.0))


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_on_samples_sits_who_sits_in_the_search_of_one_portfolio(limit: int) -> None:
    analysis = analyse(side_by_side(1.8, 0.9, 1.5, 0.3))
    candidates = dict.fromkeys(("b0", "b1", "b2", "b3"), 0.5)
    question = Question(candidates=candidates, limit=limit, accepts=lambda *_: True, floor=0.0)
    held = analysis.held_in([Variation()], question, as_if={})
    picks = analysis.greedy(candidates, limit=limit, accepts=lambda *_: True)

    assert {name for name, (row,) in held.items() if row} == {pick.service for pick in picks}


def test_on_samples_a_variant_is_its_own_portfolio() -> None:
    """Three times the computing of the last branch makes it the first."""
    candidates = dict.fromkeys(("b0", "b1", "b2"), 0.5)
    question = Question(candidates=candidates, limit=1, accepts=lambda *_: True)
    asked = [Variation(), Variation(cpu={"b2": 3.0}), Variation(times={"b0": 0.2}, cpu={"b0": 0.2})]
    held = analyse(side_by_side(1.5, 0.9, 0.6)).held_in(asked, question, as_if={})

    assert held == {
        "b0": (True, False, False),
        "b1": (False, False, True),
        "b2": (False, True, False),
    }


def test_a_candidate_that_is_admitted_to_one_variant_sits_in_no_other() -> None:
    whole = portfolio(
        service("a", "b", own=0.1, load=Load(rate=10.0, cpu=0.5)),
        service("b", own=0.1, load=Load(rate=10.0, cpu=0.9)),
        j=("a", 10.0),
    )
    question = Question(candidates={"a": 0.5, "b": 0.5}, limit=1, accepts=lambda *_: True)
    asked = [Variation(), Variation(admitted=frozenset({"b"}))]

    assert analyse(whole).held_in(asked, question, as_if={}) == {
        "a": (True, False),
        "b": (False, True),
    }


@pytest.mark.parametrize(
    ("first", "second", "holder"),
    [(0.9, 0.9, "b"), (0.9 * (1.0 - 1e-12), 0.9, "b"), (0.9 * (1.0 - 1e-6), 0.9, "c")],
    ids=["equal", "but for the last bits", "less"],
)
def test_equals_go_by_name_whatever_the_last_bits_say(
    first: float, second: float, holder: str
) -> None:
    whole = portfolio(
        service("a", "b", "c", own=0.001),
        service("b", own=0.1, load=Load(rate=10.0, cpu=first)),
        service("c", own=0.1, load=Load(rate=10.0, cpu=second)),
        j=("a", 10.0),
    )
    question = Question(candidates={"b": 0.5, "c": 0.5}, limit=1, accepts=lambda *_: True)
    held = analyse(whole).held_in([Variation()], question, as_if={})

    assert [name for name, (row,) in held.items() if row] == [holder]


def test_of_equals_the_one_that_more_wait_for_sits() -> None:
    """Both compute as long; the second also waits, and comes later by name."""
    whole = portfolio(
        service("a", "b", "c", own=0.001),
        service("b", own=0.1, load=Load(rate=10.0, cpu=0.9)),
        service("c", own=0.2, load=Load(rate=10.0, cpu=0.9)),
        j=("a", 10.0),
    )
    question = Question(candidates={"b": 0.5, "c": 0.5}, limit=1, accepts=lambda *_: True)

    assert analyse(whole).held_in([Variation()], question, as_if={}) == {
        "b": (False,),
        "c": (True,),
    }


def test_a_seat_that_is_taken_changes_what_the_others_take_off() -> None:
    """Behind a slower branch a rewrite gains nothing, until that branch has its seat."""
    whole = portfolio(
        service("a", ["slow", "next"], "other", own=0.001),
        service("slow", self_time=percentiles(p50=0.02, p99=0.02), load=Load(rate=1.0, cpu=0.018)),
        service(
            "next", self_time=percentiles(p50=0.019, p99=0.019), load=Load(rate=1.0, cpu=0.018)
        ),
        service("other", own=0.002, load=Load(rate=1.0, cpu=0.0016)),
        j=("a", 1.0),
    )
    names = ("slow", "next", "other")
    question = Question(candidates=dict.fromkeys(names, 0.5), limit=2, accepts=lambda *_: True)
    held = analyse(whole).held_in([Variation(), Variation(cpu={"slow": 0.01})], question, as_if={})

    assert held == {"slow": (True, True), "next": (True, False), "other": (False, True)}
