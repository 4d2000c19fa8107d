"""How many lines cross: between two columns, and of two vertices of a column."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence

Neighbours = Mapping[int, Sequence[int]]
Ends = tuple[int, ...]
"""Where the lines of a vertex end in the next column: places in ascending order."""


def crossings(columns: Sequence[Sequence[int]], after: Neighbours) -> int:
    """How many pairs of lines cross between neighbouring columns."""
    return sum(between(left, right, after) for left, right in itertools.pairwise(columns))


def between(left: Sequence[int], right: Sequence[int], after: Neighbours) -> int:
    """How many pairs of lines cross between two columns."""
    place = {vertex: number for number, vertex in enumerate(right)}
    seen: list[int] = []
    count = 0
    for vertex in left:
        ends = sorted(place[target] for target in after[vertex])
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def ends_of(column: Sequence[int], near: Neighbours, known: Sequence[int]) -> dict[int, Ends]:
    """Of each vertex where its lines end in the column `known`."""
    place = {vertex: number for number, vertex in enumerate(known)}
    return {vertex: tuple(sorted([place[other] for other in near[vertex]])) for vertex in column}


def excess(upper: Ends, lower: Ends) -> int:
    """By how many more lines cross if `upper` stands above than if it stands below."""
    if len(upper) == 1 and len(lower) == 1:
        return (upper[0] > lower[0]) - (upper[0] < lower[0])
    if not upper or not lower:
        return 0
    return sum([bisect_left(lower, end) - len(lower) + bisect_right(lower, end) for end in upper])
