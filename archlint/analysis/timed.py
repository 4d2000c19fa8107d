"""What an analysis says of times: of its journeys, operations and services, and who waits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.analysis.computing import Computing, Part
from archlint.analysis.journeys import JourneyTimes, journey_times
from archlint.analysis.sampling import DEFAULT, Sampling
from archlint.analysis.structure import Structure, Structured
from archlint.analysis.timing import bounds, drag, forward, slack
from archlint.analysis.waiting import Account, Waiting, waiting
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis.distribution import Curve
    from archlint.analysis.figures import Figures
    from archlint.analysis.journey_samples import JourneySamples
    from archlint.analysis.selftimes import SelfTime
    from archlint.analysis.simulation import Simulation
    from archlint.model import Operation, Portfolio


class Timed(Structured):
    """What an analysis says of times, in seconds, rates per second; see MATHEMATICS 1-5.

    Means are exact where an expectation passes through (see `linearity`); where calls run side by
    side or are cut short they come from samples, and with them who is waited for.
    """

    def __init__(  # noqa: PLR0913  # what is analysed, and how
        self,
        portfolio: Portfolio,
        structure: Structure,
        figures: Figures,
        *,
        today: date | None = None,
        sampling: Sampling = DEFAULT,
        is_sampled: bool = True,
        origin: Timed | None = None,
    ) -> None:
        super().__init__(portfolio, structure)
        self.today = today
        self.sampling = sampling
        self.is_sampled = is_sampled
        self._figures = figures
        self._origin = origin
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

    # --- samples ------------------------------------------------------------------------------

    @cached_property
    def samples(self) -> Simulation:
        """The journeys on samples, drawn when they are first asked for."""
        origin, self._origin = self._origin, None
        fitting = self.sampling.fitting(len(self._structure.reached))
        return self.simulate(fitting, after=origin.samples if origin is not None else None)

    def percentiles(self, journey: str) -> JourneySamples:
        """The percentiles of a journey and who is to blame for them. Raises KeyError."""
        return self.samples.journey(journey)

    def _needs_samples(self, vertex: int) -> bool:
        """Whether the mean response time of a vertex is not what T on means says."""
        return (
            self.is_sampled
            and vertex not in self._structure.linear
            and vertex in self._structure.reached
        )

    def simulate(
        self, sampling: Sampling | None = None, *, after: Simulation | None = None
    ) -> Simulation:
        """The journeys on samples; `after` is the simulation of a variant of this analysis.

        Raises ValueError for a correlation that is not from 0 to below 1 and for a negative seed.
        """
        from archlint.analysis.simulation import simulate

        settings = self.sampling if sampling is None else sampling
        return simulate(self.portfolio, self._structure, self._figures, settings, after=after)

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
                samples=self._samples if self._needs_samples(self._vertex(journey.entry)) else None,
            )
            for journey in self._structure.journeys
        )

    def _vertex(self, operation: str) -> int:
        return self._graph.index[operation]

    def _samples(self) -> Simulation:
        return self.samples

    def journey(self, name: str) -> JourneyTimes:
        """The journey of that name. Raises KeyError."""
        for times in self.journeys:
            if times.name == name:
                return times
        raise KeyError(name)

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

    def slack(self, journey: str, operation: str) -> float:
        """By how much the operation's S̄ can grow before the journey does; infinite off it."""
        return slack(self._graph, *self._view(journey), self._graph.index[operation])

    def drag(self, journey: str, operation: str) -> float:
        """By how much the journey would shrink if the operation took no time of its own."""
        return drag(self._graph, *self._view(journey), self._graph.index[operation])

    def _view(self, journey: str) -> tuple[Sequence[float], Sequence[float], int]:
        entry = self._graph.index[self.journey(journey).journey.entry]
        return self._figures.own, self._times, entry

    # --- operations and services --------------------------------------------------------------

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

    @cached_property
    def curves(self) -> Mapping[str, Curve]:
        """How S̄ varies as the manifest gives it, by operation id; constant 0 where unknown."""
        from archlint.analysis.spreads import own_curves

        rates, found = self._structure.traffic.rates, self._figures.found
        spread = self.sampling.spread
        curves = own_curves(self.portfolio, self._graph, rates, found, spread=spread)
        return dict(zip(self._graph.index, curves, strict=True))

    def response(self, operation: str) -> float:
        """The mean response time of an operation, seconds; T on means where no journey waits."""
        return self._response(self._graph.index[operation])

    def _response(self, vertex: int) -> float:
        if self._needs_samples(vertex):
            return self.samples.mean(vertex).value
        return self._times[vertex]

    def response_mixture(self, service: str) -> float | None:
        """Σ x·T̄ / Σ x over the service's operations; None where no traffic says how they mix."""
        members = self._graph.members(service, self.portfolio)
        rates = [self._structure.traffic.rates[vertex] for vertex in members]
        if len(members) == 1:
            return self._response(members[0])
        total = sum(rates)
        if not total:
            return None
        return sum(x * self._response(v) for x, v in zip(rates, members, strict=True)) / total

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
        shares = zip(self._graph.operations, self._figures.shares, strict=True)
        found = waiting(self._accounts(), {item.id: share for item, share in shares})
        bounded = (item for item in self.journeys if item.journey.rate and item.is_lower_bound)
        return replace(
            found, uncounted=self.uncounted, bounded=tuple(item.name for item in bounded)
        )

    def waits_at_least(self, service: str) -> bool:
        """Whether L of the service is a lower bound.

        Nobody says how long a user waits for it or how often in one of its journeys, or it is
        behind a call cycle that times leave out.
        """
        is_unmeasured = "self_time" in self.computing[service].missing
        return bool(
            (is_unmeasured and service in self.awaited)
            or self.uncounted_to(service)
            or self.cycles_to(service)
        )

    def _accounts(self) -> Iterator[tuple[float, Account]]:
        """What every journey with a rate is made of; of those on samples all at once."""
        sampled: dict[str, float] = {}
        for times in self.journeys:
            rate, entry = times.journey.rate, times.journey.entry
            if rate is not None and times.is_sampled:
                sampled[entry] = sampled.get(entry, 0.0) + rate
            elif rate is not None:
                yield rate, times.account
        if sampled:
            from archlint.analysis.attribution import account_of

            yield 1.0, account_of(self.samples, sampled)

    def _waited_on_samples(self, entry: int) -> Mapping[str, float]:
        """The seconds of a request entering there that go to each operation's own time."""
        return self._by_entry[entry].account.own

    @cached_property
    def _by_entry(self) -> Mapping[int, JourneyTimes]:
        return {self._vertex(times.journey.entry): times for times in self.journeys}
