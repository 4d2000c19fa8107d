"""Percentiles that decrease, and response times that do not fit what they are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from archlint.analysis.distribution import Mean, mean_of
from archlint.linting.annotations.contradiction import Contradiction
from archlint.model import Measure, Severity, Subject
from archlint.quantities import format_duration, format_percentile

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Distribution, Objective, Operation, Pointer, Portfolio, Service

FIT = 0.25
"""The computed mean response may differ from the declared one by this share of it (DESIGN 2)."""


def decreasing_percentiles(
    subject: Subject, pointer: Pointer, times: Distribution | None
) -> Iterator[Contradiction]:
    """A higher percentile below a lower one: that distribution is then unknown."""
    if times is None:
        return
    pairs = list(pairwise(times.percentiles))
    whole = sum(max(0.0, before - after) for (_, before), (_, after) in pairs)
    for (low, before), (high, after) in pairs:
        if after < before:
            lower, upper = format_percentile(low), format_percentile(high)
            yield Contradiction(
                kind=f"decreasing:{'.'.join(map(str, pointer[2:]))}",
                subject=subject,
                message=f"{upper} {format_duration(after)} is below {lower}"
                f" {format_duration(before)}; these figures are left aside",
                at=(*pointer, upper),
                against=(((*pointer, lower), "the lower percentile"),),
                numbers={
                    f"{lower}_ms": before * 1e3,
                    f"{upper}_ms": after * 1e3,
                },
                measure=Measure(name="decrease", value=whole * 1e3, unit="ms"),
                severity=Severity.ERROR,
            )
            return


def decreasing_objective(
    subject: Subject, pointer: Pointer, objective: Objective | None
) -> Iterator[Contradiction]:
    """The same for the latency that somebody aims at."""
    target = objective.latency if objective else None
    return decreasing_percentiles(subject, (*pointer, "slo"), target)


def contradictory_times(
    analysis: Analysis, service: Service, partial: Collection[str]
) -> Iterator[Contradiction]:
    """Everything in the times of a service and of its operations that cannot be.

    `partial` are the operations whose computed response is a lower bound.
    """
    yield from _decreasing(Subject.service(service.name), service)
    for operation in service.operations:
        if not operation.is_implicit:
            yield from _decreasing(Subject.operation(operation.id), operation)
    yield from _negative_self_times(analysis, service)
    if not service.managed and service.kind != "external":
        yield from _unlike_service_latency(analysis, service, partial)
        for operation in service.operations:
            yield from _unlike_own_latency(analysis, operation, partial)


def _decreasing(subject: Subject, holder: Service | Operation) -> Iterator[Contradiction]:
    for key, times in (("self_time", holder.self_time), ("latency", holder.latency)):
        yield from decreasing_percentiles(subject, (*holder.pointer, key), times)
    yield from decreasing_objective(subject, holder.pointer, holder.slo)


def _negative_self_times(analysis: Analysis, service: Service) -> Iterator[Contradiction]:
    """Callees that take longer than the response they are part of; once where it is shared."""
    for operation in service.operations:
        excess = analysis.self_times[operation.id].contradiction
        if excess is None:
            continue
        holder = operation if operation.latency is not None else service
        whole = _mean_of(analysis, holder.latency)
        if whole is None:
            continue
        yield Contradiction(
            kind="callees-over-latency",
            subject=Subject.operation(holder.id)
            if holder is operation
            else Subject.service(service.name),
            message=f"its calls take {format_duration(whole.seconds + excess)} in the mean, its own"
            f" response {format_duration(whole.seconds)}; its own part is taken as 0",
            at=(*holder.pointer, "latency"),
            against=_calls(operation),
            numbers={
                "callees_ms": (whole.seconds + excess) * 1e3,
                "latency_mean_ms": whole.seconds * 1e3,
            },
            measure=Measure(name="callees_over_latency", value=excess * 1e3, unit="ms"),
        )
        if holder is service:
            return


def _calls(operation: Operation) -> tuple[tuple[Pointer, str], ...]:
    return tuple(
        (call.pointer, f"waits for {call.callee}") for call in operation.calls if not call.is_async
    )


def _unlike_own_latency(
    analysis: Analysis, operation: Operation, partial: Collection[str]
) -> Iterator[Contradiction]:
    """Both times on one operation: its parts must add up to the whole. Inherited ones may not."""
    if operation.self_time is None or operation.latency is None:
        return
    yield from _unlike(
        Subject.operation(operation.id),
        operation.pointer,
        analysis.response(operation.id),
        _mean_of(analysis, operation.latency),
        is_least=operation.id in partial,
    )


def _unlike_service_latency(
    analysis: Analysis, service: Service, partial: Collection[str]
) -> Iterator[Contradiction]:
    """A service's latency is the mixture of its operations', unless they are derived from it."""
    mixture = analysis.response_mixture(service.name)
    if service.latency is None or mixture is None or _is_derived_from_it(service):
        return
    yield from _unlike(
        Subject.service(service.name),
        service.pointer,
        mixture,
        _mean_of(analysis, service.latency),
        is_least=any(operation.id in partial for operation in service.operations),
    )


def _mean_of(analysis: Analysis, latency: Distribution | None) -> Mean | None:
    return mean_of(latency, spread=analysis.sampling.spread) if latency is not None else None


def _is_derived_from_it(service: Service) -> bool:
    return service.self_time is None and all(
        operation.self_time is None and operation.latency is None
        for operation in service.operations
    )


def _unlike(
    subject: Subject, pointer: Pointer, computed: float, declared: Mean | None, *, is_least: bool
) -> Iterator[Contradiction]:
    """A computed mean more than a quarter off the declared one; a lower bound only above it."""
    if declared is None:
        return
    off = computed - declared.seconds
    if abs(off) <= FIT * declared.seconds or (is_least and off < 0):
        return
    assumed = ", its spread assumed" if declared.spread_assumed else ""
    yield Contradiction(
        kind="response-unlike-latency",
        subject=subject,
        message=f"its own time and its calls add up to {format_duration(computed)} in the mean,"
        f" `latency` says {format_duration(declared.seconds)}{assumed}",
        at=(*pointer, "latency"),
        against=(((*pointer, "self_time"), "its own time"),),
        numbers={
            "response_mean_ms": computed * 1e3,
            "latency_mean_ms": declared.seconds * 1e3,
            "difference_share": off / declared.seconds,
        },
        measure=Measure(name="difference", value=abs(off) / declared.seconds, unit="ratio"),
    )


def partly_unknown(analysis: Analysis, portfolio: Portfolio) -> frozenset[str]:
    """The operations that are, or wait for, one whose own time is unknown: T is a lower bound."""
    callers: dict[str, list[str]] = {}
    for operation in portfolio.operations.values():
        for call in operation.calls:
            if not call.is_async:
                callers.setdefault(call.callee, []).append(operation.id)
    found = {name for name, own in analysis.self_times.items() if own.seconds is None}
    stack = list(found)
    while stack:
        for caller in callers.get(stack.pop(), ()):
            if caller not in found:
                found.add(caller)
                stack.append(caller)
    return frozenset(found)
