"""The seats of many variants at once: the greedy search of `quota`, variant by variant.

Each seat goes to the candidate that takes off most users; of those that take off as many (within
1e-9 of it: what differs by less is rounding) to the one with the larger L, then to the first by
name. A candidate is asked what it takes off only where its bound could win a seat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from archlint.analysis.variants import VariedRemoval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.variants import Array
    from archlint.analysis.variations import Decided, Figure
    from archlint.analysis.varied_times import Changes, FixedVisits, Reduction, VariedTimes

    Mask = NDArray[np.bool_]

Accepts = Callable[[str, VariedRemoval, "Figure"], "Decided"]
"""Whether a removal, at this φ, is worth a seat: asked of all variants at once."""

_ALIKE = 1e-9
"""Figures within this part of each other are equal: they were added in another order."""


class Most(Struct, frozen=True, kw_only=True):
    """Upper bounds: users, and seconds by journey."""

    users: Figure
    seconds: Mapping[str, Figure]


class Rival(Struct, frozen=True, kw_only=True):
    """A candidate in every variant.

    What a rewrite takes off its own times, φ, L, the most that it could take off in all, and where
    it may sit at all. `most` is None where nothing bounds it, or it costs as much to ask.
    """

    service: str
    changes: Changes
    share: Figure
    waiting: Figure
    most: Most | None = None
    admitted: Decided = True


class Course(Struct, frozen=True, kw_only=True):
    """Some journeys: their names and rates per second, and their times."""

    names: Sequence[str]
    rates: Sequence[Figure]
    times: VariedTimes | FixedVisits


class VariedBench:
    """Rewrites tried and taken, in every variant its own."""

    def __init__(self, count: int, courses: Sequence[Course], rivals: Sequence[Rival]) -> None:
        self.courses = courses
        self.rivals = sorted(rivals, key=lambda item: item.service)
        shape = len(self.rivals), count
        self.waiting = np.empty(shape)
        self.users = np.empty(shape)
        self.held = np.zeros(shape, bool)
        for row, rival in enumerate(self.rivals):
            self.waiting[row] = rival.waiting
            self.users[row] = _bound(rival)
        self._found: list[Sequence[Reduction] | None] = [None] * len(self.rivals)

    def search(self, limit: int, accepts: Accepts | None = None, floor: float = 0.0) -> Mask:
        """Who holds a seat: by candidate in the order of their names, and variant.

        `accepts` refuses everything below `floor` users; without it whoever is left sits.
        """
        for _ in range(min(limit, len(self.rivals))):
            chosen = self._choose(self._open(floor if accepts else 0.0), accepts)
            if not chosen.any():
                break
            self._take(chosen)
        return self.held

    def _open(self, floor: float) -> Array:
        """Users, or their bound, of those that can have this seat."""
        most: Array = np.where(self.held, -np.inf, self.users)
        if floor > 0.0:
            most[most < floor * (1.0 - _ALIKE)] = -np.inf
        return most

    def _choose(self, users: Array, accepts: Accepts | None) -> Mask:
        """One candidate a variant at most; who cannot win is not asked."""
        asked: set[int] = set()
        hopeful: set[int] = set()
        while True:
            tied = _first_among(users)
            rows = [row for row in _used(tied) if row not in asked]
            unknown = [row for row in rows if self._found[row] is None]
            for row in unknown:
                if row not in hopeful and not self._could_pass(row, accepts):
                    users[row] = -np.inf
                    continue
                hopeful.add(row)
                users[row] = np.where(users[row] == -np.inf, -np.inf, self._ask(row))
            if unknown:
                continue
            chosen = self._best_of(tied)
            if accepts is None:
                return chosen
            fresh = [row for row in _used(chosen) if row not in asked]
            if not fresh:
                return chosen
            for row in fresh:
                asked.add(row)
                passes = accepts(self.rivals[row].service, *self._removal(row))
                users[row] = np.where(passes, users[row], -np.inf)

    def _best_of(self, tied: Mask) -> Mask:
        """Of those with as many users the largest L, then the first by name."""
        if (tied.sum(axis=0) > 1).any():
            tied = _first_among(np.where(tied, self.waiting, -np.inf))
        return _first_of(tied)

    def _could_pass(self, row: int, accepts: Accepts | None) -> bool:
        """Whether the most that it could take off would be accepted anywhere.

        What is accepted is accepted all the more where more is taken off.
        """
        rival = self.rivals[row]
        if accepts is None or rival.most is None:
            return True
        seconds = rival.most.seconds
        means = {
            name: mean
            for course in self.courses
            for name, mean in zip(course.names, course.times.means, strict=True)
            if name in seconds
        }
        most = VariedRemoval(users=rival.most.users, seconds=seconds, before=means)
        return bool(np.any(accepts(rival.service, most, rival.share)))

    def _ask(self, row: int) -> Array:
        """What the candidate takes off now, users by variant."""
        changes = self.rivals[row].changes
        found = [course.times.reduction(changes) for course in self.courses]
        self._found[row] = found
        self.users[row] = sum(
            course.rates[journey] * seconds
            for course, reduction in zip(self.courses, found, strict=True)
            for journey, seconds in reduction.seconds.items()
        )
        if self.rivals[row].admitted is not True:
            self.users[row][~np.asarray(self.rivals[row].admitted)] = -np.inf
        found_users: Array = self.users[row]
        return found_users

    def _removal(self, row: int) -> tuple[VariedRemoval, Figure]:
        found = self._found[row] or ()
        rows = [
            (course.names[journey], seconds, course.times.means[journey])
            for course, reduction in zip(self.courses, found, strict=True)
            for journey, seconds in reduction.seconds.items()
        ]
        removal = VariedRemoval(
            users=self.users[row],
            seconds={name: seconds for name, seconds, _ in rows},
            before={name: before for name, _, before in rows},
        )
        return removal, self.rivals[row].share

    def _take(self, chosen: Mask) -> None:
        """Make the rewrites, and forget what they change for others."""
        rows = _used(chosen)
        joints = [
            frozenset().union(*parts)
            for parts in zip(*([part.joints for part in self._found[row] or ()] for row in rows))
        ]
        for row in rows:
            mask = chosen[row]
            self.held[row] |= mask
            changes: dict[int, Figure] = dict(self.rivals[row].changes)
            if not mask.all():
                changes = {vertex: seconds * mask for vertex, seconds in changes.items()}
            for course in self.courses:
                course.times.take(changes)
        for other, found in enumerate(self._found):
            if found is not None and any(
                not taken.isdisjoint(part.joints)
                for taken, part in zip(joints, found, strict=True)
            ):
                self._forget(other)

    def _forget(self, row: int) -> None:
        self._found[row] = None
        self.users[row] = _bound(self.rivals[row])


def _bound(rival: Rival) -> Array:
    most = np.inf if rival.most is None else rival.most.users
    found: Array = np.where(rival.admitted, most, -np.inf)
    return found


def _first_among(figures: Array) -> Mask:
    """The greatest of every column, and what equals it; nowhere where all are -∞."""
    greatest = figures.max(axis=0)
    some = np.isfinite(greatest) | (greatest == np.inf)
    slack = np.where(np.isfinite(greatest), np.abs(greatest) * _ALIKE, 0.0)
    with np.errstate(invalid="ignore"):
        found: Mask = some & (figures >= greatest - slack)
    return found


def _first_of(mask: Mask) -> Mask:
    """The first of every column in which anything is true."""
    found = np.zeros_like(mask)
    columns = np.flatnonzero(mask.any(axis=0))
    found[mask.argmax(axis=0)[columns], columns] = True
    return found


def _used(mask: Mask) -> list[int]:
    """The rows in which anything is true."""
    return [int(row) for row in np.flatnonzero(mask.any(axis=1))]
