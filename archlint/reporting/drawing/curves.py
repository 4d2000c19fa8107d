"""Curves in a frame: removable waiting added up, and the waiting by cause."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.reporting.drawing.axes import Tick, px, steps, thin, through
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import Curve


class Dot(NamedTuple):
    """A seat's holder on the curve."""

    x: float
    y: float
    text: str
    title: str


class Step(NamedTuple):
    """A place on the curve at which a reader can stop: so many services, and what they carry."""

    rank: int
    x: float
    y: float
    text: str


class Plot(Struct, frozen=True, kw_only=True):
    """A curve in a frame.

    `line` is a path, `area` what lies under its part up to `reach`, `cut` the quota's x. `second`
    is another path in the same frame, empty without one.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str
    area: str
    cut: float
    reach: tuple[float, float]
    dots: tuple[Dot, ...]
    second: str = ""
    steps: tuple[Step, ...] = ()


_APART = 17.0
"""Pixels between two numbered dots, so that neither covers the other."""

_MOST_STEPS = 200
"""Places at which a reader can stop."""


_QUARTERS = ((0.0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1.0, "100 %"))


def pareto(curve: Curve) -> Plot:
    """Cumulative ΔL over the services, best first, with the quota as a vertical line."""
    width, height, left, right, top, bottom = 620.0, 372.0, 64.0, 590.0, 16.0, 318.0
    across = (right - left) / max(1, curve.services)
    down = bottom - top
    totals = [0.0, *(point.total.value or 0.0 for point in curve.points)]

    def place(rank: int, part: float) -> tuple[float, float]:
        return px(left + rank * across), px(bottom - part * down)

    places = [place(rank, part) for rank, part in enumerate(totals)]
    end = (px(right), places[-1][1])
    held = sum(point.has_seat for point in curve.points)
    edge = places[held]
    cores = [place(rank, part) for rank, part in enumerate((0.0, *curve.cores))]
    return Plot(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        x_ticks=tuple(
            Tick(px(left + step * across), f"{step:,.0f}")
            for step in steps(curve.services, 7)
            if step == int(step)
        ),
        y_ticks=tuple(Tick(px(bottom - share * down), text) for share, text in _QUARTERS),
        line=through([*thin(places), end]),
        area=through([*thin(places[: held + 1]), (edge[0], bottom), (left, bottom)]) + "Z",
        cut=px(left + min(curve.line, curve.services) * across),
        reach=edge,
        dots=tuple(_dots(curve, places)),
        second=through([*thin(cores), (px(right), px(top))]) if curve.cores else "",
        steps=tuple(_stops(curve, places)),
    )


def _dots(curve: Curve, places: Sequence[tuple[float, float]]) -> Iterator[Dot]:
    """The seats' holders as far as there is room for them; the last has it always."""
    held = [point for point in curve.points if point.has_seat]
    last = places[held[-1].rank] if held else (0.0, 0.0)
    before: tuple[float, float] | None = None
    for point in held:
        at = places[point.rank]
        is_last = point is held[-1]
        has_room = before is None or math.dist(at, before) >= _APART
        if is_last or (has_room and math.dist(at, last) >= _APART):
            yield Dot(*at, str(point.rank), f"{visible(point.service)}: {point.total.text} so far")
            before = at


def _stops(curve: Curve, places: Sequence[tuple[float, float]]) -> Iterator[Step]:
    count = len(curve.points)
    ranks: Sequence[int] = range(1, count + 1)
    if count > _MOST_STEPS:
        ranks = sorted(
            {*ranks[: _MOST_STEPS // 2], *ranks[:: -(-count // (_MOST_STEPS // 2))], count}
        )
    for rank in ranks:
        yield Step(rank, *places[rank], curve.points[rank - 1].total.text)


def lorenz(points: Sequence[tuple[float, float]]) -> Plot:
    """Share of the waiting over the share of services that cause it, the least first."""
    width, height, left, right, top, bottom = 360.0, 330.0, 44.0, 336.0, 14.0, 276.0
    places = [(px(left + x * (right - left)), px(bottom - y * (bottom - top))) for x, y in points]
    return Plot(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        x_ticks=tuple(Tick(px(left + at * (right - left)), text) for at, text in _QUARTERS),
        y_ticks=tuple(Tick(px(bottom - at * (bottom - top)), text) for at, text in _QUARTERS),
        line=through(thin(places)),
        area=through([*thin(places), (right, bottom)]) + "Z",
        cut=right,
        reach=(right, top),
        dots=(),
    )
