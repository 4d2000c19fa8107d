"""The critical path as NetworkX finds it, and the rows in which it is shown.

A journey's activity network joins events by activities: an operation's own time, then per stage one
activity per call; only calls on the path are expanded, every other is one activity weighted by its
time from the shared forward pass, so it stays small. Its longest path is the critical path.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from archlint.analysis.timing import slowest, stage_time

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link
    from archlint.model import Call

_MOST_EXPANDED = 400
"""Calls expanded in one journey: shared callees make the unrolled tree exponential, so deeper ones
stay one activity, whose weight is the same."""

_BEHIND = 1.0 - 1e-12
"""A rival that ties with the path to the last bit stands this much behind it, so that rounding in
the expanded branch does not move the path."""

Event = tuple[str, tuple[int, ...]]
"""An event of the activity network, named by its place in the expanded tree."""


class Segment(NamedTuple):
    """One row: an operation's stay in the journey's timeline, in seconds.

    `start` to `end` is the whole stay, multiplicity included; `own` is its own part of it;
    `times` multiplies everything under it; `network` comes before `start`. `slack` is how much a
    call that is not critical could grow; 0 on the path. An async call takes no time here.
    `is_collapsed` says that its calls are not shown.
    """

    operation: str
    call: Call | None
    depth: int
    start: float
    end: float
    own: float
    times: float
    slack: float
    is_critical: bool
    is_async: bool
    is_collapsed: bool
    network: float


class _Visit(NamedTuple):
    """A row to be: the call on the path that led here, with the multiplicity of all above it."""

    vertex: int
    link: Link | None
    times: float
    depth: int
    key: tuple[int, ...]


def activity_network(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int
) -> nx.DiGraph[Event]:
    """The journey's activity network from ("start", ()) to ("end", ()), every edge weighted."""
    return _network(graph, own, times, _expanded(graph, times, entry))


def critical_length(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int
) -> float:
    """The length of the longest path of the activity network, which is T(entry)."""
    network = activity_network(graph, own, times, entry)
    return float(nx.dag_longest_path_length(network, weight="seconds", default_weight=0))


def segments(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int
) -> tuple[Segment, ...]:
    """The rows in time order; which are critical is what `networkx.dag_longest_path` says."""
    expanded = _expanded(graph, times, entry)
    network = _network(graph, own, times, expanded)
    longest = nx.dag_longest_path(network, weight="seconds", default_weight=0)
    if sys.flags.dev_mode:
        _require_equal(nx.path_weight(network, longest, "seconds"), times[entry])
    critical = {key for kind, key in longest if kind in ("start", "call")}
    return tuple(_Rows(graph, own, times, critical, expanded).rows())


def _require_equal(length: float, total: float) -> None:
    if not math.isclose(length, total, rel_tol=1e-9, abs_tol=1e-15):
        message = f"the longest path is {length} s, the forward pass says {total} s"
        raise AssertionError(message)


def _expanded(
    graph: CallGraph, times: Sequence[float], entry: int
) -> dict[tuple[int, ...], _Visit]:
    """The operations on the path by place, breadth-first, so that a budget cuts the deepest."""
    queue = deque([_Visit(vertex=entry, link=None, times=1.0, depth=0, key=())])
    visits: dict[tuple[int, ...], _Visit] = {}
    while queue and len(visits) < _MOST_EXPANDED:
        visit = queue.popleft()
        visits[visit.key] = visit
        for number, stage in enumerate(graph.stages[visit.vertex]):
            link = slowest(stage, times)
            queue.append(
                _Visit(
                    vertex=link.callee,
                    link=link,
                    times=visit.times * link.rounds,
                    depth=visit.depth + 1,
                    key=(*visit.key, number, stage.index(link)),
                )
            )
    return visits


def _network(
    graph: CallGraph,
    own: Sequence[float],
    times: Sequence[float],
    expanded: dict[tuple[int, ...], _Visit],
) -> nx.DiGraph[Event]:
    """Per visit: own time, then per stage a fork, its calls side by side, and a join."""
    network: nx.DiGraph[Event] = nx.DiGraph()
    for visit in expanded.values():
        at = ("fork", (*visit.key, 0))
        network.add_edge(("start", visit.key), at, seconds=visit.times * own[visit.vertex])
        for number, stage in enumerate(graph.stages[visit.vertex]):
            join = ("fork", (*visit.key, number + 1))
            longest = max(stage_time(link, times) for link in stage)
            for member, link in enumerate(stage):
                key = (*visit.key, number, member)
                network.add_edge(at, ("call", key), seconds=0.0)
                if key in expanded:
                    wire = visit.times * link.rounds * link.network
                    network.add_edge(("call", key), ("start", key), seconds=wire)
                    network.add_edge(("end", key), join, seconds=0.0)
                else:
                    weight = min(stage_time(link, times), longest * _BEHIND)
                    network.add_edge(("call", key), join, seconds=visit.times * weight)
            at = join
        network.add_edge(at, ("end", visit.key), seconds=0.0)
    return network


