"""The report as one value, part by part: what the Markdown and the HTML report print.

Each module holds the records of one part of the page and what makes them of a report; `model` puts
them together. A template sees nothing but these records.
"""

from __future__ import annotations

from archlint.reporting.evidence.answers import Answer, Origin
from archlint.reporting.page.assembling import page_of
from archlint.reporting.page.assumptions import AssumptionRow
from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine
from archlint.reporting.page.curve import Curve, CurvePoint
from archlint.reporting.page.evidence import Evidence
from archlint.reporting.page.figures import NOTHING, UNKNOWN, UNMEASURED, Figure, Spread
from archlint.reporting.page.findings import (
    CoverageRow,
    FindingPart,
    Findings,
    NoteLine,
    RuleCount,
    Waived,
)
from archlint.reporting.page.frontier import FrontierPart, FrontierRow
from archlint.reporting.page.gate import Condition
from archlint.reporting.page.growth import FullRow, GrowthPart, LoadPoint
from archlint.reporting.page.headline import Header, Headline
from archlint.reporting.page.journeys import JourneyLine, JourneyPart, Percentile
from archlint.reporting.page.merging import callgraph_part
from archlint.reporting.page.model import Page, Section
from archlint.reporting.page.objectives import Objective
from archlint.reporting.page.path_rows import PathRow
from archlint.reporting.page.portfolio_map import MapBox, MapLine, PortfolioMap, portfolio_map_part
from archlint.reporting.page.rewrites import Effect, RewritePart, RewriteRow
from archlint.reporting.page.scatter import NearMiss, ScatterDot, ScatterPart
from archlint.reporting.page.services import COLUMNS, FIRST_ROWS, Column, ServiceRow, unitless
from archlint.reporting.page.stopping import Stop
from archlint.reporting.page.tail import TailPart, TailRow
from archlint.reporting.page.tallies import Tally
from archlint.reporting.page.tile import Tile
from archlint.reporting.page.time_table import TimeCell, TimeRow, TimeTable
from archlint.reporting.page.verdicts import VerdictRow, Worth
from archlint.reporting.page.waiting import WaitingPart, WaitingRow
from archlint.reporting.page.which import ShortRow, Wanted, Which

__all__ = [
    "COLUMNS",
    "FIRST_ROWS",
    "NOTHING",
    "UNKNOWN",
    "UNMEASURED",
    "Answer",
    "AssumptionRow",
    "CallBox",
    "CallGraphPart",
    "CallLine",
    "Column",
    "Condition",
    "CoverageRow",
    "Curve",
    "CurvePoint",
    "Effect",
    "Evidence",
    "Figure",
    "FindingPart",
    "Findings",
    "FrontierPart",
    "FrontierRow",
    "FullRow",
    "GrowthPart",
    "Header",
    "Headline",
    "JourneyLine",
    "JourneyPart",
    "LoadPoint",
    "MapBox",
    "MapLine",
    "NearMiss",
    "NoteLine",
    "Objective",
    "Origin",
    "Page",
    "PathRow",
    "Percentile",
    "PortfolioMap",
    "RewritePart",
    "RewriteRow",
    "RuleCount",
    "ScatterDot",
    "ScatterPart",
    "Section",
    "ServiceRow",
    "ShortRow",
    "Spread",
    "Stop",
    "TailPart",
    "TailRow",
    "Tally",
    "Tile",
    "TimeCell",
    "TimeRow",
    "TimeTable",
    "VerdictRow",
    "WaitingPart",
    "WaitingRow",
    "Waived",
    "Wanted",
    "Which",
    "Worth",
    "callgraph_part",
    "page_of",
    "portfolio_map_part",
    "unitless",
]
