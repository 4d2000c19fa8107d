"""A figure with its text, certain or as a range, as every part of the report has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.model import Range


class Figure(NamedTuple):
    """A value in the model's unit and its text; no value is unknown, its text says so."""

    value: float | None
    text: str


UNKNOWN = Figure(None, "unknown")


UNMEASURED = Figure(None, "not measured")
"""Nothing of it is known: never printed as zero."""


class Spread(NamedTuple):
    """A figure that is not known exactly: the text of its default and of low to high."""

    values: Range | None
    text: str
    span: str


NOTHING = Spread(None, "–", "")
"""No figure at all: not weighed."""


def figure(value: float | None, text: Callable[[float], str]) -> Figure:
    """A value with its text; None is unknown."""
    return UNKNOWN if value is None else Figure(value, text(value))


def spread(values: Range | None, text: Callable[[float], str]) -> Spread:
    """Default, and low to high where they differ."""
    if values is None:
        return NOTHING
    low, default, high = map(text, values)
    if low == high:
        return Spread(values, default, "")
    units = {each.partition(" ")[2] for each in (low, default, high)}
    start = low.partition(" ")[0] if len(units) == 1 else low
    end = high.partition(" ")[0] if len(units) == 1 else high
    return Spread(values, default, f"{start} to {end}")
