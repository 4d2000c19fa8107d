"""What is laid out and what comes of it; all lengths in the units of the boxes."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Box(Struct, frozen=True, kw_only=True):
    """Something to be drawn as a rectangle; on the spine it stands on the horizontal line."""

    name: str
    width: float
    height: float
    is_on_spine: bool = False


class Edge(Struct, frozen=True, kw_only=True):
    """A line between two boxes by name; `weight` says which of a ring is worth keeping straight."""

    source: str
    target: str
    weight: float = 1.0
    is_on_spine: bool = False


class Point(NamedTuple):
    """A place; y grows downwards."""

    x: float
    y: float


class Placed(Struct, frozen=True, kw_only=True):
    """A box and its middle; `column` counts from the left."""

    box: Box
    x: float
    y: float
    column: int

    @property
    def left(self) -> float:
        return self.x - self.box.width / 2

    @property
    def top(self) -> float:
        return self.y - self.box.height / 2


class Route(Struct, frozen=True, kw_only=True):
    """A line and the points that it passes; a line that closes a ring runs backwards.

    From point to point it is level, or it crosses the gap between two columns. Backwards it leaves
    its box on the left and arrives from the right, both below the middle, so that it never lies on
    a line that runs forwards; a box's line to itself has two points on its right side.
    """

    edge: Edge
    points: tuple[Point, ...]
    is_backwards: bool = False


class Drawing(Struct, frozen=True, kw_only=True):
    """Boxes by name and routes by source and target, all at or right of and below the origin."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    routes: tuple[Route, ...]
    crossings: int
