"""Mean self times: declared, inherited from the service, or derived from response times.

A response time includes the synchronous callees; subtracting their means leaves the own part,
exactly, because means subtract. Percentiles do not. (MATHEMATICS section 1, DESIGN "Settled
meanings".)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx
from msgspec import Struct

from archlint.analysis.distribution import ASSUMED_SPREAD, Mean, mean_of
from archlint.analysis.timing import waiting_for_calls

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph
    from archlint.model import Distribution, Operation, Portfolio, Service


class SelfTime(Struct, frozen=True, kw_only=True):
    """S̄ of one operation in seconds, None where unknown.

    `origin` is declared (on the operation), service (inherited), derived (from a response time) or
    unknown. `contradiction` is by how many seconds the callees' means exceed the declared response
    time, where that is more than a tenth of it.
    """

    seconds: float | None
    origin: str
    spread_assumed: bool = False
    contradiction: float | None = None


UNKNOWN = SelfTime(seconds=None, origin="unknown")

_TOLERATED = 0.10
"""A derived self time may fall this share of the parent below zero before it is a contradiction."""


def self_times(
    portfolio: Portfolio,
    graph: CallGraph,
    rates: Sequence[float],
    *,
    spread: float = ASSUMED_SPREAD,
) -> tuple[SelfTime, ...]:
    """S̄ of every operation, by vertex. `rates` weigh the operations of a service's `latency`.

    `spread` is σ where one figure is declared alone.
    """
    derivation = _Derivation(portfolio, graph, rates, spread)
    derivation.run()
    return tuple(derivation.found)


def declared_self_time(
    service: Service, operation: Operation, *, spread: float = ASSUMED_SPREAD
) -> SelfTime | None:
    """The self time that is written down, None where it has to be derived or is unknown."""
    declared = declared_times(service, operation)
    if declared is not None:
        times, origin = declared
        return _from(mean_of(times, spread=spread), origin)
    return UNKNOWN if _answers_for_itself(service) else None


def declared_times(service: Service, operation: Operation) -> tuple[Distribution, str] | None:
    """What is written down as the self time, and its origin; None where nothing is.

    A response time of the operation itself is more specific than a self time of its service.
    """
    if operation.self_time is not None:
        return operation.self_time, "declared"
    own_latency = operation.latency
    if _answers_for_itself(service):
        whole = own_latency or service.self_time or service.latency
        return (whole, "declared") if whole is not None else None
    if own_latency is None and service.self_time is not None:
        return service.self_time, "declared" if operation.is_implicit else "service"
    return None


def declared_response(service: Service, operation: Operation) -> Distribution | None:
    """The response time that an operation's self time is derived from."""
    return operation.latency if operation.latency is not None else service.latency


def _answers_for_itself(service: Service) -> bool:
    """Whether a response time of the service is its self time: what it calls is its own affair."""
    return service.managed or service.kind == "external"


def _from(mean: Mean | None, origin: str) -> SelfTime:
    if mean is None:
        return UNKNOWN
    return SelfTime(seconds=mean.seconds, origin=origin, spread_assumed=mean.spread_assumed)


