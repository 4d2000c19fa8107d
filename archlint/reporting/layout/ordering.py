"""The order within each column: few crossings, the spine in the middle.

Barycentres and medians of neighbours, swept to and fro, and swaps of neighbours in a column that
save crossings (Sugiyama, Tagawa and Toda; Eades and Wormald). The best order seen is kept.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Callable, Mapping, Sequence

Columns = list[list[int]]
Neighbours = Mapping[int, Sequence[int]]

_SWEEPS = 24
_PASSES = 6
_CROSSING = 3
"""A crossing is as bad as a spine that stands three half places off the middle."""


def ordered(columns: Columns, before: Neighbours, after: Neighbours, spine: set[int]) -> Columns:
    """The columns in a good order. `before` and `after` are neighbours one column away."""
    search = _Search(before, after, spine)
    for start in (_by_depth, _around_the_spine):
        key = start(columns, after, spine)
        search.improve([sorted(column, key=key) for column in columns])
    return search.best


def crossings(columns: Columns, after: Neighbours) -> int:
    """How many pairs of lines cross between neighbouring columns."""
    return sum(_between(left, right, after) for left, right in itertools.pairwise(columns))


def _between(left: Sequence[int], right: Sequence[int], after: Neighbours) -> int:
    place = {vertex: number for number, vertex in enumerate(right)}
    seen: list[int] = []
    count = 0
    for vertex in left:
        ends = sorted(place[target] for target in after[vertex])
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


class _Search:
    """Sweeps from several starts; keeps the best order."""

    def __init__(self, before: Neighbours, after: Neighbours, spine: set[int]) -> None:
        self.before = before
        self.after = after
        self.spine = spine
        self.best: Columns = []
        self.least = -1

    def improve(self, columns: Columns) -> None:
        self._keep(columns)
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
            self._keep(columns)

    def _keep(self, columns: Columns) -> None:
        score = _CROSSING * crossings(columns, self.after) + self._imbalance(columns)
        if self.least < 0 or score < self.least:
            self.least, self.best = score, [list(column) for column in columns]

    def _imbalance(self, columns: Columns) -> int:
        """By how many half places the spine stands off the middle of its columns."""
        return sum(
            abs(2 * number - len(column) + 1)
            for column in columns
            for number in [n for n, vertex in enumerate(column) if vertex in self.spine][:1]
        )

    def _swap(self, columns: Columns, place: int) -> None:
        """Swap neighbours while that saves crossings."""
        column = columns[place]
        sides = []
        if place:
            sides.append((_places(columns[place - 1]), self.before))
        if place + 1 < len(columns):
            sides.append((_places(columns[place + 1]), self.after))
        ends = {
            vertex: [sorted(known[other] for other in near[vertex]) for known, near in sides]
            for vertex in column
        }
        for _ in range(_PASSES):
            is_better = False
            for number in range(len(column) - 1):
                upper, lower = column[number], column[number + 1]
                if _crossed(ends[upper], ends[lower]) > _crossed(ends[lower], ends[upper]):
                    column[number], column[number + 1] = lower, upper
                    is_better = True
            if not is_better:
                return


def _places(column: Sequence[int]) -> dict[int, int]:
    return {vertex: number for number, vertex in enumerate(column)}


def _crossed(upper: Sequence[Sequence[int]], lower: Sequence[Sequence[int]]) -> int:
    """The crossings of the lines of two vertices that stand one above the other."""
    return sum(
        sum(bisect_right(below, end - 1) for end in above)
        for above, below in zip(upper, lower, strict=True)
    )


def _towards(
    column: Sequence[int],
    known: Sequence[int],
    near: Neighbours,
    middle: Callable[[Sequence[int]], float],
) -> list[int]:
    """The column sorted by the middle of its neighbours; who has none keeps its place."""
    place, scale = _places(known), len(known) / len(column)
    keys = {}
    for number, vertex in enumerate(column):
        ends = sorted(place[other] for other in near[vertex])
        keys[vertex] = (middle(ends) if ends else number * scale, number)
    return sorted(column, key=keys.__getitem__)


def _mean(ends: Sequence[int]) -> float:
    return sum(ends) / len(ends)


def _median(ends: Sequence[int]) -> float:
    half = len(ends) // 2
    return float(ends[half]) if len(ends) % 2 else (ends[half - 1] + ends[half]) / 2


# --- starts ---------------------------------------------------------------------------------------

Key = Callable[[int], tuple[int, int]]


def _by_depth(columns: Columns, after: Neighbours, spine: set[int]) -> Key:
    """Depth first from the left: families stay together."""
    place = _depth_first(columns, after, spine)
    return lambda vertex: (0, place[vertex])


def _around_the_spine(columns: Columns, after: Neighbours, spine: set[int]) -> Key:
    """Families that leave the spine alternately above and below it, the largest first."""
    place = _depth_first(columns, after, spine)
    family = _families(place, after, spine)
    sizes: dict[int, int] = {}
    for head in family.values():
        sizes[head] = sizes.get(head, 0) + 1
    side: dict[int, int] = {}
    weight = {-1: 0, 1: 0}
    for head in sorted(sizes, key=lambda head: (-sizes[head], place[head])):
        side[head] = -1 if weight[-1] < weight[1] else 1
        weight[side[head]] += sizes[head]

    def key(vertex: int) -> tuple[int, int]:
        if vertex in spine:
            return 0, 0
        where = side[family[vertex]]
        return where, where * place[vertex]

    return key


def _families(place: Mapping[int, int], after: Neighbours, spine: set[int]) -> dict[int, int]:
    """Vertex off the spine -> the first of its family, in the order of `place`."""
    family: dict[int, int] = {}
    for vertex in sorted(place, key=place.__getitem__):
        if vertex in spine:
            continue
        head = family.setdefault(vertex, vertex)
        for other in after[vertex]:
            if other not in spine:
                family.setdefault(other, head)
    return family


def _depth_first(columns: Columns, after: Neighbours, spine: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for column in columns:
        for start in sorted(column, key=lambda vertex: (vertex not in spine, vertex)):
            stack = [start]
            while stack:
                vertex = stack.pop()
                if vertex not in found:
                    found[vertex] = len(found)
                    stack += sorted(after[vertex], key=lambda other: (other in spine, other))
    return found
