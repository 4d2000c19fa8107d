"""The portfolio as its verdicts would leave it, drawn from the same random numbers as today's."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from archlint.linting.journey_changes import journey_change
from archlint.linting.outcomes import ENDS
from archlint.linting.percentiles import draw

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.linting.percentiles import Drawn, PercentileChange
    from archlint.linting.report import PortfolioReport

_SAME = 1e-9
"""Relative: what differs by less is the same figure, computed in another order."""


class Rewritten(Struct, frozen=True, dict=True):
    """Today and after all rewrites that the verdicts ask for, each at its default factor.

    The figures are those of `archlint what-if` with the same rewrites: at the same utilisation.
    """

    report: PortfolioReport
    _drawn: dict[str, Drawn] = field(default_factory=dict)

    @cached_property
    def after(self) -> Analysis:
        """The analysis with the rewrites; today's where there are none."""
        factors = {rewrite.target: rewrite.factor for rewrite in self.report.rewrites}
        return self.report.analysis.with_rewrites(factors) if factors else self.report.analysis

    def times(self, journey: str) -> JourneyTimes:
        """The journey after the rewrites. Raises KeyError."""
        return self.after.journey(journey)

    def drawn(self, journey: str) -> Drawn:
        """What samples tell of a journey on both sides. Raises KeyError."""
        if journey not in self._drawn:
            now = self.report.analysis
            change = journey_change(journey, now.journey(journey), self.times(journey))
            self._drawn[journey] = draw([change], now, dict.fromkeys(ENDS, self.after))
        return self._drawn[journey]

    def percentiles(self, journey: str) -> tuple[PercentileChange, ...]:
        """Its percentiles on both sides, rising; () where nothing is measured."""
        return self.drawn(journey).percentiles.get(journey, ())

    def percentile(self, journey: str, share: float) -> PercentileChange | None:
        """One of them; None where it is neither promised nor among the usual ones."""
        found = self.percentiles(journey)
        return next((item for item in found if item.share == share), None)

    def moves(self, journey: str) -> bool:
        """Whether the journey's mean becomes another one, by more than its error."""
        was, became = self.report.analysis.journey(journey), self.times(journey)
        if math.isclose(was.mean, became.mean, rel_tol=_SAME):
            return False
        return self.drawn(journey).shows(journey, became.mean - was.mean)
