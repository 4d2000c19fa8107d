"""Journeys today and after the rewrites that the verdicts ask for: figures and promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.analysis.promises import ERRORS, Promise, Standing

if TYPE_CHECKING:
    from archlint.analysis import Estimate
    from archlint.reporting.page.rewritten import Rewritten
    from archlint.reporting.page.slos import Slo


class Sides(NamedTuple):
    """A mean or percentile of a journey before and after.

    `moves`: by more than the figure's own error, so that it shows in figures that stand alone.
    """

    before: Estimate
    after: Estimate
    moves: bool


def sides_of(rewritten: Rewritten, name: str, part: float | None) -> Sides | None:
    """The figure before and after, on the same samples; `part` None is the mean."""
    from archlint.analysis import Estimate

    was, became = rewritten.report.analysis.journey(name), rewritten.times(name)
    if part is None:
        before, after = Estimate(was.mean, was.error), Estimate(became.mean, became.error)
        return Sides(before, after, rewritten.moves(name) and _shows(before, after))
    change = rewritten.percentile(name, part)
    if change is None or change.before is None or change.after is None:
        return None
    before, after = change.before, change.after["default"]
    return Sides(before, after, bool(change.growth_that_shows()) and _shows(before, after))


def _shows(before: Estimate, after: Estimate) -> bool:
    """Whether a reader of the two figures sees two: pairs of samples would tell more."""
    return abs(before.value - after.value) > ERRORS * max(before.error, after.error)


class Outlook(Struct, frozen=True, kw_only=True):
    """The promised times, the worst first, and what the rewrites make of them."""

    slos: Sequence[Slo]
    rewritten: Rewritten

    def missed(self) -> Iterator[Slo]:
        """Those that are missed today."""
        return (slo for slo in self.slos if slo.promise.standing is Standing.MISSED)

    def after(self, slo: Slo) -> Standing:
        """How a promise would stand after the rewrites; as today where there are none."""
        promise = slo.promise
        if not self.rewritten.report.rewrites or promise.value is None:
            return promise.standing
        sides = sides_of(self.rewritten, slo.journey, promise.share)
        return promise.standing if sides is None else standing_after(promise, sides)


def standing_after(promise: Promise, sides: Sides) -> Standing:
    """How the promise stands with the figure after the rewrites."""
    return Promise(
        share=promise.share,
        promised=promise.promised,
        value=sides.after.value,
        error=sides.after.error,
        is_lower_bound=promise.is_lower_bound,
    ).standing
