"""What follows from a change to a portfolio: each request takes the CPU it takes today.

A manifest holds measurements of one day. Whoever changes one of them by hand and leaves the others
describes a day that cannot be: twice the requests on the same CPU. `follow` moves the others along,
unless they were set themselves:

- cores follow traffic: CPU per request and idle CPU stay, `load.rate` grows by the visits that come
  in addition;
- own times stay, with their spread, and with them what was derived from a `latency`; a declared
  `latency` moves as the computed mean of its operation does;
- where load or cores change, own times change by Wq(new) - Wq(now), where capacity is known.

Memory, `cpu_allocated`, replicas and prices stay as declared.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.queueing import Capacity, capacity_of, missing_of
from archlint.analysis.retiming import is_bought, like, retimed

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.analysis.retiming import IsSet
    from archlint.model import Load, Operation, Portfolio, Service


class Moved(Struct, frozen=True, kw_only=True):
    """The cores in use of a service, that followed its traffic."""

    service: str
    before: float
    after: float


class Queue(Struct, frozen=True, kw_only=True):
    """The queue of a service whose load or cores changed."""

    service: str
    before: Capacity
    after: Capacity

    @property
    def added(self) -> float:
        """Wq(new) - Wq(now), seconds; 0 where either has no end."""
        waits = (self.before.wait, self.after.wait)
        return waits[1] - waits[0] if all(map(math.isfinite, waits)) else 0.0


class Followed(Struct, frozen=True, kw_only=True):
    """A portfolio with all that follows, and the services whose cores or queues moved.

    `queues_lack` are those whose queue moved too, and the annotations for want of which nobody
    knows how far.
    """

    portfolio: Portfolio
    analysis: Analysis
    loads: tuple[Moved, ...] = ()
    queues: tuple[Queue, ...] = ()
    queues_lack: Mapping[str, tuple[str, ...]] = {}


def follow(before: Analysis, after: Portfolio, is_set: IsSet) -> Followed:
    """Everything that follows from the difference of `after` to what was analysed before.

    Raises InputError where rates or times overflow.
    """
    if (after.services, after.journeys) == (before.portfolio.services, before.portfolio.journeys):
        return Followed(portfolio=after, analysis=like(before, after))
    loaded, loads = _loaded(before, after, is_set)
    analysis = like(before, loaded)
    queues = tuple(_queues(before, analysis, is_set))
    added = {item.service: item.added for item in queues}
    own = {
        operation.id: queued(
            before.own[operation.id],
            added.get(service.name, 0.0),
            before.computing[service.name].cpu_per_request or 0.0,
        )
        for service in loaded.services.values()
        for operation in service.operations
        if _is_kept(before, service, operation, is_set)
    }
    portfolio = retimed(before, loaded, own, is_set)
    return Followed(
        portfolio=portfolio,
        analysis=like(before, portfolio),
        loads=loads,
        queues=queues,
        queues_lack=dict(_unknown_queues(before, analysis, is_set)),
    )


def under_load(before: Analysis, times: float) -> Analysis:
    """The portfolio with so many times the traffic of every journey, and the cores that follow it.

    Own times are kept: what a longer queue adds is not in them. Raises InputError where rates
    overflow.
    """
    grown, pointers = _with_traffic(before, times)

    def is_set(*pointer: str | int) -> bool:
        return pointer in pointers

    loaded, _ = _loaded(before, grown, is_set)
    return like(before, loaded)


def _with_traffic(before: Analysis, times: float) -> tuple[Portfolio, set[tuple[str | int, ...]]]:
    """The portfolio with other rates of journeys, and what that set beside them.

    Where journeys are implied, their rate is that of their operation or of its service.
    """
    portfolio = before.portfolio
    if portfolio.journeys:
        journeys = {
            name: replace(item, rate=None if item.rate is None else item.rate * times)
            for name, item in portfolio.journeys.items()
        }
        return replace(portfolio, journeys=journeys), set()
    entries = {item.journey.entry for item in before.journeys}
    services = dict(portfolio.services)
    pointers: set[tuple[str | int, ...]] = set()
    for name in sorted({entry.partition("/")[0] for entry in entries}):
        services[name] = _with_rates(services[name], entries, times)
        if services[name].load.rate is not None:
            pointers.add(("services", name, "load", "rate"))
    return replace(portfolio, services=services), pointers


def _with_rates(service: Service, entries: Collection[str], times: float) -> Service:
    load = service.load
    return replace(
        service,
        load=replace(load, rate=None if load.rate is None else load.rate * times),
        operations=tuple(
            replace(item, rate=item.rate * times)
            if item.id in entries and item.rate is not None
            else item
            for item in service.operations
        ),
    )


# --- cores follow traffic -------------------------------------------------------------------------


def _loaded(
    before: Analysis, after: Portfolio, is_set: IsSet
) -> tuple[Portfolio, tuple[Moved, ...]]:
    traffic = like(before, _without_orphans(before, after))
    services, moved = dict(after.services), []
    for service in after.services.values():
        if service.name not in before.portfolio.services:
            continue
        load = _load(before, service, traffic.service_rate(service.name), is_set)
        if load != service.load:
            services[service.name] = replace(service, load=load)
            if load.cpu != service.load.cpu:
                was, now = service.load.cpu or 0.0, load.cpu or 0.0
                moved.append(Moved(service=service.name, before=was, after=now))
    return replace(after, services=services), tuple(moved)


def _without_orphans(before: Analysis, after: Portfolio) -> Portfolio:
    """Services whose only callers went do not get from elsewhere what those sent them."""
    had, has = _called(before.portfolio), _called(after)
    services = {
        name: replace(service, load=replace(service.load, rate=None))
        if name in had and name not in has
        else service
        for name, service in after.services.items()
    }
    return replace(after, services=services)


def _called(portfolio: Portfolio) -> frozenset[str]:
    """The services that others call."""
    return frozenset(
        callee
        for operation in portfolio.operations.values()
        for call in operation.calls
        if (callee := call.callee.partition("/")[0]) != operation.service
    )


def _load(before: Analysis, service: Service, visits: float, is_set: IsSet) -> Load:
    """The load at the new rate, with the CPU per request of today."""
    name, load = service.name, service.load
    was = before.portfolio.services[name].load
    known = before.service_rate(name)
    rate_before = was.rate if was.rate is not None else known
    if is_set("services", name, "load", "rate"):
        rate = load.rate
    else:
        moved = 0.0 if math.isclose(visits, known, rel_tol=1e-12) else visits - known
        rate = max(0.0, rate_before + moved)
    if not rate_before or rate is None or rate == rate_before:
        return load
    declared = rate if load.rate is not None else None
    if load.cpu is None or is_set("services", name, "load", "cpu"):
        return replace(load, rate=declared)
    idle = min(load.cpu, load.idle_cpu or 0.0)
    return replace(load, rate=declared, cpu=idle + (load.cpu - idle) * rate / rate_before)


# --- queues ---------------------------------------------------------------------------------------


def _queues(before: Analysis, after: Analysis, is_set: IsSet) -> list[Queue]:
    found = []
    for name, service in after.portfolio.services.items():
        old = before.portfolio.services.get(name)
        if old is None or is_set("services", name, "self_time"):
            continue
        was, now = capacity_of(before, old), capacity_of(after, service)
        if was is not None and now is not None and not _is_alike(was, now):
            found.append(Queue(service=name, before=was, after=now))
    return found


def _unknown_queues(
    before: Analysis, after: Analysis, is_set: IsSet
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The services whose load or cores changed, and what their queue cannot be computed without.

    Those that requests wait for, and that are ours: what is bought has queues of its own.
    """
    for name, service in after.portfolio.services.items():
        old = before.portfolio.services.get(name)
        if old is None or is_bought(service) or is_set("services", name, "self_time"):
            continue
        if name not in after.awaited:
            continue
        was, now = before.service_rate(name), after.service_rate(name)
        is_loaded = (old.load, old.replicas) != (service.load, service.replicas)
        missing = missing_of(after, service) or missing_of(before, old)
        if missing and (is_loaded or not math.isclose(was, now, rel_tol=1e-9)):
            yield name, missing


def _is_alike(was: Capacity, now: Capacity) -> bool:
    """Whether the queue is the same; its spread belongs to the self time, which is kept or set."""
    return was.servers == now.servers and all(
        math.isclose(first, second, rel_tol=1e-9)
        for first, second in ((was.utilisation, now.utilisation), (was.seconds, now.seconds))
    )


def queued(own: float, added: float, seconds: float) -> float:
    """The own time with another queue in it: never below the `seconds` that it computes."""
    return max(own + added, min(own, seconds)) if added and own else own


# --- own times ------------------------------------------------------------------------------------


def _is_kept(before: Analysis, service: Service, operation: Operation, is_set: IsSet) -> bool:
    """Whether the operation was there with an own time, and is not given another one."""
    found = before.self_times.get(operation.id)
    if found is None or found.seconds is None:
        return False
    places = ((*service.pointer, key) for key in ("self_time", "latency", "kind", "managed"))
    inner = ((*operation.pointer, key) for key in ("self_time", "latency"))
    return not any(is_set(*pointer) for pointer in (*places, *inner))
