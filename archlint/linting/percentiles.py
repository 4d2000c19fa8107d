"""The percentiles of every journey before and after, at both ends of a gain, and their promises.

Both states are drawn from the same random numbers, so a change has an error of its own, and what is
below two of those is not told as a change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from statistics import stdev
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from archlint.analysis.promises import ERRORS, Promise, Standing, promises_of
from archlint.linting.outcomes import ENDS

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Estimate, JourneyTimes
    from archlint.analysis.paired import Pair
    from archlint.analysis.simulation import Simulation
    from archlint.linting.journey_changes import JourneyChange

_T = TypeVar("_T")

SHARES = (0.5, 0.95, 0.99, 0.999)
"""The percentiles of every journey; others where a journey promises them."""

_SAME = 1e-9
"""Relative: what differs by less is the same figure, computed in another order."""


def exceeds(growth: float, error: float) -> bool:
    """Whether a difference is more than its error explains."""
    return abs(growth) > ERRORS * error


class PercentileChange(Struct, frozen=True, kw_only=True):
    """One percentile of a journey, seconds, each figure with its standard error.

    `after` and `growth` are by end of the gain: low, default, high. A side is None where the
    journey is not there or nothing of it is measured; the growth also where other parts of it are
    measured than were.
    """

    share: float
    before: Estimate | None
    after: Mapping[str, Estimate] | None
    growth: Mapping[str, Estimate] | None
    promised_before: Promise | None = None
    promised_after: Promise | None = None

    def growth_that_shows(self, end: str = "default") -> float | None:
        """The growth at an end of the gain, 0 where it is within its error; None where unknown."""
        if self.growth is None:
            return None
        value, error = self.growth[end]
        return value if exceeds(value, error) and not self.is_same(end) else 0.0

    def is_same(self, end: str = "default") -> bool:
        """Whether the samples are the same on both sides, so that there is nothing to show."""
        if self.growth is None or self.before is None or self.after is None:
            return False
        size = max(abs(self.before.value), abs(self.after[end].value))
        return abs(self.growth[end].value) <= _SAME * size

    @property
    def crossing(self) -> str:
        """`over` where a promise that was kept is missed, `within` the other way round."""
        was, now = self.promised_before, self.promised_after
        if was is None or now is None:
            return ""
        kept, missed = Standing.KEPT, Standing.MISSED
        crossings = {(kept, missed): "over", (missed, kept): "within"}
        return crossings.get((was.standing, now.standing), "")


Percentiles = Mapping[str, tuple[PercentileChange, ...]]
"""By journey, rising."""


class Drawn(Struct, frozen=True, kw_only=True):
    """What samples tell of two states.

    `percentiles` are those of every journey of which anything is measured, in either state.
    `mean_errors` are the standard errors, seconds, of the growth of means by journey and end, where
    a mean comes from samples and is not exact. `assumed` are the operations that are waited for and
    whose spread is assumed to be the lognormal σ `spread`, because one figure is declared alone.
    """

    percentiles: Percentiles = {}
    mean_errors: Mapping[str, Mapping[str, float]] = {}
    assumed: tuple[str, ...] = ()
    spread: float = 0.0

    def shows(self, journey: str, growth: float, end: str = "default") -> bool:
        """Whether a mean grows or shrinks by more than its error."""
        return exceeds(growth, self.mean_errors.get(journey, {}).get(end, 0.0))


def draw(
    journeys: Iterable[JourneyChange], before: Analysis, analyses: Mapping[str, Analysis]
) -> Drawn:
    """The figures of two states on the same random numbers, `analyses` by end of the gain."""
    from archlint.analysis.paired import paired

    told = [item for item in journeys if _is_known(item.before) or _is_known(item.after)]
    promised = [
        (_promises(before, item.before), _promises(analyses["default"], item.after))
        for item in told
    ]
    wanted = {
        item.name: {*SHARES, *was, *now} for item, (was, now) in zip(told, promised, strict=True)
    }
    now = before.samples
    pairs = _by_ends(analyses, lambda then: paired(now, _samples(then, now), wanted))
    return Drawn(
        percentiles={
            item.name: tuple(
                _change(item, share, {end: pairs[end][item.name][share] for end in ENDS}, both)
                for share in sorted(wanted[item.name])
            )
            for item, both in zip(told, promised, strict=True)
        },
        mean_errors=_mean_errors(told, analyses),
        assumed=now.assumed,
        spread=now.settings.spread,
    )


def _by_ends(analyses: Mapping[str, Analysis], figures: Callable[[Analysis], _T]) -> dict[str, _T]:
    """The figures at every end; without a rewrite all are one state, and drawn once."""
    is_range = analyses["low"] is not analyses["high"]
    found = {end: figures(analyses[end]) for end in (ENDS if is_range else ("default",))}
    return {end: found.get(end, found["default"]) for end in ENDS}


def _mean_errors(
    journeys: Iterable[JourneyChange], analyses: Mapping[str, Analysis]
) -> dict[str, dict[str, float]]:
    """The errors of the growth of means that come from samples, on either side."""
    both = {
        item.name: item.before
        for item in journeys
        if item.before is not None
        and item.after is not None
        and (item.before.is_sampled or item.after.is_sampled)
    }
    found = _by_ends(
        analyses,
        lambda then: {name: mean_error(was, then.journey(name)) for name, was in both.items()},
    )
    return {name: {end: found[end][name] for end in ENDS} for name in both}


def mean_error(was: JourneyTimes, became: JourneyTimes) -> float:
    """The spread of the differences between batches that share their random numbers."""
    old, new = was.batches, became.batches
    if not old or not new:
        return math.hypot(was.error, became.error)
    changes = [after - before for before, after in zip(old, new, strict=True)]
    return stdev(changes) / math.sqrt(len(changes))


def _samples(analysis: Analysis, now: Simulation) -> Simulation:
    """The samples of a state, as many as `now` has: their number follows the size of a state."""
    samples = analysis.samples
    if samples.settings == now.settings:
        return samples
    return analysis.simulate(now.settings, after=now)


def _promises(analysis: Analysis, times: JourneyTimes | None) -> dict[float, Promise]:
    """The promised percentiles of a journey, by share."""
    found = promises_of(analysis, times) if times is not None else ()
    return {item.share: item for item in found if item.share is not None}


def _is_known(times: JourneyTimes | None) -> bool:
    return times is not None and not times.is_unmeasured


def _change(
    journey: JourneyChange,
    share: float,
    ends: Mapping[str, Pair],
    promised: tuple[Mapping[float, Promise], Mapping[float, Promise]],
) -> PercentileChange:
    was, now = promised
    return PercentileChange(
        share=share,
        before=ends["default"].before if _is_known(journey.before) else None,
        after=_by_end(ends, "after") if _is_known(journey.after) else None,
        growth=None if journey.delta is None else _by_end(ends, "growth"),
        promised_before=was.get(share),
        promised_after=now.get(share),
    )


def _by_end(ends: Mapping[str, Pair], figure: str) -> dict[str, Estimate]:
    """One figure of every end; each is there, because the journey is."""
    return {end: getattr(pair, figure) for end, pair in ends.items()}


def is_moved(changes: Iterable[PercentileChange]) -> bool:
    """Whether any of them grows or shrinks by more than its error, at any end of the gain."""
    return any(item.growth_that_shows(end) for item in changes for end in ENDS)
