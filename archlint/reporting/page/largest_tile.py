"""The large figure where nothing is rewritten: the most that one rewrite would free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.quantities import format_users
from archlint.reporting.naming import coded
from archlint.reporting.page.figures import Figure
from archlint.reporting.page.tile import Tile, unknown_tile

if TYPE_CHECKING:
    from archlint.reporting.page.lacking import Lacking

_LABEL = "Largest gain of one rewrite"


def largest_tile(lacking: Lacking) -> Tile:
    """Of what is judged and not in Rust, who frees most, and the first reason why that is none."""
    if lacking.of_rewrites is not None:
        return unknown_tile(_LABEL, lacking.of_rewrites)
    weighing, report = lacking.weighing, lacking.weighing.report
    judged = {item.service: item for item in report.verdicts if item.language != "rust"}
    gains = {name: users for name, users in weighing.alone.items() if name in judged}
    most = min(gains, key=lambda name: (-gains[name], name))
    number, _, unit = format_users(gains[most]).partition(" ")
    because = judged[most].because.partition("; ")[0]
    note = f"{coded(most)}: {because}"
    return Tile(label=_LABEL, value=Figure(gains[most], number), unit=unit, note=note)
