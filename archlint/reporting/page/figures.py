"""A figure with its text, certain or as a range, as every part of the report has them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

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
    Of a lower bound (`is_least`) the text says so, and raises ValueError where it does not: whoever
    prints the text cannot drop it.
    """

    value: float | None
    text: str
    unit: str = ""
    is_least: bool = False

    def __post_init__(self) -> None:
        _require_told(self.text, self.is_least)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figure):
            return NotImplemented
        return (self.value, self.text) == (other.value, other.text)

    def __hash__(self) -> int:
        return hash((self.value, self.text))


def _require_told(text: str, is_least: bool) -> None:  # noqa: FBT001  # of what is checked
    if is_least and not text.startswith(AT_LEAST):
        message = f"a lower bound is told as one, not as {text!r}"
        raise ValueError(message)


AT_LEAST = "at least "
"""How the text of a lower bound begins."""

UNKNOWN = Figure(None, "unknown")


UNMEASURED = Figure(None, "not measured")
"""Nothing of it is known: never printed as zero."""


NONE = Figure(None, "none")
"""There is nothing to measure."""


class Spread(Struct, frozen=True, eq=False):
    """A figure that is not known exactly: the text of its default and of low to high.

    `values` are low, default and high; `unit`, `is_least` and equality are as of a figure.
    """

    values: Range | None
    text: str
    span: str
    unit: str = ""
    is_least: bool = False

    def __post_init__(self) -> None:
        _require_told(self.text, self.is_least)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spread):
            return NotImplemented
        return (self.values, self.text, self.span) == (other.values, other.text, other.span)

    def __hash__(self) -> int:
        return hash((self.values, self.text, self.span))


NOTHING = Spread(None, "–", "")
"""No figure at all: not weighed."""


def figure(value: float | None, text: Callable[[float], str], *, is_least: bool = False) -> Figure:
    """A value with its text, which says if it is a lower bound; None is unknown."""
    if value is None:
        return UNKNOWN
    return Figure(value, least(text(value), is_least), _UNITS.get(text, ""), is_least)


def least(text: str, is_least: bool) -> str:  # noqa: FBT001  # of what it is asked
    """The text of a figure, as that of a lower bound where it is one."""
    return f"{AT_LEAST}{text}" if is_least else text


def parted(found: Figure) -> tuple[Figure, str]:
    """The figure without its unit, and the unit: `at least 37.9` and `ms`."""
    number, _, unit = found.text.rpartition(" ")
    return replace(found, text=number), unit


def spread(values: Range | None, text: Callable[[float], str], *, is_least: bool = False) -> Spread:
    """Default, and low to high where they differ."""
    if values is None:
        return NOTHING
    unit = _UNITS.get(text, "")
    low, default, high = map(text, values)
    told = least(default, is_least)
    if low == high:
        return Spread(values, told, "", unit, is_least)
    units = {each.partition(" ")[2] for each in (low, default, high)}
    start = low.partition(" ")[0] if len(units) == 1 else low
    end = high.partition(" ")[0] if len(units) == 1 else high
    return Spread(values, told, f"{start} to {end}", unit, is_least)


def as_if_in_go(found: Spread) -> Spread:
    """What something in Rust already frees: against itself in Go, which nobody runs."""
    if found.values is None:
        return found
    return replace(found, span=", ".join(filter(None, (found.span, "as if in Go"))))
