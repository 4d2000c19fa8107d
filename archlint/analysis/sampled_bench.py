"""Rewrites tried on samples, for the journeys whose mean is not T on means.

A rewrite scales every sample of an own time by one factor: the numbers stay those of the name, so
what two rewrites take off differs by the rewrites and not by luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from archlint.analysis.bench import Removal, removal_of
from archlint.analysis.draws import BATCHES
from archlint.analysis.simulation import Group
from archlint.analysis.tangents import Tangents
from archlint.analysis.timing import Upwards

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.bench import Bench, Entrance
    from archlint.analysis.simulation import Simulation

    Array = NDArray[np.float64]


class SampledBench:
    """The response times of the entrances' graph, sample by sample."""

    def __init__(
        self,
        simulation: Simulation,
        entrances: Sequence[Entrance],
        waited: Callable[[], Mapping[str, float]],
    ) -> None:
        self.simulation = simulation
        self.entrances = entrances
        self.levels: dict[int, float] = {}
        group = simulation.whole
        self.rows = group.rows
        graph = simulation.graph
        self.reached = frozenset().union(*(graph.reachable(item.vertex) for item in entrances))
        self.own = {vertex: group.own[vertex] for vertex in self.reached}
        self.times = {vertex: group.times[vertex] for vertex in self.reached}
        rates: dict[int, float] = {}
        for item in entrances:
            if item.rate:
                rates[item.vertex] = rates.get(item.vertex, 0.0) + item.rate
        self.tangents = Tangents(simulation, rates, waited)

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off the means now."""
        moved = self._retime(self._scaled(changes))
        reached = [entrance for entrance in self.entrances if entrance.vertex in moved]
        before = [self._means(item, self.times[item.vertex], {}) for item in reached]
        after = [self._means(item, moved[item.vertex], changes) for item in reached]
        users = np.zeros(BATCHES)
        for entrance, was, becomes in zip(reached, before, after, strict=True):
            users += entrance.rate * (was - becomes)
        return removal_of(
            reached,
            before=[float(means.mean()) for means in before],
            after=[float(means.mean()) for means in after],
            error=float(users.std(ddof=1)) / math.sqrt(BATCHES),
        )

    def _means(self, entrance: Entrance, times: Array, changes: Mapping[int, float]) -> Array:
        """The mean of these times in every batch; see `Simulation.mean_by_batch`."""
        beyond = self.simulation.beyond(entrance.vertex, {**self.levels, **changes})
        found: Array = times.reshape(BATCHES, -1).mean(axis=1) - beyond
        return found

    def at_most(self, changes: Mapping[int, float]) -> float:
        """A bound of the users that `changes` would free now."""
        reached = {vertex: new for vertex, new in changes.items() if vertex in self.reached}
        if reached and self.tangents.are_loose:
            state = Group(rows=self.rows, own=self.own, times=self.times)
            self.tangents.renew(state, self.levels)
        return self.tangents.most(reached, self.levels) if reached else 0.0

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        self.tangents.took(changes, self.levels, self.try_out(changes).users)
        scaled = self._scaled(changes)
        self.times.update(self._retime(scaled))
        self.own.update(scaled)
        self.levels.update(changes)

    def _scaled(self, changes: Mapping[int, float]) -> dict[int, Array]:
        """The changed samples of own times; one that is not known stays unknown."""
        scaled = {}
        for vertex, seconds in changes.items():
            level = self.levels.get(vertex, self.simulation.levels[vertex])
            if vertex in self.reached and level and seconds != level:
                scaled[vertex] = self.own[vertex] * (seconds / level)
        return scaled

    def _retime(self, changes: Mapping[int, Array]) -> dict[int, Array]:
        """The response times that change with these own times: only callers are visited."""
        graph = self.simulation.graph
        times = Overlaid(self.times)
        moved: dict[int, Array] = {}
        way = Upwards(graph, changes)
        for vertex in way:
            own = changes.get(vertex, self.own[vertex])
            times.over[vertex] = moved[vertex] = self.simulation.response(
                vertex, own, times, self.rows
            )
            way.add(caller for caller in graph.callers[vertex] if caller in self.reached)
        return moved


class Overlaid:
    """Times by vertex, some of them replaced."""

    def __init__(self, under: Mapping[int, Array]) -> None:
        self.under = under
        self.over: dict[int, Array] = {}

    def __getitem__(self, vertex: int) -> Array:
        found = self.over.get(vertex)
        return self.under[vertex] if found is None else found


class MixedBench:
    """Some journeys on means, the others on samples."""

    def __init__(self, *benches: Bench) -> None:
        self.benches = benches

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off all journeys now."""
        parts = [bench.try_out(changes) for bench in self.benches]
        return Removal(
            users=sum(part.users for part in parts),
            seconds={name: gone for part in parts for name, gone in part.seconds.items()},
            before={name: time for part in parts for name, time in part.before.items()},
            error=math.hypot(*(part.error for part in parts)),
        )

    def at_most(self, changes: Mapping[int, float]) -> float:
        """A bound of the users that `changes` would free now."""
        return sum(bench.at_most(changes) for bench in self.benches)

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        for bench in self.benches:
            bench.take(changes)
