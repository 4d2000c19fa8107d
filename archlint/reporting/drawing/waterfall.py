"""A journey from left to right in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.columns import clip
from archlint.reporting.drawing.axes import CHARACTER, Bar, Tick, px, steps
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import JourneyPart, PathRow


class WaterfallRow(Struct, frozen=True, kw_only=True):
    """One row: where the label stands, the stay as a line, own time as bars, slack behind it."""

    y: float
    text: str
    text_x: float
    title: str
    mark: str
    is_critical: bool
    is_async: bool
    stay: Bar
    computing: Bar
    waiting: Bar
    slack: Bar
    note: str
    note_x: float


class Waterfall(Struct, frozen=True, kw_only=True):
    """One journey from left to right in time; `now` and `after` are lines across all rows."""

    width: float
    height: float
    left: float
    ticks: tuple[Tick, ...]
    rows: tuple[WaterfallRow, ...]
    now: float
    after: float | None
    description: str


_WIDTH = 1100.0


_ROW = 24.0


_TOP = 26.0


_NOTE = 150.0


_LONGEST = 34


_INDENT = 12.0


def waterfall(journey: JourneyPart) -> Waterfall:
    """Lay the journey's rows out over its path and the slack of its rivals."""
    length = journey.length
    reach = max([length, *(_reach(row) for row in journey.rows)]) or 1.0
    longest = max((row.depth * _INDENT + _label_width(row) for row in journey.rows), default=60.0)
    left = min(300.0, longest + 14.0)
    scale = (_WIDTH - left - _NOTE) / reach
    after = journey.after.value
    return Waterfall(
        width=_WIDTH,
        height=px(_TOP + _ROW * len(journey.rows) + 8),
        left=px(left),
        ticks=tuple(
            Tick(px(left + step * scale), format_duration(step)) for step in steps(reach, 7)
        ),
        rows=tuple(
            _waterfall_row(row, number, left, scale) for number, row in enumerate(journey.rows)
        ),
        now=px(left + length * scale),
        after=None
        if after is None or journey.after.text == journey.mean.text
        else px(left + (length + after - (journey.mean.value or 0.0)) * scale),
        description=_describe(journey),
    )


def _reach(row: PathRow) -> float:
    if row.is_async:
        return 0.0
    slack = row.slack.value or 0.0
    return (row.end.value or 0.0) + (slack if math.isfinite(slack) else 0.0)


def _label(row: PathRow) -> str:
    return clip(visible(row.label), max(12, _LONGEST - 2 * min(row.depth, 8)))


def _label_width(row: PathRow) -> float:
    return len(_label(row)) * CHARACTER


def _waterfall_row(row: PathRow, number: int, left: float, scale: float) -> WaterfallRow:
    start, end = row.start.value or 0.0, row.end.value or 0.0
    own = 0.0 if row.is_async else row.own.value or 0.0
    slack = 0.0 if row.is_async or row.is_critical else row.slack.value or 0.0
    x = left + start * scale
    computing = min(row.computing, own) * scale
    behind = left + end * scale
    room = slack * scale if math.isfinite(slack) else 0.0
    return WaterfallRow(
        y=px(_TOP + _ROW * number),
        text=_label(row),
        text_x=px(min(row.depth, 12) * _INDENT),
        title=visible(row.label),
        mark=row.mark,
        is_critical=row.is_critical,
        is_async=row.is_async,
        stay=Bar(px(x), px(max(0.0, behind - x))),
        computing=Bar(px(x), px(computing)),
        waiting=Bar(px(x + computing), px(max(0.0, own * scale - computing))),
        slack=Bar(px(behind), px(room)),
        note=_note(row),
        note_x=px(max(behind + room, x + 1.0) + 7.0),
    )


def _note(row: PathRow) -> str:
    if row.is_async:
        return "not waited for"
    own = row.own.text if row.own.value or row.own.value is None else "0"
    if row.is_critical or not row.slack.value:
        return own
    return f"{own} · slack {row.slack.text}"


def _describe(journey: JourneyPart) -> str:
    critical = [row for row in journey.rows if row.is_critical]
    return (
        f"{len(critical)} of {len(journey.rows)} rows are on the critical path of"
        f" {journey.mean.text}. The same figures stand in the table below."
    )


# --- the curve of removable waiting -------------------------------------------------------------
