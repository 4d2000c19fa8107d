"""The analysis of a portfolio: everything that rules, reports and commands ask about its numbers.

It knows rewrites, not languages: `with_rewrites` scales the computing part of a service's time, and
whoever asks decides what that stands for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.accounts import partly_rewritten, rewritten, scaled_share
from archlint.analysis.computing import Computing, Part, computing
from archlint.analysis.entries import journeys_of
from archlint.analysis.graph import CallGraph, Cycle, build
from archlint.analysis.journeys import JourneyTimes, journey_times
from archlint.analysis.quota import Bench, Candidate, Entrance, Pick, Removal, greedy
from archlint.analysis.selftimes import SelfTime, self_times
from archlint.analysis.timing import bounds, drag, forward, slack
from archlint.analysis.traffic import Traffic, flow
from archlint.analysis.waiting import Time, Waiting, waiting
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis.crashing import Programme
    from archlint.analysis.simulation import Sampling, Simulation
    from archlint.model import Journey, Operation, Portfolio, Service


class Structure(Struct, frozen=True):
    """What does not depend on times or CPU: shared by an analysis and its variants."""

    journeys: tuple[Journey, ...]
    graph: CallGraph
    traffic: Traffic


class Figures(Struct, frozen=True):
    """Own times S̄ (0 where unknown), φ and cores by vertex, and each service's account."""

    found: tuple[SelfTime, ...]
    own: tuple[float, ...]
    shares: tuple[float | None, ...]
    cores: tuple[float | None, ...]
    computing: Mapping[str, Computing]


def analyse(portfolio: Portfolio, *, today: date | None = None) -> Analysis:
    """Analyse a portfolio. Raises InputError where rates or times are not finite numbers.

    `today` is the date of the run, for whoever asks how old a measurement is.
    """
    journeys = journeys_of(portfolio)
    graph = build(portfolio, [journey.entry for journey in journeys])
    structure = Structure(journeys, graph, flow(portfolio, graph, journeys))
    return Analysis(portfolio, structure, measure(portfolio, structure), today)


def measure(portfolio: Portfolio, structure: Structure) -> Figures:
    """Self times and computing shares from what the portfolio declares."""
    found = self_times(portfolio, structure.graph, structure.traffic.rates)
    accounts = computing(portfolio, structure.graph, structure.traffic.rates, found)
    return Figures(
        found=found,
        own=tuple(time.seconds or 0.0 for time in found),
        shares=tuple(accounts.shares),
        cores=tuple(accounts.cores),
        computing=accounts.services,
    )


