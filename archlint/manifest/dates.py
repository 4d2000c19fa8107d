"""Dates: one way to write them, in manifests, in comments and on the command line."""

from __future__ import annotations

from datetime import date


def read_date(text: str) -> date | None:
    """The date that is written like 2027-03-31; None for any other text, other ISO 8601 included.

    `20270331` and `2027-W13-3` are dates to `date.fromisoformat`, and to nobody who reads them.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
