"""Users who wait in all: a total of several parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.page.figures import Figure
from archlint.reporting.waiters import waiting_in_all

if TYPE_CHECKING:
    from archlint.analysis import Analysis


def total_waiting(analysis: Analysis) -> Figure:
    """Everybody who waits at any moment, as far as they are counted."""
    found = analysis.waiting
    return Figure(found.total, waiting_in_all(analysis), "users", found.is_lower_bound)
