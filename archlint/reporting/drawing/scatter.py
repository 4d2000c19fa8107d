"""Load against own CPU time on logarithmic axes, and lines along which the cost is the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.quantities import format_cores, format_count, format_duration
from archlint.reporting.drawing.axes import Tick, px
from archlint.reporting.drawing.callouts import Name, Target, callouts
from archlint.reporting.drawing.labels import Box, Label, is_free
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import ScatterDot, ScatterPart

MOST_SHAPES = 300
"""Shapes drawn; where there are more services those that stand close share one."""

_MOST_NAMES = 16
_WIDTH, _HEIGHT = 700.0, 520.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 690.0, 24.0, 466.0
_FRAME = Box(_LEFT + 2, _TOP, _WIDTH, _BOTTOM - 2)
_RADIUS = 5.0
_LARGEST = 11.0


class Shape(NamedTuple):
    """A service, or several of one kind that stand close: `radius` grows with how many."""

    x: float
    y: float
    radius: float
    mark: str
    is_filled: bool
    title: str


class Diagonal(NamedTuple):
    """The line along which rate × time is so many cores."""

    path: str
    label: Label | None


class ScatterPlot(Struct, frozen=True, kw_only=True):
    """Shapes in a frame; `shared` is how many services share a shape with others.

    `unnamed` is how many whose verdict says more than Go have no room for their name.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    diagonals: tuple[Diagonal, ...]
    shapes: tuple[Shape, ...]
    names: tuple[Name, ...]
    shared: int
    unnamed: int


