"""A portfolio with services in another language: what `Analysis.with_rewrites` says, declared.

S̄' = S̄·(1-φ) + S̄·φ·f, and CPU, idle CPU, CPU times, allocated cores · f: the same utilisation.
Where one operation becomes a kernel of its own the cores shrink by its part of them; whose the
memory is nobody knows, so that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from archlint.analysis.following import Queue, queued
from archlint.analysis.queueing import capacity_of
from archlint.analysis.retiming import like, retimed

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.model import Portfolio, Service


class Factors(NamedTuple):
    """New / old, of CPU and of memory."""

    cpu: float
    mem: float


def rewritten(analysis: Analysis, factors: Mapping[str, Factors]) -> Portfolio:
    """The analysed portfolio with these targets rewritten, at the same utilisation.

    A target is a service, or an operation of one (`SERVICE/OPERATION`) that declares its CPU time.
    """
    services = dict(analysis.portfolio.services)
    kernels: dict[str, dict[str, float]] = {}
    for target, factor in factors.items():
        name, _, operation = target.partition("/")
        if operation:
            kernels.setdefault(name, {})[target] = factor.cpu
        else:
            services[name] = _rewritten(services[name], factor)
    for name, parts in kernels.items():
        services[name] = _around(analysis, services[name], parts)
    changed = analysis.with_rewrites({name: factor.cpu for name, factor in factors.items()})
    return retimed(analysis, replace(analysis.portfolio, services=services), changed.own)


def _rewritten(service: Service, factor: Factors) -> Service:
    load = service.load
    return replace(
        service,
        load=replace(
            load,
            cpu=_times(load.cpu, factor.cpu),
            idle_cpu=_times(load.idle_cpu, factor.cpu),
            cpu_allocated=_times(load.cpu_allocated, factor.cpu),
            memory=_times(load.memory, factor.mem),
        ),
        operations=tuple(
            replace(operation, cpu_time=_times(operation.cpu_time, factor.cpu))
            for operation in service.operations
        ),
    )


def _around(analysis: Analysis, service: Service, kernels: Mapping[str, float]) -> Service:
    """The service with kernels (operation -> factor of its CPU) in it."""
    account = analysis.computing[service.name]
    freed = sum(
        (part.cores or 0.0) * (1 - kernels[part.operation])
        for part in analysis.parts(service.name)
        if part.operation in kernels
    )
    whole = max(account.cpu or 0.0, account.declared_parts)
    kept = 1 - freed / whole if whole else 1.0
    load = service.load
    return replace(
        service,
        load=replace(
            load, cpu=_times(load.cpu, kept), cpu_allocated=_times(load.cpu_allocated, kept)
        ),
        operations=tuple(
            replace(operation, cpu_time=_times(operation.cpu_time, kernels.get(operation.id, 1.0)))
            for operation in service.operations
        ),
    )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def on_the_same_cores(now: Analysis, then: Analysis, services: Iterable[str]) -> Analysis:
    """The rewritten portfolio `then` on the cores that there are `now`: queues change instead.

    Raises KeyError for a service whose capacity is not known; see `queueing.missing_of`.
    """
    own: dict[str, float] = {}
    kept = dict(then.portfolio.services)
    for name in services:
        load = now.portfolio.services[name].load
        kept[name] = replace(
            kept[name], load=replace(kept[name].load, cpu_allocated=load.cpu_allocated)
        )
    portfolio = replace(then.portfolio, services=kept)
    for name in services:
        was = capacity_of(now, now.portfolio.services[name])
        then_on_same = capacity_of(then, kept[name])
        if was is None or then_on_same is None:
            raise KeyError(name)
        queue = Queue(service=name, before=was, after=then_on_same)
        for operation in kept[name].operations:
            own[operation.id] = queued(then.own[operation.id], queue.added, then_on_same.seconds)
    return like(then, retimed(then, portfolio, own))
