"""How much of a request computes: CPU per request d and the language-bound share φ (MATHEMATICS 4).

φ = min(1, d·(1 - gc.cpu_share) / S̄). Concurrent garbage collection runs beside the request, so
without a GC share φ is an upper bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.selftimes import SelfTime
    from archlint.model import Portfolio, Service


class Computing(Struct, frozen=True, kw_only=True):
    """What a service computes per request, averaged over its operations by their visits.

    `cpu` in cores: declared, else the sum of the operations' declared CPU times, where every one
    that is used declares it. `rate` is the one
    that CPU is divided by: the declared `load.rate` (`rate_origin` declared) or the derived visits
    (derived). `cpu_per_request` is d and `self_seconds` S̄, seconds. `share` is φ, `raw_share` the
    quotient before it is cut at one. `declared_parts` are the cores that operations' `cpu_time`
    accounts for. `missing` names what φ needs and does not have: `load.cpu`, or the operations
    (`operations.NAME.cpu_time`) where the others say what they compute.
    """

    service: str
    cpu: float | None = None
    rate: float | None = None
    rate_origin: str = ""
    cpu_per_request: float | None = None
    self_seconds: float | None = None
    share: float | None = None
    raw_share: float | None = None
    is_upper_bound: bool = False
    declared_parts: float = 0.0
    missing: tuple[str, ...] = ()

    @property
    def missing_cpu(self) -> tuple[str, ...]:
        """The part of `missing` that is about CPU."""
        return tuple(name for name in self.missing if name not in ("self_time", "load.rate"))


class Part(Struct, frozen=True, kw_only=True):
    """What one operation of a service computes.

    `cores` and `share` (φ) follow from its `cpu_time` where `is_declared`; otherwise they are its
    apportioned part of what the declared ones leave of the service's CPU. `rate` is the one that
    CPU is divided by, per second, `self_seconds` S̄.
    """

    operation: str
    is_declared: bool
    rate: float
    cores: float | None
    self_seconds: float | None
    share: float | None


class Accounts(NamedTuple):
    """Every service's account, and by vertex φ and the cores in use (None where unknown)."""

    services: dict[str, Computing]
    shares: list[float | None]
    cores: list[float | None]


def computing(
    portfolio: Portfolio,
    graph: CallGraph,
    rates: Sequence[float],
    found: Sequence[SelfTime],
    known: Mapping[str, Computing] | None = None,
    parts: tuple[Sequence[float | None], Sequence[float | None]] = ((), ()),
) -> Accounts:
    """Account for the CPU of every service and operation.

    `known` are accounts that stay what they are, with `parts`: φ and cores by vertex.
    """
    services: dict[str, Computing] = {}
    shares: list[float | None] = list(parts[0]) or [None] * len(graph.operations)
    cores: list[float | None] = list(parts[1]) or [None] * len(graph.operations)
    for service in portfolio.services.values():
        if known is not None and service.name in known:
            services[service.name] = known[service.name]
            continue
        members = graph.members(service.name, portfolio)
        account = _Account(service, graph, members, rates, found)
        for vertex, share in zip(members, account.operation_shares(), strict=True):
            shares[vertex] = None if share is None else min(1.0, share)
        for vertex, used in zip(members, account.operation_cores(), strict=True):
            cores[vertex] = used
        services[service.name] = account.summary()
    return Accounts(services, shares, cores)


