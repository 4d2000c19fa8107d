"""Curves in a frame: removable waiting added up, and the waiting by cause."""

from __future__ import annotations

from collections.abc import Sequence
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


class Plot(Struct, frozen=True, kw_only=True):
    """A curve in a frame.

    `line` is a path, `area` what lies under its part up to `reach`, `cut` the quota's x.
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


_MOST_DOTS = 12


_QUARTERS = ((0.0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1.0, "100 %"))


def pareto(curve: Curve) -> Plot:
    """Cumulative ΔL over the services, best first, with the quota as a vertical line."""
    width, height, left, right, top, bottom = 620.0, 372.0, 64.0, 590.0, 16.0, 318.0
    across = (right - left) / max(1, curve.services)
    down = bottom - top
    totals = [0.0, *(point.total.value or 0.0 for point in curve.points)]
    places = [
        (px(left + rank * across), px(bottom - part * down)) for rank, part in enumerate(totals)
    ]
    end = (px(right), places[-1][1])
    held = sum(point.has_seat for point in curve.points)
    edge = places[held]
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
        dots=tuple(
            Dot(
                *places[point.rank],
                str(point.rank),
                f"{visible(point.service)}: {point.total.text}",
            )
            for point in curve.points[:_MOST_DOTS]
            if point.has_seat
        ),
    )


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