class _Derivation:
    """One pass over the graph, callees first, that derives what is not declared."""

    def __init__(
        self, portfolio: Portfolio, graph: CallGraph, rates: Sequence[float], spread: float
    ) -> None:
        self.graph = graph
        self.rates = rates
        self.spread = spread
        self.services = portfolio.services
        self.found: list[SelfTime] = [UNKNOWN] * len(graph.operations)
        self.times = [0.0] * len(graph.operations)
        self.portfolio = portfolio

    def run(self) -> None:
        for members in callees_first(self.portfolio, self.graph):
            if len(members) > 1:
                self._derive_together(members)
            else:
                self._derive(members[0])

    def _derive(self, vertex: int) -> None:
        operation = self.graph.operations[vertex]
        service = self.services[operation.service]
        waiting = waiting_for_calls(self.graph, vertex, self.times)
        known = declared_self_time(service, operation, spread=self.spread)
        if known is None:
            latency = operation.latency
            if latency is None and len(service.operations) == 1:
                latency = service.latency
            known = self._subtract(latency, waiting)
        self._settle(vertex, known, waiting)

    def _derive_together(self, members: Sequence[int]) -> None:
        """One common S̄ solved from latency = Σ x·(S̄ + waiting) / Σ x."""
        service = self.services[self.graph.operations[members[0]].service]
        waiting = [waiting_for_calls(self.graph, vertex, self.times) for vertex in members]
        weights = [self.rates[vertex] for vertex in members]
        if not any(weights):
            weights = [1.0] * len(members)
        mixture = sum(w * t for w, t in zip(weights, waiting, strict=True)) / sum(weights)
        known = self._subtract(service.latency, mixture)
        for vertex, time in zip(members, waiting, strict=True):
            self._settle(vertex, known, time)

    def _settle(self, vertex: int, known: SelfTime, waiting: float) -> None:
        self.found[vertex] = known
        self.times[vertex] = (known.seconds or 0.0) + waiting

    def _subtract(self, latency: Distribution | None, waiting: float) -> SelfTime:
        whole = mean_of(latency, spread=self.spread) if latency is not None else None
        if whole is None:
            return UNKNOWN
        own = whole.seconds - waiting
        return SelfTime(
            seconds=max(0.0, own),
            origin="derived",
            spread_assumed=whole.spread_assumed,
            contradiction=-own if own < -_TOLERATED * whole.seconds else None,
        )


def _mixtures(portfolio: Portfolio, graph: CallGraph) -> list[tuple[int, ...]]:
    """The services whose operations share one derived S̄, as groups of vertices.

    Only where no operation has a time of its own; groups that wait for each other in a ring cannot
    be solved by subtraction and stay unknown.
    """
    groups = [
        graph.members(service.name, portfolio)
        for service in portfolio.services.values()
        if _is_mixture(service)
    ]
    if not groups:
        return []
    merged, name_of = _merged(graph, groups)
    tangled = {
        vertex
        for ring in nx.strongly_connected_components(merged)
        if len(ring) > 1
        for vertex in ring
    }
    looped = {vertex for vertex in merged if merged.has_edge(vertex, vertex)}
    return [group for group in groups if name_of[group[0]] not in tangled | looped]


def _is_mixture(service: Service) -> bool:
    return (
        len(service.operations) > 1
        and service.latency is not None
        and service.self_time is None
        and not _answers_for_itself(service)
        and all(item.self_time is None and item.latency is None for item in service.operations)
    )


def _merged(
    graph: CallGraph, groups: Sequence[tuple[int, ...]]
) -> tuple[nx.DiGraph[int], dict[int, int]]:
    """The timing graph with each group drawn together into its first vertex."""
    name_of = {vertex: vertex for vertex in range(len(graph.operations))}
    for group in groups:
        name_of.update(dict.fromkeys(group, group[0]))
    merged: nx.DiGraph[int] = nx.DiGraph()
    merged.add_nodes_from(name_of[vertex] for vertex in graph.order)
    merged.add_edges_from(
        (name_of[vertex], name_of[link.callee])
        for vertex in graph.order
        for stage in graph.stages[vertex]
        for link in stage
    )
    return merged, name_of


def callees_first(portfolio: Portfolio, graph: CallGraph) -> list[tuple[int, ...]]:
    """The vertices in the order of derivation; those that share one derived S̄ stand together."""
    groups = _mixtures(portfolio, graph)
    if not groups:
        return [(vertex,) for vertex in reversed(graph.order)]
    merged, _ = _merged(graph, groups)
    whole = {group[0]: group for group in groups}
    order = tuple(nx.topological_sort(merged))
    return [whole.get(vertex, (vertex,)) for vertex in reversed(order)]
