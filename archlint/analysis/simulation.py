"""Percentiles and who is to blame for them: a seeded Monte Carlo (MATHEMATICS section 5).

The recursion of the mean model, T(o) = S(o) + Σ_stages max over the stage, on vectors of samples:
forward for every response time at once, backward (see `attribution`) for what made them.

In double precision throughout: at these sizes the time goes into drawing, not into adding, and
what adds up on paper adds up here to twelve digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from archlint.analysis.distribution import constant
from archlint.analysis.draws import BATCHES
from archlint.analysis.estimates import Estimate
from archlint.analysis.journey_samples import JourneySamples, Summary, journey_samples, summary
from archlint.analysis.linearity import certain_visits
from archlint.analysis.sampled_times import SampledTimes
from archlint.analysis.sampling import DEFAULT, Sampling
from archlint.analysis.spreads import own_curves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.distribution import Curve
    from archlint.analysis.figures import Figures
    from archlint.analysis.structure import Structure
    from archlint.model import Journey, Portfolio

    Array = NDArray[np.float64]


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


class Simulation(SampledTimes):
    """What the samples of one portfolio say of its journeys and operations. Times in seconds."""

    def __init__(
        self,
        structure: Structure,
        figures: Figures,
        shapes: Sequence[Curve],
        sampling: Sampling,
        before: Simulation | None,
    ) -> None:
        self.found = figures.found
        self.shapes = shapes
        self.levels = figures.own
        curves = [
            shape.scaled(seconds) if seconds else constant(0.0)
            for shape, seconds in zip(shapes, figures.own, strict=True)
        ]
        super().__init__(structure, curves, sampling, before)
        self._excess: dict[int, Array] = {}
        self._certain: dict[int, dict[int, float]] = {}
        self._by_batch: dict[int, Array] = {}
        self._asked: dict[str, JourneySamples] = {}

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

    @cached_property
    def journeys(self) -> tuple[JourneySamples, ...]:
        """Every journey in the order of the analysis."""
        entries = sorted({self.graph.index[item.entry] for item in self._structure.journeys})
        found: dict[int, Summary] = {}
        for some in self.at_once(entries):
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
        for some in self.at_once(sorted(entered | {vertex})):
            for entry, samples in self.batches(some).items():
                yield entry, samples.mean(axis=1)

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


def _shapes(curves: Sequence[Curve]) -> list[Curve]:
    """The curves with a mean of one second; an infinite one is where no journey comes."""
    means = [curve.mean for curve in curves]
    return [
        curve.scaled(1.0 / mean) if 0.0 < mean < math.inf else constant(1.0)
        for curve, mean in zip(curves, means, strict=True)
    ]
