"""The four large figures: the worst journey, the largest gain, cores, effort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.page.cost_tiles import cores_tile, cores_today, effort_tile, gains_of
from archlint.reporting.page.journey_tiles import gain_tile, waiting_tile, worst_tile
from archlint.reporting.page.largest_tile import largest_tile

if TYPE_CHECKING:
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.outlook import Outlook
    from archlint.reporting.page.tile import Tile


def tiles(weighing: Weighing, outlook: Outlook) -> tuple[Tile, ...]:
    """The figures, each falling back to what is known, or to how to measure it."""
    report, rewritten, slos = weighing.report, outlook.rewritten, outlook.slos
    gains = gains_of(report)
    return (
        worst_tile(report, rewritten, slos),
        gain_tile(report, rewritten, slos[:1]) or waiting_tile(report, weighing),
        cores_tile(report, gains) if gains else cores_today(report),
        effort_tile(report, gains) if gains else largest_tile(weighing),
    )
