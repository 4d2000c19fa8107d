"""The four large figures: the worst journey, the largest gain, cores, effort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.reporting.page.cost_tiles import cores_tile, cores_today, effort_tile, inputs_tile
from archlint.reporting.page.journey_tiles import gain_tile, waiting_tile, worst_tile

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.rewritten import Rewritten
    from archlint.reporting.page.slos import Slo
    from archlint.reporting.page.tile import Tile


def tiles(
    report: PortfolioReport, weighing: Weighing, rewritten: Rewritten, slos: Sequence[Slo]
) -> tuple[Tile, ...]:
    """The figures, each falling back to what is known, or to how to measure it."""
    gains = {
        verdict.service: verdict.gain
        for verdict in report.verdicts
        if verdict.gain is not None
        and verdict.word in ("rust", "hybrid")
        and verdict.language != "rust"
        and not verdict.is_planned
    }
    return (
        worst_tile(report, rewritten, slos),
        gain_tile(report, rewritten, slos[:1]) or waiting_tile(report, weighing),
        cores_tile(report, list(gains.values())) if gains else cores_today(report),
        effort_tile(report, gains) if gains else inputs_tile(report),
    )
