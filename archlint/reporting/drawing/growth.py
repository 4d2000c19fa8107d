"""Cores over growing load: as it is, and after the rewrites."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.quantities import format_count
from archlint.reporting.drawing.axes import CHARACTER, Tick, px, steps, through
from archlint.reporting.drawing.labels import Label, apart

if TYPE_CHECKING:
    from archlint.reporting.page import GrowthPart


Place = Callable[[float], float]
"""A value -> where it stands."""


class Mark(NamedTuple):
    """A point on a line; its label stands at the foot of the frame, where no line is."""

    x: float
    y: float
    label: Label


class GrowthPlot(Struct, frozen=True, kw_only=True):
    """Two lines in a frame, `band` between the ends of the second; `level` is today's cores.

    `then` and `band` are empty where nothing is rewritten, `bought` None where the second line does
    not come back to today's cores within the frame.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    now: str
    then: str
    band: str
    level: float
    bought: Mark | None
    now_label: Label
    then_label: Label | None


_WIDTH, _HEIGHT = 640.0, 330.0
_LEFT, _TOP, _BOTTOM = 52.0, 22.0, 272.0
_GAP = 8.0


def growth_plot(part: GrowthPart) -> GrowthPlot:
    """Lay the lines out; their labels stand behind their ends and push each other apart."""
    last = part.curve[-1]
    texts = [f"as it is {last.now.text}", f"after {last.then.text}" if part.rewrites else ""]
    right = _WIDTH - _GAP - 1.0 - max(map(len, texts)) * CHARACTER
    most = max([last.now.value or 0.0, last.high if part.rewrites else 0.0]) or 1.0
    ticks = steps(most, 5)
    top_value = max(most, ticks[-1])

    def x_of(place: float) -> float:
        return px(_LEFT + place * (right - _LEFT))

    def y_of(cores: float) -> float:
        return px(_BOTTOM - cores / top_value * (_BOTTOM - _TOP))

    now = [(x_of(point.place), y_of(point.now.value or 0.0)) for point in part.curve]
    then = [(x_of(point.place), y_of(point.then.value or 0.0)) for point in part.curve]
    level = y_of(part.today.value or 0.0)
    ends = apart(
        [now[-1][1] + 4, *([then[-1][1] + 4] if part.rewrites else [])], low=_TOP, high=_BOTTOM
    )
    labels = [Label(px(right + _GAP), y, text) for y, text in zip(ends, texts, strict=False)]
    return GrowthPlot(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=px(right),
        top=_TOP,
        bottom=_BOTTOM,
        x_ticks=tuple(Tick(x_of(point.place), point.label) for point in part.rows),
        y_ticks=tuple(Tick(y_of(value), format_count(value)) for value in ticks),
        x_label="months from today" if part.is_time else "times today's load",
        now=through(now),
        then=through(then) if part.rewrites else "",
        band=_band(part, x_of, y_of) if part.rewrites else "",
        level=level,
        bought=_bought(part, x_of, level, right),
        now_label=labels[0],
        then_label=labels[1] if part.rewrites else None,
    )


def _band(part: GrowthPart, x_of: Place, y_of: Place) -> str:
    low = [(x_of(point.place), y_of(max(0.0, point.low))) for point in part.curve]
    high = [(x_of(point.place), y_of(max(0.0, point.high))) for point in part.curve]
    return through([*low, *reversed(high)]) + "Z"


def _bought(part: GrowthPart, x_of: Place, level: float, right: float) -> Mark | None:
    """Where the second line is at today's cores again."""
    if part.bought_at is None:
        return None
    x, text = x_of(part.bought_at), f"bought: {part.bought.text}"
    fits = x + _GAP + len(text) * CHARACTER <= right
    label = Label(
        px(x + _GAP if fits else x - _GAP), _BOTTOM - 10, text, "start" if fits else "end"
    )
    return Mark(x, level, label)
