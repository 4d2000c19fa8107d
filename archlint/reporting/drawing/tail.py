"""What adds up to a journey's p99: a bar a service, each from where the one before it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.columns import clip, width
from archlint.reporting.drawing.axes import CHARACTER, Bar, Tick, px
from archlint.reporting.drawing.markers import Mark, Marker, markers, reach_of
from archlint.reporting.drawing.waterfall import ticks
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import JourneyPart, TailPart, TailRow


class TailShape(Struct, frozen=True, kw_only=True):
    """One row: what it adds to the p99, and below it from the same place what to the mean."""

    y: float
    text: str
    mark: str
    p99: Bar
    mean: Bar
    p99_text: str
    mean_text: str
    on_path: str


class Tail(Struct, frozen=True, kw_only=True):
    """The contributions to one journey's p99; `noise` is the p99 within two standard errors."""

    width: float
    height: float
    left: float
    right: float
    columns: tuple[float, float, float]
    top: float
    axis_y: float
    ticks: tuple[Tick, ...]
    rows: tuple[TailShape, ...]
    markers: tuple[Marker, ...]
    noise: Bar
    description: str


_WIDTH = 1100.0
_ROW = 26.0
_AXIS = 22.0
_COLUMN = 78.0
_LONGEST = 34
_FAR = 3.0
"""What is promised beyond so many times what is drawn is named at the edge, not drawn to scale."""


def tail(journey: JourneyPart, part: TailPart) -> Tail:
    """Stack the rows from left to right up to the p99."""
    marks = tuple(_marks(journey, part))
    whole, most = part.total.value or 0.0, (part.p99.value or 0.0) + part.noise
    reach = reach_of((whole, most), marks, _FAR)
    left = min(300.0, 14.0 + max(width(_label(row)) for row in part.rows) * CHARACTER)
    right = _WIDTH - 3 * _COLUMN - 12.0
    lines, above = markers(marks, left, right, reach)
    scale, top = (right - left) / reach, above + _AXIS
    around = left + ((part.p99.value or 0.0) - part.noise) * scale
    return Tail(
        width=_WIDTH,
        height=px(top + _ROW * len(part.rows) + 4),
        left=px(left),
        right=px(right),
        columns=(px(_WIDTH - 2 * _COLUMN - 4), px(_WIDTH - _COLUMN - 4), px(_WIDTH - 4)),
        top=px(top),
        axis_y=px(top - 8),
        ticks=ticks(reach, left, scale, lines),
        rows=tuple(_shapes(part, top, left, scale)),
        markers=lines,
        noise=Bar(px(around), px(2 * part.noise * scale)),
        description=(
            f"{len(part.rows)} bars add up to {part.total.text}; the p99 is {part.p99.text}."
            " The same figures stand in the table below."
        ),
    )


def _marks(journey: JourneyPart, part: TailPart) -> Iterator[Mark]:
    yield Mark(part.p99.value or 0.0, f"p99 {part.p99.text}", "now")
    if part.after.value and part.after.text != part.p99.text:
        yield Mark(part.after.value, f"after the rewrites {part.after.text}", "aft")
    for each in journey.objectives:
        if each.of == "p99":
            yield Mark(each.promised.value or 0.0, f"SLO {each.promised.text}", "slo")


def _label(row: TailRow) -> str:
    return clip(visible(row.name), _LONGEST)


def _shapes(part: TailPart, top: float, left: float, scale: float) -> Iterator[TailShape]:
    before = left
    for number, row in enumerate(part.rows):
        seconds = row.p99.value or 0.0
        yield TailShape(
            y=px(top + _ROW * number),
            text=_label(row),
            mark=row.mark,
            p99=Bar(px(before), px(seconds * scale)),
            mean=Bar(px(before), px((row.mean.value or 0.0) * scale)),
            p99_text=row.p99.text,
            mean_text=row.mean.text,
            on_path="" if row.on_path.value is None else row.on_path.text,
        )
        before += seconds * scale
