"""Where one journey's request spends its time: mean, bounds, critical visits, own time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.timing import Visits, backward

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.path import Segment
    from archlint.analysis.selftimes import SelfTime
    from archlint.model import Call, Journey

ON_PATH_SHARE = 0.01
"""A service is on a critical path if V > 0 and its own time is at least this share of T."""


class JourneyTimes(Struct, frozen=True, kw_only=True, dict=True):
    """One journey on the mean model. Times in seconds per request.

    `mean` is T(entry): a lower bound where `unmeasured` names operations without a self time, or
    `cut` calls that close a cycle and are timed as if they were not made.
    `visits` is V by operation id; `own` is Σ V·S̄ by service, falling; `network` what the calls on
    the path spend on the wire. mean = Σ own + network (MATHEMATICS section 3, identity).
    """

    journey: Journey
    mean: float
    parallel_bound: float
    sequential_bound: float
    visits: Mapping[str, float]
    own: Mapping[str, float]
    network: float
    unmeasured: tuple[str, ...]
    cut: frozenset[Call]
    source: _PathSource

    @property
    def name(self) -> str:
        return self.journey.name

    @property
    def is_lower_bound(self) -> bool:
        """Whether the mean is at least this, and may be more."""
        return bool(self.unmeasured or self.cut)

    @property
    def is_unmeasured(self) -> bool:
        """Whether nothing of it is measured, so that its mean is unknown and not zero."""
        return not self.mean and self.is_lower_bound

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
        """The time-ordered rows of the journey's tree, rivals of the path included."""
        from archlint.analysis.path import segments

        return segments(self.source.graph, self.source.own, self.source.times, self.source.entry)


class _PathSource(Struct, frozen=True, kw_only=True):
    graph: CallGraph
    own: Sequence[float]
    times: Sequence[float]
    entry: int


def journey_times(
    journey: Journey,
    graph: CallGraph,
    own: Sequence[float],
    found: Sequence[SelfTime],
    times: tuple[Sequence[float], Sequence[float], Sequence[float]],
) -> tuple[JourneyTimes, Visits]:
    """The journey's figures and its visits by vertex; `times` are T and its two bounds."""
    means, parallel, sequential = times
    entry = graph.index[journey.entry]
    visits = backward(graph, means, entry)
    reached = graph.reachable(entry)
    by_service: dict[str, float] = {}
    for vertex, count in visits.operations.items():
        service = graph.operations[vertex].service
        by_service[service] = by_service.get(service, 0.0) + count * own[vertex]
    summary = JourneyTimes(
        journey=journey,
        mean=means[entry],
        parallel_bound=parallel[entry],
        sequential_bound=sequential[entry],
        visits={graph.operations[vertex].id: count for vertex, count in visits.operations.items()},
        own=dict(sorted(by_service.items(), key=lambda item: (-item[1], item[0]))),
        network=sum(count * link.network for link, count in visits.calls),
        unmeasured=tuple(
            graph.operations[vertex].id
            for vertex in sorted(reached)
            if found[vertex].seconds is None
        ),
        cut=frozenset(call for call in graph.cut if graph.index[call.caller] in reached),
        source=_PathSource(graph=graph, own=own, times=means, entry=entry),
    )
    return summary, visits
