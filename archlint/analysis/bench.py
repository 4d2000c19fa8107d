"""A bench: the times of the graph while rewrites are tried and taken, one after another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from archlint.analysis.timing import backward, retime

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph


class Removal(Struct, frozen=True, kw_only=True):
    """What a rewrite takes off: users waiting (Σ λ·ΔT), seconds per journey, and T before it.

    `error` is the standard error of `users`: 0 where means are exact. Both states are drawn from
    the same random numbers, so it is far below the error of either.
    """

    users: float
    seconds: Mapping[str, float]
    before: Mapping[str, float]
    error: float = 0.0


class Entrance(Struct, frozen=True, kw_only=True):
    """Where a journey enters: name, vertex, rate per second (0 where unknown)."""

    name: str
    vertex: int
    rate: float


Key = frozenset[tuple[int, float]]
"""Changes that were tried."""


class Bench(Protocol):
    """Where rewrites are tried: changes are new own times S̄ by vertex, seconds."""

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off now."""
        ...

    def at_most(self, changes: Mapping[int, float]) -> Removal | None:
        """More than `changes` would take off now; None where nothing bounds it."""
        ...

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        ...


class MeanBench:
    """The times T on means; with `is_linear` nothing runs side by side below the entrances."""

    def __init__(
        self,
        graph: CallGraph,
        own: Sequence[float],
        times: Sequence[float],
        entrances: Sequence[Entrance],
        *,
        is_linear: bool = False,
    ) -> None:
        self.is_linear = is_linear
        self.graph = graph
        self.own = list(own)
        self.times = list(times)
        self.entrances = entrances

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        if self.is_linear and self._visits.keys().isdisjoint(changes):
            return removal_of([], [], [])
        moved = retime(self.graph, self.own, self.times, changes)
        reached = [entrance for entrance in self.entrances if entrance.vertex in moved]
        return removal_of(
            reached,
            before=[self.times[entrance.vertex] for entrance in reached],
            after=[moved[entrance.vertex] for entrance in reached],
        )

    def at_most(self, changes: Mapping[int, float]) -> Removal | None:
        """What `changes` would take off where times are linear; nothing is known elsewhere."""
        if not self.is_linear:
            return None
        seconds: dict[int, float] = {}
        for vertex, new in changes.items():
            for place, visits in self._visits.get(vertex, ()):
                seconds[place] = seconds.get(place, 0.0) + visits * (self.own[vertex] - new)
        reached = [self.entrances[place] for place in seconds]
        return ceiling(
            reached, list(seconds.values()), [self.times[item.vertex] for item in reached]
        )

    @cached_property
    def _visits(self) -> Mapping[int, Sequence[tuple[int, float]]]:
        """By vertex the entrances and their visits: the same whatever own times are."""
        found: dict[int, list[tuple[int, float]]] = {}
        for place, entrance in enumerate(self.entrances):
            visits = backward(self.graph, self.times, entrance.vertex).operations
            for vertex, count in visits.items():
                found.setdefault(vertex, []).append((place, count))
        return found

    def take(self, changes: Mapping[int, float]) -> None:
        moved = retime(self.graph, self.own, self.times, changes)
        for vertex, seconds in changes.items():
            self.own[vertex] = seconds
        for vertex, time in moved.items():
            self.times[vertex] = time


class RememberingBench:
    """A bench that remembers what was tried, until something is taken that changes it.

    `tried` is shared by benches of the same state: whoever asks again pays nothing. What is taken
    changes operations that wait for it, and with them all that shares a journey with it.
    """

    def __init__(self, bench: Bench, tried: dict[Key, Removal]) -> None:
        self.bench = bench
        self.tried = tried
        self.bounds: dict[Key, Removal | None] = {}
        self._through: dict[str, set[Key]] | None = None

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off now."""
        key = frozenset(changes.items())
        if key not in self.tried:
            self.tried[key] = self.bench.try_out(changes)
            self._remember(key, self.tried[key])
        return self.tried[key]

    def at_most(self, changes: Mapping[int, float]) -> Removal | None:
        """What `changes` would take off, where it was tried; a bound elsewhere."""
        key = frozenset(changes.items())
        if key in self.tried:
            return self.tried[key]
        if key not in self.bounds:
            self.bounds[key] = self.bench.at_most(changes)
            self._remember(key, self.bounds[key])
        return self.bounds[key]

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        journeys = self.try_out(changes).before.keys()
        if self._through is None:  # from now on what is tried is of no other bench's state
            self.tried = dict(self.tried)
            self._through = {}
            for key, found in (*self.tried.items(), *self.bounds.items()):
                self._remember(key, found)
        for journey in journeys:
            for key in self._through.pop(journey, ()):
                self.tried.pop(key, None)
                self.bounds.pop(key, None)
        self.bench.take(changes)

    def _remember(self, key: Key, found: Removal | None) -> None:
        """Note which journeys it is about, once something was taken."""
        if self._through is not None and found is not None:
            for journey in found.before:
                self._through.setdefault(journey, set()).add(key)


def removal_of(
    entrances: Sequence[Entrance],
    before: Sequence[float],
    after: Sequence[float],
    *,
    error: float = 0.0,
) -> Removal:
    """The removal from what some journeys took and would take, seconds.

    `error` is the standard error of the users it frees.
    """
    seconds = {
        entrance.name: _difference(was, becomes)
        for entrance, was, becomes in zip(entrances, before, after, strict=True)
    }
    waiting = sum(item.rate * was for item, was in zip(entrances, before, strict=True))
    return Removal(
        users=sum(entrance.rate * seconds[entrance.name] for entrance in entrances),
        seconds=seconds,
        before={item.name: was for item, was in zip(entrances, before, strict=True)},
        error=error if error > _NOISE * waiting else 0.0,
    )


def ceiling(
    entrances: Sequence[Entrance], seconds: Sequence[float], before: Sequence[float]
) -> Removal:
    """A removal that is no less than these seconds by entrance, however they were rounded."""
    most = {
        item.name: each + abs(each) * _ROOM + was * _NOISE
        for item, each, was in zip(entrances, seconds, before, strict=True)
    }
    return Removal(
        users=sum(item.rate * most[item.name] for item in entrances),
        seconds=most,
        before={item.name: was for item, was in zip(entrances, before, strict=True)},
    )


def _difference(before: float, after: float) -> float:
    """Before less after; rounding of the last digits is no difference."""
    return 0.0 if math.isclose(before, after, rel_tol=_NOISE) else before - after


_ROOM = 1e-9
"""A bound that is added up in another order than what it bounds."""

_NOISE = 1e-12
"""Below this part of the whole a figure is what is left of rounding."""
