"""Numbers without a unit: whole ones, and others."""

from __future__ import annotations

import re

from archlint.quantities.forms import (
    MAX_CHARACTERS,
    NUMBER,
    Form,
    QuantityError,
    Unit,
    general_hint,
    parse,
    refusal,
)

COUNT = Form(
    noun="a whole number",
    example="3",
    units={"": Unit(), "k": Unit(3), "K": Unit(3), "M": Unit(6)},
    high=(1e15, "10^15"),
    grouped=True,
    is_whole=True,
    own=("", "k", "M"),
)


def parse_count(text: str, *, low: int = 0, high: int = 10**15) -> int:
    """A whole number between `low` and `high`: "3", "1,200", "50k"."""
    expected = f"a whole number from {low:,} to {high:,}"
    try:
        value = parse(COUNT, text)
    except QuantityError as refused:
        if low <= int(COUNT.example) <= high:
            raise
        raise QuantityError(refusal(expected, text.strip()), refused.hint) from None
    if not low <= value <= high:
        raise QuantityError(refusal(expected, text.strip()))
    return int(value)


_PLAIN_NUMBER = re.compile(rf"{NUMBER}(?:[eE][+-]?[0-9]{{1,3}})?")
NUMBER_PATTERN = rf"^\s*{_PLAIN_NUMBER.pattern}\s*$"


def parse_number(text: str, *, low: float = 0.0, high: float = 1e12) -> float:
    """A number without a unit between `low` and `high`: "2.5", "0.65", "1e3"."""
    stripped = text.strip()
    expected = f"a number from {low:,.15g} to {high:,.15g}"
    if len(stripped) > MAX_CHARACTERS or not _PLAIN_NUMBER.fullmatch(stripped):
        raise QuantityError(refusal(expected, stripped), _number_hint(stripped, low, high))
    value = float(stripped)
    if not low <= value <= high:
        raise QuantityError(refusal(expected, stripped))
    return value


def _number_hint(text: str, low: float, high: float) -> str:
    if len(text) > MAX_CHARACTERS:
        return ""
    return general_hint(text, lambda meant: parse_number(meant, low=low, high=high))
