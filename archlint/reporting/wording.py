"""Words that every text shares: how many, which, and a line as a sentence. Plain text."""

from __future__ import annotations

from collections.abc import Iterable

from archlint.source import visible

_MOST_NAMES = 3


def plural(count: int, noun: str) -> str:
    """`1 service`, `3 services`, `2 journeys`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(names: Iterable[str], most: int = _MOST_NAMES) -> str:
    """`a, b, c and 4 more`, every name made visible."""
    shown = [visible(name) for name in names]
    if len(shown) <= most + 1:
        return ", ".join(shown)
    return f"{', '.join(shown[:most])} and {len(shown) - most:,} more"


def sentence(line: str) -> str:
    """The line of a pack as a sentence: a capital in front, a full stop behind."""
    text = visible(line).strip()
    if not text:
        return ""
    capital = text[0].upper() + text[1:] if text[0].islower() else text
    return capital if capital.endswith((".", "!", "?")) else f"{capital}."
