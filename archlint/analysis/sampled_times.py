"""The samples of every response time, forward: T(o) = S(o) + Σ_stages max over the stage.

Which of them are kept, and which made again, the same to the bit, is a matter of memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from msgspec import Struct

from archlint.analysis.draws import BATCHES, Draws, Rows
from archlint.analysis.estimates import Ordered
from archlint.analysis.sampled_calls import SampledCall, stage_term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.distribution import Curve
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.sampling import Sampling
    from archlint.analysis.structure import Structure

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


class SampledTimes:
    """The samples of own and response times of one portfolio, by vertex and row, seconds."""

    def __init__(
        self,
        structure: Structure,
        curves: Sequence[Curve],
        sampling: Sampling,
        before: SampledTimes | None,
    ) -> None:
        self.graph: CallGraph = structure.graph
        self.curves = curves
        self.draws = Draws(sampling.samples, sampling.seed, sampling.correlation)
        self.stages: Stages = before.stages if before else _sampled(structure.graph, self.draws)
        self._structure = structure
        self._sampling = sampling
        self._before = before

    def shares(self, structure: Structure, sampling: Sampling) -> bool:
        """Whether these are samples of the same calls by the same random numbers."""
        return sampling == self._sampling and _are_alike(structure, self._structure)

    @property
    def settings(self) -> Sampling:
        """How the samples are drawn."""
        return self._sampling

    @property
    def samples(self) -> int:
        """n, after rounding up."""
        return self.draws.samples

    @property
    def reached(self) -> frozenset[int]:
        """The vertices that some journey waits for."""
        return self._structure.reached

    @property
    def is_kept(self) -> bool:
        """Whether there is memory for all samples at once."""
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

    def _after(self, before: SampledTimes) -> Group:
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

    def at_once(self, entries: Sequence[int]) -> Iterator[Sequence[int]]:
        """As many entries at a time as there is memory for their samples."""
        most = max(1, _KEPT // (self.samples * _PER_SAMPLE))
        for start in range(0, len(entries), most):
            yield entries[start : start + most]

    def times(self, operation: str) -> Array:
        """The samples of an operation's response time, seconds."""
        vertex = self.graph.index[operation]
        reached = self.graph.reachable(vertex)
        return np.concatenate(
            [group.times[vertex].ravel() for group in self.groups(frozenset(reached))]
        )

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


def _sampled(graph: CallGraph, draws: Draws) -> Stages:
    """The synchronous calls by vertex and stage."""
    return [
        [[SampledCall(link, draws) for link in stage] for stage in stages]
        for stages in graph.stages
    ]


_NOTHING: Array = np.zeros((0, 0))