class _Account:
    """One service's CPU divided over its operations."""

    def __init__(
        self,
        service: Service,
        graph: CallGraph,
        members: Sequence[int],
        rates: Sequence[float],
        found: Sequence[SelfTime],
    ) -> None:
        self.service = service
        self.names = [graph.operations[vertex].id for vertex in members]
        self.cpu_times = [graph.operations[vertex].cpu_time for vertex in members]
        self.own = [found[vertex].seconds for vertex in members]
        derived = [rates[vertex] for vertex in members]
        self.rate, self.rate_origin, self.visits = _settle_rate(service, derived)
        self.foreground = 1.0 - (service.gc.cpu_share or 0.0)
        self.parts = sum(
            visits * time
            for visits, time in zip(self.visits, self.cpu_times, strict=True)
            if time is not None
        )

    @property
    def is_fully_declared(self) -> bool:
        return all(time is not None for time in self.cpu_times) and bool(self.cpu_times)

    @property
    def busy(self) -> float | None:
        """Cores that requests use: declared less idle, never below the declared parts."""
        load = self.service.load
        if self.is_fully_declared:
            return self.parts
        if load.cpu is None:
            return None if self._without_cpu() else self.parts
        return max(self.parts, load.cpu - (load.idle_cpu or 0.0))

    def _without_cpu(self) -> list[str]:
        """What would tell the CPU where `load.cpu` does not; nothing where all in use are timed.

        Many operations are not asked for one by one: `load.cpu` answers for all of them.
        """
        total = sum(self.visits)
        untimed = [
            name.removeprefix(f"{self.service.name}/")
            for name, time, visits in zip(self.names, self.cpu_times, self.visits, strict=True)
            if time is None and (visits or not total)
        ]
        is_partial = any(time is not None for time in self.cpu_times)
        if not is_partial or len(untimed) > _MOST_ASKED_FOR:
            return ["load.cpu"]
        return [f"operations.{name}.cpu_time" for name in untimed]

    def operation_shares(self) -> list[float | None]:
        """Raw φ per operation: its declared CPU time, else its part of what is left over."""
        rest = self._rest_share()
        return [
            rest if time is None else None if not own else time * self.foreground / own
            for time, own in zip(self.cpu_times, self.own, strict=True)
        ]

    def operation_cores(self) -> list[float | None]:
        """Cores per operation: visits × its declared CPU time, else its part of what is left."""
        left, waiting = self._rest()
        return [
            visits * time
            if time is not None
            else None
            if left is None or own is None
            else left * visits * own / waiting
            for visits, time, own in zip(self.visits, self.cpu_times, self.own, strict=True)
        ]

    def _rest_share(self) -> float | None:
        """One φ for all operations without a `cpu_time`."""
        left, waiting = self._rest()
        return None if left is None else left * self.foreground / waiting

    def _rest(self) -> tuple[float | None, float]:
        """The CPU that no `cpu_time` claims, and the visits · S̄ over which it is spread.

        No CPU where it is not known, or where there is nothing to spread it over.
        """
        others = [
            (visits, own)
            for visits, own, time in zip(self.visits, self.own, self.cpu_times, strict=True)
            if time is None and visits
        ]
        if self.busy is None or not others or any(own is None for _, own in others):
            return None, 0.0
        waiting = sum(visits * (own or 0.0) for visits, own in others)
        return (self.busy - self.parts if waiting else None), waiting

    def summary(self) -> Computing:
        total = sum(self.visits)
        per_request = self.busy / total if self.busy is not None and total else None
        own = self._mean_self_time(total)
        raw = self._mean_share(own, total)
        load = self.service.load
        return Computing(
            service=self.service.name,
            cpu=load.cpu if load.cpu is not None else self.busy,
            rate=self.rate,
            rate_origin=self.rate_origin,
            cpu_per_request=per_request,
            self_seconds=own,
            share=None if raw is None else min(1.0, raw),
            raw_share=raw,
            is_upper_bound=self.service.gc.cpu_share is None,
            declared_parts=self.parts,
            missing=self._missing(total),
        )

    def _mean_self_time(self, total: float) -> float | None:
        if any(own is None for own, visits in zip(self.own, self.visits, strict=True) if visits):
            return None
        if not total:
            return self.own[0] if len(self.own) == 1 else None
        pairs = zip(self.own, self.visits, strict=True)
        return sum((own or 0.0) * visits for own, visits in pairs) / total

    def _mean_share(self, own: float | None, total: float) -> float | None:
        """φ of the service: its operations' weighted by the time spent in each."""
        if not own or not total:
            return None
        weighted = [
            (share, visits * (time or 0.0))
            for share, visits, time in zip(
                self.operation_shares(), self.visits, self.own, strict=True
            )
            if visits and time
        ]
        if any(share is None for share, _ in weighted):
            return None
        return sum((share or 0.0) * weight for share, weight in weighted) / (own * total)

    def _missing(self, total: float) -> tuple[str, ...]:
        lacking = []
        if any(
            own is None for own, visits in zip(self.own, self.visits, strict=True) if visits
        ) or (not total and None in self.own):
            lacking.append("self_time")
        if self.busy is None:
            lacking += self._without_cpu()
        if not total:
            lacking.append("load.rate")
        return tuple(lacking)


def _settle_rate(
    service: Service, derived: Sequence[float]
) -> tuple[float | None, str, list[float]]:
    """The rate that CPU is divided by, its origin, and its split over the operations."""
    total = sum(derived)
    declared = service.load.rate
    if declared is None:
        return (total or None), ("derived" if total else ""), list(derived)
    if total:
        return declared, "declared", [declared * rate / total for rate in derived]
    split = [declared] if len(derived) == 1 else [0.0] * len(derived)
    return declared, "declared", split


_MOST_ASKED_FOR = 3
"""Operations that are named for want of their `cpu_time`."""
