"""How many users wait in all, as every format says it: at least so many, where that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.quantities import format_users
from archlint.reporting.naming import named

if TYPE_CHECKING:
    from archlint.analysis import Analysis

_MOST = 3


def waiting_in_all(analysis: Analysis) -> str:
    """`25 users`, or `at least 25 users`."""
    found = analysis.waiting
    return f"{'at least ' if found.is_lower_bound else ''}{format_users(found.total)}"


def uncounted(analysis: Analysis) -> str:
    """`quiet` has no rate: the journeys whose users are in no total; empty where all are."""
    names = analysis.waiting.uncounted
    return f"{named(names, _MOST)} {'has' if len(names) == 1 else 'have'} no rate" if names else ""
