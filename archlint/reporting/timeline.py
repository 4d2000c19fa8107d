"""A timeline in terminal columns: its axis, and the bar of every row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.columns import width
from archlint.reporting.figures import plain
from archlint.reporting.style import glyphs_for, painter

if TYPE_CHECKING:
    from archlint.analysis import Segment
    from archlint.reporting.options import Options

_STEPS = (1, 2, 5)


class Cells(Struct, frozen=True):
    """Where a bar starts, and what stands in each of its columns."""

    start: int
    row: tuple[str, ...]


def cells(row: Segment, mean: float, columns: int, computing: float | None) -> Cells:
    """The columns of a bar: at least one, and one of own time wherever there is any."""
    per_column = mean / columns
    start = min(columns - 1, round(row.start / per_column))
    end = max(start + 1, min(columns, round(row.end / per_column)))
    own = min(end - start, max(1, round(row.own / per_column))) if row.own > 0 else 0
    if own and math.isclose(row.own, row.end - row.start):
        own = end - start
    if computing is None:
        first = ("own",) * own
    else:
        busy = min(own, round(own * computing))
        first = ("computing",) * busy + ("waiting",) * (own - busy)
    loose = row.slack if math.isfinite(row.slack) else 0.0
    slack = max(0, min(columns, round((row.end + loose) / per_column)) - end)
    return Cells(start, first + ("calls",) * (end - start - own) + ("slack",) * slack)


_NEAR = 1.5
"""A promise up to so many times as far as the path still fits on its timeline."""


def whole_of(length: float, promised: float | None) -> float:
    """Seconds that a timeline stands for: to a promise beyond the path where that is near."""
    is_near = promised is not None and length < promised <= _NEAR * length
    return promised if is_near and promised is not None else length


def slo_mark(share: float, left: int, columns: int, text: str, options: Options) -> Iterator[str]:
    """A mark below the timeline, which begins at column `left`, and what it marks."""
    at = left + min(columns - 1, round(share * columns))
    paint = painter(options)
    yield " " * at + paint("warning", glyphs_for(options).mark)
    yield " " * max(0, min(at - width(text) // 2, left + columns - width(text))) + text


def axis(mean: float, columns: int) -> str:
    """Round figures above the timeline: `0         10        20        30   ms`."""
    if mean <= 0:
        return ""
    scale, unit = _unit(mean)
    whole = mean / scale
    step = _step(whole, max(2, columns // 6))
    line = ""
    for number in range(int(whole / step) + 1):
        at = round(number * step / whole * columns)
        text = plain(number * step)
        if at < len(line) + bool(line) or at + len(text) + 1 + len(unit) > columns:
            continue
        line = line.ljust(at) + text
    return f"{line} {unit}"


def _unit(seconds: float) -> tuple[float, str]:
    for scale, unit in ((60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= 2 * scale:
            return scale, unit
    return 1e-9, "ns"


def _step(whole: float, most: int) -> float:
    """The least round step that needs no more than so many figures."""
    power = 10.0 ** math.floor(math.log10(whole / most))
    candidates = [power * step for step in (*_STEPS, 10)]
    return next((step for step in candidates if whole / step <= most), candidates[-1])