class Analysis:
    """The mean model of one portfolio. Times in seconds, rates per second; see MATHEMATICS 1-4."""

    def __init__(
        self,
        portfolio: Portfolio,
        structure: Structure,
        figures: Figures,
        today: date | None = None,
    ) -> None:
        self.portfolio = portfolio
        self.today = today
        self._structure = structure
        self._figures = figures
        self._hard: dict[str, frozenset[str]] = {}
        self._graph = structure.graph
        self._times = tuple(forward(structure.graph, figures.own))
        self._require_finite()

    def _require_finite(self) -> None:
        for journey in self._structure.journeys:
            if not math.isfinite(self._times[self._graph.index[journey.entry]]):
                raise InputError(
                    [
                        Problem(
                            message="response times overflow from here: the counts on the way "
                            "multiply beyond any number",
                            span=self.portfolio.at.get(journey.pointer),
                            pointer=".".join(map(str, journey.pointer)),
                            kind="overflow",
                        )
                    ],
                    self.portfolio.sources,
                )

    # --- journeys ---------------------------------------------------------------------------

    @cached_property
    def journeys(self) -> tuple[JourneyTimes, ...]:
        """Every journey in name order, implied ones where the manifest names none."""
        parallel, sequential = bounds(self._graph, self._figures.own)
        return tuple(
            journey_times(
                journey,
                self._graph,
                self._figures.own,
                self._figures.found,
                (self._times, parallel, sequential),
            )[0]
            for journey in self._structure.journeys
        )

    @property
    def journeys_are_implied(self) -> bool:
        """Whether every operation that nobody calls stands for a journey."""
        return not self.portfolio.journeys

    def journey(self, name: str) -> JourneyTimes:
        """The journey of that name. Raises KeyError."""
        for times in self.journeys:
            if times.name == name:
                return times
        raise KeyError(name)

    @property
    def has_rates(self) -> bool:
        """Whether any journey has a rate: without one nothing can be said about waiting."""
        return any(journey.rate for journey in self._structure.journeys)

    @cached_property
    def assumes_sequence(self) -> bool:
        """Whether the declared order decides much.

        Nothing runs side by side anywhere, an operation makes several calls, and over half of a
        journey's services are on its path.
        """
        waited_for = [link.call for link in self._graph.links if not link.call.is_async]
        stages = {(call.caller, call.stage) for call in waited_for}
        callers = {call.caller for call in waited_for}
        if len(stages) < len(waited_for) or any(call.together > 1 for call in waited_for):
            return False
        if len(stages) == len(callers):
            return False
        return any(
            2 * len(times.on_path) > len(self._services_reached(times.journey.entry))
            for times in self.journeys
        )

    def _services_reached(self, entry: str) -> set[str]:
        reached = self._graph.reachable(self._graph.index[entry])
        return {self._graph.operations[vertex].service for vertex in reached}

    @cached_property
    def awaited(self) -> frozenset[str]:
        """Services that a journey with a rate waits for: reached without an async call."""
        return self._reached_by(journey for journey in self._structure.journeys if journey.rate)

    @cached_property
    def unrated(self) -> frozenset[str]:
        """Services that some journey waits for, but none whose rate is known."""
        unknown = (journey for journey in self._structure.journeys if journey.rate is None)
        return self._reached_by(unknown) - self.awaited

    def journeys_to(self, service: str) -> tuple[str, ...]:
        """The journeys that wait for a service, by name."""
        return tuple(
            journey.name
            for journey in self._structure.journeys
            if service in self._services_reached(journey.entry)
        )

    def _reached_by(self, journeys: Iterable[Journey]) -> frozenset[str]:
        return frozenset().union(*(self._services_reached(item.entry) for item in journeys))

    def slack(self, journey: str, operation: str) -> float:
        """By how much the operation's S̄ can grow before the journey does; infinite off it."""
        return slack(self._graph, *self._view(journey), self._graph.index[operation])

    def drag(self, journey: str, operation: str) -> float:
        """By how much the journey would shrink if the operation took no time of its own."""
        return drag(self._graph, *self._view(journey), self._graph.index[operation])

    def _view(self, journey: str) -> tuple[Sequence[float], Sequence[float], int]:
        entry = self._graph.index[self.journey(journey).journey.entry]
        return self._figures.own, self._times, entry

    def hard_services(self, journey: str) -> frozenset[str]:
        """Services without which the journey fails.

        Those reached by calls that are neither async, optional nor covered by a fallback.
        """
        if journey not in self._hard:
            self._hard[journey] = self._reached_hard(self.journey(journey).journey.entry)
        return self._hard[journey]

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

    # --- operations and services --------------------------------------------------------------

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
    def self_times(self) -> Mapping[str, SelfTime]:
        """S̄ as the manifest gives it, by operation id; a rewrite does not change it."""
        return {
            operation.id: found
            for operation, found in zip(self._graph.operations, self._figures.found, strict=True)
        }

    @cached_property
    def own(self) -> Mapping[str, float]:
        """S̄ by operation id, rewrites included, seconds; 0 where unknown."""
        operations = (operation.id for operation in self._graph.operations)
        return dict(zip(operations, self._figures.own, strict=True))

    def response(self, operation: str) -> float:
        """T̄ of an operation, seconds."""
        return self._times[self._graph.index[operation]]

    def response_mixture(self, service: str) -> float | None:
        """Σ x·T̄ / Σ x over the service's operations; None where no traffic says how they mix."""
        members = self._graph.members(service, self.portfolio)
        rates = [self._structure.traffic.rates[vertex] for vertex in members]
        if len(members) == 1:
            return self._times[members[0]]
        total = sum(rates)
        if not total:
            return None
        return sum(x * self._times[v] for x, v in zip(rates, members, strict=True)) / total

    @property
    def computing(self) -> Mapping[str, Computing]:
        """CPU per request d and computing share φ, by service."""
        return self._figures.computing

    def parts(self, service: str) -> tuple[Part, ...]:
        """What each operation of the service computes, in the order of the manifest."""
        derived, account = self.service_rate(service), self.computing[service]
        scale = (account.rate or 0.0) / derived if derived else 0.0
        figures = self._figures
        return tuple(
            Part(
                operation=operation.id,
                is_declared=operation.cpu_time is not None,
                rate=self._structure.traffic.rates[vertex] * scale,
                cores=figures.cores[vertex],
                self_seconds=None if figures.found[vertex].seconds is None else figures.own[vertex],
                share=figures.shares[vertex],
            )
            for vertex, operation in self._operations(service)
        )

    def _operations(self, service: str) -> Iterator[tuple[int, Operation]]:
        members = self._graph.members(service, self.portfolio)
        return zip(members, self.portfolio.services[service].operations, strict=True)

    @cached_property
    def waiting(self) -> Waiting:
        """Users waiting by service, on the network and in all."""
        figures, operations = self._figures, self._graph.operations
        rows = zip(operations, figures.own, figures.shares, strict=True)
        return waiting(self.journeys, {item.id: Time(own, share) for item, own, share in rows})

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

    def simulate(
        self, sampling: Sampling | None = None, *, after: Simulation | None = None
    ) -> Simulation:
        """The journeys on samples; `after` is the simulation of a variant of this analysis.

        Raises ValueError for a correlation that is not from 0 to below 1 and for a negative seed.
        """
        from archlint.analysis.simulation import DEFAULT, simulate

        settings = DEFAULT if sampling is None else sampling
        return simulate(self.portfolio, self._structure, self._figures, settings, after=after)

    # --- rewrites -----------------------------------------------------------------------------

    def with_rewrites(self, factors: Mapping[str, float]) -> Analysis:
        """The same portfolio with the computing part of each target scaled by its factor.

        A target is a service, or one operation (`SERVICE/OPERATION`) of a service that is not a
        target itself. S̄' = S̄·(1-φ) + S̄·φ·f; cpu' = cpu·f. Where φ is unknown the times stay as
        they are.
        """
        figures = self._figures
        own, shares, cores = list(figures.own), list(figures.shares), list(figures.cores)
        services = dict(figures.computing)
        for target, factor in factors.items():
            for vertex, seconds in self._changes(target, factor).items():
                share = figures.shares[vertex]
                own[vertex] = seconds
                if share is not None:
                    shares[vertex] = scaled_share(share, factor)
            for vertex in self._vertices(target):
                used = figures.cores[vertex]
                cores[vertex] = None if used is None else used * factor
            service = target.split("/", 1)[0]
            services[service] = self._account_after(services[service], target, factor)
        changed = replace(
            figures,
            own=tuple(own),
            shares=tuple(shares),
            cores=tuple(cores),
            computing=services,
        )
        return Analysis(self.portfolio, self._structure, changed, self.today)

    def _account_after(self, before: Computing, target: str, factor: float) -> Computing:
        """A service's account after it, or one of its operations, was rewritten."""
        if target == before.service:
            return rewritten(before, factor)
        part = next(part for part in self.parts(before.service) if part.operation == target)
        return partly_rewritten(before, part, factor)

    def _vertices(self, target: str) -> tuple[int, ...]:
        """The operations that a target of a rewrite names: one, or all of a service."""
        if "/" in target:
            return (self._graph.index[target],)
        return self._graph.members(target, self.portfolio)

    def supposing(self, service: Service) -> Analysis:
        """The analysis if that service (same name, operations and calls) declared other figures.

        Starts from the manifest: rewrites made on this analysis do not carry over.
        """
        services = {**self.portfolio.services, service.name: service}
        portfolio = replace(self.portfolio, services=services)
        return Analysis(portfolio, self._structure, measure(portfolio, self._structure), self.today)

    def removal_at_most(self, service: str, factor: float) -> Removal:
        """What a rewrite would take off if all of the service's own time computed (φ = 1)."""
        return self.removal({service: factor}, at_most=(service,))

    def removal(self, factors: Mapping[str, float], *, at_most: Collection[str] = ()) -> Removal:
        """What rewriting the targets (services or operations) together takes off every journey.

        Of those `at_most` all of the own time is taken to compute (φ = 1): an upper bound.
        """
        changes: dict[int, float] = {}
        for target, factor in factors.items():
            if target in at_most:
                own = self._figures.own
                changes.update({vertex: own[vertex] * factor for vertex in self._vertices(target)})
            else:
                changes.update(self._changes(target, factor))
        return self._bench().try_out(changes)

    def in_turn(self, factors: Mapping[str, float]) -> tuple[Pick, ...]:
        """What each rewrite takes off after those before it, in the order given.

        The removals add up to that of all of them together.
        """
        bench = self._bench()
        picks = []
        for service, factor in factors.items():
            changes = self._changes(service, factor)
            picks.append(Pick(service=service, removal=bench.try_out(changes)))
            bench.take(changes)
        return tuple(picks)

    def removal_bound(self, service: str, factor: float) -> float:
        """x·S̄·φ·(1-f): what a rewrite can ever take off, users; 0 where φ is unknown."""
        return sum(
            self._structure.traffic.journeys[vertex] * (self._figures.own[vertex] - seconds)
            for vertex, seconds in self._changes(service, factor).items()
        )

    def greedy(
        self,
        candidates: Mapping[str, float],
        *,
        limit: int,
        accepts: Callable[[str, Removal], bool],
        floor: float = 0.0,
        prune: bool = True,
    ) -> tuple[Pick, ...]:
        """Seats for the candidates (service -> factor) by marginal ΔL; see `seats.greedy`."""
        return greedy(
            self._bench(),
            [
                Candidate(
                    service=service,
                    changes=self._changes(service, factor),
                    waiting=self.waiting.by_service.get(service, 0.0),
                    bound=self.removal_bound(service, factor),
                )
                for service, factor in candidates.items()
            ],
            limit=limit,
            accepts=accepts,
            floor=floor,
            prune=prune,
        )

    def programme(self, factors: Mapping[str, float]) -> Programme:
        """The choice among these rewrites (service -> factor) as a linear programme."""
        from archlint.analysis.crashing import programme

        bench = self._bench()
        changes = {service: self._changes(service, factor) for service, factor in factors.items()}
        return programme(bench.graph, bench.own, bench.entrances, changes)

    def _changes(self, target: str, factor: float) -> dict[int, float]:
        """The own times a rewrite would leave, by vertex; only where φ is known."""
        changes = {}
        for vertex in self._vertices(target):
            share = self._figures.shares[vertex]
            if share is not None:
                seconds = self._figures.own[vertex]
                changes[vertex] = seconds * (1 - share) + seconds * share * factor
        return changes

    def _bench(self) -> Bench:
        entrances = [
            Entrance(
                name=journey.name,
                vertex=self._graph.index[journey.entry],
                rate=journey.rate or 0.0,
            )
            for journey in self._structure.journeys
        ]
        return Bench(self._graph, self._figures.own, self._times, entrances)
