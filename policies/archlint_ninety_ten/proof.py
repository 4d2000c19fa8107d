"""When a measurement proves something: severity follows it (RULES, "Severity follows proof")."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from archlint import Measurement

FRESH_DAYS = 90
"""A measurement on a critical path is stale after this (ANN001)."""


def is_fresh(measured: Measurement, today: date | None) -> bool:
    """Whether the figures are measured, and neither stale nor dated after the run."""
    if not measured.is_measured:
        return False
    if today is None or measured.at is None:
        return True
    return 0 <= (today - measured.at).days <= FRESH_DAYS
