"""The call graphs that layouts are compared on, and how a drawing of one is measured."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

import msgspec
import numpy as np

HEIGHT = 38.0
GAP_X, GAP_Y = 56.0, 10.0
_STEPS = 12
"""Straight pieces that a curve is measured in."""

_APART = 1.0
"""Pixels by which a line must enter a box to run through it."""

_NEAR = 2
"""Points of a line that belong to its end."""


class Graph(msgspec.Struct, frozen=True):
    """Boxes with their widths, calls, and the critical chain from the entry."""

    name: str
    widths: dict[str, float]
    calls: list[tuple[str, str]]
    chain: list[str]


class Drawn(msgspec.Struct, frozen=True):
    """Middles and sizes of boxes by name; of each call the points that it passes.

    `curved`: from point to point with level ends where the height changes, as archlint draws;
    else in straight pieces.
    """

    boxes: dict[str, tuple[float, float, float, float]]
    lines: list[tuple[str, str, list[tuple[float, float]]]]
    ms: float
    is_curved: bool
    is_stable: bool


class Measured(msgspec.Struct, frozen=True):
    """The columns of the table."""

    crossings: int
    pierced: int
    wobble: float
    area: float
    ms: float
    is_stable: bool


def graphs() -> tuple[Graph, ...]:
    """A real-looking journey, a dense one and a large one."""
    return (
        graph(20, depth=5, more=5, seed=1),
        graph(60, depth=12, more=39, seed=2),
        graph(200, depth=12, more=60, seed=3),
    )


def graph(size: int, *, depth: int, more: int, seed: int) -> Graph:
    """A chain of `depth`, everything else called from somewhere on the left, `more` calls."""
    rng = random.Random(seed)  # noqa: S311  # the same graph every time, no secret
    names = [f"{'service-' * rng.randint(0, 2)}{rng.choice(_WORDS)}-{n}" for n in range(size)]
    column = {name: n for n, name in enumerate(names[:depth])}
    calls = list(pairwise(names[:depth]))
    for name in names[depth:]:
        caller = rng.choice([each for each in column if column[each] < depth - 1])
        column[name] = column[caller] + 1
        calls.append((caller, name))
    known = set(calls)
    while len(known) < size - 1 + more:
        caller, callee = rng.sample(names, 2)
        if column[caller] < column[callee] <= column[caller] + 4 and (caller, callee) not in known:
            known.add((caller, callee))
            calls.append((caller, callee))
    widths = {name: 6.7 * len(name) + 46 for name in names}
    return Graph(f"{size} boxes, {len(calls)} calls", widths, calls, names[:depth])


_WORDS = ("cart", "pricing", "fraud", "ledger", "search", "tax", "identity", "inventory", "mail")


# --- measuring ------------------------------------------------------------------------------------


def measured(graph: Graph, drawn: Drawn) -> Measured:
    """What can be counted in a drawing, the same for every library."""
    lines = [(source, target, _pieces(drawn, points)) for source, target, points in drawn.lines]
    heights = [drawn.boxes[name][1] for name in graph.chain]
    return Measured(
        crossings=sum(_crossings(lines)),
        pierced=sum(_pierced(drawn.boxes, line) for line in lines),
        wobble=sum(abs(one - other) for one, other in pairwise(heights)),
        area=_area(drawn.boxes, lines),
        ms=drawn.ms,
        is_stable=drawn.is_stable,
    )


Way = Any
"""Points of a line as an array with two columns."""


def _pieces(drawn: Drawn, points: Sequence[tuple[float, float]]) -> Way:
    if not drawn.is_curved:
        return np.array(points)
    found = [points[0]]
    for start, end in pairwise(points):
        found += _curve(start, end) if start[1] != end[1] else [end]
    return np.array(found)


def _curve(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    middle = (start[0] + end[0]) / 2
    for step in range(1, _STEPS + 1):
        t, u = step / _STEPS, 1 - step / _STEPS
        yield (
            start[0] * u**3 + 3 * middle * t * u + end[0] * t**3,
            start[1] * (u**3 + 3 * u * u * t) + end[1] * (3 * u * t * t + t**3),
        )


def _crossings(lines: Sequence[tuple[str, str, Way]]) -> Iterator[int]:
    """Pair by pair; near an end that two lines share they only part or meet."""
    for (one, to_one, way), (other, to_other, across) in combinations(lines, 2):
        shares_an_end = bool({one, to_one} & {other, to_other})
        yield _meetings(_inner(way), _inner(across)) if shares_an_end else _meetings(way, across)


def _inner(way: Way) -> Way:
    return way[_NEAR:-_NEAR]


def _meetings(way: Way, across: Way) -> int:
    """How often two lines cut each other."""
    if min(len(way), len(across)) <= 1:
        return 0
    if (way.max(0) < across.min(0)).any() or (across.max(0) < way.min(0)).any():
        return 0
    start, step = way[:-1, None], np.diff(way, axis=0)[:, None]
    other, other_step = across[None, :-1], np.diff(across, axis=0)[None]
    cross = _cross(step, other_step)
    with np.errstate(divide="ignore", invalid="ignore"):
        along = _cross(other - start, other_step) / cross
        across_at = _cross(other - start, step) / cross
    inside = (along >= 0) & (along < 1) & (across_at >= 0) & (across_at < 1) & (cross != 0)
    return int(inside.sum())


def _cross(one: Way, other: Way) -> Way:
    return one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]


def _pierced(
    boxes: Mapping[str, tuple[float, float, float, float]], line: tuple[str, str, Way]
) -> bool:
    """Whether a line runs through a box that is not one of its ends."""
    source, target, way = line
    fine = np.concatenate([way[:-1] + np.diff(way, axis=0) * t for t in np.linspace(0, 1, 9)])
    for name, (x, y, width, height) in boxes.items():
        if name in (source, target):
            continue
        inside = (abs(fine[:, 0] - x) < width / 2 - _APART) & (
            abs(fine[:, 1] - y) < height / 2 - _APART
        )
        if inside.any():
            return True
    return False


def _area(
    boxes: Mapping[str, tuple[float, float, float, float]], lines: Sequence[tuple[str, str, Way]]
) -> float:
    """Megapixels of the smallest frame around everything."""
    corners = [
        (x + side * w / 2, y + side * h / 2) for x, y, w, h in boxes.values() for side in (-1, 1)
    ]
    every = np.concatenate([np.array(corners), *(way for _, _, way in lines)])
    width, height = every.max(0) - every.min(0)
    return float(width * height) / 1e6
