"""The most that a rewrite can take off on samples, told by who is waited for.

Where times are added up and the slowest counts, a response time is convex in every own time: it
lies above its tangent, so that a rewrite takes off no more than its part of the own time that is
waited for now. Below a call that is cut short or drawn by rank nothing of the kind holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.analysis.attribution import waited_for
from archlint.analysis.sampled_calls import MOST_READS

if TYPE_CHECKING:
    from archlint.analysis.sampled_times import Group
    from archlint.analysis.simulation import Simulation

_AS_MUCH = 2
"""Times of all operations of a journey made anew by trying out rewrites, after which its tangent is
taken anew: that costs about as much."""


class Tangents:
    """Of each entry in the state in which it was taken, and a little after it.

    `entries` are vertices, `waited` tells at first the seconds of a request of one that go to each
    operation's own time.
    """

    def __init__(
        self,
        simulation: Simulation,
        entries: Iterable[int],
        waited: Callable[[int], Mapping[str, float]],
    ) -> None:
        self.simulation = simulation
        self.entries = frozenset(entries)
        self._first = waited
        self._waited: dict[int, Mapping[int, float]] = {}
        self._slack: dict[int, float] = {}
        self._work = dict.fromkeys(self.entries, 0.0)
        self._above: dict[int, frozenset[int]] = {}

    def most(
        self, changes: Mapping[int, float], levels: Mapping[int, float]
    ) -> dict[int, float] | None:
        """Seconds by entry that the changes take off at most; None where nothing bounds them.

        `changes` and `levels` are own times S̄ by vertex, new ones and those of now. After a
        rewrite a tangent is off by no more than that rewrite was itself below it.
        """
        if not self._bent.isdisjoint(changes):
            return None
        entries = sorted(self.entries_of(changes))
        if any(self._slack.get(entry) == math.inf for entry in entries):
            return None
        return {
            entry: self._tangent(entry, changes, levels) + self._slack.get(entry, 0.0)
            for entry in entries
        }

    def took(
        self,
        changes: Mapping[int, float],
        levels: Mapping[int, float],
        gone: Callable[[], Mapping[int, float]],
    ) -> None:
        """Say that these changes are made; `gone` tells the seconds that entries lose by it.

        Where no tangent is known it stays unknown until it is taken anew.
        """
        entries = self.entries_of(changes)
        is_bent = not self._bent.isdisjoint(changes)
        known = set() if is_bent else {entry for entry in entries if self._is_known(entry)}
        seconds = gone() if known else {}
        for entry in entries:
            below = math.inf
            if entry in known:
                below = self._tangent(entry, changes, levels) - seconds.get(entry, 0.0)
            self._slack[entry] = self._slack.get(entry, 0.0) + max(0.0, below)

    def _is_known(self, entry: int) -> bool:
        return entry in self._waited and self._slack.get(entry) != math.inf

    def tried(self, entries: Collection[int], operations: int) -> None:
        """Say that so many times were made anew to try a rewrite out."""
        for entry in entries:
            self._work[entry] += operations / len(entries)

    def loose(self, changes: Iterable[int]) -> list[int]:
        """The entries above them whose tangents it pays to take anew."""
        return [
            entry
            for entry in sorted(self.entries_of(changes))
            if self._slack.get(entry) and self._work[entry] > _AS_MUCH * self._size(entry)
        ]

    def renew(self, entry: int, group: Group, levels: Mapping[int, float]) -> None:
        """Take one in this state."""
        self._waited[entry] = waited_for(self.simulation, group, {entry: 1.0}, levels)
        self._slack[entry] = 0.0
        self._work[entry] = 0.0

    def entries_of(self, changes: Iterable[int]) -> frozenset[int]:
        """The entries whose requests wait for what changes."""
        return frozenset().union(*(self._entries_above(vertex) for vertex in changes))

    def _entries_above(self, vertex: int) -> frozenset[int]:
        if vertex not in self._above:
            seen, stack = {vertex}, [vertex]
            while stack:
                for caller in self.simulation.graph.callers[stack.pop()]:
                    if caller not in seen:
                        seen.add(caller)
                        stack.append(caller)
            self._above[vertex] = self.entries.intersection(seen)
        return self._above[vertex]

    def _size(self, entry: int) -> int:
        return len(self._of(entry))

    def _of(self, entry: int) -> Mapping[int, float]:
        if entry not in self._waited:
            index = self.simulation.graph.index
            first = self._first(entry)
            self._waited[entry] = {index[name]: seconds for name, seconds in first.items()}
        return self._waited[entry]

    def _tangent(
        self, entry: int, changes: Mapping[int, float], levels: Mapping[int, float]
    ) -> float:
        waited = self._of(entry)
        gone = 0.0
        for vertex, seconds in changes.items():
            level = levels.get(vertex, self.simulation.levels[vertex])
            if level:
                gone += waited.get(vertex, 0.0) * (1.0 - seconds / level)
        return gone

    @cached_property
    def _bent(self) -> frozenset[int]:
        """The vertices below a call through which no tangent passes."""
        graph = self.simulation.graph
        found: set[int] = set()
        for vertex in self.simulation.reached:
            for stage in graph.stages[vertex]:
                for link in stage:
                    is_ranked = link.call.together > MOST_READS
                    if (is_ranked or link.call.is_limited) and link.callee not in found:
                        found |= graph.reachable(link.callee)
        return frozenset(found)
