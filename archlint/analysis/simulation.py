"""Percentiles and who is to blame for them: a seeded Monte Carlo (MATHEMATICS section 5).

The recursion of the mean model, T(o) = S(o) + Σ_stages max over the stage, on vectors of samples:
forward for every response time at once, backward (see `attribution`) for what made them.

In double precision throughout: at these sizes the time goes into drawing, not into adding, and
what adds up on paper adds up here to twelve digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct

from archlint.analysis.distribution import ASSUMED_SPREAD, constant
from archlint.analysis.draws import BATCHES, Draws, Rows
from archlint.analysis.estimates import Estimate, Ordered, mean, ratio
from archlint.analysis.sampled_calls import SampledCall, stage_term
from archlint.analysis.spreads import own_curves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.analysis import Figures, Structure
    from archlint.analysis.attribution import Blame
    from archlint.analysis.distribution import Curve
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.waiting import Waiting
    from archlint.model import Journey, Portfolio

    Array = NDArray[np.float64]

_KEPT = 512 * 2**20
"""Bytes of samples that are kept for the next question; what does not fit is made again, the same
to the bit, a group of rows at a time."""

_AT_ONCE = 384 * 2**20
"""Bytes of samples in one group of rows."""

_PER_SAMPLE = 16
"""Bytes: an own time and a response time."""


class JourneySamples(Struct, frozen=True, kw_only=True, dict=True):
    """One journey on samples, seconds per request; every figure with its standard error.

    `tail_mean` is the mean of the slowest 1 %. Journeys with `unmeasured` operations or cut calls
    are lower bounds here as on means.
    """

    journey: Journey
    mean: Estimate
    p50: Estimate
    p95: Estimate
    p99: Estimate
    p999: Estimate
    tail_mean: Estimate
    source: _Source

    @property
    def name(self) -> str:
        return self.journey.name

    def percentile(self, share: float) -> Estimate:
        """Any percentile: the least time that `share` of the requests do not exceed."""
        return self.source.ordered.percentile(share)

    def share_above(self, seconds: float) -> Estimate:
        """The share of requests that take longer: what an SLO of `seconds` lets fail."""
        batches = self.source.ordered.batches
        beyond = (batches > seconds).sum(axis=1, dtype=np.float64)
        return ratio(beyond, np.full(batches.shape[0], float(batches.shape[1])))

    @cached_property
    def blame(self) -> Blame:
        """What the time of this journey is made of, service by service."""
        from archlint.analysis.attribution import blame

        return blame(self.source.simulation, self.journey, self.source.ordered)

    @cached_property
    def criticality(self) -> Mapping[str, Estimate]:
        """The share of requests on whose critical path the service is, by service, falling."""
        from archlint.analysis.attribution import criticality

        return criticality(self.source.simulation, self.journey, tuple(self.blame.services))


class _Source(Struct, frozen=True, kw_only=True, dict=True):
    simulation: Simulation
    entry: int

    @cached_property
    def ordered(self) -> Ordered:
        return self.simulation.ordered([self.entry])[self.entry]


class Group(Struct, frozen=True, kw_only=True):
    """Samples of some rows by vertex, seconds: own times and response times."""

    rows: Rows
    own: Mapping[int, Array]
    times: Sequence[Array]


class Sampling(Struct, frozen=True, kw_only=True):
    """How samples are drawn.

    `samples` is rounded up to whole rows: 1,000 at least, 20,000 where there is a `correlation`,
    that of any two own times of one request. `spread` is σ where one figure is declared alone.
    """

    samples: int = 20_000
    seed: int = 0
    correlation: float = 0.0
    spread: float = ASSUMED_SPREAD


DEFAULT = Sampling()


def simulate(
    portfolio: Portfolio, structure: Structure, figures: Figures, sampling: Sampling = DEFAULT
) -> Simulation:
    """Prepare the simulation of every journey; samples are drawn when they are asked for.

    Own times have the shapes that the portfolio declares and the means of `figures`: a rewrite
    scales all percentiles alike. Two simulations with the same seed share every random number that
    belongs to the same name. Raises ValueError for a correlation that is not from 0 to below 1.
    """
    rates = structure.traffic.rates
    curves = own_curves(portfolio, structure.graph, rates, figures.found, spread=sampling.spread)
    draws = Draws(sampling.samples, sampling.seed, sampling.correlation)
    return Simulation(structure, curves, figures.own, draws)


class Simulation:
    """The samples of one portfolio, by name and row. Times in seconds."""

    def __init__(
        self,
        structure: Structure,
        curves: Sequence[Curve],
        own: Sequence[float],
        draws: Draws,
        stages: Sequence[Sequence[Sequence[SampledCall]]] | None = None,
    ) -> None:
        self.graph: CallGraph = structure.graph
        self.draws = draws
        self.own = own
        self.curves = curves
        self._structure = structure
        self.stages = stages or [
            [[SampledCall(link, draws) for link in stage] for stage in vertex_stages]
            for vertex_stages in self.graph.stages
        ]
        self._shapes = [
            curve.scaled(1.0 / curve.mean) if curve.mean > 0.0 else constant(1.0)
            for curve in curves
        ]

    @property
    def samples(self) -> int:
        """n, after rounding up."""
        return self.draws.samples

    @cached_property
    def journeys(self) -> tuple[JourneySamples, ...]:
        """Every journey in the order of the analysis."""
        most = max(1, _KEPT // (self.samples * _PER_SAMPLE))
        entries = sorted({self.graph.index[item.entry] for item in self._structure.journeys})
        found: dict[int, _Summary] = {}
        for start in range(0, len(entries), most):
            ordered = self.ordered(entries[start : start + most])
            found.update((entry, _summary(samples)) for entry, samples in ordered.items())
        return tuple(
            self._journey(journey, self.graph.index[journey.entry], found)
            for journey in self._structure.journeys
        )

    def journey(self, name: str) -> JourneySamples:
        """The journey of that name. Raises KeyError."""
        for found in self.journeys:
            if found.name == name:
                return found
        raise KeyError(name)

    @cached_property
    def waiting(self) -> Waiting:
        """Users waiting by service, on the network and between attempts, and in all."""
        from archlint.analysis.attribution import users_waiting

        return users_waiting(self, self._structure.journeys)

    def supposing(self, figures: Figures) -> Simulation:
        """The same samples with other mean self times: common random numbers.

        What no changed operation answers for is taken over to the bit.
        """
        other = Simulation(self._structure, self.curves, figures.own, self.draws, self.stages)
        if self.is_kept:
            (group,) = self._whole
            other._whole = (other._again(group, self.own),)
        return other

    def times(self, operation: str) -> Array:
        """The samples of an operation's response time, seconds."""
        vertex = self.graph.index[operation]
        reached = self.graph.reachable(vertex)
        return np.concatenate(
            [group.times[vertex].ravel() for group in self.groups(frozenset(reached))]
        )

    # --- forward ------------------------------------------------------------------------------

    @cached_property
    def reached(self) -> frozenset[int]:
        """The vertices that some journey waits for."""
        entries = [self.graph.index[journey.entry] for journey in self._structure.journeys]
        return frozenset().union(*(self.graph.reachable(entry) for entry in entries))

    @property
    def is_kept(self) -> bool:
        return len(self.reached) * self.samples * _PER_SAMPLE <= _KEPT

    def groups(self, vertices: frozenset[int]) -> Iterator[Group]:
        """All rows, as few at a time as memory asks for; at least these vertices are in them."""
        if self.is_kept and vertices <= self.reached:
            yield from self._whole
            return
        at_once = max(1, _AT_ONCE // (max(1, len(vertices)) * self.draws.width * _PER_SAMPLE))
        for start in range(0, self.draws.row_count, at_once):
            end = min(start + at_once, self.draws.row_count)
            yield self._forward(Rows(start, end, self.draws.width), vertices)

    @cached_property
    def _whole(self) -> tuple[Group]:
        rows = Rows(0, self.draws.row_count, self.draws.width)
        return (self._forward(rows, self.reached),)

    def _forward(self, rows: Rows, vertices: frozenset[int]) -> Group:
        """The samples of these rows from nothing."""
        return self._propagate(rows, self._own_times(vertices, rows))

    def _again(self, before: Group, own: Sequence[float]) -> Group:
        """The samples of the same rows where they are not those that had these own times."""
        changed = {vertex for vertex in before.own if self.own[vertex] != own[vertex]}
        own_times = {**before.own, **self._own_times(changed, before.rows)}
        return self._propagate(before.rows, own_times, before, changed)

    def _propagate(
        self,
        rows: Rows,
        own: Mapping[int, Array],
        before: Group | None = None,
        changed: AbstractSet[int] = frozenset(),
    ) -> Group:
        """Response times, callees first; of `before` what does not answer for the changed ones."""
        times = [_NOTHING] * len(self.graph.operations)
        moved = set(changed)
        for vertex in reversed(self.graph.order):
            if vertex not in own:
                continue
            if before and vertex not in moved and not self._waits_for(vertex, moved):
                times[vertex] = before.times[vertex]
            else:
                moved.add(vertex)
                times[vertex] = self._response(vertex, own[vertex], times, rows)
        return Group(rows=rows, own=own, times=times)

    def _waits_for(self, vertex: int, callees: AbstractSet[int]) -> bool:
        return any(call.link.callee in callees for stage in self.stages[vertex] for call in stage)

    def _own_times(self, vertices: AbstractSet[int], rows: Rows) -> dict[int, Array]:
        names = {vertex: self.graph.operations[vertex].id for vertex in vertices}
        drawn = self.draws.own_times(
            {names[vertex]: self._shapes[vertex] for vertex in vertices if self.own[vertex]}, rows
        )
        found = {}
        for vertex, name in names.items():
            if name in drawn:
                drawn[name] *= self.own[vertex]
            found[vertex] = drawn[name] if name in drawn else np.zeros(rows.shape)
        return found

    def _response(self, vertex: int, own: Array, times: Sequence[Array], rows: Rows) -> Array:
        stages = self.stages[vertex]
        if not stages:
            return own
        total = own.copy()
        same_for_all = 0.0
        for stage in stages:
            if len(stage) == 1:
                same_for_all += stage[0].add_to(total, times[stage[0].link.callee], rows)
            else:
                total += stage_term(stage, times, rows).value
        if same_for_all:
            total += same_for_all
        return total

    # --- journeys -----------------------------------------------------------------------------

    def ordered(self, entries: Sequence[int]) -> dict[int, Ordered]:
        """The response times of some vertices by batch."""
        reached = frozenset().union(*(self.graph.reachable(entry) for entry in entries))
        parts: dict[int, list[Array]] = {entry: [] for entry in entries}
        for group in self.groups(reached):
            for entry in entries:
                parts[entry].append(group.times[entry])
        return {
            entry: Ordered(np.concatenate(parts.pop(entry)).reshape(BATCHES, -1))
            for entry in entries
        }

    def _journey(
        self, journey: Journey, entry: int, found: Mapping[int, _Summary]
    ) -> JourneySamples:
        mean_time, (p50, p95, p99, p999), tail_mean = found[entry]
        return JourneySamples(
            journey=journey,
            mean=mean_time,
            p50=p50,
            p95=p95,
            p99=p99,
            p999=p999,
            tail_mean=tail_mean,
            source=_Source(simulation=self, entry=entry),
        )


class _Summary(NamedTuple):
    mean: Estimate
    percentiles: tuple[Estimate, ...]
    tail_mean: Estimate


def _summary(ordered: Ordered) -> _Summary:
    tail = ordered.batches >= ordered.at(TAIL)
    return _Summary(
        mean(ordered.batches),
        tuple(ordered.percentile(share) for share in (0.5, 0.95, 0.99, 0.999)),
        ratio((ordered.batches * tail).sum(axis=1), tail.sum(axis=1, dtype=np.float64)),
    )


TAIL = 0.99
"""The tail of a journey is its slowest 1 %."""

_NOTHING: Array = np.zeros((0, 0))
