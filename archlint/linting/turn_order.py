"""Which rewrites are told one after another, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.linting.outcomes import OPPOSITE
from archlint.linting.planning import taken_seats
from archlint.model import Gain, Range

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.report import PortfolioReport

MOST_BEYOND = 4
"""Rewrites told that nobody argues for: those that would take most off after all others."""


def argued_of(report: PortfolioReport) -> dict[str, Gain]:
    """What the verdicts ask for: the holders of seats in their order, then the others by money."""
    gains = {item.service: item.gain for item in report.verdicts}
    holders = report.seats.holders if report.seats else ()
    ranks = {name: rank for rank, name in enumerate(holders)}

    def order(target: str) -> tuple[int, float, str]:
        gain = found[target]
        money = gain.per_month.default if gain.per_month else 0.0
        return ranks.get(target.partition("/")[0], len(ranks)), -money, target

    found = {
        item.target: _with_factor(gains.get(item.target.partition("/")[0]), item.factor)
        for item in report.rewrites
    }
    return {target: found[target] for target in sorted(found, key=order)}


def _with_factor(gain: Gain | None, factor: float) -> Gain:
    point = Range(factor, factor, factor)
    return Gain(factor=point) if gain is None else replace(gain, factor=gain.factor or point)


def open_of(report: PortfolioReport) -> dict[str, Gain]:
    """The holders of seats that no verdict asks to rewrite, and that are not rewritten yet."""
    due = {item.target.partition("/")[0] for item in report.rewrites}
    taken = set(taken_seats(report))
    free = {item.service: item for item in report.candidates if not item.is_taken}
    holders = report.seats.holders if report.seats else ()
    return {
        free[name].target: free[name].gain
        for name in holders
        if name in free and name not in due and name not in taken
    }


def next_of(
    analysis: Analysis, above: Mapping[str, Gain], free: Mapping[str, Gain]
) -> dict[str, Gain]:
    """The candidates that take most off once all above are rewritten, greedily."""
    services = {target.partition("/")[0] for target in above}
    left = {
        target: gain.factor.default
        for target, gain in free.items()
        if target.partition("/")[0] not in services and gain.factor is not None
    }
    after = analysis.with_rewrites(factors_at(above, "default")) if above else analysis
    picks = after.greedy(
        left, limit=MOST_BEYOND, accepts=lambda _, removal: removal.users > removal.error
    )
    return {pick.service: free[pick.service] for pick in picks}


def factors_at(gains: Mapping[str, Gain], end: str) -> dict[str, float]:
    """The factors at one end of the gain: its low end is the high factor."""
    return {
        target: getattr(gain.factor, OPPOSITE[end])
        for target, gain in gains.items()
        if gain.factor is not None
    }
