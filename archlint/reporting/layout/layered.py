"""The layout put together: columns, order, heights, and the way of every line."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.reporting.layout.columns import columns, forwards
from archlint.reporting.layout.crossings import crossings
from archlint.reporting.layout.drawing import Box, Drawing, Edge, Placed, Point, Route
from archlint.reporting.layout.heights import heights
from archlint.reporting.layout.ordering import ordered

if TYPE_CHECKING:
    from collections.abc import Mapping

GAP_X = 56.0
"""Between columns: room for a curve."""

_GAP_Y = 10.0
_GAP_BEND = 6.0

_BACKWARDS = 0.32
"""How far below the middle of a box, in heights, a line back arrives and leaves: in the middle it
would lie on the line that it answers, and further down on the round corner."""


def layered(boxes: Iterable[Box], edges: Iterable[Edge]) -> Drawing:
    """Lay the boxes out. Names are unique, and edges have ends among them; else KeyError.

    Boxes of a column become as wide as its widest, so that no line passes beside a narrow one into
    the next.
    Where the spine's boxes are not one in a column, all of them stand on the line all the same only
    if each column has at most one: of several the first by name is straight.
    """
    by_name = {box.name: box for box in sorted(boxes, key=lambda box: box.name)}
    lines = sorted(edges, key=lambda edge: (edge.source, edge.target, edge.weight))
    if not by_name:
        return Drawing(width=0.0, height=0.0, boxes=(), routes=(), crossings=0)
    return _Layout(by_name, lines).drawing()


class _Layout:
    """Vertices are numbers: boxes in the order of their names, then the bends of long lines."""

    def __init__(self, boxes: Mapping[str, Box], edges: Sequence[Edge]) -> None:
        self.boxes = list(boxes.values())
        number = {name: place for place, name in enumerate(boxes)}
        kept, backwards = forwards(list(boxes), edges)
        self.column_of = columns(list(boxes), kept)
        least = min(self.column_of.values())
        self.columns: list[list[int]] = [
            [] for _ in range(max(self.column_of.values()) - least + 1)
        ]
        for name, vertex in number.items():
            self.column_of[name] -= least
            self.columns[self.column_of[name]].append(vertex)
        self.before: dict[int, list[int]] = {vertex: [] for vertex in number.values()}
        self.after: dict[int, list[int]] = {vertex: [] for vertex in number.values()}
        self.spine: set[int] = set()
        self._pin(box for box in self.boxes if box.is_on_spine)
        self.number = number
        self.chains = [(edge, self._chain(edge.source, edge.target, edge)) for edge in kept]
        self.loops = [edge for edge in backwards if edge.source == edge.target]
        self.backwards = [
            (edge, self._chain(edge.target, edge.source, edge))
            for edge in backwards
            if edge.source != edge.target
        ]

    def _pin(self, boxes: Iterable[Box]) -> None:
        """The first box of the spine in each column."""
        taken: set[int] = set()
        for box in boxes:
            column = self.column_of[box.name]
            if column not in taken:
                taken.add(column)
                self.spine.add(self.boxes.index(box))

    def _chain(self, first: str, last: str, edge: Edge) -> list[int]:
        """The vertices from left to right: its ends, and a bend in every column that it passes."""
        start, end = self.column_of[first], self.column_of[last]
        chain = [self.number[first]]
        for column in range(start + 1, end):
            bend = len(self.before)
            self.before[bend], self.after[bend] = [], []
            if edge.is_on_spine and not self.spine & set(self.columns[column]):
                self.spine.add(bend)
            self.columns[column].append(bend)
            chain.append(bend)
        chain.append(self.number[last])
        for left, right in itertools.pairwise(chain):
            self.after[left].append(right)
            self.before[right].append(left)
        return chain

    def _is_bend(self, vertex: int) -> bool:
        return vertex >= len(self.boxes)

    def _gap(self, upper: int, lower: int) -> float:
        apart = _GAP_BEND if self._is_bend(upper) or self._is_bend(lower) else _GAP_Y
        return (self._height(upper) + self._height(lower)) / 2 + apart

    def _height(self, vertex: int) -> float:
        return 0.0 if self._is_bend(vertex) else self.boxes[vertex].height

    def drawing(self) -> Drawing:
        order = ordered(self.columns, self.before, self.after, self.spine)
        found = heights(
            order,
            self.before,
            self.after,
            spine=self.spine,
            is_bend=self._is_bend,
            gap=self._gap,
        )
        top = min(y - self._height(vertex) / 2 for vertex, y in found.items())
        y = {vertex: round(at - top, 1) for vertex, at in found.items()}
        spans = list(self._spans(order))
        placed = [
            Placed(
                box=replace(box, width=_width(spans[self.column_of[box.name]])),
                x=round(sum(spans[self.column_of[box.name]]) / 2, 2),
                y=y[vertex],
                column=self.column_of[box.name],
            )
            for vertex, box in enumerate(self.boxes)
        ]
        return Drawing(
            width=spans[-1][1],
            height=max(at + self._height(vertex) / 2 for vertex, at in y.items()),
            boxes=tuple(placed),
            routes=(
                *(
                    Route(edge=edge, points=_way(chain, placed, spans, y))
                    for edge, chain in self.chains
                ),
                *(
                    Route(
                        edge=edge,
                        points=_way(chain, placed, spans, y, _BACKWARDS)[::-1],
                        is_backwards=True,
                    )
                    for edge, chain in self.backwards
                ),
                *(self._loop(edge, placed) for edge in self.loops),
            ),
            crossings=crossings(order, self.after),
        )

    def _spans(self, order: Sequence[Sequence[int]]) -> Iterable[tuple[float, float]]:
        """Left and right of every column: as wide as its widest box."""
        left = 0.0
        for column in order:
            widths = [self.boxes[vertex].width for vertex in column if not self._is_bend(vertex)]
            right = round(left + max(widths, default=0.0), 1)
            yield left, right
            left = round(right + GAP_X, 1)

    def _loop(self, edge: Edge, placed: Sequence[Placed]) -> Route:
        """From the right side of a box back to it."""
        at = placed[self.number[edge.source]]
        right, rise = at.left + at.box.width, round(at.box.height / 4, 1)
        points = (Point(right, round(at.y - rise, 1)), Point(right, round(at.y + rise, 1)))
        return Route(edge=edge, points=points, is_backwards=True)


def _width(span: tuple[float, float]) -> float:
    return round(span[1] - span[0], 1)


def _way(
    chain: Sequence[int],
    placed: Sequence[Placed],
    spans: Sequence[tuple[float, float]],
    y: Mapping[int, float],
    below: float = 0.0,
) -> tuple[Point, ...]:
    """From the right side of a box, level through the columns between, to the left of the next.

    It touches both boxes that part of their heights below their middles.
    """
    source, target = placed[chain[0]], placed[chain[-1]]
    start, end = (round(at.y + at.box.height * below, 1) for at in (source, target))
    points = [Point(source.left + source.box.width, start)]
    for column, bend in enumerate(chain[1:-1], source.column + 1):
        left, right = spans[column]
        points += [Point(left, y[bend]), Point(right, y[bend])]
    points.append(Point(target.left, end))
    return tuple(_without_level_runs(points))


def _without_level_runs(points: Sequence[Point]) -> Iterable[Point]:
    """Without the points in the middle of a horizontal run."""
    yield points[0]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if not before.y == point.y == after.y:
            yield point
    yield points[-1]
