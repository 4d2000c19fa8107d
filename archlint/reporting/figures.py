"""Numbers as people read them: one table from a key's unit suffix to label and text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from archlint.quantities import (
    format_bytes,
    format_cores,
    format_count,
    format_duration,
    format_money,
    format_months,
    format_percent,
    format_rate,
    format_users,
)
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.model import Range


SHOWN = 0.000_05
"""Seconds: what takes less off a journey is not worth its name."""

_LEAST_PERCENT = 0.01
"""Per cent of which nobody could tell the half."""


def share(fraction: float) -> str:
    """Print as "61 %"; below one per cent with a figure that says something: "0.4 %", "<0.01 %"."""
    percent = fraction * 100
    if 0.0 < abs(percent) < _LEAST_PERCENT:
        return f"{'>-' if percent < 0 else '<'}{_LEAST_PERCENT} %"
    text = f"{percent:.0f}" if abs(percent) >= 1 or percent == 0 else f"{percent:.1g}"
    return f"{text} %"


def frequency(part: float) -> str:
    """A share of draws in whole per cent; 100 and 0 only where it is all or nothing."""
    whole = round(part * 100)
    return f"{min(99, max(1, whole)) if 0.0 < part < 1.0 else whole} %"


UNCONTESTED = "uncontested"
"""How a seat is held for which there is no rival."""


def held(part: float, *, by_all: bool = False) -> str:
    """How often a seat is held; a draw says nothing where all who passed the test hold one."""
    return UNCONTESTED if by_all and part == 1.0 else frequency(part)


def unbroken(text: str) -> str:
    """The text with the units of time and per cent signs kept on the line of their number."""
    return _UNITS_BEHIND.sub("\u00a0", text)


_UNITS_BEHIND = re.compile(r"(?<=\d) (?=(?:%|[mµn]?s|min|h|d)(?:\W|$))")


def percent(fraction: float) -> str:
    """Print as "99.95 %", with as many nines as there are."""
    return f"{format_percent(fraction).removesuffix('%')} %"


def plain(value: float) -> str:
    """Three figures, no unit: "0.65", "12", "1.2k"."""
    return f"{value:.3g}" if abs(value) < 1000 else format_count(value)  # noqa: PLR2004


def of_range(values: Range, text: Callable[[float], str]) -> str:
    """Print as "4.6 users (0 to 8.6 users)": the unit of the low end is said by the high one."""
    low, default, high = values
    if low == default == high:
        return text(default)
    number, _, unit = text(low).partition(" ")
    shared = unit and text(high).endswith(f" {unit}")
    return f"{text(default)} ({number if shared else text(low)} to {text(high)})"


_UNITS: tuple[tuple[str, Callable[[float], str]], ...] = (
    ("_person_months", lambda value: f"{plain(value)} person-months"),
    ("_per_month", lambda value: f"{format_money(value)} a month"),
    ("_per_s", format_rate),
    ("_months", format_months),
    ("_cores", format_cores),
    ("_bytes", format_bytes),
    ("_users", format_users),
    ("_services", lambda value: f"{plain(value)} {'service' if value == 1 else 'services'}"),
    ("_share", share),
    ("_ms", lambda value: format_duration(value / 1e3)),
)
"""Suffix of a key -> how its value is printed; the longer suffixes first."""

_LABELS = {
    "phi": "computing share φ",
    "gain": "off that journey",
    "self_time": "self time S̄",
    "cpu_per_request": "CPU per request d",
    "removable": "removable ΔL",
    "waiting": "waiting L",
    "factor": "factor f",
}


def figure(key: str, value: float | str | None, currency: str = "USD") -> tuple[str, str]:
    """Label and text of one of an argument's numbers: ("removable ΔL", "4.6 users").

    Money is in `currency`; where a value is not a number it is "unknown".
    """
    for suffix, text in _UNITS:
        if key.endswith(suffix):
            stem = key.removesuffix(suffix)
            return _label(stem), _text(value, suffix, text, currency)
    return _label(key), _text(value, "", plain, currency)


def _label(stem: str) -> str:
    return _LABELS.get(stem, visible(stem.replace("_", " ").strip()))


def _text(
    value: float | str | None, suffix: str, text: Callable[[float], str], currency: str
) -> str:
    if isinstance(value, str):
        return visible(value)
    if value is None or math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "never" if suffix == "_months" else "unbounded"
    if suffix == "_per_month":
        return f"{format_money(value, currency)} a month"
    return text(value)
