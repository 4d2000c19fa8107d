"""A portfolio with other own times: everything that is declared moves with them.

Percentiles of an own time move together, and response times as T on means does, because on means
own times are derived from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.analysis.analysis import analyse
from archlint.analysis.selftimes import declared_self_time
from archlint.model import Distribution

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.model import Operation, Portfolio, Service

IsSet = Callable[..., bool]
"""Whether the value at a pointer was set and so is not to be touched."""


def like(before: Analysis, portfolio: Portfolio) -> Analysis:
    """The portfolio analysed as the one before was, on the same samples where nothing changed."""
    found = analyse(portfolio, today=before.today, sampling=before.sampling, after=before)
    return found if before.is_sampled else found.on_means()


def retimed(
    before: Analysis,
    portfolio: Portfolio,
    own: Mapping[str, float],
    is_set: IsSet = lambda *_: False,
) -> Portfolio:
    """The portfolio with these own times S̄, whether they were declared or derived.

    All percentiles of a time move together, so that its mean is exactly the new one. Response times
    move as T on means does, because on means own times are derived from them.
    """
    before = before.on_means()
    fixed = {service.name: _fixed(before, service, own) for service in portfolio.services.values()}
    means = like(before, replace(portfolio, services=fixed))
    services = {
        name: _settled(before, means, (service, fixed[name]), is_set)
        for name, service in portfolio.services.items()
    }
    return replace(portfolio, services=services)


def _fixed(before: Analysis, service: Service, own: Mapping[str, float]) -> Service:
    """The service with its own times declared, where they have to change or are derived."""
    operations = []
    for operation in service.operations:
        time = _time(before, service, operation, own)
        if time is not None and operation.is_implicit and service.self_time is not None:
            service = replace(service, self_time=time)  # where it is declared, and rules look
        else:
            operation = replace(operation, self_time=time or operation.self_time)  # noqa: PLW2901
        operations.append(operation)
    return replace(service, operations=tuple(operations))


def _time(
    before: Analysis, service: Service, operation: Operation, own: Mapping[str, float]
) -> Distribution | None:
    """The own time to declare; None where what is declared says it."""
    if operation.id not in own:
        return None
    new, old = own[operation.id], before.own[operation.id]
    if declared_self_time(service, operation) is None:
        return Distribution(mean=new)
    if math.isclose(new, old, rel_tol=1e-12) or not old:
        return None
    whole = operation.self_time
    if whole is None and is_bought(service):
        whole = operation.latency or service.self_time or service.latency
    whole = whole or service.self_time
    return None if whole is None else scaled(whole, new / old)


def scaled(times: Distribution, factor: float) -> Distribution:
    """All figures of a time multiplied."""
    return Distribution(
        mean=None if times.mean is None else times.mean * factor,
        percentiles=tuple((share, value * factor) for share, value in times.percentiles),
    )


def _settled(
    before: Analysis, means: Analysis, both: tuple[Service, Service], is_set: IsSet
) -> Service:
    """The service with declared response times that follow the computed ones."""
    service, fixed = both
    operations = []
    for operation, with_time in zip(service.operations, fixed.operations, strict=True):
        is_derived = declared_self_time(service, operation) is None
        kept = _with_spread(before, service, operation, is_set) if is_derived else with_time
        if operation.latency is not None and operation.id in before.own:
            ratio = _ratio(means.response(operation.id), before.response(operation.id))
            if not is_set(*operation.pointer, "latency") and not is_bought(service):
                kept = replace(kept, latency=scaled(operation.latency, ratio))
        operations.append(kept)
    latency = service.latency
    if latency is not None and not is_set(*service.pointer, "latency") and not is_bought(service):
        latency = scaled(latency, _mixture_ratio(before, means, service.name))
    return replace(fixed, operations=tuple(operations), latency=latency)


def _with_spread(
    before: Analysis, service: Service, operation: Operation, is_set: IsSet
) -> Operation:
    """The operation with the spread that its derived own time had.

    What is left of another latency, when the calls vary otherwise, would have another one.
    """
    is_new = is_set(*operation.pointer, "latency") or is_set(*service.pointer, "latency")
    curve = before.curves.get(operation.id)
    if curve is None or is_new or not curve.mean or not math.isfinite(curve.variance):
        return operation
    return replace(operation, variation=math.sqrt(curve.variance) / curve.mean)


def is_bought(service: Service) -> bool:
    """Whether `latency` is the own time: of what is bought."""
    return service.managed or service.kind == "external"


def _mixture_ratio(before: Analysis, means: Analysis, service: str) -> float:
    if service not in before.portfolio.services:
        return 1.0
    old = before.portfolio.services[service].operations
    if len(old) == 1 == len(means.portfolio.services[service].operations):
        now = means.portfolio.services[service].operations[0].id
        return _ratio(means.response(now), before.response(old[0].id))
    return _ratio(means.response_mixture(service), before.response_mixture(service))


def _ratio(now: float | None, was: float | None) -> float:
    if not now or not was or math.isclose(now, was, rel_tol=1e-12):
        return 1.0
    return now / was
