"""The order within each column: few crossings, the spine in the middle.

Barycentres and medians of neighbours, swept to and fro, and swaps of neighbours in a column that
save crossings (Sugiyama, Tagawa and Toda; Eades and Wormald); at last each vertex is tried in every
place of its column (sifting: Matuszewski, Schönfeld and Molitor). The best order seen is kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from archlint.reporting.layout.crossings import Ends, Neighbours, crossings, ends_of, excess
from archlint.reporting.layout.starts import Columns, starts

_SWEEPS = 24
_STALLED = 4
"""Sweeps without a better order after which a search goes on elsewhere."""

_PASSES = 6
_SIFTINGS = 8
_SHAKEN = 2
_FUTILE = 12
"""Columns shuffled at once, and times in a row that may be for nothing."""

_CROSSING = 10
"""A crossing is as bad as a spine that stands ten half places off the middle."""

_TRIALS = 40_000
"""Pairs of vertices compared while sifting: what bounds the time, whatever the machine."""


def ordered(columns: Columns, before: Neighbours, after: Neighbours, spine: set[int]) -> Columns:
    """The columns in a good order. `before` and `after` are neighbours one column away."""
    search = _Search(before, after, spine)
    for start in starts(columns, before, after, spine):
        search.sift(search.improve(start))
    search.shake()
    return search.best


class _Search:
    """Sweeps from several starts; keeps the best order."""

    def __init__(self, before: Neighbours, after: Neighbours, spine: set[int]) -> None:
        self.before = before
        self.after = after
        self.spine = spine
        self.best: Columns = []
        self.least = -1
        self.trials = 0

    def improve(self, columns: Columns) -> Columns:
        """Sweep to and fro; the best order seen from this start."""
        best, own, stalled = [list(column) for column in columns], self._keep(columns), 0
        for sweep in range(_SWEEPS):
            is_rightwards = sweep % 2 == 0
            places = range(1, len(columns)) if is_rightwards else range(len(columns) - 2, -1, -1)
            for place in places:
                known = columns[place - 1] if is_rightwards else columns[place + 1]
                near = self.before if is_rightwards else self.after
                middle = _mean if sweep % 4 < 2 else _median  # noqa: PLR2004  # two sweeps each
                columns[place] = _towards(columns[place], known, near, middle)
            for place in range(len(columns)):
                self._swap(columns, place)
            score = self._keep(columns)
            if score < own:
                best, own, stalled = [list(column) for column in columns], score, 0
            elif stalled == _STALLED:
                break
            else:
                stalled += 1
        return best

    def _keep(self, columns: Columns) -> int:
        score = self._score(columns)
        if self.least < 0 or score < self.least:
            self.least, self.best = score, [list(column) for column in columns]
        return score

    def _score(self, columns: Columns) -> int:
        off = sum(
            _off_the_middle(number, len(column))
            for column in columns
            for number in [n for n, vertex in enumerate(column) if vertex in self.spine][:1]
        )
        return _CROSSING * crossings(columns, self.after) + off

    def _sides(self, columns: Columns, place: int) -> list[dict[int, Ends]]:
        """Where the lines of a column's vertices end, to the left and to the right."""
        sides = []
        if place:
            sides.append(ends_of(columns[place], self.before, columns[place - 1]))
        if place + 1 < len(columns):
            sides.append(ends_of(columns[place], self.after, columns[place + 1]))
        return sides

    def _swap(self, columns: Columns, place: int) -> None:
        """Swap neighbours while that saves crossings."""
        column, sides = columns[place], self._sides(columns, place)
        for _ in range(_PASSES):
            is_better = False
            for number in range(len(column) - 1):
                upper, lower = column[number], column[number + 1]
                if sum([excess(ends[upper], ends[lower]) for ends in sides]) > 0:
                    column[number], column[number + 1] = lower, upper
                    is_better = True
            if not is_better:
                return

    # --- sifting ----------------------------------------------------------------------------------

    def sift(self, start: Columns) -> None:
        """Each vertex to the best place in its column, until none is better elsewhere."""
        columns = [list(column) for column in start]
        for number in range(_SIFTINGS):
            is_better = False
            for place in _to_and_fro(len(columns), number):
                is_better |= self._sift_column(columns, place)
            if not is_better:
                break
        self._keep(columns)

    def shake(self) -> None:
        """Shuffle some of the best order and sift it again, for as long as the trials last."""
        dice = random.Random(0)  # noqa: S311  # the same drawing every time, no secret
        futile = 0
        while futile < _FUTILE and self.trials < _TRIALS and crossings(self.best, self.after):
            least = self.least
            columns = [list(column) for column in self.best]
            for _ in range(_SHAKEN):
                column = dice.choice(columns)
                first, last = sorted((dice.randrange(len(column)), dice.randrange(len(column))))
                column[first : last + 1] = dice.sample(column[first : last + 1], last + 1 - first)
            self.sift(columns)
            futile = 0 if self.least < least else futile + 1

    def _sift_column(self, columns: Columns, place: int) -> bool:
        """Every vertex of a column to its best place there; whether any moved for the better."""
        column = columns[place]
        self.trials += len(column) ** 2
        sides = self._sides(columns, place)
        ends = [[side[vertex] for side in sides] for vertex in column]
        above = _excesses(ends)
        pinned = next((n for n, vertex in enumerate(column) if vertex in self.spine), -1)
        order, is_better = list(range(len(column))), False
        for number in range(len(column)):
            is_better |= _settle(order, number, above, pinned)
        columns[place] = [column[number] for number in order]
        return is_better


