"""A journey from left to right in time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.columns import clip, width
from archlint.reporting.drawing.axes import CHARACTER, Bar, Tick, px, steps
from archlint.reporting.drawing.markers import Mark, Marker, markers, reach_of
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import JourneyPart, PathRow


class WaterfallRow(Struct, frozen=True, kw_only=True):
    """One row: where the label stands, the stay as a line, own time as bars, slack behind it.

    Own time of which nobody knows how much computes is `unsplit`. `own` and `slack_text` stand in
    the columns at the right.
    """

    y: float
    number: str
    text: str
    text_x: float
    mark: str
    is_critical: bool
    is_async: bool
    is_fold: bool
    stay: Bar
    computing: Bar
    waiting: Bar
    unsplit: Bar
    slack: Bar
    own: str
    slack_text: str


class Waterfall(Struct, frozen=True, kw_only=True):
    """One journey from left to right in time; markers are lines across all rows.

    `gap` lies between the end of the path on means and the mean. `top` is where rows begin,
    `axis_y` the base line of the ticks' texts.
    """

    width: float
    height: float
    left: float
    right: float
    own_x: float
    slack_x: float
    top: float
    axis_y: float
    ticks: tuple[Tick, ...]
    rows: tuple[WaterfallRow, ...]
    markers: tuple[Marker, ...]
    gap: Bar
    description: str


_WIDTH = 1100.0
_ROW = 24.0
_AXIS = 22.0
_COLUMN = 84.0
"""Width of a column of figures at the right."""

_NUMBER = 26.0
"""Room for the number of a row."""

_LONGEST = 34
_INDENT = 12.0
_FAR = 3.0
"""What is promised beyond so many times what is drawn is named at the edge, not drawn to scale."""


def waterfall(journey: JourneyPart) -> Waterfall:
    """Lay the journey's rows out over its path and the slack of its rivals."""
    marks = tuple(_marks(journey))
    drawn = [journey.length.value or 0.0, *map(_reach, journey.rows)]
    reach = reach_of([*drawn, journey.mean.value or 0.0], marks, _FAR)
    longest = max((_indent(row) + _label_width(row) for row in journey.rows), default=60.0)
    left = min(300.0, _NUMBER + longest + 14.0)
    right = _WIDTH - 2 * _COLUMN - 12.0
    lines, above = markers(marks, left, right, reach)
    scale = (right - left) / reach
    top = above + _AXIS
    return Waterfall(
        width=_WIDTH,
        height=px(top + _ROW * len(journey.rows) + 4),
        left=px(left),
        right=px(right),
        own_x=px(_WIDTH - _COLUMN - 4),
        slack_x=px(_WIDTH - 4),
        top=px(top),
        axis_y=px(top - 8),
        ticks=ticks(reach, left, scale, lines),
        rows=tuple(
            _waterfall_row(row, top + _ROW * number, left, scale)
            for number, row in enumerate(journey.rows)
        ),
        markers=lines,
        gap=_gap(journey, left, scale),
        description=_describe(journey),
    )


def _marks(journey: JourneyPart) -> Iterator[Mark]:
    """Means today, after the rewrites and as promised; the end of the path if it is elsewhere."""
    if not journey.mean.value:
        return
    if journey.gap:
        yield Mark(journey.length.value or 0.0, f"path ends {journey.length.text}", "end")
    yield Mark(journey.mean.value, f"mean {journey.mean.text}", "now")
    if journey.after.value and journey.after.text != journey.mean.text:
        yield Mark(journey.after.value, f"after the rewrites {journey.after.text}", "aft")
    for each in journey.objectives:
        if each.of == "mean":
            yield Mark(each.promised.value or 0.0, f"SLO {each.promised.text}", "slo")


def ticks(reach: float, left: float, scale: float, lines: tuple[Marker, ...]) -> tuple[Tick, ...]:
    """Round figures; the text is left out where a line would cross it, for that has its own."""
    return tuple(
        Tick(px(left + step * scale), _clear(format_duration(step), left + step * scale, lines))
        for step in _steps(reach)
    )


def _steps(reach: float) -> list[float]:
    """Round numbers of the unit in which such a time is read: 90 s are one minute and a half."""
    unit = next((unit for unit in (3600.0, 60.0) if reach >= 2 * unit), 1.0)
    return [step * unit for step in steps(reach / unit, 7)]


def _clear(text: str, at: float, lines: tuple[Marker, ...]) -> str:
    half = len(text) * CHARACTER / 2 + 3.0
    return "" if any(abs(line.x - at) < half and not line.is_beyond for line in lines) else text


def _gap(journey: JourneyPart, left: float, scale: float) -> Bar:
    if not journey.gap:
        return Bar(px(left), 0.0)
    ends, mean = journey.length.value or 0.0, journey.mean.value or 0.0
    return Bar(px(left + min(ends, mean) * scale), px(abs(mean - ends) * scale))


def _reach(row: PathRow) -> float:
    if row.is_async:
        return 0.0
    return (row.end.value or 0.0) + (0.0 if row.stands_for else _slack(row))


def _slack(row: PathRow) -> float:
    slack = 0.0 if row.is_async or row.is_critical else row.slack.value or 0.0
    return slack if math.isfinite(slack) else 0.0


def _indent(row: PathRow) -> float:
    return row.level * _INDENT


def _label(row: PathRow) -> str:
    return clip(visible(row.label), max(12, _LONGEST - 2 * min(row.depth, 8)))


def _label_width(row: PathRow) -> float:
    return width(_label(row)) * CHARACTER


def _waterfall_row(row: PathRow, y: float, left: float, scale: float) -> WaterfallRow:
    start, end = row.start.value or 0.0, row.end.value or 0.0
    own = 0.0 if row.is_async or row.stands_for else row.own.value or 0.0
    computing = row.computing.value
    x, behind = left + start * scale, left + end * scale
    split = 0.0 if computing is None else min(computing, own)
    return WaterfallRow(
        y=px(y),
        number="" if row.number is None else str(row.number),
        text=_label(row),
        text_x=px(_NUMBER + _indent(row)),
        mark=row.mark,
        is_critical=row.is_critical,
        is_async=row.is_async,
        is_fold=bool(row.stands_for),
        stay=Bar(px(x), px(max(0.0, behind - x))),
        computing=Bar(px(x), px(split * scale)),
        waiting=Bar(px(x + split * scale), px(0.0 if computing is None else (own - split) * scale)),
        unsplit=Bar(px(x), px(own * scale if computing is None else 0.0)),
        slack=Bar(px(behind), px(0.0 if row.stands_for else _slack(row) * scale)),
        own=_own(row),
        slack_text="" if row.is_async or row.is_critical or not row.slack.value else row.slack.text,
    )


def _own(row: PathRow) -> str:
    if row.is_async:
        return "not waited for"
    return "?" if row.own.value is None else row.own.text


def _describe(journey: JourneyPart) -> str:
    critical = sum(row.is_critical for row in journey.rows)
    return (
        f"{critical} of {len(journey.rows)} rows are on the critical path, which is drawn on means"
        f" and takes {journey.length.text}. The same figures stand in the table below."
    )
