"""Every operation and call of one journey: how often, how long, with how much slack.

The path shows only what is on it and its rivals; this is the whole graph behind it, on means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.analysis.timing import backward, slowest, stage_time

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link
    from archlint.model import Call

_WIDEST_FRONT = 16
"""Ways to one operation that are told apart: of more the slack is a lower bound."""


class Stop(NamedTuple):
    """An operation in a journey, times in seconds per request.

    `visits` is how often its own time counts, `own` what it then takes: on the critical path the
    visits of the path, off it all that are waited for. `slack` is by how much its calls could grow
    before the journey does: 0 on the path, infinite where nobody waits for it.
    """

    operation: str
    visits: float
    own: float
    slack: float
    is_critical: bool
    is_awaited: bool


class Made(NamedTuple):
    """A call in a journey; `seconds` is what it takes in all. One that `closes_ring` is not timed.

    Neither is a call that nobody waits for.
    """

    call: Call
    seconds: float
    slack: float
    is_critical: bool
    closes_ring: bool


class JourneyCalls(NamedTuple):
    """The whole graph of a journey: stops in the order in which a request comes by, entry first."""

    stops: tuple[Stop, ...]
    calls: tuple[Made, ...]


_Front = list[tuple[float, float]]
"""The ways to an operation as (slack, times): none has less of both than another."""


def journey_calls(
    graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int
) -> JourneyCalls:
    """All that a request entering there touches; `own` is S̄ and `times` T, by vertex."""
    return _JourneyCalls(graph, own, times, entry).found()


class _JourneyCalls:
    def __init__(
        self, graph: CallGraph, own: Sequence[float], times: Sequence[float], entry: int
    ) -> None:
        self.graph = graph
        self.own = own
        self.times = times
        self.entry = entry
        self.reached = graph.reachable(entry)
        self.critical = backward(graph, times, entry).operations if times[entry] > 0 else {}
        self.visits, self.fronts = self._passed()

    def found(self) -> JourneyCalls:
        calls = tuple(self._calls())
        beside = {self.graph.index[made.call.callee] for made in calls} - self.reached
        return JourneyCalls(
            stops=(
                *(self._stop(vertex) for vertex in self._in_call_order()),
                *(self._stop(vertex) for vertex in sorted(beside)),
            ),
            calls=calls,
        )

    def _passed(self) -> tuple[dict[int, float], dict[int, _Front]]:
        """How often each operation is visited, and the ways to it; callers come first."""
        visits = dict.fromkeys(self.reached, 0.0)
        fronts: dict[int, _Front] = {vertex: [] for vertex in self.reached}
        visits[self.entry], fronts[self.entry] = 1.0, [(0.0, 1.0)]
        for vertex in sorted(self.reached, key=self.graph.position.__getitem__):
            fronts[vertex] = _front(fronts[vertex])
            for link, behind in self._links(vertex):
                visits[link.callee] += visits[vertex] * link.rounds
                fronts[link.callee] += [
                    (slack + rounds * behind, rounds * link.rounds)
                    for slack, rounds in fronts[vertex]
                ]
        return visits, fronts

    def _links(self, vertex: int) -> Iterator[tuple[Link, float]]:
        """The calls waited for, each with how far it is behind the slowest of its stage."""
        for stage in self.graph.stages[vertex]:
            longest = max(stage_time(link, self.times) for link in stage)
            for link in stage:
                yield link, longest - stage_time(link, self.times)

    def _in_call_order(self) -> Iterator[int]:
        """Depth-first, calls in listed order, each operation when it is first called."""
        seen: set[int] = set()
        stack = [self.entry]
        while stack:
            vertex = stack.pop()
            if vertex not in seen:
                seen.add(vertex)
                yield vertex
                links = [link for stage in self.graph.stages[vertex] for link in stage]
                stack += [link.callee for link in reversed(links)]

    def _stop(self, vertex: int) -> Stop:
        visits = self.critical.get(vertex, self.visits.get(vertex, 0.0))
        return Stop(
            operation=self.graph.operations[vertex].id,
            visits=visits,
            own=visits * self.own[vertex],
            slack=min((slack for slack, _ in self.fronts.get(vertex, ())), default=float("inf")),
            is_critical=vertex in self.critical,
            is_awaited=vertex in self.reached,
        )

    def _calls(self) -> Iterator[Made]:
        for vertex in sorted(self.reached):
            yield from self._awaited(vertex)
        for link in self.graph.links:
            if link.caller in self.reached and link.multiplicity > 0:
                if link.call.is_async:
                    yield self._untimed(link)
                elif link.call in self.graph.cut:
                    yield self._untimed(link, closes_ring=True)

    def _awaited(self, vertex: int) -> Iterator[Made]:
        visits = self.critical.get(vertex, self.visits[vertex])
        slowest_of = {id(slowest(stage, self.times)) for stage in self.graph.stages[vertex]}
        for link, behind in self._links(vertex):
            yield Made(
                call=link.call,
                seconds=visits * stage_time(link, self.times),
                slack=min(slack + rounds * behind for slack, rounds in self.fronts[vertex]),
                is_critical=vertex in self.critical and id(link) in slowest_of,
                closes_ring=False,
            )

    def _untimed(self, link: Link, *, closes_ring: bool = False) -> Made:
        return Made(link.call, 0.0, float("inf"), is_critical=False, closes_ring=closes_ring)


def _front(ways: Iterable[tuple[float, float]]) -> _Front:
    """The ways of which none is better in both; of too many the best of both as one."""
    kept: _Front = []
    for slack, rounds in sorted(ways):
        if not kept or rounds < kept[-1][1]:
            kept.append((slack, rounds))
    if len(kept) > _WIDEST_FRONT:
        rest = kept[_WIDEST_FRONT - 1 :]
        kept[_WIDEST_FRONT - 1 :] = [(rest[0][0], rest[-1][1])]
    return kept
