"""What became of the journeys between two states of a portfolio."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.promises import ERRORS, Promise, Standing, exceeds, promises_of
from archlint.linting.outcomes import ENDS
from archlint.linting.percentiles import draw

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.percentiles import PercentileChange
    from archlint.linting.report import PortfolioReport

_SAME = 1e-9
"""Relative: what differs by less is the same figure, computed in another order."""


class Crossing(Struct, frozen=True, kw_only=True):
    """A promised percentile that came to be missed, `over`, or to be kept again, `within`."""

    promise: Promise
    word: str


class JourneyChange(Struct, frozen=True, kw_only=True):
    """One journey before and after; None where it was, or is, not there.

    `joined` and `left` are the operations that came onto its critical path and went off it;
    `crossings` its promised percentiles that are missed or kept again, each as it stands now;
    `percentiles` those that grew or shrank by more than their error.
    """

    name: str
    before: JourneyTimes | None
    after: JourneyTimes | None
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    percentiles: tuple[PercentileChange, ...] = ()

    @property
    def delta(self) -> float | None:
        """By how much the mean grew, in seconds; None where two means cannot be compared.

        What is known of them can be where the same parts are unknown in both.
        """
        if not _is_known(self.before) or not _is_known(self.after) or self.measured:
            return None
        return self.after.mean - self.before.mean

    @property
    def measured(self) -> str:
        """`more` or `less` where more or less of it is measured than was, `other` parts, or empty.

        Its mean may then move by what came to be known or unknown, so nothing is claimed about it.
        """
        if self.before is None or self.after is None:
            return ""
        was, now = _unknown(self.before), _unknown(self.after)
        if was == now:
            return ""
        return "more" if now < was else "less" if was < now else "other"

    @property
    def crossing(self) -> str:
        """`over` where the mean came to exceed its promised mean, `within` where it came back.

        A lower bound that is not above it has not come back: that is unknown.
        """
        was, now = _is_over(self.before), _is_over(self.after)
        if now and not was:
            return "over"
        return "within" if was and now is False else ""


def journey_changes(
    before: PortfolioReport | None, after: PortfolioReport | None, *, draws: bool
) -> Iterator[JourneyChange]:
    """Journeys that came, went, take another time or path, or are measured in other parts."""
    old = {item.name: item for item in before.analysis.journeys} if before else {}
    now = {item.name: item for item in after.analysis.journeys} if after else {}
    found, differ = [], []
    for name in sorted(old.keys() | now.keys()):
        was, became = old.get(name), now.get(name)
        promises = _percentiles(before, was), _percentiles(after, became)
        change = replace(journey_change(name, was, became), crossings=tuple(_crossings(*promises)))
        found.append(change)
        if draws and change.delta is not None and _have_moved(*promises):
            differ.append(change)
    moved = _moved(before, after, differ)
    for change in found:
        told = replace(change, percentiles=moved.get(change.name, ()))
        is_told = told.joined or told.left or told.crossings or told.percentiles
        if is_told or not (told.before and told.after and _is_same(told.before, told.after)):
            yield told


def _have_moved(was: Mapping[str, Promise], now: Mapping[str, Promise]) -> bool:
    """Whether any promised percentile, on both sides, has another figure."""
    both = [(was[key].value, now[key].value) for key in was.keys() & now.keys()]
    return any(not math.isclose(old or 0.0, new or 0.0, rel_tol=_SAME) for old, new in both)


def _moved(
    before: PortfolioReport | None, after: PortfolioReport | None, journeys: list[JourneyChange]
) -> Mapping[str, tuple[PercentileChange, ...]]:
    """The promised percentiles that moved by more than their error, on the same random numbers."""
    if before is None or after is None or not journeys:
        return {}
    drawn = draw(journeys, before.analysis, dict.fromkeys(ENDS, after.analysis))
    return {
        name: tuple(
            item for item in found if item.promised_after is not None and item.growth_that_shows()
        )
        for name, found in drawn.percentiles.items()
    }


def _percentiles(
    report: PortfolioReport | None, times: JourneyTimes | None
) -> Mapping[str, Promise]:
    """The promised percentiles of a journey, by key."""
    if report is None or times is None:
        return {}
    promises = promises_of(report.analysis, times)
    return {item.key: item for item in promises if item.share is not None}


def _crossings(was: Mapping[str, Promise], now: Mapping[str, Promise]) -> Iterator[Crossing]:
    """The promises that are missed now and were not, and those that were and are kept."""
    for key, promise in now.items():
        old = was[key].standing if key in was else None
        if promise.standing is Standing.MISSED and old is not Standing.MISSED:
            yield Crossing(promise=promise, word="over")
        elif promise.standing is Standing.KEPT and old is Standing.MISSED:
            yield Crossing(promise=promise, word="within")


def journey_change(
    name: str, was: JourneyTimes | None, became: JourneyTimes | None
) -> JourneyChange:
    """One journey on both sides, with what moved onto its path and off it."""
    path_before, path_after = _path(was), _path(became)
    return JourneyChange(
        name=name,
        before=was,
        after=became,
        joined=tuple(item for item in path_after if item not in path_before) if was else (),
        left=tuple(item for item in path_before if item not in path_after) if became else (),
    )


def _path(times: JourneyTimes | None) -> tuple[str, ...]:
    """The operations on the critical path in the order of time, each once."""
    if times is None:
        return ()
    return tuple(dict.fromkeys(row.operation for row in times.path if row.is_critical))


def _is_same(was: JourneyTimes, became: JourneyTimes) -> bool:
    """Whether the mean is the same; an exact one and one of samples differ by the samples' error.

    Two of samples share their random numbers, so that what differs is no noise.
    """
    if _unknown(was) != _unknown(became):
        return False
    noise = ERRORS * (was.error + became.error) if was.is_sampled != became.is_sampled else 0.0
    return math.isclose(was.mean, became.mean, rel_tol=_SAME, abs_tol=noise)


def _unknown(times: JourneyTimes) -> frozenset[str]:
    """What the mean leaves out: operations without a self time, calls that close a cycle."""
    return frozenset([*times.unmeasured, *(call.subject for call in times.cut)])


def _is_known(times: JourneyTimes | None) -> TypeGuard[JourneyTimes]:
    """Whether there is a mean of which at least a part is measured."""
    return times is not None and not times.is_unmeasured


def _is_over(times: JourneyTimes | None) -> bool | None:
    """Whether the mean exceeds the promised mean: means compare with means.

    None without one, and for a lower bound that does not.
    """
    slo = times.journey.slo if times else None
    promised = slo.latency.mean if slo and slo.latency else None
    if times is None or promised is None:
        return None
    is_over = exceeds(times.mean, times.error, promised)
    return None if times.is_lower_bound and not is_over else is_over
