"""The geometry of the report's charts: figures in, coordinates out, in pixels rounded to a tenth.

Nothing here knows colours or markup: templates print the shapes with a class each, so that one
drawing serves light, dark and print.
"""

from __future__ import annotations

from archlint.reporting.drawing.callgraph import callgraph
from archlint.reporting.drawing.curves import lorenz, pareto
from archlint.reporting.drawing.frontier import frontier_plot
from archlint.reporting.drawing.growth import growth_plot
from archlint.reporting.drawing.portfolio_map import portfolio_map
from archlint.reporting.drawing.scatter import scatter_plot
from archlint.reporting.drawing.tail import tail
from archlint.reporting.drawing.waffle import waffle
from archlint.reporting.drawing.waterfall import waterfall

__all__ = [
    "callgraph",
    "frontier_plot",
    "growth_plot",
    "lorenz",
    "pareto",
    "portfolio_map",
    "scatter_plot",
    "tail",
    "waffle",
    "waterfall",
]
