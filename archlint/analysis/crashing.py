"""Project crashing: which rewrites take most waiting out, as a linear programme (MATHEMATICS 6).

Every figure is in users removed. A vertex o that rated journeys wait for x(o) times a second has
one quantity D(o) = x·(T before - T after), and

    D(o) ≤ Σ_services y·x·(S̄ - S̄') + Σ_stages D(stage)
    D(stage) ≤ x·(how far the member is behind) + its share of D(callee), for each member

Maximised, every D sits on the least of its limits, so the maximum of a stage needs no big M, and
no coefficient exceeds the users who wait: the shares are at most one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.analysis.timing import forward, stage_time

if TYPE_CHECKING:
    from archlint.analysis.bench import Entrance
    from archlint.analysis.graph import CallGraph, Link

Terms = dict[int, float]
"""A linear expression: column -> coefficient."""

_NOISE = 1e-12
"""A difference of times below this share of them is rounding."""

_CLOSE = 1 + 1e-9
"""Two sums of the same users in another order."""

_NOBODY = 1e-100
"""Users below which a call that is hardly ever made is not followed: its flow would vanish."""


class Row(NamedTuple):
    """Σ coefficient · column ≤ limit."""

    terms: Terms
    limit: float


class Programme(Struct, frozen=True, kw_only=True):
    """Maximise the users removed, Σ objective · column.

    The first columns are the services, in name order: 0 leaves one alone, 1 rewrites it. The others
    are users removed, from 0 to `most`. Services that can remove nothing are not among them.
    """

    services: tuple[str, ...]
    most: tuple[float, ...]
    rows: tuple[Row, ...]
    objective: Terms

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self.services) + len(self.most)

    @property
    def ceiling(self) -> float:
        """More than any choice is worth: every column as large as it can be."""
        largest = (*[1.0] * len(self.services), *self.most)
        return sum(worth * largest[column] for column, worth in self.objective.items())


def programme(
    graph: CallGraph,
    own: Sequence[float],
    entrances: Sequence[Entrance],
    changes: Mapping[str, Mapping[int, float]],
) -> Programme:
    """The programme of rewrites that would leave these own times (service -> vertex -> S̄')."""
    return _Writer(graph, own, [item for item in entrances if item.rate > 0], changes).write()


class _Member(NamedTuple):
    """A call that can decide its stage: users it is behind, its share of D, the most it removes."""

    callee: int
    behind: float
    share: float
    most: float


class _Stage(NamedTuple):
    """A stage that can shrink: the most it can remove, and the calls that can limit it."""

    most: float
    members: tuple[_Member, ...]


class _Writer:
    """Writes the programme callees first; what a single caller waits for becomes part of it."""

    def __init__(
        self,
        graph: CallGraph,
        own: Sequence[float],
        entrances: Sequence[Entrance],
        changes: Mapping[str, Mapping[int, float]],
    ) -> None:
        self.graph = graph
        self.entrances = entrances
        self.flow = _flow(graph, entrances)
        removed = {
            (service, vertex): self.flow[vertex] * (own[vertex] - seconds)
            for service, changed in sorted(changes.items())
            for vertex, seconds in changed.items()
            if self.flow[vertex] * (own[vertex] - seconds) > 0.0
        }
        self.services = tuple(dict.fromkeys(service for service, _ in removed))
        column = {service: number for number, service in enumerate(self.services)}
        self.removes = {vertex: (column[s], users) for (s, vertex), users in removed.items()}
        least = list(own)
        for service, vertex in removed:
            least[vertex] = changes[service][vertex]
        self.before, self.least = forward(graph, own), forward(graph, least)
        self.most: list[float] = []
        self.rows: list[Row] = []

    def write(self) -> Programme:
        stages, uses = self._reached()
        removed: dict[int, Terms] = {}
        for vertex in (vertex for vertex in reversed(self.graph.order) if vertex in uses):
            terms = self._own(vertex)
            for stage in stages[vertex]:
                _add(terms, self._stage(stage, removed))
            if uses[vertex] > 1 and len(terms) > 1:
                most = self.flow[vertex] * (self.before[vertex] - self.least[vertex])
                terms = self._limited(most, [Row(terms, 0.0)])
            removed[vertex] = terms
        objective: Terms = {}
        for entrance in self.entrances:
            if entrance.vertex in removed:
                _add(
                    objective, removed[entrance.vertex], entrance.rate / self.flow[entrance.vertex]
                )
        return Programme(
            services=self.services,
            most=tuple(self.most),
            rows=tuple(self.rows),
            objective=objective,
        )

    def _reached(self) -> tuple[dict[int, list[_Stage]], dict[int, int]]:
        """The stages that can shrink, by vertex, and how often a vertex's D is asked for."""
        uses: dict[int, int] = {}
        for entrance in self.entrances:
            uses[entrance.vertex] = uses.get(entrance.vertex, 0) + 1
        stages: dict[int, list[_Stage]] = {}
        for vertex in (vertex for vertex in self.graph.order if vertex in uses):
            found = [self._shrinking(vertex, links) for links in self.graph.stages[vertex]]
            stages[vertex] = [stage for stage in found if stage is not None]
            for stage in stages[vertex]:
                for member in stage.members:
                    uses[member.callee] = uses.get(member.callee, 0) + 1
        return stages, uses

    def _shrinking(self, vertex: int, links: Sequence[Link]) -> _Stage | None:
        """A stage without the calls that are always behind; None where it stays as it is."""
        flow = self.flow[vertex]
        longest = max(stage_time(link, self.before) for link in links)
        shrinks = longest - max(stage_time(link, self.least) for link in links)
        if flow * shrinks <= _NOBODY or shrinks <= longest * _NOISE:
            return None
        members = []
        for link in links:
            behind = longest - stage_time(link, self.before)
            if behind < shrinks:
                share = flow * link.rounds / self.flow[link.callee]
                most = flow * link.rounds * (self.before[link.callee] - self.least[link.callee])
                members.append(_Member(link.callee, flow * behind, share, most))
        return _Stage(flow * shrinks, tuple(members))

    def _own(self, vertex: int) -> Terms:
        column, users = self.removes.get(vertex, (0, 0.0))
        return {column: users} if users else {}

    def _stage(self, stage: _Stage, removed: Mapping[int, Terms]) -> Terms:
        """What a stage removes: that of its only call, or a quantity limited by each of them.

        A call whose rivals stay as they are removes no more than brings it down to them.
        """
        first, *others = stage.members
        if not others and first.most <= stage.most * _CLOSE:
            return _scaled(removed[first.callee], first.share)
        rows = [
            Row(_scaled(removed[member.callee], member.share), member.behind)
            for member in stage.members
        ]
        return self._limited(stage.most, rows)

    def _limited(self, most: float, rows: Sequence[Row]) -> Terms:
        """A new quantity from 0 to `most` that no row's terms and limit let grow further."""
        column = len(self.services) + len(self.most)
        self.most.append(most)
        for terms, limit in rows:
            self.rows.append(Row({column: 1.0} | _scaled(terms, -1.0), limit))
        return {column: 1.0}


def _flow(graph: CallGraph, entrances: Sequence[Entrance]) -> list[float]:
    """How often a second a rated journey would wait for each vertex if every call were critical."""
    flow = [0.0] * len(graph.order)
    for entrance in entrances:
        flow[entrance.vertex] += entrance.rate
    for vertex in graph.order:
        for stage in graph.stages[vertex]:
            for link in stage:
                flow[link.callee] += flow[vertex] * link.rounds
    return flow


def _scaled(terms: Terms, factor: float) -> Terms:
    return {column: value * factor for column, value in terms.items()}


def _add(terms: Terms, more: Terms, factor: float = 1.0) -> None:
    for column, value in more.items():
        terms[column] = terms.get(column, 0.0) + value * factor
