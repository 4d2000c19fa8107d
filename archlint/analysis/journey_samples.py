"""One journey on samples: its percentiles, and on demand what its time is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct

from archlint.analysis.estimates import Estimate, Ordered, mean, ratio

if TYPE_CHECKING:
    from archlint.analysis.attribution import Blame
    from archlint.analysis.simulation import Simulation
    from archlint.model import Journey

TAIL = 0.99
"""The tail of a journey is its slowest 1 %."""


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
        return self.criticality_of(tuple(self.blame.services))

    def criticality_of(self, services: Sequence[str]) -> Mapping[str, Estimate]:
        """The same for some services: the work grows with every 64 of them."""
        from archlint.analysis.attribution import criticality

        return criticality(self.source.simulation, self.journey, services)


class _Source(Struct, frozen=True, kw_only=True, dict=True):
    simulation: Simulation
    entry: int

    @cached_property
    def ordered(self) -> Ordered:
        return self.simulation.ordered([self.entry])[self.entry]


class Summary(NamedTuple):
    """The figures of one entry."""

    mean: Estimate
    percentiles: tuple[Estimate, ...]
    tail_mean: Estimate


def summary(ordered: Ordered) -> Summary:
    """Mean, percentiles and tail mean from the samples of one entry."""
    tail = ordered.batches >= ordered.at(TAIL)
    return Summary(
        mean(ordered.batches),
        tuple(ordered.percentile(share) for share in (0.5, 0.95, 0.99, 0.999)),
        ratio((ordered.batches * tail).sum(axis=1), tail.sum(axis=1, dtype=np.float64)),
    )


def journey_samples(simulation: Simulation, journey: Journey, found: Summary) -> JourneySamples:
    """The journey with the figures of its entry."""
    p50, p95, p99, p999 = found.percentiles
    return JourneySamples(
        journey=journey,
        mean=found.mean,
        p50=p50,
        p95=p95,
        p99=p99,
        p999=p999,
        tail_mean=found.tail_mean,
        source=_Source(simulation=simulation, entry=simulation.graph.index[journey.entry]),
    )