class _Rows:
    """Walks the expanded tree depth-first in time order and places every row."""

    def __init__(
        self,
        graph: CallGraph,
        own: Sequence[float],
        times: Sequence[float],
        critical: set[tuple[int, ...]],
        expanded: dict[tuple[int, ...], _Visit],
    ) -> None:
        self.graph = graph
        self.own = own
        self.times = times
        self.critical = critical
        self.expanded = expanded
        self.asynchronous: dict[int, list[Link]] = {}
        for link in graph.links:
            if link.call.is_async and link.multiplicity > 0:
                self.asynchronous.setdefault(link.caller, []).append(link)

    def rows(self) -> Iterator[Segment]:
        stack = [(self.expanded[()], 0.0, True)]
        pending: list[Iterator[Segment | tuple[_Visit, float, bool]]] = []
        visit, start, critical = stack.pop()
        pending.append(self._open(visit, start, critical=critical))
        while pending:
            item = next(pending[-1], None)
            if item is None:
                pending.pop()
            elif isinstance(item, Segment):
                yield item
            else:
                visit, start, critical = item
                pending.append(self._open(visit, start, critical=critical))

    def _open(
        self, visit: _Visit, start: float, *, critical: bool
    ) -> Iterator[Segment | tuple[_Visit, float, bool]]:
        """The row of an expanded operation, then its calls in order: rows, or visits to open."""
        stay = visit.times * self.times[visit.vertex]
        own = visit.times * self.own[visit.vertex]
        wire = visit.times * visit.link.network if visit.link else 0.0
        yield self._row(visit.link, visit, (start, start + stay), own, wire, critical=critical)
        clock = start + own
        for number, stage in enumerate(self.graph.stages[visit.vertex]):
            longest = max(stage_time(link, self.times) for link in stage)
            for member, link in enumerate(stage):
                key = (*visit.key, number, member)
                below = self.expanded.get(key)
                on_path = critical and key in self.critical
                begin = clock + visit.times * link.rounds * link.network
                if below is not None:
                    yield below, begin, on_path
                else:
                    slack = visit.times * (longest - stage_time(link, self.times))
                    yield self._leaf(link, visit, begin, slack, critical=on_path)
            clock += visit.times * longest
        for link in self.asynchronous.get(visit.vertex, ()):
            yield self._background(link, visit, clock)

    def _row(
        self,
        link: Link | None,
        visit: _Visit,
        stay: tuple[float, float],
        own: float,
        wire: float,
        *,
        critical: bool,
    ) -> Segment:
        return Segment(
            operation=self.graph.operations[visit.vertex].id,
            call=link.call if link else None,
            depth=visit.depth,
            start=stay[0],
            end=stay[1],
            own=own,
            times=visit.times,
            slack=0.0,
            is_critical=critical,
            is_async=False,
            is_collapsed=False,
            network=wire,
        )

    def _leaf(
        self, link: Link, parent: _Visit, start: float, slack: float, *, critical: bool
    ) -> Segment:
        times = parent.times * link.rounds
        return Segment(
            operation=self.graph.operations[link.callee].id,
            call=link.call,
            depth=parent.depth + 1,
            start=start,
            end=start + times * self.times[link.callee],
            own=times * self.own[link.callee],
            times=times,
            slack=slack,
            is_critical=critical,
            is_async=False,
            is_collapsed=bool(self.graph.stages[link.callee]),
            network=times * link.network,
        )

    def _background(self, link: Link, parent: _Visit, at: float) -> Segment:
        return Segment(
            operation=self.graph.operations[link.callee].id,
            call=link.call,
            depth=parent.depth + 1,
            start=at,
            end=at,
            own=0.0,
            times=parent.times * link.multiplicity,
            slack=float("inf"),
            is_critical=False,
            is_async=True,
            is_collapsed=True,
            network=0.0,
        )
