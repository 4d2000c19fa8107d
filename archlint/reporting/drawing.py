"""The geometry of the report's charts: figures in, coordinates out, in pixels rounded to a tenth.

Nothing here knows colours or markup: templates print the shapes with a class each, so that one
drawing serves light, dark and print.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.columns import clip
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page import Curve, JourneyPart, PathRow, Tally

_CHARACTER = 6.7
"""Width of a character of the charts' monospaced labels, with a little to spare."""


class Tick(NamedTuple):
    """A line of an axis and what stands beside it."""

    at: float
    text: str


class Bar(NamedTuple):
    """A stretch along the x axis."""

    x: float
    width: float


def _px(value: float) -> float:
    return round(value, 1)


def _steps(most: float, about: int) -> list[float]:
    """Round numbers from 0 to at most `most`, about so many."""
    if not most > 0:
        return [0.0]
    rough = most / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * (1 - 1e-9))
    return [step * number for number in range(int(most / step * (1 + 1e-9)) + 1)]


# --- waterfall ----------------------------------------------------------------------------------


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
_NOTE = 132.0
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
        height=_px(_TOP + _ROW * len(journey.rows) + 8),
        left=_px(left),
        ticks=tuple(
            Tick(_px(left + step * scale), format_duration(step)) for step in _steps(reach, 7)
        ),
        rows=tuple(
            _waterfall_row(row, number, left, scale) for number, row in enumerate(journey.rows)
        ),
        now=_px(left + length * scale),
        after=None
        if after is None or journey.after.text == journey.mean.text
        else _px(left + (length + after - (journey.mean.value or 0.0)) * scale),
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
    return len(_label(row)) * _CHARACTER


def _waterfall_row(row: PathRow, number: int, left: float, scale: float) -> WaterfallRow:
    start, end = row.start.value or 0.0, row.end.value or 0.0
    own = 0.0 if row.is_async else row.own.value or 0.0
    slack = 0.0 if row.is_async or row.is_critical else row.slack.value or 0.0
    x = left + start * scale
    computing = min(row.computing, own) * scale
    behind = left + end * scale
    room = slack * scale if math.isfinite(slack) else 0.0
    return WaterfallRow(
        y=_px(_TOP + _ROW * number),
        text=_label(row),
        text_x=_px(min(row.depth, 12) * _INDENT),
        title=visible(row.label),
        mark=row.mark,
        is_critical=row.is_critical,
        is_async=row.is_async,
        stay=Bar(_px(x), _px(max(0.0, behind - x))),
        computing=Bar(_px(x), _px(computing)),
        waiting=Bar(_px(x + computing), _px(max(0.0, own * scale - computing))),
        slack=Bar(_px(behind), _px(room)),
        note=_note(row),
        note_x=_px(max(behind + room, x + 1.0) + 7.0),
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


_MOST_POINTS = 400
_MOST_DOTS = 12
_QUARTERS = ((0.0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1.0, "100 %"))


def pareto(curve: Curve) -> Plot:
    """Cumulative ΔL over the services, best first, with the quota as a vertical line."""
    width, height, left, right, top, bottom = 620.0, 372.0, 44.0, 606.0, 16.0, 318.0
    across = (right - left) / max(1, curve.services)
    down = bottom - top
    totals = [0.0, *(point.total.value or 0.0 for point in curve.points)]
    places = [
        (_px(left + rank * across), _px(bottom - part * down)) for rank, part in enumerate(totals)
    ]
    end = (_px(right), places[-1][1])
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
            Tick(_px(left + step * across), f"{step:,.0f}")
            for step in _steps(curve.services, 7)
            if step == int(step)
        ),
        y_ticks=tuple(Tick(_px(bottom - share * down), text) for share, text in _QUARTERS),
        line=_path([*_thin(places), end]),
        area=_path([*_thin(places[: held + 1]), (edge[0], bottom), (left, bottom)]) + "Z",
        cut=_px(left + min(curve.line, curve.services) * across),
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
    width, height, left, right, top, bottom = 360.0, 330.0, 44.0, 346.0, 14.0, 276.0
    places = [(_px(left + x * (right - left)), _px(bottom - y * (bottom - top))) for x, y in points]
    return Plot(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        x_ticks=tuple(Tick(_px(left + at * (right - left)), text) for at, text in _QUARTERS),
        y_ticks=tuple(Tick(_px(bottom - at * (bottom - top)), text) for at, text in _QUARTERS),
        line=_path(_thin(places)),
        area=_path([*_thin(places), (right, bottom)]) + "Z",
        cut=right,
        reach=(right, top),
        dots=(),
    )


def _thin(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most so many points, the first and the last among them."""
    if len(places) <= _MOST_POINTS:
        return list(places)
    step = (len(places) - 1) / (_MOST_POINTS - 1)
    return [places[round(number * step)] for number in range(_MOST_POINTS)]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)


# --- the waffle ---------------------------------------------------------------------------------


class Square(NamedTuple):
    """One service, or one per cent of them."""

    x: float
    y: float
    mark: str


class Waffle(Struct, frozen=True, kw_only=True):
    """The verdicts as squares; `is_percent` where a square is one per cent of the services."""

    width: float
    height: float
    size: float
    squares: tuple[Square, ...]
    is_percent: bool


_MOST_SQUARES = 200


def waffle(tallies: Sequence[Tally]) -> Waffle:
    """A square for each service, or a hundred squares where there are more than 200."""
    counts = [(tally.mark, tally.count) for tally in tallies]
    total = sum(count for _, count in counts)
    if total > _MOST_SQUARES:
        counts = _percents(counts, total)
    marks = [mark for mark, count in counts for _ in range(count)]
    columns = min(len(marks), 10 if len(marks) <= 100 else 20) or 1  # noqa: PLR2004  # 10 rows
    pitch = 24.0 if columns <= 10 else 13.0  # noqa: PLR2004  # two sizes, one width
    return Waffle(
        width=columns * pitch,
        height=math.ceil(len(marks) / columns) * pitch,
        size=_px(pitch * 0.82),
        squares=tuple(
            Square(_px(number % columns * pitch), _px(number // columns * pitch), mark)
            for number, mark in enumerate(marks)
        ),
        is_percent=total > _MOST_SQUARES,
    )


def _percents(counts: Sequence[tuple[str, int]], total: int) -> list[tuple[str, int]]:
    """A hundred squares by largest remainder; what exists has at least one."""
    shares = [(mark, count * 100 / total) for mark, count in counts if count]
    squares = [max(1, int(share)) for _, share in shares]
    order = sorted(range(len(shares)), key=lambda at: int(shares[at][1]) - shares[at][1])
    for at in order * 2:
        if sum(squares) < 100:  # noqa: PLR2004  # per cent
            squares[at] += 1
    while sum(squares) > 100:  # noqa: PLR2004  # per cent
        squares[squares.index(max(squares))] -= 1
    return [(mark, number) for (mark, _), number in zip(shares, squares, strict=True)]
