"""A figure with its text, certain or as a range, as every part of the report has them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from archlint.model import Range
from archlint.quantities import (
    format_cores,
    format_duration,
    format_months,
    format_percent,
    format_rate,
    format_users,
)
from archlint.reporting.figures import frequency, share

_UNITS: dict[Callable[[float], str], str] = {
    format_duration: "s",
    format_rate: "per_s",
    format_users: "users",
    format_cores: "cores",
    format_months: "months",
    format_percent: "share",
    share: "share",
    frequency: "share",
}
"""How a figure is printed -> the unit of its value."""


class Figure(Struct, frozen=True, eq=False):
    """A value in the model's unit and its text; no value is unknown, its text says so.

    `unit` is that of the value, for whoever computes with it: s, per_s, users, cores, months or
    share (0 to 1); empty where the text alone tells. Two figures are the same by value and text.
    """

    value: float | None
    text: str
    unit: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figure):
            return NotImplemented
        return (self.value, self.text) == (other.value, other.text)

    def __hash__(self) -> int:
        return hash((self.value, self.text))


UNKNOWN = Figure(None, "unknown")


UNMEASURED = Figure(None, "not measured")
"""Nothing of it is known: never printed as zero."""


class Spread(Struct, frozen=True, eq=False):
    """A figure that is not known exactly: the text of its default and of low to high.

    `values` are low, default and high; `unit` and equality are as of a figure.
    """

    values: Range | None
    text: str
    span: str
    unit: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spread):
            return NotImplemented
        return (self.values, self.text, self.span) == (other.values, other.text, other.span)

    def __hash__(self) -> int:
        return hash((self.values, self.text, self.span))


NOTHING = Spread(None, "–", "")
"""No figure at all: not weighed."""


def figure(value: float | None, text: Callable[[float], str]) -> Figure:
    """A value with its text; None is unknown."""
    return UNKNOWN if value is None else Figure(value, text(value), _UNITS.get(text, ""))


def modest(value: float, text: Callable[[float], str]) -> str:
    """Print a figure below one with one digit: 0.0463 users are "0.05 users", of estimates."""
    return text(float(f"{value:.1g}") if 0.0 < abs(value) < 1.0 else value)


def spread(values: Range | None, text: Callable[[float], str]) -> Spread:
    """Default, and low to high where they differ."""
    if values is None:
        return NOTHING
    unit = _UNITS.get(text, "")
    low, default, high = map(text, values)
    if low == high:
        return Spread(values, default, "", unit)
    units = {each.partition(" ")[2] for each in (low, default, high)}
    start = low.partition(" ")[0] if len(units) == 1 else low
    end = high.partition(" ")[0] if len(units) == 1 else high
    return Spread(values, default, f"{start} to {end}", unit)
