"""What a journey promises against what it takes: each promised time, and whether it is kept.

A figure from samples is known to its standard error, so a promise within two of them is open.
Percentiles are compared with percentiles, and means with means.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_percentile

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.analysis.journeys import JourneyTimes

ERRORS = 2.0
"""So many standard errors are noise."""


_ROUNDING = 1.0 + 1e-9
"""A sum of times that equals what was promised is not above it."""


def exceeds(value: float, error: float, promised: float) -> bool:
    """Whether a figure is above what was promised by more than noise."""
    return value - ERRORS * error > promised * _ROUNDING


class Standing(enum.Enum):
    """Whether a promise is kept; open where the figure's own error decides."""

    KEPT = "kept"
    OPEN = "open"
    MISSED = "missed"
    UNKNOWN = "unknown"


class Promise(Struct, frozen=True, kw_only=True):
    """A promised time, seconds, of the mean (`share` None) or of a percentile (0.99).

    `value` and `error` are the simulated figure and its standard error, 0 for an exact mean; None
    where nothing of the journey is measured. `is_lower_bound` where something is not.
    """

    share: float | None
    promised: float
    value: float | None
    error: float
    is_lower_bound: bool

    @property
    def key(self) -> str:
        """`mean`, `p99`, `p99.9`."""
        return "mean" if self.share is None else format_percentile(self.share)

    @property
    def standing(self) -> Standing:
        """A lower bound proves that a promise is missed, never that it is kept."""
        if self.value is None:
            return Standing.UNKNOWN
        if exceeds(self.value, self.error, self.promised):
            return Standing.MISSED
        if self.error and exceeds(self.value, -self.error, self.promised):
            return Standing.OPEN
        return Standing.UNKNOWN if self.is_lower_bound else Standing.KEPT


def promises_of(analysis: Analysis, times: JourneyTimes) -> Iterator[Promise]:
    """The times that a journey promises: its mean first, then percentiles in rising order."""
    slo = times.journey.slo
    promised = slo.latency if slo is not None else None
    if promised is None:
        return
    if promised.mean is not None:
        value, error = (None, 0.0) if times.is_unmeasured else (times.mean, times.error)
        yield _promise(times, None, promised.mean, value, error)
    for share, seconds in promised.percentiles:
        if times.is_unmeasured:
            yield _promise(times, share, seconds, None, 0.0)
        else:
            found = analysis.percentiles(times.name).percentile(share)
            yield _promise(times, share, seconds, found.value, found.error)


def _promise(
    times: JourneyTimes, share: float | None, promised: float, value: float | None, error: float
) -> Promise:
    return Promise(
        share=share,
        promised=promised,
        value=value,
        error=error,
        is_lower_bound=times.is_lower_bound,
    )
