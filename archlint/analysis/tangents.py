"""The most that a rewrite can take off on samples, told by who is waited for.

Where times are added up and the slowest counts, a response time is convex in every own time: it
lies above its tangent, so that a rewrite takes off no more than its part of the own time that is
waited for now. Below a call that is cut short or drawn by rank nothing of the kind holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from archlint.analysis.attribution import waited_for
from archlint.analysis.sampled_calls import MOST_READS

if TYPE_CHECKING:
    from archlint.analysis.simulation import Group, Simulation

_NOISE = 1e-12
"""Rounding, as a part of all who wait."""

_AS_MUCH = 2
"""Times of all operations made anew by trying out rewrites, after which tangents are taken anew:
that costs about as much."""


class _Taken(NamedTuple):
    """A rewrite that was made: the entries it changed, and how far below its tangent it stayed."""

    entries: frozenset[int]
    slack: float


class Tangents:
    """Bounds in the state in which they were taken, and a little after it.

    `rates` are users per second by vertex entered, `waited` the users who wait for each operation's
    own time at first.
    """

    def __init__(
        self,
        simulation: Simulation,
        rates: Mapping[int, float],
        waited: Callable[[], Mapping[str, float]],
    ) -> None:
        self.simulation = simulation
        self.rates = rates
        self._first = waited
        self._waited: Mapping[int, float] | None = None
        self._taken: list[_Taken] = []
        self._rounding = 0.0
        self._work = 0
        self._entries: dict[int, frozenset[int]] = {}

    def most(self, changes: Mapping[int, float], levels: Mapping[int, float]) -> float:
        """Users that the changes free at most; infinite where nothing bounds them.

        `changes` and `levels` are own times S̄ by vertex, new ones and those of now. After a
        rewrite the tangents of what shares an entry with it are off by no more than it was itself.
        """
        if not self._bent.isdisjoint(changes):
            return math.inf
        users = self._tangent(changes, levels) + self._rounding
        if self._taken:
            mine = self.entries_of(changes)
            users += sum(slack for other, slack in self._taken if not other.isdisjoint(mine))
        return users

    def took(self, changes: Mapping[int, float], levels: Mapping[int, float], users: float) -> None:
        """Say that these changes are made and free so many users."""
        is_bent = not self._bent.isdisjoint(changes)
        slack = math.inf if is_bent else max(0.0, self._tangent(changes, levels) - users)
        self._taken.append(_Taken(self.entries_of(changes), slack))

    def tried(self, operations: int) -> None:
        """Say that so many times were made anew to try a rewrite out."""
        self._work += operations

    @property
    def are_loose(self) -> bool:
        """Whether it pays to take them anew."""
        return bool(self._taken) and self._work > _AS_MUCH * len(self.simulation.reached)

    def renew(self, group: Group, levels: Mapping[int, float]) -> None:
        """Take them in this state."""
        self._set(waited_for(self.simulation, group, self.rates, levels))
        self._taken.clear()
        self._work = 0

    def _set(self, waited: Mapping[int, float]) -> Mapping[int, float]:
        self._waited = waited
        self._rounding = _NOISE * sum(waited.values())
        return waited

    def entries_of(self, changes: Iterable[int]) -> frozenset[int]:
        """The entries whose requests wait for what changes."""
        return frozenset().union(*(self._entries_above(vertex) for vertex in changes))

    def _entries_above(self, vertex: int) -> frozenset[int]:
        if vertex not in self._entries:
            seen, stack = {vertex}, [vertex]
            while stack:
                for caller in self.simulation.graph.callers[stack.pop()]:
                    if caller not in seen:
                        seen.add(caller)
                        stack.append(caller)
            self._entries[vertex] = frozenset(seen & self.rates.keys())
        return self._entries[vertex]

    def _tangent(self, changes: Mapping[int, float], levels: Mapping[int, float]) -> float:
        waited = self._waited
        if waited is None:
            index = self.simulation.graph.index
            waited = self._set({index[name]: users for name, users in self._first().items()})
        users = 0.0
        for vertex, seconds in changes.items():
            level = levels.get(vertex, self.simulation.levels[vertex])
            if level:
                users += waited.get(vertex, 0.0) * (1.0 - seconds / level)
        return users

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
