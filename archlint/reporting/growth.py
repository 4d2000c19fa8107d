"""How the change of a figure is written: `-3.79 ms (-0.75 ms to -9.75 ms)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from archlint.reporting.difference import signed

if TYPE_CHECKING:
    from archlint.model import Range

UNCHANGED = "±0"
"""A change that is none."""

_NOISE = 1e-9
"""Relative: a change below this is one of the last digits."""


def span_of_change(
    before: float, after: Range | None, default: float, text: Callable[[float], str]
) -> str:
    """`-3.79 ms (-0.75 to -9.75 ms)`; the span where it is one."""
    main = grown(difference(before, default), text)
    if after is None:
        return main
    return main + span(difference(before, after.low), difference(before, after.high), text)


def span(low: float, high: float, text: Callable[[float], str]) -> str:
    """` (-0.75 ms to -9.75 ms)`; nothing where both ends are the same."""
    return "" if low == high else f" ({grown(low, text)} to {grown(high, text)})"


def difference(before: float, after: float) -> float:
    """After less before; rounding of the last digits is no difference."""
    return 0.0 if abs(after - before) <= _NOISE * max(abs(before), abs(after)) else after - before


def grown(value: float, text: Callable[[float], str]) -> str:
    """A change with its sign."""
    return signed(value, text(abs(value)))
