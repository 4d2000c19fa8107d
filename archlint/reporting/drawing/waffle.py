"""The verdicts as squares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.reporting.drawing.axes import px

if TYPE_CHECKING:
    from archlint.reporting.page import Tally


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

_MOST_LARGE = 60
"""Squares in rows of ten; more are half as large, twenty in the same width."""


def waffle(tallies: Sequence[Tally]) -> Waffle:
    """A square for each service, or a hundred squares where there are more than 200."""
    counts = [(tally.mark, tally.count) for tally in tallies]
    total = sum(count for _, count in counts)
    if total > _MOST_SQUARES:
        counts = _percents(counts, total)
    marks = [mark for mark, count in counts for _ in range(count)]
    columns, pitch = (10, 24.0) if len(marks) <= _MOST_LARGE else (20, 12.0)
    columns = min(len(marks), columns) or 1
    return Waffle(
        width=columns * pitch,
        height=math.ceil(len(marks) / columns) * pitch,
        size=px(pitch * 0.82),
        squares=tuple(
            Square(px(number % columns * pitch), px(number // columns * pitch), mark)
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
