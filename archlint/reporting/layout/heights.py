"""How high each vertex stands: near its neighbours, apart from the next one, the spine at zero.

Each column is an isotonic regression with gaps, solved exactly by pooling adjacent violators
(Ayer and others 1955); columns are solved in turn until they have settled.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

_ROUNDS = 61
"""Odd, and so is where it stops: the last goes to the right, and a box with one caller stands in
line with it."""

_SPINE = 1e6
"""The weight that keeps the spine at zero whatever pulls at the rest."""

_LEVEL = 6.0
"""The weight of a long line's own bends: it stays level rather than near its ends."""

_SETTLED = 0.05
"""Pixels: nobody sees less."""

_ONE_SIDED = 4
"""Rounds in which only one side pulls: what is far from its neighbours gets there sooner."""


def heights(
    columns: Sequence[Sequence[int]],
    before: Mapping[int, Sequence[int]],
    after: Mapping[int, Sequence[int]],
    *,
    spine: set[int],
    is_bend: Callable[[int], bool],
    gap: Callable[[int, int], float],
) -> dict[int, float]:
    """The height y of every vertex; `gap` is the least distance of two neighbours in a column."""
    found = _stacked(columns, spine, gap)
    for number in range(_ROUNDS):
        earlier = dict(found)
        for column in columns if number % 2 == 0 else reversed(columns):
            wanted, weights = [], []
            for vertex in column:
                pull, weight = _pull(vertex, before, after, is_bend, number)
                is_pinned = vertex in spine
                at = [found[other] for other in pull]
                wanted.append(0.0 if is_pinned else sum(at) / len(at) if at else found[vertex])
                weights.append(_SPINE if is_pinned else weight)
            gaps = [gap(upper, lower) for upper, lower in itertools.pairwise(column)]
            found.update(zip(column, pooled(wanted, weights, gaps), strict=True))
        if number >= _ONE_SIDED and number % 2 == 0 and _is_settled(earlier, found):
            break
    for vertex in spine:
        found[vertex] = 0.0
    return found


def _is_settled(earlier: Mapping[int, float], found: Mapping[int, float]) -> bool:
    return all(abs(y - earlier[vertex]) < _SETTLED for vertex, y in found.items())


def _stacked(
    columns: Sequence[Sequence[int]], spine: set[int], gap: Callable[[int, int], float]
) -> dict[int, float]:
    """Each column one below the other, its spine, or its middle, at zero."""
    found: dict[int, float] = {}
    for column in columns:
        at = [0.0]
        for upper, lower in itertools.pairwise(column):
            at.append(at[-1] + gap(upper, lower))
        pinned = [y for y, vertex in zip(at, column, strict=True) if vertex in spine]
        zero = pinned[0] if pinned else at[-1] / 2
        found.update((vertex, y - zero) for y, vertex in zip(at, column, strict=True))
    return found


def _pull(
    vertex: int,
    before: Mapping[int, Sequence[int]],
    after: Mapping[int, Sequence[int]],
    is_bend: Callable[[int], bool],
    number: int,
) -> tuple[list[int], float]:
    """Who pulls at a vertex, and how hard it resists."""
    left, right = list(before[vertex]), list(after[vertex])
    if is_bend(vertex):
        bends = [other for other in (*left, *right) if is_bend(other)]
        return [*bends * 3, *left, *right], _LEVEL
    if number < _ONE_SIDED:
        return (left if number % 2 == 0 else right) or [*left, *right], 1.0
    return [*left, *right], 1.0


def pooled(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The y nearest to `wanted` by weighted squares with y[i+1] - y[i] ≥ gaps[i]."""
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        level, total, size = want - offset, weight, 1
        while blocks and blocks[-1][0] > level:
            above, other, count = blocks.pop()
            level = (above * other + level * total) / (other + total)
            total, size = total + other, size + count
        blocks.append((level, total, size))
    levels = [level for level, _, size in blocks for _ in range(size)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
