"""The four large figures: the worst journey, the largest gain, cores, effort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.page.cost_tiles import cores_tile, cores_today, effort_tile, gains_of
from archlint.reporting.page.journey_tiles import gain_tile, waiting_tile, worst_tile
from archlint.reporting.page.lacking import Lacking
from archlint.reporting.page.largest_tile import largest_tile
from archlint.reporting.page.tile import unknown_tile

if TYPE_CHECKING:
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.outlook import Outlook
    from archlint.reporting.page.tile import Tile


def tiles(weighing: Weighing, outlook: Outlook) -> tuple[Tile, ...]:
    """The figures, each falling back to what is known, or to how to measure it."""
    report, rewritten, slos = weighing.report, outlook.rewritten, outlook.slos
    gains, lacking = gains_of(report), Lacking(weighing)
    stands_still = lacking.nothing_runs
    today = (
        cores_today(report) if stands_still is None else unknown_tile("CPU in use", stands_still)
    )
    return (
        worst_tile(report, rewritten, slos, lacking),
        gain_tile(report, rewritten, slos[:1]) or waiting_tile(lacking),
        cores_tile(report, gains) if gains else today,
        effort_tile(report, gains) if gains else largest_tile(lacking),
    )