def _excesses(ends: Sequence[Sequence[Ends]]) -> list[list[int]]:
    """By how many more lines cross if one vertex stands above another than below it."""
    found = [[0] * len(ends) for _ in ends]
    for lower, own in enumerate(ends):
        for upper in range(lower):
            more = sum(map(excess, ends[upper], own))
            found[upper][lower], found[lower][upper] = more, -more
    return found


def _settle(order: list[int], number: int, above: Sequence[Sequence[int]], pinned: int) -> bool:
    """Move one of a column to the best of all places; whether it was not there.

    `pinned` is the one of the spine, -1 where there is none.
    """
    now = order.index(number)
    others = order[:now] + order[now + 1 :]
    spine = others.index(pinned) if pinned in others else -1
    costs, cost = [], 0
    for place in range(len(order)):
        if place:
            cost += _CROSSING * above[others[place - 1]][number]
        at = place if number == pinned else spine + (place <= spine)
        off = _off_the_middle(at, len(order)) if pinned >= 0 else 0
        costs.append((cost + off, abs(place - now), place))
    best = min(costs)
    order[:] = [*others[: best[2]], number, *others[best[2] :]]
    return best[0] < costs[now][0]


def _to_and_fro(size: int, number: int) -> Iterator[int]:
    yield from range(size) if number % 2 == 0 else range(size - 1, -1, -1)


def _off_the_middle(number: int, size: int) -> int:
    """By how many half places."""
    return abs(2 * number - size + 1)


def _towards(
    column: Sequence[int],
    known: Sequence[int],
    near: Neighbours,
    middle: Callable[[Ends], float],
) -> list[int]:
    """The column sorted by the middle of its neighbours; who has none keeps its place."""
    scale = len(known) / len(column)
    keys = {
        vertex: (middle(ends) if ends else number * scale, number)
        for number, (vertex, ends) in enumerate(ends_of(column, near, known).items())
    }
    return sorted(column, key=keys.__getitem__)


def _mean(ends: Ends) -> float:
    return sum(ends) / len(ends)


def _median(ends: Ends) -> float:
    half = len(ends) // 2
    return float(ends[half]) if len(ends) % 2 else (ends[half - 1] + ends[half]) / 2
