"""What a journey promises, and whether it is kept: a mark, figures and words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import Promise, Standing, promises_of
from archlint.quantities import format_duration, format_percent, format_percentile
from archlint.reporting.estimates import estimated
from archlint.reporting.page.figures import UNMEASURED, Figure, figure

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.model import Journey

_WORST = (Standing.MISSED, Standing.OPEN, Standing.UNKNOWN, Standing.KEPT)

_EXACTLY = 1e-9
"""Relative: what differs by less is the same time, added up in another order."""

_RANKS = {"missed": 0, "open": 1}
"""Journeys with these standings come first; the others as one."""


class Objective(Struct, frozen=True, kw_only=True):
    """A promised time of the mean or of a percentile (`of`) against the simulated one, seconds.

    `standing` is kept, open, missed or unknown. `words` say by how much. `after` is the standing
    after the rewrites, empty where they change nothing that is promised.
    """

    of: str
    promised: Figure
    found: Figure
    standing: str
    words: str
    after: str


def objectives(promises: Sequence[Promise], after: Sequence[Promise]) -> tuple[Objective, ...]:
    """The promises of a journey, each with its standing after the rewrites."""
    return tuple(
        Objective(
            of=promise.key,
            promised=figure(promise.promised, format_duration),
            found=_found(promise),
            standing=promise.standing.value,
            words=_words(promise),
            after="" if became.value == promise.value else became.standing.value,
        )
        for promise, became in zip(promises, after, strict=True)
    )


def _found(promise: Promise) -> Figure:
    if promise.value is None:
        return UNMEASURED
    return figure(
        promise.value,
        lambda value: estimated(value, promise.error),
        is_least=promise.is_lower_bound,
    )


def _words(promise: Promise) -> str:
    if promise.value is None:
        return "not measured"
    if not promise.error and math.isclose(promise.value, promise.promised, rel_tol=_EXACTLY):
        return "exactly"
    apart = format_duration(abs(promise.value - promise.promised))
    return {
        Standing.MISSED: f"{apart} over",
        Standing.KEPT: f"{apart} to spare",
        Standing.OPEN: f"{apart} apart, within two standard errors",
        Standing.UNKNOWN: "not missed by what is measured of it",
    }[promise.standing]


def standing_of(promises: Sequence[Promise]) -> str:
    """The worst of the promises: missed, open, unknown, kept; `none` where nothing is promised."""
    found = {promise.standing for promise in promises}
    return next((standing.value for standing in _WORST if standing in found), "none")


def by_urgency(analysis: Analysis) -> list[JourneyTimes]:
    """The journeys: a missed SLO first, then one too close to call, then by users waiting."""

    def key(times: JourneyTimes) -> tuple[int, float, float, float, str]:
        rank = _RANKS.get(standing_of(tuple(promises_of(analysis, times))), len(_RANKS))
        rate = times.journey.rate or 0.0
        return rank, -rate * times.mean, -times.mean, -rate, times.name

    return sorted(analysis.journeys, key=key)


def targets(journey: Journey) -> Iterator[tuple[str, Figure]]:
    """Everything that the journey promises, availability too."""
    if journey.slo is None:
        return
    latency = journey.slo.latency
    if latency is not None:
        if latency.mean is not None:
            yield "mean", figure(latency.mean, format_duration)
        for fraction, seconds in latency.percentiles:
            yield format_percentile(fraction), figure(seconds, format_duration)
    if journey.slo.availability is not None:
        yield "availability", figure(journey.slo.availability, format_percent)
