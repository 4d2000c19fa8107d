"""Users who wait in all, and those whom all rewrites would free: the totals of several parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.quantities import format_users
from archlint.reporting.page.figures import Figure, least

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.reporting.page.curve import Weighing


def total_waiting(analysis: Analysis) -> Figure:
    """Everybody who waits at any moment, as far as they are counted."""
    found = analysis.waiting
    text = least(format_users(found.total), found.is_lower_bound)
    return Figure(found.total, text, "users", found.is_lower_bound)


def freed(weighing: Weighing) -> str:
    """Whom rewriting all that is not in Rust yet would free."""
    return format_users(weighing.left)
