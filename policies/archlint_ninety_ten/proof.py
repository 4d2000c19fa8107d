"""When a measurement proves something: severity follows it (RULES, "Severity follows proof")."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from archlint import Computing, Measurement

FRESH_DAYS = 90
"""A measurement on a critical path is stale after this (ANN001)."""


MEASUREMENT_ERROR = 1.25
"""Raw φ up to this is measurement error; above, φ = 1 is assumed (MATHEMATICS section 4)."""


def is_contradicted(account: Computing) -> bool:
    """Whether more is computed than there is time for: then all of the time is taken to compute."""
    return account.raw_share is not None and account.raw_share > MEASUREMENT_ERROR


def grade_of(measured: Measurement, today: date | None) -> str:
    """What a figure is worth: measured, measured but stale or misdated, or estimated."""
    if not measured.is_measured:
        return "estimated"
    if is_fresh(measured, today):
        return "measured"
    is_early = today is not None and measured.at is not None and measured.at > today
    return "measured, but dated after this run" if is_early else "measured, but stale"


def is_fresh(measured: Measurement, today: date | None) -> bool:
    """Whether the figures are measured, and neither stale nor dated after the run."""
    if not measured.is_measured:
        return False
    if today is None or measured.at is None:
        return True
    return 0 <= (today - measured.at).days <= FRESH_DAYS
