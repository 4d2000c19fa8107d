"""The critical path method on means: forward and backward pass (MATHEMATICS section 3).

T(o) = S̄(o) + Σ_stages max over the stage of rounds · (network + T(callee)). All functions take and
give seconds by vertex number; `own` is S̄, `times` is T.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link


class Visits(NamedTuple):
    """Expected critical visits V per request of a journey: by vertex, and by call in order."""

    operations: dict[int, float]
    calls: tuple[tuple[Link, float], ...]


def stage_time(link: Link, times: Sequence[float]) -> float:
    """What one call adds to its caller: rounds · (network + T(callee))."""
    return link.rounds * (link.network + times[link.callee])


def waiting_for_calls(graph: CallGraph, vertex: int, times: Sequence[float]) -> float:
    """Σ over the stages of the slowest member."""
    return sum(max(stage_time(link, times) for link in stage) for stage in graph.stages[vertex])


def forward(graph: CallGraph, own: Sequence[float]) -> list[float]:
    """T of every operation at once, callees first."""
    times = [0.0] * len(own)
    for vertex in reversed(graph.order):
        times[vertex] = own[vertex] + waiting_for_calls(graph, vertex, times)
    return times


def bounds(graph: CallGraph, own: Sequence[float]) -> tuple[list[float], list[float]]:
    """T if every operation's calls all ran side by side, and if all ran one after another.

    Side by side counts are kept, round by round; one after another nothing runs `together` either.
    """
    parallel, sequential = [0.0] * len(own), [0.0] * len(own)
    for vertex in reversed(graph.order):
        links = [link for stage in graph.stages[vertex] for link in stage]
        parallel[vertex] = own[vertex] + max(
            (stage_time(link, parallel) for link in links), default=0.0
        )
        sequential[vertex] = own[vertex] + sum(
            link.multiplicity * (link.network + sequential[link.callee]) for link in links
        )
    return parallel, sequential


class Upwards:
    """From some vertices to whoever is put on the way, callees first, each once."""

    def __init__(self, graph: CallGraph, start: Iterable[int]) -> None:
        self._graph = graph
        self._queued: set[int] = set()
        self._heap: list[int] = []
        self.add(start)

    def add(self, vertices: Iterable[int]) -> None:
        """Put vertices on the way: of the one that was just passed, its callers."""
        for vertex in vertices:
            if vertex not in self._queued:
                self._queued.add(vertex)
                heapq.heappush(self._heap, -self._graph.position[vertex])

    def __iter__(self) -> Iterator[int]:
        while self._heap:
            yield self._graph.order[-heapq.heappop(self._heap)]


def retime(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], changes: Mapping[int, float]
) -> dict[int, float]:
    """The T that differ from `times` once `changes` replace own times: only callers are visited."""
    moved: dict[int, float] = {}
    way = Upwards(graph, changes)
    for vertex in way:
        time = changes.get(vertex, own[vertex])
        for stage in graph.stages[vertex]:
            time += max(
                link.rounds * (link.network + moved.get(link.callee, times[link.callee]))
                for link in stage
            )
        if time != times[vertex]:
            moved[vertex] = time
            way.add(graph.callers[vertex])
    return moved


def backward(graph: CallGraph, times: Sequence[float], entry: int) -> Visits:
    """V from one entry: a stage passes its caller's visits · rounds to its slowest member.

    Of equal members the first in the listed order is the critical one.
    """
    visits = {entry: 1.0}
    calls: list[tuple[Link, float]] = []
    heap = [graph.position[entry]]
    while heap:
        vertex = graph.order[heapq.heappop(heap)]
        for stage in graph.stages[vertex]:
            link = slowest(stage, times)
            times_made = visits[vertex] * link.rounds
            calls.append((link, times_made))
            if link.callee not in visits:
                visits[link.callee] = 0.0
                heapq.heappush(heap, graph.position[link.callee])
            visits[link.callee] += times_made
    return Visits(visits, tuple(calls))


def slowest(stage: Sequence[Link], times: Sequence[float]) -> Link:
    """The critical member of a stage."""
    return max(stage, key=lambda link: stage_time(link, times))


def drag(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int, vertex: int
) -> float:
    """T minus T with S̄(vertex) = 0, by recomputation."""
    return times[entry] - retime(graph, own, times, {vertex: 0.0}).get(entry, times[entry])


def slack(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int, vertex: int
) -> float:
    """The greatest increase of S̄(vertex) that leaves T(entry) unchanged, over all its call sites.

    T is convex and piecewise linear in S̄(vertex): start where it has certainly risen and follow
    the tangent (its slope is V(vertex)) back to T until the rise is gone (Newton, finite steps).
    """
    if vertex not in graph.reachable(entry):
        return float("inf")
    total = times[entry]
    increase = _first_rise(graph, own, times, entry, vertex)
    while True:
        raised = {vertex: own[vertex] + increase}
        moved = retime(graph, own, times, raised)
        rise = moved.get(entry, total) - total
        if rise <= 1e-12 * max(total, 1e-12):
            return max(0.0, increase)
        shifted = [moved.get(number, time) for number, time in enumerate(times)]
        slope = backward(graph, shifted, entry).operations.get(vertex, 0.0)
        if slope <= 0.0:
            return max(0.0, increase)
        step = rise / slope
        if step <= 1e-15 * increase:
            return max(0.0, increase - step)
        increase = max(0.0, increase - step)
        if increase == 0.0:
            return 0.0


def _first_rise(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int, vertex: int
) -> float:
    """An increase after which T(entry) has risen: doubled until it does."""
    increase = max(times[entry], own[vertex], 1e-9)
    while (
        retime(graph, own, times, {vertex: own[vertex] + increase}).get(entry, 0.0) <= times[entry]
    ):
        increase *= 2
    return increase