class Axis(NamedTuple):
    """A logarithmic axis from one decade to another, between two pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """Powers of ten, and three times those where there are few."""
        first, last = math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9)
        wide = last - first > _FEW
        factors = (1.0,) if wide else (1.0, 3.0)
        values = [
            factor * 10.0**power for power in range(first - 1, last + 1) for factor in factors
        ]
        return [
            value for value in values if self.low - 1e-9 <= math.log10(value) <= self.high + 1e-9
        ]


_FEW = 2


def axis(values: Iterable[float], start: float, end: float) -> Axis:
    """An axis that holds all values with a little room; at least one decade."""
    logs = [math.log10(value) for value in values]
    low, high = min(logs), max(logs)
    room = max(0.12, 0.5 - (high - low) / 2.0)
    return Axis(low - room, high + room, start, end)


def scatter_plot(part: ScatterPart) -> ScatterPlot:
    """Lay all services out; the named ones keep a shape of their own."""
    x_axis = axis((_rate(dot) for dot in part.dots), _LEFT + 6, _RIGHT - 6)
    y_axis = axis((_cpu(dot) for dot in part.dots), _BOTTOM - 6, _TOP + 6)

    def place(dot: ScatterDot) -> tuple[float, float]:
        return px(x_axis.at(_rate(dot))), px(y_axis.at(_cpu(dot)))

    names = dict.fromkeys((*part.named[:_MOST_NAMES], *(item.service for item in part.near)))
    shapes, shared = _shapes(part.dots, frozenset(names), place)
    boxes = [_box(shape) for shape in shapes]
    diagonals = _diagonals(x_axis, y_axis, boxes)
    taken = [item.label.box for item in diagonals if item.label is not None]
    dots = {dot.service: dot for dot in part.dots}
    targets = [Target(name, *place(dots[name]), dots[name].is_weighty) for name in names]
    drawn = tuple(callouts(targets, frame=_FRAME, shapes=boxes, labels=taken))
    return ScatterPlot(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        x_ticks=tuple(Tick(px(x_axis.at(value)), format_count(value)) for value in x_axis.ticks),
        y_ticks=tuple(Tick(px(y_axis.at(value)), format_duration(value)) for value in y_axis.ticks),
        diagonals=tuple(diagonals),
        shapes=tuple(shapes),
        names=drawn,
        shared=shared,
        unnamed=sum(dot.is_weighty for dot in part.dots) - sum(name.is_weighty for name in drawn),
    )


def _rate(dot: ScatterDot) -> float:
    return dot.rate.value or 1.0


def _cpu(dot: ScatterDot) -> float:
    return dot.cpu.value or 1.0


def _box(shape: Shape) -> Box:
    size = shape.radius + 1.0
    return Box(shape.x - size, shape.y - size, shape.x + size, shape.y + size)


# --- shapes ---------------------------------------------------------------------------------------

Place = Callable[["ScatterDot"], tuple[float, float]]


def _shapes(
    dots: Sequence[ScatterDot], named: frozenset[str], place: Place
) -> tuple[list[Shape], int]:
    """Hollow ones first, the weighty last, so that these are never hidden; and how many share."""
    alone = [dot for dot in dots if dot.service in named]
    others = [dot for dot in dots if dot.service not in named]
    most = MOST_SHAPES - len(alone)
    cells = [[dot] for dot in others] if len(others) <= most else _cells(others, most, place)
    shared = sum(len(cell) for cell in cells if len(cell) > 1)
    shapes = [_shape(cell, place) for cell in [*cells, *([dot] for dot in alone)]]
    return sorted(shapes, key=_order), shared


def _order(shape: Shape) -> tuple[bool, bool, float, float, float, str]:
    weighty = shape.mark in ("rust", "hybrid", "measure")
    return (weighty, shape.is_filled, -shape.radius, shape.x, shape.y, shape.title)


def _cells(dots: Sequence[ScatterDot], most: int, place: Place) -> list[list[ScatterDot]]:
    """Services of one kind in squares that grow until there are few enough of them."""
    size = 6.0
    while True:
        cells: dict[tuple[int, int, str, bool], list[ScatterDot]] = {}
        for dot in dots:
            x, y = place(dot)
            key = (int(x // size), int(y // size), dot.mark, dot.is_critical)
            cells.setdefault(key, []).append(dot)
        if len(cells) <= most:
            return [cells[key] for key in sorted(cells)]
        size *= 1.25


def _shape(cell: Sequence[ScatterDot], place: Place) -> Shape:
    places = [place(dot) for dot in cell]
    first, count = cell[0], len(cell)
    path = "on a critical path" if first.is_critical else "on no critical path"
    title = (
        f"{visible(first.service)}: {first.rate.text} × {first.cpu.text} = {first.cores.text};"
        f" {first.words}, {path}"
        if count == 1
        else f"{count} services: {first.words}, {path}"
    )
    return Shape(
        x=px(math.fsum(x for x, _ in places) / count),
        y=px(math.fsum(y for _, y in places) / count),
        radius=px(min(_LARGEST, _RADIUS + math.log2(count))),
        mark=first.mark,
        is_filled=first.is_critical,
        title=title,
    )


# --- diagonals ------------------------------------------------------------------------------------


def _diagonals(x_axis: Axis, y_axis: Axis, dots: Sequence[Box]) -> list[Diagonal]:
    """Powers of ten of cores that cross the frame, each with its label where it covers least."""
    first = math.ceil(x_axis.low + y_axis.low)
    last = math.floor(x_axis.high + y_axis.high)
    found: list[Diagonal] = []
    for power in range(first, last + 1):
        low = max(x_axis.low, power - y_axis.high)
        high = min(x_axis.high, power - y_axis.low)
        if high - low < _SHORTEST:
            continue
        ends = [
            (px(x_axis.at(10.0**log)), px(y_axis.at(10.0 ** (power - log)))) for log in (low, high)
        ]
        taken = [item.label.box for item in found if item.label is not None]
        label = _along(ends, format_cores(10.0**power), taken, dots)
        (x, y), (to_x, to_y) = ends
        found.append(Diagonal(f"M{x:g} {y:g}L{to_x:g} {to_y:g}", label))
    return found


_SHORTEST = 0.35
"""Decades of a diagonal below which it is not drawn."""

_STEPS = 16


def _along(
    ends: Sequence[tuple[float, float]], text: str, taken: Sequence[Box], dots: Sequence[Box]
) -> Label | None:
    """A label on a line, from its lower end upwards where it is free; None where it never is."""
    (x, y), (to_x, to_y) = ends
    for avoided in ([*taken, *dots], taken):
        for step in range(_STEPS, -1, -1):
            at = (step + 0.5) / (_STEPS + 1)
            label = Label(px(x + (to_x - x) * at + 5), px(y + (to_y - y) * at - 2), text)
            if is_free(label, avoided, _FRAME):
                return label
    return None
