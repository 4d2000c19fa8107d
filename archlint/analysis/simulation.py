"""Percentiles and who is to blame for them: a seeded Monte Carlo (MATHEMATICS section 5).

The recursion of the mean model, T(o) = S(o) + Σ_stages max over the stage, on vectors of samples:
forward for every response time at once, backward (see `attribution`) for what made them.

In double precision throughout: at these sizes the time goes into drawing, not into adding, and
what adds up on paper adds up here to twelve digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from msgspec import Struct

from archlint.analysis.distribution import constant
from archlint.analysis.draws import BATCHES, Draws, Rows
from archlint.analysis.estimates import Estimate, Ordered
from archlint.analysis.journey_samples import JourneySamples, Summary, journey_samples, summary
from archlint.analysis.linearity import certain_visits
from archlint.analysis.sampled_calls import SampledCall, stage_term
from archlint.analysis.sampling import DEFAULT, Sampling
from archlint.analysis.spreads import own_curves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.distribution import Curve
    from archlint.analysis.figures import Figures
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.structure import Structure
    from archlint.model import Journey, Portfolio

    Array = NDArray[np.float64]

_KEPT = 512 * 2**20
"""Bytes of samples that are kept for the next question; what does not fit is made again, the same
to the bit, a group of rows at a time."""

_AT_ONCE = 384 * 2**20
"""Bytes of samples in one group of rows."""

_PER_SAMPLE = 16
"""Bytes: an own time and a response time."""


class Group(Struct, frozen=True, kw_only=True):
    """Samples of some rows by vertex, seconds: own times and response times."""

    rows: Rows
    own: Mapping[int, Array]
    times: Times


class Times(Protocol):
    """Samples by vertex."""

    def __getitem__(self, vertex: int, /) -> Array: ...


Stages = Sequence[Sequence[Sequence[SampledCall]]]
"""By vertex and stage, the calls that are waited for."""


def simulate(
    portfolio: Portfolio,
    structure: Structure,
    figures: Figures,
    sampling: Sampling = DEFAULT,
    *,
    after: Simulation | None = None,
) -> Simulation:
    """Prepare the simulation of every journey; samples are drawn when they are asked for.

    Own times have the shapes that the portfolio declares and the means of `figures`: a rewrite
    scales all percentiles alike. Two simulations with the same seed share every random number that
    belongs to the same name; `after` is one of the same calls, from which the samples are taken
    over where nothing changed, which gives the same bits sooner. Raises ValueError for a
    correlation that is not from 0 to below 1 and for a negative seed.
    """
    if after is not None and not after.shares(structure, sampling):
        after = None
    if after is not None and after.found is figures.found:
        shapes = after.shapes
    else:
        rates, found = structure.traffic.rates, figures.found
        curves = own_curves(portfolio, structure.graph, rates, found, spread=sampling.spread)
        shapes = _shapes(curves)
    return Simulation(structure, figures, shapes, sampling, after)


class Simulation:
    """The samples of one portfolio, by name and row. Times in seconds."""

    def __init__(
        self,
        structure: Structure,
        figures: Figures,
        shapes: Sequence[Curve],
        sampling: Sampling,
        before: Simulation | None,
    ) -> None:
        self.graph: CallGraph = structure.graph
        self.found = figures.found
        self.shapes = shapes
        self.levels = figures.own
        self.curves = [
            shape.scaled(seconds) if seconds else constant(0.0)
            for shape, seconds in zip(shapes, figures.own, strict=True)
        ]
        self.draws = Draws(sampling.samples, sampling.seed, sampling.correlation)
        self.stages: Stages = before.stages if before else _sampled(structure.graph, self.draws)
        self._structure = structure
        self._sampling = sampling
        self._before = before
        self._excess: dict[int, Array] = {}
        self._certain: dict[int, dict[int, float]] = {}
        self._by_batch: dict[int, Array] = {}
        self._asked: dict[str, JourneySamples] = {}

    def shares(self, structure: Structure, sampling: Sampling) -> bool:
        """Whether these are samples of the same calls by the same random numbers."""
        return sampling == self._sampling and _are_alike(structure, self._structure)

    @property
    def entered(self) -> tuple[Journey, ...]:
        """Where traffic enters, in the order of the analysis."""
        return self._structure.journeys

    @property
    def assumed(self) -> tuple[str, ...]:
        """The operations that some journey waits for and whose spread is assumed, by name."""
        return tuple(
            operation.id
            for vertex, operation in enumerate(self.graph.operations)
            if vertex in self.reached and self.shapes[vertex].spread_assumed
        )

    @property
    def settings(self) -> Sampling:
        """How the samples are drawn."""
        return self._sampling

    @property
    def samples(self) -> int:
        """n, after rounding up."""
        return self.draws.samples

    @cached_property
    def journeys(self) -> tuple[JourneySamples, ...]:
        """Every journey in the order of the analysis."""
        entries = sorted({self.graph.index[item.entry] for item in self._structure.journeys})
        found: dict[int, Summary] = {}
        for some in self._at_once(entries):
            found.update((entry, summary(item)) for entry, item in self.ordered(some).items())
        return tuple(
            journey_samples(self, journey, found[self.graph.index[journey.entry]])
            for journey in self._structure.journeys
        )

    def journey(self, name: str) -> JourneySamples:
        """The journey of that name. Raises KeyError."""
        if name not in self._asked:
            self._asked[name] = self._journey(name)
        return self._asked[name]

    def _journey(self, name: str) -> JourneySamples:
        """One alone where the samples are kept; all where they would have to be made again."""
        for place, journey in enumerate(self._structure.journeys):
            if journey.name == name:
                if not self.is_kept or "journeys" in self.__dict__:
                    return self.journeys[place]
                entry = self.graph.index[journey.entry]
                return journey_samples(self, journey, summary(self.ordered([entry])[entry]))
        raise KeyError(name)

    def mean(self, vertex: int) -> Estimate:
        """The mean response time of an operation, seconds.

        The means S̄ of own times are known, so where one certainly counts, what its samples exceed
        it by is taken off again (a control variate): only what runs at once or is cut short is left
        to chance.
        """
        batches = self.mean_by_batch(vertex)
        error = float(batches.std(ddof=1)) / math.sqrt(BATCHES)
        return Estimate(float(batches.mean()), error)

    def mean_by_batch(self, vertex: int) -> Array:
        """The same from each batch alone: what two states that share their draws are paired by."""
        if vertex not in self._by_batch:
            self._by_batch.update(self._means_by_batch(vertex))
        return self._by_batch[vertex] - self.beyond(vertex)

    def _means_by_batch(self, vertex: int) -> Iterator[tuple[int, Array]]:
        """Of one vertex alone where the samples are kept, with those of entries where not."""
        entered = set() if self.is_kept else {self.graph.index[item.entry] for item in self.entered}
        for some in self._at_once(sorted(entered | {vertex})):
            for entry, samples in self.batches(some).items():
                yield entry, samples.mean(axis=1)

    def _at_once(self, entries: Sequence[int]) -> Iterator[Sequence[int]]:
        """As many entries at a time as there is memory for their samples."""
        most = max(1, _KEPT // (self.samples * _PER_SAMPLE))
        for start in range(0, len(entries), most):
            yield entries[start : start + most]

    def beyond(self, entry: int, levels: Mapping[int, float] | None = None) -> Array:
        """By how much the certain own times in an entry's samples exceed their means, by batch.

        `levels` are other means S̄, by vertex, to which own times are scaled.
        """
        found: Array = np.zeros(BATCHES)
        for vertex, visits in self.certain(entry).items():
            scale = 1.0
            if levels is not None and vertex in levels and self.levels[vertex]:
                scale = levels[vertex] / self.levels[vertex]
            found += visits * scale * self.excess(vertex)
        return found

    def assumes_spread(self, operation: str) -> bool:
        """Whether one figure of its own time is declared alone, and its spread is assumed."""
        return self.shapes[self.graph.index[operation]].spread_assumed

    def certain(self, entry: int) -> Mapping[int, float]:
        """By vertex, how often its own time counts whatever the times are; see `linearity`."""
        if entry not in self._certain:
            self._certain[entry] = certain_visits(self.graph, entry)
        return self._certain[entry]

    @cached_property
    def means(self) -> Mapping[str, float]:
        """The mean of every journey by name, seconds."""
        entries = {item.name: self.graph.index[item.entry] for item in self._structure.journeys}
        sums = dict.fromkeys(entries.values(), 0.0)
        for group in self.groups(self.reached):
            for entry in sums:
                sums[entry] += float(group.times[entry].sum(axis=-1).sum())
        return {name: sums[entry] / self.samples for name, entry in entries.items()}

    def excess(self, vertex: int) -> Array:
        """By how much the samples of an own time exceed its mean S̄, by batch, seconds."""
        if vertex not in self._excess:
            own = self.whole.own if self.is_kept else self._own_times({vertex}, self._all_rows)
            means = own[vertex].reshape(BATCHES, -1).mean(axis=1)
            self._excess[vertex] = means - self.levels[vertex]
        return self._excess[vertex]

    def times(self, operation: str) -> Array:
        """The samples of an operation's response time, seconds."""
        vertex = self.graph.index[operation]
        reached = self.graph.reachable(vertex)
        return np.concatenate(
            [group.times[vertex].ravel() for group in self.groups(frozenset(reached))]
        )

    # --- forward ------------------------------------------------------------------------------

    @property
    def reached(self) -> frozenset[int]:
        """The vertices that some journey waits for."""
        return self._structure.reached

    @property
    def is_kept(self) -> bool:
        return len(self.reached) * self.samples * _PER_SAMPLE <= _KEPT

    def groups(self, vertices: frozenset[int]) -> Iterator[Group]:
        """All rows, as few at a time as memory asks for; at least these vertices are in them."""
        if self.is_kept and vertices <= self.reached:
            yield self.whole
            return
        at_once = max(1, _AT_ONCE // (max(1, len(vertices)) * self.draws.width * _PER_SAMPLE))
        for start in range(0, self.draws.row_count, at_once):
            end = min(start + at_once, self.draws.row_count)
            yield self._forward(Rows(start, end, self.draws.width), vertices)

    @cached_property
    def whole(self) -> Group:
        """All samples of what journeys wait for."""
        before, self._before = self._before, None
        if before is not None:
            return self._after(before)
        return self._forward(self._all_rows, self.reached)

    @property
    def _all_rows(self) -> Rows:
        return Rows(0, self.draws.row_count, self.draws.width)

    def _forward(self, rows: Rows, vertices: frozenset[int]) -> Group:
        """The samples of these rows from nothing."""
        return self._propagate(rows, self._own_times(vertices, rows))

    def _after(self, before: Simulation) -> Group:
        """The samples of all rows, as far as they are not those of `before`."""
        group = before.whole
        changed = {
            vertex for vertex in self.reached if self.curves[vertex] != before.curves[vertex]
        }
        own = {**group.own, **self._own_times(changed, group.rows)}
        return self._propagate(group.rows, own, group, changed)

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
                times[vertex] = self.response(vertex, own[vertex], times, rows)
        return Group(rows=rows, own=own, times=times)

    def _waits_for(self, vertex: int, callees: AbstractSet[int]) -> bool:
        return any(call.link.callee in callees for stage in self.stages[vertex] for call in stage)

    def _own_times(self, vertices: AbstractSet[int], rows: Rows) -> dict[int, Array]:
        names = {vertex: self.graph.operations[vertex].id for vertex in vertices}
        curves = {name: self.curves[vertex] for vertex, name in names.items()}
        drawn = self.draws.own_times(curves, rows)
        return {vertex: drawn[name] for vertex, name in names.items()}

    def response(self, vertex: int, own: Array, times: Times, rows: Rows) -> Array:
        """The response times of an operation from its own and those of its callees."""
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
        """The response times of some vertices by batch, and in rising order."""
        return {entry: Ordered(batches) for entry, batches in self.batches(entries).items()}

    def batches(self, entries: Sequence[int]) -> dict[int, Array]:
        """The response times of some vertices, one batch a row."""
        reached = frozenset().union(*(self.graph.reachable(entry) for entry in entries))
        parts: dict[int, list[Array]] = {entry: [] for entry in entries}
        for group in self.groups(reached):
            for entry in entries:
                parts[entry].append(group.times[entry])
        return {entry: np.concatenate(parts.pop(entry)).reshape(BATCHES, -1) for entry in entries}


def _are_alike(one: Structure, other: Structure) -> bool:
    """Whether the same journeys wait for the same calls, under the same numbers."""
    return one is other or (
        one.graph.index == other.graph.index
        and one.graph.stages == other.graph.stages
        and [item.entry for item in one.journeys] == [item.entry for item in other.journeys]
    )


def _shapes(curves: Sequence[Curve]) -> list[Curve]:
    """The curves with a mean of one second; an infinite one is where no journey comes."""
    means = [curve.mean for curve in curves]
    return [
        curve.scaled(1.0 / mean) if 0.0 < mean < math.inf else constant(1.0)
        for curve, mean in zip(curves, means, strict=True)
    ]


def _sampled(graph: CallGraph, draws: Draws) -> Stages:
    """The synchronous calls by vertex and stage."""
    return [
        [[SampledCall(link, draws) for link in stage] for stage in stages]
        for stages in graph.stages
    ]


_NOTHING: Array = np.zeros((0, 0))
