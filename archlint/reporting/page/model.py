"""The report as one value: everything that the Markdown and the HTML report print.

Every figure that is drawn stands here beside its text, so that two formats never round the same
figure differently. Text is as the manifest has it: making it safe to print is each format's task.
"""

from __future__ import annotations

from msgspec import Struct

from archlint.reporting.page.assumptions import AssumptionRow
from archlint.reporting.page.curve import Curve
from archlint.reporting.page.evidence import Evidence
from archlint.reporting.page.findings import CoverageRow, Findings, Waived
from archlint.reporting.page.frontier import FrontierPart
from archlint.reporting.page.gate import Condition
from archlint.reporting.page.growth import GrowthPart
from archlint.reporting.page.headline import Header, Headline
from archlint.reporting.page.journeys import JourneyLine, JourneyPart
from archlint.reporting.page.lacking import Reasons
from archlint.reporting.page.portfolio_map import PortfolioMap
from archlint.reporting.page.rewrites import RewritePart
from archlint.reporting.page.scatter import ScatterPart
from archlint.reporting.page.services import ServiceRow
from archlint.reporting.page.stopping import Stop
from archlint.reporting.page.tallies import Tally
from archlint.reporting.page.tile import Tile
from archlint.reporting.page.verdicts import VerdictRow
from archlint.reporting.page.waiting import WaitingPart
from archlint.reporting.page.which import Which

MODEL_VERSION = 1
"""Grows with every change that a template or a reader of the json could break on.

What is only added does not count.
"""


class Section(Struct, frozen=True, kw_only=True):
    """One portfolio of the report.

    `state` is passed or findings, as if it were alone, and `gate` on what it fails; `tallies` count
    verdicts by their words, `squares` by what is to be done, `uncounted` says who is in neither;
    `explained` are the services whose evidence is in it.
    `lacking` says why a part is empty;
    `more_journeys` have figures and no drawing, `hidden_journeys` counts those beyond them.
    """

    state: str
    gate: str
    header: Header
    headline: Headline
    summary: tuple[str, ...]
    tallies: tuple[Tally, ...]
    squares: tuple[Tally, ...]
    uncounted: str
    tiles: tuple[Tile, ...]
    conditions: tuple[Condition, ...]
    verdicts: tuple[VerdictRow, ...]
    services: tuple[ServiceRow, ...]
    evidence: tuple[Evidence, ...]
    explained: frozenset[str]
    curve: Curve | None
    which: Which
    lacking: Reasons
    rewrites: RewritePart | None
    frontier: FrontierPart | None
    growth: GrowthPart | None
    scatter: ScatterPart | None
    waiting: WaitingPart | None
    journeys: tuple[JourneyPart, ...]
    more_journeys: tuple[JourneyLine, ...]
    hidden_journeys: int
    map: PortfolioMap
    findings: Findings
    counts: tuple[tuple[str, int], ...]
    suppressed: tuple[Waived, ...]
    hidden_suppressed: int
    coverage: tuple[CoverageRow, ...]
    assumptions: tuple[AssumptionRow, ...]
    basis: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]

    @property
    def linked(self) -> frozenset[str]:
        """The services whose name in a sentence leads to their evidence: no journey shares it."""
        return self.explained - {each.name for each in (*self.journeys, *self.more_journeys)}

    @property
    def weighty(self) -> tuple[VerdictRow, ...]:
        """The verdicts that say more than Go: rust, hybrid, measure-first."""
        return tuple(row for row in self.verdicts if row.is_weighty)


class Page(Struct, frozen=True, kw_only=True):
    """The whole report, complete whatever happened: `state` is passed, findings or not linted.

    `problems` are lines, `stops` the same with the lines of the files that they are about.
    `version` is that of archlint, `model_version` that of these records.
    """

    model_version: int
    sections: tuple[Section, ...]
    state: str
    exit_code: int
    gate: str
    problems: tuple[str, ...]
    stops: tuple[Stop, ...]
    hidden_problems: int
    crash: str
    nothing_evaluated: str
    version: str
