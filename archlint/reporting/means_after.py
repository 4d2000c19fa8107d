"""What the rewrites that verdicts argue for make of the journeys' means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

_NOISE = 1e-9
"""Seconds: what is taken off below this is a rounding."""


class MeansAfter(Struct, frozen=True, kw_only=True):
    """The targets of the rewrites, and the means of the journeys that they shorten, in seconds."""

    targets: tuple[str, ...]
    means: Mapping[str, float]


def means_after(report: PortfolioReport) -> MeansAfter | None:
    """At default factors, at the same utilisation; None where no rewrite is argued for."""
    factors = {item.target: item.factor for item in report.rewrites}
    if not factors:
        return None
    taken = report.analysis.removal(factors).seconds
    return MeansAfter(
        targets=tuple(factors),
        means={
            times.name: times.mean - taken[times.name]
            for times in report.analysis.journeys
            if taken.get(times.name, 0.0) > _NOISE
        },
    )
