"""Who waits for a service: journey by journey, in the mean and in the p99."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.quantities import format_duration, format_rate, format_users
from archlint.reporting.figures import plain, share
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.model import Service

_MOST_JOURNEYS = 5


def who_waits(analysis: Analysis, service: Service) -> Iterator[str]:
    """The journeys that wait for the service, those with most users first, and L."""
    name = service.name
    on = sorted(
        (times for times in analysis.journeys if times.own.get(name, 0.0) > 0),
        key=lambda times: (-(times.journey.rate or 0) * times.own[name], times.name),
    )
    for times in on[:_MOST_JOURNEYS]:
        yield f"{_in_the_mean(times, name)}; {_in_the_p99(analysis, times, name)}"
    if len(on) > _MOST_JOURNEYS:
        yield f"and {len(on) - _MOST_JOURNEYS} journeys more"
    if not on and name in analysis.awaited and analysis.computing[name].self_seconds is None:
        yield "its own time is not measured: V·S̄ and L are not known"
    elif service.is_planned:
        yield "planned: nobody waits for it yet"
    elif not on:
        yield "it is on no journey's critical path: V·S̄ = 0"
    elif name in analysis.waiting.by_service:
        yield _users(analysis, name, on)


def _in_the_mean(times: JourneyTimes, service: str) -> str:
    """V, the own time that counts and the users: V·S̄ and λ·V·S̄ where means are exact."""
    own = times.own[service]
    visits = sum(
        count for operation, count in times.visits.items() if operation.split("/", 1)[0] == service
    )
    part = share(own / times.mean) if times.mean else "?"
    counted = "own time that counts" if times.is_sampled else "V·S̄ ="
    text = (
        f"{visible(times.name)}: V = {plain(visits)} per request, {counted} {format_duration(own)},"
        f" {part} of {format_duration(times.mean)} (mean)"
    )
    rate = times.journey.rate
    if rate is None:
        return f"{text}; rate not given"
    product = "λ · own time =" if times.is_sampled else "λ·V·S̄ ="
    waiting = format_users(rate * own)
    return f"{text}; {product} {format_rate(rate)} × {format_duration(own)} = {waiting}"


def _in_the_p99(analysis: Analysis, times: JourneyTimes, service: str) -> str:
    samples = analysis.percentiles(times.name)
    on_path = samples.criticality_of((service,))[service].value
    found = samples.blame.services[service].p99.value
    return (
        f"on the path of {share(on_path)} of the requests, {format_duration(found)} of its p99,"
        f" {format_duration(samples.p99.value)}"
    )


def _users(analysis: Analysis, service: str, journeys: Sequence[JourneyTimes]) -> str:
    users, whole = analysis.waiting.by_service[service], analysis.waiting.total
    is_sampled = any(times.is_sampled for times in journeys)
    formula = "Σ λ · own time that counts" if is_sampled else "Σ λ·V·S̄"
    part = users / whole if whole else 0.0
    least = "at least " if analysis.waits_at_least(service) else ""
    counted = " that are counted" if analysis.waiting.is_lower_bound else ""
    return (
        f"L = {formula} = {least}{format_users(users)}, {share(part)} of the {format_users(whole)}"
        f"{counted} waiting at any moment"
    )
