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
from archlint.analysis.varied_times import Reduction

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.variants import Array
    from archlint.analysis.variations import Decided, Figure
    from archlint.analysis.varied_times import Changes, FixedVisits, VariedTimes

    Mask = NDArray[np.bool_]

Accepts = Callable[[str, VariedRemoval, "Figure"], "Decided"]
"""Whether a removal, at this φ, is worth a seat: asked of all variants at once."""

ALIKE = 1e-9
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
    """Rewrites tried and taken, in every variant its own.

    What a candidate takes off is `known` where it was asked: only in variants in which it might
    have the seat. Elsewhere its bound stands for it.
    """

    def __init__(self, count: int, courses: Sequence[Course], rivals: Sequence[Rival]) -> None:
        self.courses = courses
        self.rivals = sorted(rivals, key=lambda item: item.service)
        shape = len(self.rivals), count
        self.waiting, self.bounds = np.empty(shape), np.empty(shape)
        self.held, self.known = np.zeros(shape, bool), np.zeros(shape, bool)
        for row, rival in enumerate(self.rivals):
            self.waiting[row] = rival.waiting
            self.bounds[row] = _bound(rival)
        self.users = self.bounds.copy()
        self._found: list[Sequence[Reduction]] = [
            [Reduction({}, frozenset()) for _ in courses] for _ in self.rivals
        ]

    def search(
        self,
        limit: int | NDArray[np.intp],
        accepts: Accepts | None = None,
        floor: float = 0.0,
    ) -> Mask:
        """Who holds a seat: by candidate in the order of their names, and variant.

        `limit` seats, the same in all variants or each its own. `accepts` refuses everything below
        `floor` users; without it whoever is left sits.
        """
        seats = np.broadcast_to(limit, self.held.shape[1])
        for taken in range(min(int(seats.max()), len(self.rivals))):
            users = self._open(floor if accepts else 0.0)
            users[:, seats <= taken] = -np.inf
            chosen = self._choose(users, accepts)
            if not chosen.any():
                break
            self.held |= chosen
            self._take(chosen & (seats > taken + 1))
        return self.held

    def _open(self, floor: float) -> Array:
        """Users, or their bound, of those that can have this seat."""
        most: Array = np.where(self.held, -np.inf, self.users)
        if floor > 0.0:
            most[most < floor * (1.0 - ALIKE)] = -np.inf
        return most

    def _choose(self, users: Array, accepts: Accepts | None) -> Mask:
        """One candidate a variant at most; who cannot win is not asked."""
        judged = np.zeros_like(self.known)
        hopeful: set[int] = set()
        beaten = np.full(users.shape[1], -np.inf)
        while True:
            tied = _first_among(users)
            unknown = _used(tied & ~self.known)
            for row in unknown:
                if row not in hopeful:
                    hopeful.add(row)
                    users[row, ~self._could_pass(row, accepts)] = -np.inf
                self._ask(row, users, beaten)
            if unknown:
                continue
            chosen = self._best_of(tied)
            fresh = _used(chosen & ~judged) if accepts is not None else ()
            if accepts is None or not fresh:
                return chosen
            for row in fresh:
                judged[row] = self.known[row]
                refused = self.known[row] & ~np.asarray(
                    accepts(self.rivals[row].service, *self._removal(row))
                )
                users[row, refused] = -np.inf
                np.fmax(beaten, users[row], out=beaten, where=judged[row])

    def _best_of(self, tied: Mask) -> Mask:
        """Of those with as many users the largest L, then the first by name."""
        if (tied.sum(axis=0) > 1).any():
            tied = _first_among(np.where(tied, self.waiting, -np.inf))
        return _first_of(tied)

    def _could_pass(self, row: int, accepts: Accepts | None) -> Mask:
        """In which variants the most that it could take off would be accepted.

        What is accepted is accepted all the more where more is taken off. What is known stays.
        """
        rival = self.rivals[row]
        if accepts is None or rival.most is None:
            return np.ones_like(self.known[row])
        seconds = rival.most.seconds
        means = {
            name: mean
            for course in self.courses
            for name, mean in zip(course.names, course.times.means, strict=True)
            if name in seconds
        }
        most = VariedRemoval(users=rival.most.users, seconds=seconds, before=means)
        found: Mask = self.known[row] | np.asarray(accepts(rival.service, most, rival.share))
        return found

    def _ask(self, row: int, users: Array, beaten: Array) -> None:
        """What the candidate takes off now, where it may be more than of those that may sit."""
        wanted = ~self.known[row] & (users[row] > -np.inf)
        wanted &= users[row] >= beaten - np.abs(beaten) * ALIKE
        if not wanted.any():
            return
        self._found[row] = [
            self._reduction(course, row, wanted, known)
            for course, known in zip(self.courses, self._found[row], strict=True)
        ]
        self.known[row] |= wanted
        gone = sum(
            course.rates[journey] * seconds
            for course, reduction in zip(self.courses, self._found[row], strict=True)
            for journey, seconds in reduction.seconds.items()
        )
        np.copyto(self.users[row], gone, where=wanted)
        np.copyto(users[row], gone, where=wanted)

    def _reduction(self, course: Course, row: int, some: Mask, known: Reduction) -> Reduction:
        """What is known of a candidate, and in these variants what it takes off now."""
        if some.all():
            return course.times.reduction(self.rivals[row].changes)
        found = course.times.reduction(self.rivals[row].changes, some)
        seconds: dict[int, Figure] = {}
        for journey in sorted(known.seconds.keys() | found.seconds.keys()):
            figures = np.array(np.broadcast_to(known.seconds.get(journey, 0.0), some.shape))
            figures[some] = found.seconds.get(journey, 0.0)
            seconds[journey] = figures
        return Reduction(seconds, known.joints | found.joints)

    def _removal(self, row: int) -> tuple[VariedRemoval, Figure]:
        rows = [
            (course.names[journey], seconds, course.times.means[journey])
            for course, reduction in zip(self.courses, self._found[row], strict=True)
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
        for row in _used(chosen):
            some = None if chosen[row].all() else chosen[row]
            for course in self.courses:
                course.times.take(self.rivals[row].changes, some)
        self._forget(chosen)

    def _forget(self, chosen: Mask) -> None:
        """Others are asked anew in variants where what was taken changed a joint of theirs."""
        taken = [(joints, row) for row in _used(chosen) if (joints := self._joints_of(row))]
        for other in range(len(self.rivals)) if taken else ():
            mine = self._joints_of(other)
            moved = [row for joints, row in taken if not mine.isdisjoint(joints)]
            if moved:
                columns = chosen[moved].any(axis=0)
                self.known[other, columns] = False
                self.users[other, columns] = self.bounds[other, columns]

    def _joints_of(self, row: int) -> frozenset[int]:
        """Where samples were asked for a candidate: changes that share none add up."""
        return frozenset().union(*(reduction.joints for reduction in self._found[row]))


def _bound(rival: Rival) -> Array:
    most = np.inf if rival.most is None else rival.most.users
    found: Array = np.where(rival.admitted, most, -np.inf)
    return found


def _first_among(figures: Array) -> Mask:
    """The greatest of every column, and what equals it; nowhere where all are -∞."""
    greatest = figures.max(axis=0)
    some = np.isfinite(greatest) | (greatest == np.inf)
    slack = np.where(np.isfinite(greatest), np.abs(greatest) * ALIKE, 0.0)
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
