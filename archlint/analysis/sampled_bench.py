"""Rewrites tried on samples, for the journeys whose mean is not T on means.

A rewrite scales every sample of an own time by one factor: the numbers stay those of the name, so
what two rewrites take off differs by the rewrites and not by luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from archlint.analysis.answers import Answers
from archlint.analysis.bench import Removal, ceiling, removal_of
from archlint.analysis.draws import BATCHES
from archlint.analysis.sampled_times import Group
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
        waited: Callable[[int], Mapping[str, float]],
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
        self.tangents = Tangents(simulation, (item.vertex for item in entrances), waited)
        self._answers = Answers(simulation, self.times, self.rows)
        self._last: tuple[Mapping[int, float], Mapping[int, Array]] = {}, {}
        self._now: dict[int, Array] = {}
        self._mean_now: dict[int, float] = {}
        self._at: dict[int, list[int]] = {}
        for place, item in enumerate(entrances):
            self._at.setdefault(item.vertex, []).append(place)

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off the means now."""
        changed = self._scaled(changes)
        moved = self._retime(changed)
        self._last = changes, moved
        above = self.tangents.entries_of(changed)
        self.tangents.tried(above, len(moved))
        reached = self._entrances_at(above)
        before = [self._means_now(item.vertex) for item in reached]
        after = [self._means_after(item.vertex, moved, changes) for item in reached]
        users = np.zeros(BATCHES)
        for entrance, was, becomes in zip(reached, before, after, strict=True):
            users += entrance.rate * (was - becomes)
        return removal_of(
            reached,
            before=[self._before(item.vertex) for item in reached],
            after=[float(means.mean()) for means in after],
            error=float(users.std(ddof=1)) / math.sqrt(BATCHES),
        )

    def _entrances_at(self, entries: Iterable[int]) -> list[Entrance]:
        """The journeys that enter there, in their order."""
        return [
            self.entrances[place]
            for place in sorted(place for entry in entries for place in self._at[entry])
        ]

    def _means_now(self, entry: int) -> Array:
        if entry not in self._now:
            self._now[entry] = self._means(entry, self.times[entry], self.levels)
        return self._now[entry]

    def _means_after(
        self, entry: int, moved: Mapping[int, Array], changes: Mapping[int, float]
    ) -> Array:
        if entry not in moved and self.simulation.certain(entry).keys().isdisjoint(changes):
            return self._means_now(entry)
        times = moved.get(entry, self.times[entry])
        return self._means(entry, times, {**self.levels, **changes})

    def _means(self, entry: int, times: Array, levels: Mapping[int, float]) -> Array:
        """The mean of these times in every batch; see `Simulation.mean_by_batch`."""
        beyond = self.simulation.beyond(entry, levels)
        found: Array = times.reshape(BATCHES, -1).mean(axis=1) - beyond
        return found

    def at_most(self, changes: Mapping[int, float]) -> Removal | None:
        """More than `changes` would take off now; None where nothing bounds it."""
        reached = self._reached(changes)
        for entry in self.tangents.loose(reached):
            state = Group(rows=self.rows, own=self.own, times=self.times)
            self.tangents.renew(entry, state, self.levels)
        most = self.tangents.most(reached, self.levels)
        if most is None:
            return None
        above = self._entrances_at(most)
        return ceiling(
            above,
            [most[item.vertex] for item in above],
            [self._before(item.vertex) for item in above],
        )

    def _before(self, entry: int) -> float:
        if entry not in self._mean_now:
            self._mean_now[entry] = float(self._means_now(entry).mean())
        return self._mean_now[entry]

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        reached, scaled = self._reached(changes), self._scaled(changes)
        self.tangents.took(reached, self.levels, lambda: self._gone(changes))
        tried, moved = self._last
        if tried != changes:
            moved = self._retime(scaled)
        self._last = {}, {}
        self.times.update(moved)
        self._answers.forget(moved)
        for entry in self.tangents.entries_of(scaled):
            self._now.pop(entry, None)
            self._mean_now.pop(entry, None)
        self.own.update(scaled)
        self.levels.update(changes)

    def _gone(self, changes: Mapping[int, float]) -> dict[int, float]:
        """The seconds that the changes would take off, by entry."""
        seconds = self.try_out(changes).seconds
        return {item.vertex: seconds.get(item.name, 0.0) for item in self.entrances}

    def _reached(self, changes: Mapping[int, float]) -> dict[int, float]:
        return {vertex: seconds for vertex, seconds in changes.items() if vertex in self.reached}

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
        moved: dict[int, Array] = {}
        way = Upwards(graph, changes)
        for vertex in way:
            times = self._answers.after(vertex, changes.get(vertex, self.own[vertex]), moved)
            if not np.array_equal(times, self.times[vertex]):
                moved[vertex] = times
                way.add(caller for caller in graph.callers[vertex] if caller in self.reached)
        return moved


class MixedBench:
    """Some journeys on means, the others on samples."""

    def __init__(self, *benches: Bench) -> None:
        self.benches = benches

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off all journeys now."""
        return _together([bench.try_out(changes) for bench in self.benches])

    def at_most(self, changes: Mapping[int, float]) -> Removal | None:
        """More than `changes` would take off all journeys now; None where nothing bounds it."""
        parts = [bench.at_most(changes) for bench in self.benches]
        known = [part for part in parts if part is not None]
        return _together(known) if len(known) == len(parts) else None

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        for bench in self.benches:
            bench.take(changes)


def _together(parts: Sequence[Removal]) -> Removal:
    """One removal of what is taken off different journeys."""
    return Removal(
        users=sum(part.users for part in parts),
        seconds={name: gone for part in parts for name, gone in part.seconds.items()},
        before={name: time for part in parts for name, time in part.before.items()},
        error=math.hypot(*(part.error for part in parts)),
    )
