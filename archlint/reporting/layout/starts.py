"""Orders to start from: families together, around the spine, from the left or from the right.

A search that only ever improves what it has ends near where it began, so it begins several times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

Columns = list[list[int]]
Neighbours = Mapping[int, Sequence[int]]
_Key = Callable[[int], tuple[int, int]]


def starts(
    columns: Columns, before: Neighbours, after: Neighbours, spine: set[int]
) -> Iterator[Columns]:
    """The columns in several orders; vertices are compared by number where nothing else decides."""
    rightwards = _depth_first(columns, after, spine)
    leftwards = _depth_first(columns[::-1], before, spine)
    family = _families(rightwards, after, spine)
    for key in (
        lambda vertex: (0, rightwards[vertex]),
        _around_the_spine(rightwards, family, spine),
        lambda vertex: (0, leftwards[vertex]),
        _around_the_spine(leftwards, family, spine),
    ):
        yield [sorted(column, key=key) for column in columns]


def _depth_first(columns: Columns, onward: Neighbours, spine: set[int]) -> dict[int, int]:
    """Vertex -> its place in a walk along the lines, which keeps families together."""
    found: dict[int, int] = {}
    for column in columns:
        for start in sorted(column, key=lambda vertex: (vertex not in spine, vertex)):
            stack = [start]
            while stack:
                vertex = stack.pop()
                if vertex not in found:
                    found[vertex] = len(found)
                    stack += sorted(onward[vertex], key=lambda other: (other in spine, other))
    return found


def _around_the_spine(place: Mapping[int, int], family: Mapping[int, int], spine: set[int]) -> _Key:
    """Families alternately above and below the spine, the largest first."""
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
    """Vertex off the spine -> the first of all that lines join to it without touching the spine."""
    head: dict[int, int] = {vertex: vertex for vertex in place if vertex not in spine}

    def first(vertex: int) -> int:
        while head[vertex] != vertex:
            head[vertex] = head[head[vertex]]
            vertex = head[vertex]
        return vertex

    for vertex in sorted(head, key=place.__getitem__):
        for other in after[vertex]:
            if other not in spine:
                one, two = sorted((first(vertex), first(other)), key=place.__getitem__)
                head[two] = one
    return {vertex: first(vertex) for vertex in head}
