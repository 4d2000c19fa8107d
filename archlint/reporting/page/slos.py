"""The promised times of all journeys, the worst first, as they stand today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint.analysis.promises import Promise, Standing, promises_of

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


class Slo(NamedTuple):
    """One promised time of one journey, a mean or a percentile."""

    journey: str
    promise: Promise

    @property
    def used(self) -> float:
        """How much of what was promised is used up; 0 where nothing is measured."""
        return (self.promise.value or 0.0) / self.promise.promised


_ORDER = (Standing.MISSED, Standing.OPEN, Standing.KEPT, Standing.UNKNOWN)


def slos_of(report: PortfolioReport) -> tuple[Slo, ...]:
    """Missed ones first, then open, kept and unknown ones, each by how much of it is used up."""
    found = [
        Slo(times.name, promise)
        for times in report.analysis.journeys
        for promise in promises_of(report.analysis, times)
    ]
    return tuple(sorted(found, key=_badness))


def _badness(slo: Slo) -> tuple[int, float, str, str]:
    return _ORDER.index(slo.promise.standing), -slo.used, slo.journey, slo.promise.key
