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


class Bench(Protocol):
    """Where rewrites are tried: changes are new own times S̄ by vertex, seconds."""

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off now."""
        ...

    def at_most(self, changes: Mapping[int, float]) -> float:
        """A bound of the users that `changes` would free now; infinite where there is none."""
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
        moved = retime(self.graph, self.own, self.times, changes)
        reached = [entrance for entrance in self.entrances if entrance.vertex in moved]
        return removal_of(
            reached,
            before=[self.times[entrance.vertex] for entrance in reached],
            after=[moved[entrance.vertex] for entrance in reached],
        )

    def at_most(self, changes: Mapping[int, float]) -> float:
        """What `changes` would free where times are linear; infinite where they are not."""
        if not self.is_linear:
            return math.inf
        users = sum(
            visits * (self.own[vertex] - seconds)
            for vertex, seconds in changes.items()
            if (visits := self._visits.get(vertex))
        )
        return users + self._rounding

    @cached_property
    def _visits(self) -> Mapping[int, float]:
        """Visits per second by vertex; the same whatever own times are, where times are linear."""
        found: dict[int, float] = {}
        for entrance in self.entrances if self.is_linear else ():
            visits = backward(self.graph, self.times, entrance.vertex).operations
            for vertex, count in visits.items():
                found[vertex] = found.get(vertex, 0.0) + entrance.rate * count
        return found

    @cached_property
    def _rounding(self) -> float:
        return _NOISE * sum(item.rate * self.times[item.vertex] for item in self.entrances)

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

    def __init__(self, bench: Bench, tried: dict[frozenset[tuple[int, float]], Removal]) -> None:
        self.bench = bench
        self.tried = tried

    def try_out(self, changes: Mapping[int, float]) -> Removal:
        """What `changes` would take off now."""
        key = frozenset(changes.items())
        if key not in self.tried:
            self.tried[key] = self.bench.try_out(changes)
        return self.tried[key]

    def at_most(self, changes: Mapping[int, float]) -> float:
        """What `changes` would free, where it was tried; a bound elsewhere."""
        known = self.tried.get(frozenset(changes.items()))
        return self.bench.at_most(changes) if known is None else known.users

    def take(self, changes: Mapping[int, float]) -> None:
        """Make `changes` and time the graph anew."""
        journeys = self.try_out(changes).before.keys()
        self.tried = {
            key: removal
            for key, removal in self.tried.items()
            if journeys.isdisjoint(removal.before)
        }
        self.bench.take(changes)


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


def _difference(before: float, after: float) -> float:
    """Before less after; rounding of the last digits is no difference."""
    return 0.0 if math.isclose(before, after, rel_tol=_NOISE) else before - after


_NOISE = 1e-12
"""Below this part of the whole a figure is what is left of rounding."""
