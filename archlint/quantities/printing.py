"""Quantities printed as the manifest takes them, to three significant figures."""

from __future__ import annotations

import math


def _plain(value: float, *, keep_zeros: bool = False) -> str:
    """Three significant figures without an exponent: 1234.5 -> "1230", 0.00375 -> "0.00375"."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.3g}")
    if abs(rounded) >= 1000:  # noqa: PLR2004  # three figures end here
        return f"{rounded:,.0f}".replace(",", "")
    places = max(0, 2 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text and not keep_zeros else text


def _scaled(value: float, steps: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    """The value in the greatest unit that leaves at least one of it, else in the smallest unit.

    The unit is chosen after rounding, so that 0.9999 s is "1 s" and never "1000 ms".
    """
    size, unit = next(
        ((size, unit) for size, unit in steps if abs(float(f"{value / size:.3g}")) >= 1), steps[-1]
    )
    return value / size, unit


_TIMES = (
    (86400.0, "d"),
    (3600.0, "h"),
    (60.0, "min"),
    (1.0, "s"),
    (1e-3, "ms"),
    (1e-6, "µs"),
    (1e-9, "ns"),
)
TIMES = {unit: size for size, unit in _TIMES}
"""The units in which durations are printed, in seconds."""

_MEMORY = ((2.0**50, "PiB"), (2.0**40, "TiB"), (2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"))
_THOUSANDS = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_MONEY_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_RARE = ((1.0, "/s"), (1 / 60, "/min"), (1 / 3600, "/h"), (1 / 86400, "/d"))


def format_duration(seconds: float) -> str:
    """Print as "3.75 ms", "1.5 s", "5 min"; an infinite one is "unbounded"."""
    if math.isinf(seconds):
        return "unbounded"
    if seconds == 0:
        return "0 ms"
    value, unit = _scaled(seconds, _TIMES)
    return f"{_plain(value)} {unit}"


def format_rate(per_second: float) -> str:
    """Print as "1.2k/s", "120/s"; slower than one a second per minute, hour or day."""
    if 0 < abs(float(f"{per_second:.3g}")) < 1:
        value, unit = _scaled(per_second, _RARE)
        return f"{_plain(value)}{unit}"
    value, prefix = _scaled(per_second, _THOUSANDS)
    return f"{_plain(value)}{prefix}/s"


def format_cores(cores: float) -> str:
    """Print as "12 cores", "1 core", "0.05 cores"."""
    value, prefix = _scaled(cores, _THOUSANDS[1:])
    text = f"{_plain(value)}{prefix}"
    return f"{text} core" if text == "1" else f"{text} cores"


def format_bytes(amount: float) -> str:
    """Print as "6 GiB", "512 MiB", "100 B"."""
    if abs(amount) < _MEMORY[-1][0]:
        return f"{_plain(amount)} B"
    value, unit = _scaled(amount, _MEMORY)
    return f"{_plain(value)} {unit}"


def format_percentile(share: float) -> str:
    """Print as "p99", "p99.9": as a manifest names it."""
    return f"p{share * 100:.6g}"


def format_percent(fraction: float) -> str:
    """Print as "61.2%", "7%"; close to the whole with as many nines as it takes: "99.95%"."""
    rest = 1.0 - fraction
    if not 0 < rest < 0.01:  # noqa: PLR2004  # where three figures would round a nine away
        return f"{_plain(fraction * 100)}%"
    places = min(12, 1 - math.floor(math.log10(rest * 100)))
    return f"{fraction * 100:.{places}f}".rstrip("0").rstrip(".") + "%"


def format_money(amount: float, currency: str = "USD") -> str:
    """Print as "$50.0k" for US dollars, "50.0k EUR" otherwise."""
    value, unit = _scaled(abs(amount), _MONEY_STEPS)
    sign = "-" if amount < 0 else ""
    text = f"{_plain(value, keep_zeros=True)}{unit}"
    return f"{sign}${text}" if currency == "USD" else f"{sign}{text} {currency}"


_LEAST_USERS = 0.001
"""Users waiting at any moment of whom no samples tell the half."""


def format_users(amount: float) -> str:
    """Print as "16.4 users", "1 user", "0.04 users", "<0.001 users", "12.3k users"."""
    if 0.0 < amount < _LEAST_USERS:
        return f"<{_LEAST_USERS} users"
    text = format_number(amount) if abs(amount) < 1000 else format_count(amount)  # noqa: PLR2004
    return f"{text} user" if text == "1" else f"{text} users"


def format_months(months: float) -> str:
    """Print as "1 month", "11.2 months", "67 years", "never"."""
    if not math.isfinite(months) or months >= _NEVER_MONTHS:
        return "never"
    if months > _IN_YEARS:
        return f"{months / 12:.3g} years"
    text = f"{months:.3g}"
    return "1 month" if text == "1" else f"{text} months"


def format_payback(low: float, default: float, high: float) -> str:
    """Print as "back after 67 years (63 to 82 years)", "never back, or after 64 years at best"."""
    first, usual, last = map(format_months, (low, default, high))
    if usual == "never":
        return "never back" if first == usual else f"never back, or after {first} at best"
    if first == last:
        return f"back after {usual}"
    number, _, unit = first.partition(" ")
    shorter = number if last.endswith(f" {unit}") else first
    return f"back after {usual} ({shorter} to {last})"


_IN_YEARS = 36.0
_NEVER_MONTHS = 1_200.0
"""A hundred years: no plan reaches further."""


def format_number(value: float, figures: int = 3) -> str:
    """Print as "7,020", "0.65", "-12", without unit or exponent: so many significant figures."""
    rounded = float(f"{value:.{figures}g}")
    if not math.isfinite(rounded):
        return "unbounded"
    places = max(0, figures - 1 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_count(amount: float) -> str:
    """Print as "950", "1.2k", "3.4M"."""
    value, unit = _scaled(amount, _THOUSANDS)
    return f"{_plain(value)}{unit}"
