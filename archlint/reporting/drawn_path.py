"""The path that is drawn on means, and why the mean may be another figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes

_SHOWS = 0.005
"""Two means that differ by less are printed alike."""


def another_mean(times: JourneyTimes) -> str:
    """What the mean is made of that the drawn path does not show; empty where they are alike."""
    if not times.is_sampled or math.isclose(times.length, times.mean, rel_tol=_SHOWS):
        return ""
    calls = [row.call for row in times.path if row.call is not None]
    cut = "timeouts cut what takes long, and retries repeat it"
    at_once = "of what runs at once the slowest counts, request by request"
    limited = [call for call in calls if call.is_limited]
    together = [call for call in calls if call.together > 1]
    stages = {(call.caller, call.stage) for call in calls if not call.is_async}
    beside = together or len(stages) < sum(not call.is_async for call in calls)
    return "; ".join([at_once] * bool(beside) + [cut] * bool(limited))
