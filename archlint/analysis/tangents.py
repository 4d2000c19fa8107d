"""The most that a rewrite can take off on samples, told by who is waited for.

Where times are added up and the slowest counts, a response time is convex in every own time: it
lies above its tangent, so that a rewrite takes off no more than its part of the own time that is
waited for now. Below a call that is cut short or drawn by rank nothing of the kind holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from archlint.analysis.attribution import waited_for
from archlint.analysis.sampled_calls import MOST_READS

if TYPE_CHECKING:
    from archlint.analysis.simulation import Group, Simulation

_NOISE = 1e-12
"""Rounding, as a part of all who wait."""

_LOOSE = 0.25
"""Part of a removal by which tangents may be off until they are taken anew: taking them costs as
much as trying out some dozens of rewrites."""


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
        self._slack = 0.0
        self._last = math.inf

    def most(self, changes: Mapping[int, float], levels: Mapping[int, float]) -> float:
        """Users that the changes free at most; infinite where nothing bounds them.

        `changes` and `levels` are own times S̄ by vertex, new ones and those of now. After a
        rewrite the tangents are off by no more than what it was itself below them.
        """
        if not self._bent.isdisjoint(changes):
            return math.inf
        return self._tangent(changes, levels) + self._slack

    def took(self, changes: Mapping[int, float], levels: Mapping[int, float], users: float) -> None:
        """Say that these changes were made and freed so many users."""
        if self._bent.isdisjoint(changes):
            self._slack += max(0.0, self._tangent(changes, levels) - users)
            self._last = users
        else:
            self._slack = math.inf

    @property
    def are_loose(self) -> bool:
        """Whether they should be taken anew."""
        return self._slack > _LOOSE * abs(self._last)

    def renew(self, group: Group, levels: Mapping[int, float]) -> None:
        """Take them in this state."""
        self._set(waited_for(self.simulation, group, self.rates, levels))

    def _set(self, waited: Mapping[int, float]) -> Mapping[int, float]:
        self._waited = waited
        self._slack = _NOISE * sum(waited.values())
        return waited

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
