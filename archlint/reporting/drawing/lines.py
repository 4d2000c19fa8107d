"""Lines between boxes: curves with level ends, arrowheads, and the place of a label beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from archlint.reporting.drawing.axes import CHARACTER, px

if TYPE_CHECKING:
    from archlint.reporting.layout import Point, Route

_LOOP = 26.0
"""How far the line of a box to itself reaches to the right."""

_ALONG = (0.7, 0.6, 0.8, 0.5, 0.4, 0.3)
"""Where on its last curve a label may stand, the best first."""

_HEAD = 11.0
"""Room for an arrowhead between a label and the box."""

_LABEL = 13.0
"""Height of a label's line."""

_DESCENT = 3.0
"""What of a letter hangs below the base line."""


class LineLabel(NamedTuple):
    """A text on a line by its middle and its base line."""

    x: float
    y: float
    text: str


class Stroke(NamedTuple):
    """A line as a path, and the triangle of its arrowhead."""

    path: str
    head: str


def stroke(route: Route, size: float) -> Stroke:
    """Cubic curves from column to column, level within; `size` is the arrowhead's length."""
    if is_loop(route):
        return _loop(route.points, size)
    points = list(route.points)
    tip, before = points[-1], points[-2]
    side = 1.0 if tip.x >= before.x else -1.0
    points[-1] = tip._replace(x=tip.x - side * size)
    parts = [f"M{_at(points[0])}"]
    for start, end in pairwise(points):
        if start.y == end.y:
            parts.append(f"H{px(end.x):g}")
        else:
            middle = px((start.x + end.x) / 2)
            parts.append(f"C{middle:g} {px(start.y):g} {middle:g} {px(end.y):g} {_at(end)}")
    return Stroke("".join(parts), _head(tip.x, tip.y, side, size))


def is_loop(route: Route) -> bool:
    return route.edge.source == route.edge.target


def _loop(points: Sequence[Point], size: float) -> Stroke:
    start, tip = points
    far = px(start.x + _LOOP)
    end = f"{px(tip.x + size):g} {px(tip.y):g}"
    path = f"M{_at(start)}C{far:g} {px(start.y - 8):g} {far:g} {px(tip.y + 8):g} {end}"
    return Stroke(path, _head(tip.x, tip.y, -1.0, size))


def _head(x: float, y: float, side: float, size: float) -> str:
    """A triangle that points to the right, or to the left where `side` is -1."""
    back, half = px(x - side * size), size * 0.48
    return f"M{px(x):g} {px(y):g}L{back:g} {px(y - half):g}V{px(y + half):g}Z"


def _at(point: Point) -> str:
    return f"{px(point.x):g} {px(point.y):g}"


def label(route: Route, text: str, taken: list[tuple[float, float, float, float]]) -> LineLabel:
    """A place near the arrowhead that no other label has; `taken` are boxes, and takes it."""
    half = len(text) * CHARACTER / 2
    best = None
    for x, y in _places(route, half):
        found = LineLabel(px(x), px(y), text)
        area = (found.x - half, found.y - _LABEL + 2, found.x + half, found.y + 2)
        best = best or (found, area)
        if not any(_overlap(area, other) for other in taken):
            best = (found, area)
            break
    assert best is not None  # noqa: S101  # there is always a place
    taken.append(best[1])
    return best[0]


def _places(route: Route, half: float) -> Iterator[tuple[float, float]]:
    """Above its last curve, below it where it runs back, or beside a loop."""
    start, end = route.points[-2:]
    if is_loop(route):
        yield start.x + _LOOP + half - 4, (start.y + end.y) / 2 + 4
    side = 1.0 if end.x >= start.x else -1.0
    free = end.x - side * (_HEAD + half)
    off = _LABEL if route.is_backwards else -4.0
    for share in _ALONG:
        x, y = bezier(start, end, share)
        yield (min(x, free) if side > 0 else max(x, free)), y + off


def reach(routes: Iterable[Route], labels: Iterable[LineLabel]) -> float:
    """The x up to which loops and labels extend: those of the last column leave the boxes."""
    loops = (route.points[0].x + _LOOP for route in routes if is_loop(route))
    texts = (each.x + len(each.text) * CHARACTER / 2 for each in labels)
    return max([0.0, *loops, *texts])


def depth(labels: Iterable[LineLabel]) -> float:
    """The y down to which labels extend: those of lines back stand below them."""
    return max((each.y + _DESCENT for each in labels), default=0.0)


def bezier(start: Point, end: Point, share: float) -> tuple[float, float]:
    """The point of a curve between two points with level ends."""
    middle, rest = (start.x + end.x) / 2, 1 - share
    x = start.x * rest**3 + 3 * middle * share * rest + end.x * share**3
    y = start.y * (rest**3 + 3 * rest**2 * share) + end.y * (3 * rest * share**2 + share**3)
    return x, y


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
