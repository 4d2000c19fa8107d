"""The percentiles of every journey before and after, at both ends of a gain, and their promises.

Both states are drawn from the same random numbers, so a change has an error of its own, and what is
below two of those is not told as a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from archlint.linting.outcomes import ENDS

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Estimate, JourneyTimes
    from archlint.analysis.paired import Pair
    from archlint.analysis.simulation import Simulation
    from archlint.linting.comparing import JourneyChange

_T = TypeVar("_T")

SHARES = (0.5, 0.95, 0.99, 0.999)
"""The percentiles of every journey; others where a journey promises them."""

_ERRORS = 2.0
"""Standard errors that a difference has to exceed to be one."""

_SAME = 1e-9
"""Relative: what differs by less is the same figure, computed in another order."""


def exceeds(growth: float, error: float) -> bool:
    """Whether a difference is more than its error explains."""
    return abs(growth) > _ERRORS * error


class Promise(Struct, frozen=True, kw_only=True):
    """A promised percentile, seconds, and whether it is `kept`, `missed` or `unclear`.

    It is unclear within two standard errors, and where a part of the time is not measured.
    """

    seconds: float
    state: str


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
        crossings = {("kept", "missed"): "over", ("missed", "kept"): "within"}
        return crossings.get((was.state, now.state), "")


Percentiles = Mapping[str, tuple[PercentileChange, ...]]
"""By journey, rising."""


class Drawn(Struct, frozen=True, kw_only=True):
    """What samples tell of two states.

    `percentiles` are those of every journey of which anything is measured, in either state.
    `mean_errors` are the standard errors, seconds, of the growth of means by journey and end, where
    a mean comes from samples and is not exact. `assumed` are the operations that are waited for and
    whose spread is assumed, because one figure is declared alone.
    """

    percentiles: Percentiles = {}
    mean_errors: Mapping[str, Mapping[str, float]] = {}
    assumed: tuple[str, ...] = ()

    def shows(self, journey: str, growth: float, end: str = "default") -> bool:
        """Whether a mean grows or shrinks by more than its error."""
        return exceeds(growth, self.mean_errors.get(journey, {}).get(end, 0.0))


def draw(
    journeys: Iterable[JourneyChange], before: Analysis, analyses: Mapping[str, Analysis]
) -> Drawn:
    """The figures of two states on the same random numbers, `analyses` by end of the gain."""
    told = [item for item in journeys if not _is_unmeasured(item)]
    wanted = {
        item.name: {*SHARES, *_promised(item.before), *_promised(item.after)} for item in told
    }
    from archlint.analysis.paired import mean_errors, paired

    now = before.samples
    ends = {end: _samples(analyses[end], now) for end in _distinct(analyses)}
    pairs = _for_all({end: paired(now, then, wanted) for end, then in ends.items()})
    sampled = [item.name for item in told if _is_sampled(item)]
    errors = _for_all({end: mean_errors(now, then, sampled) for end, then in ends.items()})
    found = {
        item.name: tuple(
            _change(item, share, {end: pairs[end][item.name][share] for end in ENDS})
            for share in sorted(wanted[item.name])
        )
        for item in told
    }
    return Drawn(
        percentiles=found,
        mean_errors={name: {end: errors[end][name] for end in ENDS} for name in errors["default"]},
        assumed=now.assumed,
    )


def _distinct(analyses: Mapping[str, Analysis]) -> tuple[str, ...]:
    """The ends that are states of their own: without a rewrite all are the same, and drawn once."""
    return ENDS if analyses["low"] is not analyses["high"] else ("default",)


def _for_all(found: Mapping[str, _T]) -> dict[str, _T]:
    return {end: found.get(end, found["default"]) for end in ENDS}


def _is_sampled(journey: JourneyChange) -> bool:
    """Whether a mean of it comes from samples."""
    sides = (journey.before, journey.after)
    return any(times is not None and times.is_sampled for times in sides)


def _samples(analysis: Analysis, now: Simulation) -> Simulation:
    """The samples of a state, as many as `now` has: their number follows the size of a state."""
    samples = analysis.samples
    if samples.sampling == now.sampling:
        return samples
    return analysis.simulate(now.sampling, after=now)


def _promised(times: JourneyTimes | None) -> Mapping[float, float]:
    """The percentiles that a journey promises, seconds."""
    slo = times.journey.slo if times else None
    return dict(slo.latency.percentiles) if slo and slo.latency else {}


def _is_unmeasured(journey: JourneyChange) -> bool:
    return not (_is_known(journey.before) or _is_known(journey.after))


def _is_known(times: JourneyTimes | None) -> bool:
    return times is not None and not times.is_unmeasured


def _change(journey: JourneyChange, share: float, ends: Mapping[str, Pair]) -> PercentileChange:
    before = ends["default"].before if _is_known(journey.before) else None
    after = _by_end(ends, "after") if _is_known(journey.after) else None
    return PercentileChange(
        share=share,
        before=before,
        after=after,
        growth=None if journey.delta is None else _by_end(ends, "growth"),
        promised_before=_promise(share, journey.before, before),
        promised_after=_promise(share, journey.after, after["default"] if after else None),
    )


def _by_end(ends: Mapping[str, Pair], figure: str) -> dict[str, Estimate]:
    """One figure of every end; each is there, because the journey is."""
    return {end: getattr(pair, figure) for end, pair in ends.items()}


def _promise(share: float, times: JourneyTimes | None, found: Estimate | None) -> Promise | None:
    promised = _promised(times).get(share)
    if times is None or promised is None:
        return None
    return Promise(seconds=promised, state=_state(times, promised, found))


def _state(times: JourneyTimes, promised: float, found: Estimate | None) -> str:
    """What is known of a promise; a lower bound that does not exceed it keeps nothing."""
    if found is None:
        return "unclear"
    if found.value - _ERRORS * found.error > promised:
        return "missed"
    is_kept = found.value + _ERRORS * found.error <= promised and not times.is_lower_bound
    return "kept" if is_kept else "unclear"


def is_moved(changes: Iterable[PercentileChange]) -> bool:
    """Whether any of them grows or shrinks by more than its error, at any end of the gain."""
    return any(item.growth_that_shows(end) for item in changes for end in ENDS)
