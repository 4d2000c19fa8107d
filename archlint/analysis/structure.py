"""What depends on the graph and its traffic alone: who waits for whom, how often, without whom.

An analysis and its variants share it: rewrites change times and CPU, not calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.entries import journeys_of
from archlint.analysis.graph import CallGraph, Cycle, build
from archlint.analysis.linearity import linear
from archlint.analysis.sampling import luck
from archlint.analysis.traffic import Traffic, flow

if TYPE_CHECKING:
    from archlint.model import Journey, Portfolio


class Structure(Struct, frozen=True, dict=True):
    """The journeys, implied ones where the manifest names none, the call graph and its traffic."""

    journeys: tuple[Journey, ...]
    graph: CallGraph
    traffic: Traffic

    @cached_property
    def linear(self) -> frozenset[int]:
        """The vertices whose mean response time is exact on means."""
        return linear(self.graph)

    @cached_property
    def reached(self) -> frozenset[int]:
        """The vertices that some journey waits for."""
        entries = {self.graph.index[journey.entry] for journey in self.journeys}
        return frozenset().union(*(self.graph.reachable(entry) for entry in entries))

    def most_visits(self, samples: int) -> list[float]:
        """Visits per second by vertex that no `samples` exceed, in first attempts.

        A call that only some requests make is made by as many more of them as luck allows.
        """
        graph = self.graph
        visits = [0.0] * len(graph.operations)
        for journey in self.journeys:
            visits[graph.index[journey.entry]] += journey.rate or 0.0
        for vertex in graph.order:
            for stage in graph.stages[vertex]:
                for link in stage:
                    made = link.whole + min(1.0, link.chance + luck(link.chance, samples))
                    visits[link.callee] += visits[vertex] * made
        return visits


def structure_of(portfolio: Portfolio) -> Structure:
    """Raises InputError where rates are not finite numbers."""
    journeys = journeys_of(portfolio)
    graph = build(portfolio, [journey.entry for journey in journeys])
    return Structure(journeys, graph, flow(portfolio, graph, journeys))


class Structured:
    """What an analysis says of the structure of its portfolio."""

    def __init__(self, portfolio: Portfolio, structure: Structure) -> None:
        self.portfolio = portfolio
        self._structure = structure
        self._graph = structure.graph
        self._hard: dict[str, frozenset[str]] = {}
        self._reached_from: dict[str, frozenset[str]] = {}

    @property
    def journeys_are_implied(self) -> bool:
        """Whether every operation that nobody calls stands for a journey."""
        return not self.portfolio.journeys

    @property
    def has_rates(self) -> bool:
        """Whether any journey has a rate: without one nothing can be said about waiting."""
        return any(journey.rate for journey in self._structure.journeys)

    def _services_reached(self, entry: str) -> frozenset[str]:
        if entry not in self._reached_from:
            reached = self._graph.reachable(self._graph.index[entry])
            services = frozenset(self._graph.operations[vertex].service for vertex in reached)
            self._reached_from[entry] = services
        return self._reached_from[entry]

    @cached_property
    def awaited(self) -> frozenset[str]:
        """Services that a journey with a rate waits for: reached without an async call."""
        return self._reached_by(journey for journey in self._structure.journeys if journey.rate)

    @cached_property
    def unrated(self) -> frozenset[str]:
        """Services that some journey waits for, but none whose rate is known."""
        unknown = (journey for journey in self._structure.journeys if journey.rate is None)
        return self._reached_by(unknown) - self.awaited

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The journeys whose users nobody counts, where those of others are."""
        if not self.has_rates:
            return ()
        return tuple(item.name for item in self._structure.journeys if item.rate is None)

    def uncounted_to(self, service: str) -> tuple[str, ...]:
        """Of these the journeys that wait for a service."""
        return self._uncounted.get(service, ())

    @cached_property
    def _uncounted(self) -> Mapping[str, tuple[str, ...]]:
        names = set(self.uncounted)
        found: dict[str, tuple[str, ...]] = {}
        for journey in self._structure.journeys:
            for service in self._services_reached(journey.entry) if journey.name in names else ():
                found[service] = (*found.get(service, ()), journey.name)
        return found

    def cycles_to(self, service: str) -> tuple[Cycle, ...]:
        """The cycles that lead to a service by calls that times leave out."""
        return tuple(
            cycle
            for cycle in self.cycles
            if any(service in self._services_reached(call.callee) for call in cycle.cut)
        )

    def journeys_to(self, service: str) -> tuple[str, ...]:
        """The journeys that wait for a service, by name."""
        return tuple(
            journey.name
            for journey in self._structure.journeys
            if service in self._services_reached(journey.entry)
        )

    def _reached_by(self, journeys: Iterable[Journey]) -> frozenset[str]:
        return frozenset().union(*(self._services_reached(item.entry) for item in journeys))

    def hard_services(self, journey: str) -> frozenset[str]:
        """Services without which the journey fails.

        Those reached by calls that are neither async, optional nor covered by a fallback.
        """
        if journey not in self._hard:
            self._hard[journey] = self._reached_hard(self._entry_of(journey))
        return self._hard[journey]

    def _entry_of(self, name: str) -> str:
        for journey in self._structure.journeys:
            if journey.name == name:
                return journey.entry
        raise KeyError(name)

    def _reached_hard(self, operation: str) -> frozenset[str]:
        entry = self._graph.index[operation]
        seen, stack = {entry}, [entry]
        while stack:
            for callee in self._hard_calls.get(stack.pop(), ()):
                if callee not in seen:
                    seen.add(callee)
                    stack.append(callee)
        return frozenset(self._graph.operations[vertex].service for vertex in seen)

    @cached_property
    def _hard_calls(self) -> Mapping[int, Sequence[int]]:
        """Vertex -> those without which it fails."""
        onward: dict[int, list[int]] = {}
        for link in self._graph.links:
            if link.call.is_hard and link.multiplicity > 0:
                onward.setdefault(link.caller, []).append(link.callee)
        return onward

    @cached_property
    def rates(self) -> Mapping[str, float]:
        """Visits per second by operation id, background traffic and async calls included."""
        return dict(
            zip(
                (operation.id for operation in self._graph.operations),
                self._structure.traffic.rates,
                strict=True,
            )
        )

    def service_rate(self, service: str) -> float:
        """Derived visits per second of all the service's operations."""
        members = self._graph.members(service, self.portfolio)
        return sum(self._structure.traffic.rates[vertex] for vertex in members)

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """The synchronous call cycles, and whether the traffic in each grows without end."""
        names = [
            {self._graph.operations[vertex].id for vertex in ring}
            for ring in self._structure.traffic.diverging
        ]
        return tuple(
            replace(cycle, diverges=any(set(cycle.members) <= ring for ring in names))
            for cycle in self._graph.cycles
        )

    @property
    def unreached(self) -> tuple[str, ...]:
        """Services that no journey reaches, by name; of what is only planned that is no news."""
        reached = {
            self._graph.operations[vertex].service for vertex in self._structure.traffic.reached
        }
        return tuple(
            name
            for name, service in self.portfolio.services.items()
            if name not in reached and not service.is_planned
        )

    @cached_property
    def reached_unrated(self) -> frozenset[str]:
        """The services that a journey without a rate reaches: part of what they get is unknown."""
        onward: dict[int, list[int]] = {}
        for link in self._graph.links:
            if link.multiplicity > 0:
                onward.setdefault(link.caller, []).append(link.callee)
        stack = [
            self._graph.index[item.entry] for item in self._structure.journeys if item.rate is None
        ]
        seen = set(stack)
        while stack:
            new = set(onward.get(stack.pop(), ())) - seen
            seen |= new
            stack += new
        return frozenset(self._graph.operations[vertex].service for vertex in seen)

    @cached_property
    def longest_chain(self) -> tuple[str, ...]:
        """The operation ids of the longest chain of synchronous calls."""
        depth: dict[int, tuple[int, int | None]] = {}
        for vertex in reversed(self._graph.order):
            callees = [link.callee for stage in self._graph.stages[vertex] for link in stage]
            deepest = max(callees, key=lambda callee: depth[callee][0], default=None)
            depth[vertex] = (1 + depth[deepest][0] if deepest is not None else 1, deepest)
        at: int | None = max(sorted(depth), key=lambda vertex: depth[vertex][0], default=None)
        chain = []
        while at is not None:
            chain.append(self._graph.operations[at].id)
            at = depth[at][1]
        return tuple(chain)
