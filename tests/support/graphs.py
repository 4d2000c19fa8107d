"""Builders and a strategy for portfolios, and oracles that know nothing of the analysis."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from archlint.analysis import Analysis, analyse
from archlint.model import Call, Distribution, Gc, Journey, Load, Operation, Portfolio, Service


def on_means(whole: Portfolio) -> Analysis:
    """The analysis by the critical path method alone, which brute force can repeat exactly."""
    return analyse(whole).on_means()


Step = str | dict[str, Any]
"""A callee, or the fields of a Call."""


def mean(seconds: float) -> Distribution:
    return Distribution(mean=seconds)


def percentiles(**figures: float) -> Distribution:
    """`percentiles(p50=0.01, p99=0.05)`."""
    points = sorted(
        (float(name[1:].replace("_", ".")) / 100, value) for name, value in figures.items()
    )
    return Distribution(percentiles=tuple(points))


def operation(identifier: str, *steps: Step | list[Step], **figures: Any) -> Operation:
    """An operation whose steps are callees, dicts of Call fields, or lists that run side by side."""
    calls: list[Call] = []
    for stage, step in enumerate(steps):
        for member in step if isinstance(step, list) else [step]:
            fields = {"callee": member} if isinstance(member, str) else dict(member)
            seen = sum(call.callee == fields["callee"] for call in calls) + 1
            calls.append(Call(caller=identifier, stage=stage, occurrence=seen, **fields))
    service_name = identifier.split("/", 1)[0]
    return Operation(id=identifier, service=service_name, calls=tuple(calls), **figures)


def service(
    name: str, *steps: Step | list[Step], own: float | None = None, **figures: Any
) -> Service:
    """A service of one operation; `own` is its mean self time in seconds."""
    if own is not None:
        figures["self_time"] = mean(own)
    operations = figures.pop("operations", None) or (operation(name, *steps),)
    return Service(name=name, operations=tuple(operations), **figures)


def portfolio(*services: Service, **journeys: tuple[str, float | None]) -> Portfolio:
    """Journeys by name as (entry, rate)."""
    return Portfolio(
        name="test",
        services={item.name: item for item in sorted(services, key=lambda item: item.name)},
        journeys={
            name: Journey(name=name, entry=entry, rate=rate)
            for name, (entry, rate) in sorted(journeys.items())
        },
    )


_SECONDS = st.integers(0, 40).map(lambda value: value / 1000)
_COUNTS = st.sampled_from([1.0, 1.0, 1.0, 0.0, 0.5, 2.0, 2.5, 3.0, 7.0])


@st.composite
def calls(draw: st.DrawFn, callee: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "callee": callee,
        "count": draw(_COUNTS),
        "together": draw(st.sampled_from([1, 1, 2, 3])),
        "network": draw(st.sampled_from([0.0, 0.0, 0.002])),
        "cache_hit": draw(st.sampled_from([0.0, 0.0, 0.25])),
    }
    if draw(st.integers(0, 7)) == 0:
        fields["is_async"] = True
    return fields


@st.composite
def portfolios(draw: st.DrawFn, *, most: int = 7) -> Portfolio:
    """Services that call only later ones; stages, counts, async calls, several journeys."""
    size = draw(st.integers(1, most))
    services = []
    for number in range(size):
        later = [f"s{callee}" for callee in range(number + 1, size)]
        steps: list[Any] = []
        for _ in range(draw(st.integers(0, 3)) if later else 0):
            width = draw(st.integers(1, 3))
            members = [draw(calls(draw(st.sampled_from(later)))) for _ in range(width)]
            steps.append(
                [member for member in members if not member.get("is_async")] or members[:1]
            )
            steps += [member for member in members if member.get("is_async")][1:]
        rate = draw(st.sampled_from([None, 50.0, 400.0]))
        services.append(
            service(
                f"s{number}",
                *steps,
                own=draw(_SECONDS),
                load=Load(rate=rate, cpu=draw(st.sampled_from([None, 0.2, 3.0]))),
                gc=Gc(cpu_share=draw(st.sampled_from([None, 0.1]))),
            )
        )
    journeys = {
        f"j{number}": (
            f"s{draw(st.integers(0, size - 1))}",
            draw(st.sampled_from([None, 5.0, 90.0])),
        )
        for number in range(draw(st.integers(1, 3)))
    }
    return portfolio(*services, **journeys)


# --- oracles: straight from the definitions ------------------------------------------------------


def rounds_of(call: Call) -> float:
    """The expected number of rounds by enumerating the two whole counts a fraction lies between."""
    m = call.count * (1 - call.cache_hit)
    low = math.floor(m)
    chances = {low: 1 - (m - low), low + 1: m - low}
    return sum(chance * len(range(0, whole, call.together)) for whole, chance in chances.items())


def response_time(whole: Portfolio, identifier: str) -> float:
    """T by brute force over the call tree, without sharing anything."""
    found = whole.operations[identifier]
    own = whole.services[found.service].self_time
    total = (own.mean or 0.0) if own else 0.0
    stages: dict[int, list[float]] = {}
    for call in found.calls:
        if not call.is_async:
            time = rounds_of(call) * (call.network + response_time(whole, call.callee))
            stages.setdefault(call.stage, []).append(time)
    return total + sum(map(max, stages.values()))


def visits_by_walking(whole: Portfolio, entry: str) -> dict[str, float]:
    """Calls sent per request of the entry, by walking every path."""
    visits: dict[str, float] = {}

    def walk(identifier: str, weight: float) -> None:
        visits[identifier] = visits.get(identifier, 0.0) + weight
        for call in whole.operations[identifier].calls:
            walk(call.callee, weight * call.count * (1 - call.cache_hit))

    walk(entry, 1.0)
    return visits
