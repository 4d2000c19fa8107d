"""The seats of many variants where visits stay: all at once, not one after another.

What a rewrite takes off is then the same whatever was rewritten before it; only the test may ask
less of a journey that takes less. So whoever passes once passes from then on, and where all of
them have room the order does not matter. Where they have not, those sit that take off most; only
where that is a close call seats are given one after another (`varied_seats`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from archlint.analysis.variants import VariedRemoval
from archlint.analysis.varied_seats import ALIKE, VariedBench

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.variants import Array
    from archlint.analysis.variations import Figure
    from archlint.analysis.varied_seats import Accepts, Course, Mask, Rival


class _Hopeful:
    """A rival that may have a seat: what it takes off, and in which variants it may sit."""

    def __init__(self, rival: Rival, course: Course, count: int) -> None:
        self.rival = rival
        self.seconds = course.times.reduction(rival.changes).seconds
        users = sum(course.rates[journey] * each for journey, each in self.seconds.items())
        self.users: Array = np.broadcast_to(users, count)
        self.may_sit: Mask = np.broadcast_to(rival.admitted, count)

    def passes(self, accepts: Accepts, course: Course, means: Sequence[Figure]) -> Mask:
        """In which variants the test is passed where journeys take so long."""
        removal = VariedRemoval(
            users=self.users,
            seconds={course.names[journey]: each for journey, each in self.seconds.items()},
            before={course.names[journey]: means[journey] for journey in self.seconds},
        )
        found: Mask = self.may_sit & np.asarray(
            accepts(self.rival.service, removal, self.rival.share)
        )
        return found

    def could_pass(self, accepts: Accepts, course: Course, least: Sequence[float]) -> bool:
        """Whether the test could be passed in any variant; asked of one figure where one will do.

        A greater φ passes one part of the test and fails another, so there has to be one.
        """
        if not isinstance(self.rival.share, float):
            return True
        most = VariedRemoval(
            users=float(self.users.max()),
            seconds={
                course.names[journey]: float(np.max(each)) for journey, each in self.seconds.items()
            },
            before={course.names[journey]: least[journey] for journey in self.seconds},
        )
        return bool(accepts(self.rival.service, most, self.rival.share))


class FixedBench:
    """The rivals of one course whose visits do not change."""

    def __init__(self, count: int, course: Course, rivals: Sequence[Rival]) -> None:
        self.count = count
        self.course = course
        self.rivals = sorted(rivals, key=lambda item: item.service)

    def search(
        self, limit: int | NDArray[np.intp], accepts: Accepts | None, floor: float
    ) -> Mapping[str, Mask]:
        """By rival, in which variants it holds a seat; without those that hold none in any.

        As `VariedBench.search`; what is accepted is accepted all the more where a journey takes
        less.
        """
        seats = np.broadcast_to(limit, self.count)
        hopefuls = self._hopefuls(floor if accepts else 0.0)
        if accepts is not None:
            least = self._least(hopefuls)
            hopefuls = [item for item in hopefuls if item.could_pass(accepts, self.course, least)]
        sits = self._all_who_pass(hopefuls, accepts)
        full = sits.sum(axis=0) > seats
        if full.any():
            self._give(hopefuls, sits, np.where(full, seats, -1), accepts, floor)
        return {item.rival.service: row for item, row in zip(hopefuls, sits, strict=True)}

    def _hopefuls(self, floor: float) -> list[_Hopeful]:
        """Those that may sit in some variant, and take off enough."""
        found = []
        for rival in self.rivals:
            item = _Hopeful(rival, self.course, self.count)
            if floor > 0.0:
                item.may_sit = item.may_sit & (item.users >= floor * (1.0 - ALIKE))
            if item.may_sit.any():
                found.append(item)
        return found

    def _least(self, hopefuls: Sequence[_Hopeful]) -> list[float]:
        """What each journey takes at least, in any variant, whoever is rewritten."""
        least = [float(np.min(mean)) for mean in self.course.times.means]
        for item in hopefuls:
            for journey, seconds in item.seconds.items():
                least[journey] -= max(0.0, float(np.max(seconds)))
        return least

    def _all_who_pass(self, hopefuls: Sequence[_Hopeful], accepts: Accepts | None) -> Mask:
        """Who would sit if there were seats for all; asked anew where a journey takes less."""
        sits = np.zeros((len(hopefuls), self.count), bool)
        means = [np.array(np.broadcast_to(mean, self.count)) for mean in self.course.times.means]
        through = _by_journey(hopefuls)
        asked = set(range(len(hopefuls)))
        while asked:
            for row in sorted(asked):
                item = hopefuls[row]
                passes = item.passes(accepts, self.course, means) if accepts else item.may_sit
                fresh = passes & ~sits[row]
                if accepts and fresh.any():
                    for journey, seconds in item.seconds.items():
                        means[journey] -= np.where(fresh, seconds, 0.0)
                        asked.update(through[journey])
                sits[row] |= fresh
                asked.discard(row)
        return sits

    def _give(
        self,
        hopefuls: Sequence[_Hopeful],
        sits: Mask,
        seats: NDArray[np.intp],
        accepts: Accepts | None,
        floor: float,
    ) -> None:
        """The seats of variants in which there are too few; -1 where there are enough."""
        users = np.stack([item.users for item in hopefuls])
        early = sits.copy()
        if accepts is not None:
            for row, item in enumerate(hopefuls):
                early[row] &= item.passes(accepts, self.course, self.course.times.means)
        close = []
        for column in np.flatnonzero(seats >= 0).tolist():
            first = _foremost(users[:, column], sits[:, column], early[:, column], seats[column])
            if first is None:
                close.append(column)
            else:
                sits[:, column] = first
        if close:
            in_turn = np.zeros_like(seats)
            in_turn[close] = seats[close]
            rows = np.flatnonzero(sits[:, close].any(axis=1)).tolist()
            bench = VariedBench(self.count, [self.course], [hopefuls[row].rival for row in rows])
            sits[:, close] = False
            sits[np.ix_(rows, close)] = bench.search(in_turn, accepts, floor)[:, close]


def _by_journey(hopefuls: Sequence[_Hopeful]) -> Mapping[int, Sequence[int]]:
    """The rows of those that take something off a journey."""
    found: dict[int, list[int]] = {}
    for row, item in enumerate(hopefuls):
        for journey in item.seconds:
            found.setdefault(journey, []).append(row)
    return found


def _foremost(users: Array, sits: Mask, early: Mask, seats: int) -> Mask | None:
    """Those that take off most; None where rounding or who was rewritten before may decide."""
    if not seats:
        return np.zeros_like(sits)
    if int(early.sum()) < seats:
        return None
    last = float(np.sort(users[early])[-seats])
    first: Mask = sits & (users >= last - abs(last) * 2.0 * ALIKE)
    return first if int(first.sum()) == seats and bool(early[first].all()) else None
