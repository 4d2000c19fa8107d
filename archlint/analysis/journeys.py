"""Where one journey's request spends its time: mean, bounds, critical visits, own time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.timing import backward
from archlint.analysis.waiting import Account

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.journey_calls import JourneyCalls
    from archlint.analysis.path import Segment
    from archlint.analysis.selftimes import SelfTime
    from archlint.analysis.simulation import Simulation
    from archlint.model import Call, Journey

ON_PATH_SHARE = 0.01
"""A service is on a critical path if V > 0 and its own time is at least this share of T."""


class JourneyTimes(Struct, frozen=True, kw_only=True, dict=True):
    """One journey. Times in seconds per request.

    `length` is that of the critical path on means. It is the mean where an expectation passes
    through; where calls run side by side or are cut short, the mean and what it is made of come
    from samples. All are lower bounds where `unmeasured` names operations without a self time, or
    `cut` calls that close a cycle and are timed as if they were not made.
    """

    journey: Journey
    length: float
    parallel_bound: float
    sequential_bound: float
    unmeasured: tuple[str, ...]
    cut: frozenset[Call]
    source: _Source

    @property
    def name(self) -> str:
        return self.journey.name

    @property
    def is_sampled(self) -> bool:
        """Whether the mean is that of samples, and known to `error`."""
        return self.source.samples is not None

    @property
    def is_between_bounds(self) -> bool:
        """Whether the mean lies between them: cuts and repetitions of calls are in neither."""
        return self.parallel_bound <= self.mean <= self.sequential_bound

    @property
    def mean(self) -> float:
        """The mean response time of the entry."""
        return self._mean[0]

    @property
    def error(self) -> float:
        """The standard error of `mean`; 0 where it is exact."""
        return self._mean[1]

    @property
    def batches(self) -> tuple[float, ...]:
        """The means of independent samples that `error` is the spread of; none of an exact one."""
        source = self.source
        if source.samples is None:
            return ()
        return tuple(map(float, source.samples().mean_by_batch(source.entry)))

    @cached_property
    def _mean(self) -> tuple[float, float]:
        source = self.source
        if source.samples is None:
            return self.length, 0.0
        return source.samples().mean(source.entry)

    @cached_property
    def account(self) -> Account:
        """What the mean is made of: mean = Σ own + network + retry_wait (MATHEMATICS section 3)."""
        source = self.source
        if source.samples is None:
            return self.drawn
        from archlint.analysis.attribution import account_of

        return account_of(source.samples(), {self.journey.entry: 1.0})

    @cached_property
    def drawn(self) -> Account:
        """What `length` is made of: the critical path on means."""
        return self.source.account()

    @property
    def visits(self) -> Mapping[str, float]:
        """V by operation id: how often its own time counts in the mean."""
        return self.account.visits

    @cached_property
    def own(self) -> Mapping[str, float]:
        """The own time that counts in the mean, by service, falling."""
        by_service: dict[str, float] = {}
        for operation, seconds in self.account.own.items():
            service = operation.split("/", 1)[0]
            by_service[service] = by_service.get(service, 0.0) + seconds
        return dict(sorted(by_service.items(), key=lambda item: (-item[1], item[0])))

    @property
    def network(self) -> float:
        """What the calls that count spend on the wire."""
        return self.account.network

    @property
    def is_lower_bound(self) -> bool:
        """Whether the mean is at least this, and may be more."""
        return bool(self.unmeasured or self.cut)

    @property
    def is_unmeasured(self) -> bool:
        """Whether nothing of it is measured, so that its mean is unknown and not zero."""
        return not self.length and self.is_lower_bound

    @property
    def on_path(self) -> tuple[str, ...]:
        """Services that carry at least 1 % of T, by falling share."""
        return tuple(
            service
            for service, seconds in self.own.items()
            if seconds > 0.0 and seconds >= ON_PATH_SHARE * self.mean
        )

    @cached_property
    def path(self) -> tuple[Segment, ...]:
        """The time-ordered rows of the journey's tree on means, rivals of the path included."""
        from archlint.analysis.path import segments

        return segments(self.source.graph, self.source.own, self.source.times, self.source.entry)

    @cached_property
    def calls(self) -> JourneyCalls:
        """The whole graph of the journey on means: every operation and call, with its slack."""
        from archlint.analysis.journey_calls import journey_calls

        source = self.source
        return journey_calls(source.graph, source.own, source.times, source.entry)


class _Source(Struct, frozen=True, kw_only=True):
    """Where the figures come from; `samples` is None where means are exact."""

    graph: CallGraph
    own: Sequence[float]
    times: Sequence[float]
    entry: int
    samples: Callable[[], Simulation] | None

    def account(self) -> Account:
        """V·S̄ by operation on the critical path."""
        visits = backward(self.graph, self.times, self.entry)
        names = {vertex: self.graph.operations[vertex].id for vertex in visits.operations}
        return Account(
            own={names[v]: count * self.own[v] for v, count in visits.operations.items()},
            visits={names[v]: count for v, count in visits.operations.items()},
            network=sum(count * link.network for link, count in visits.calls),
        )


def journey_times(
    journey: Journey,
    graph: CallGraph,
    own: Sequence[float],
    found: Sequence[SelfTime],
    times: tuple[Sequence[float], Sequence[float], Sequence[float]],
    *,
    samples: Callable[[], Simulation] | None,
) -> JourneyTimes:
    """The journey's figures; `times` are T and its two bounds by vertex."""
    means, parallel, sequential = times
    entry = graph.index[journey.entry]
    reached = graph.reachable(entry)
    return JourneyTimes(
        journey=journey,
        length=means[entry],
        parallel_bound=parallel[entry],
        sequential_bound=sequential[entry],
        unmeasured=tuple(
            graph.operations[vertex].id
            for vertex in sorted(reached)
            if found[vertex].seconds is None
        ),
        cut=frozenset(call for call in graph.cut if graph.index[call.caller] in reached),
        source=_Source(graph=graph, own=own, times=means, entry=entry, samples=samples),
    )
