"""What both the declared and the argued nouns are told in: severities, ranges, pointers."""

from __future__ import annotations

import enum
from typing import NamedTuple

Pointer = tuple[str | int, ...]
"""Where a value stands in the manifest: ("services", "cart", "load", "rate")."""


class Severity(enum.IntEnum):
    """How loud a finding is; ordered, so that `--fail-on` is a comparison."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Range(NamedTuple):
    """A figure that is not known exactly: low, default, high."""

    low: float
    default: float
    high: float

    def times(self, amount: float) -> Range:
        """The range scaled by an amount that is not negative."""
        return Range(self.low * amount, self.default * amount, self.high * amount)
