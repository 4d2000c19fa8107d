"""Seats in many variants at once, against one full analysis and one search for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import Question, Variation, analyse

from graphs import portfolios

if TYPE_CHECKING:
    import numpy as np

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
