"""Report -> page: the one value that the Markdown and the HTML report print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.linting.report import Report
from archlint.linting.turns import turns_of
from archlint.reporting.evidence.waits import Waits
from archlint.reporting.gate import gate_line
from archlint.reporting.page.assumptions import assumption_rows
from archlint.reporting.page.basis import basis
from archlint.reporting.page.curve import Weighing, curve
from archlint.reporting.page.evidence import evidence
from archlint.reporting.page.findings import (
    MOST_FINDINGS,
    coverage_rows,
    findings_of,
    severity_counts,
    waived,
)
from archlint.reporting.page.frontier import frontier_part
from archlint.reporting.page.gate import conditions, fails
from archlint.reporting.page.growth import growth_part
from archlint.reporting.page.headline import header, headline
from archlint.reporting.page.journeys import journeys_of
from archlint.reporting.page.lacking import Lacking
from archlint.reporting.page.limits import limits
from archlint.reporting.page.model import MODEL_VERSION, Page, Section
from archlint.reporting.page.outlook import Outlook
from archlint.reporting.page.portfolio_map import portfolio_map_part
from archlint.reporting.page.rewrites import rewrite_part
from archlint.reporting.page.rewritten import Rewritten
from archlint.reporting.page.scatter import scatter_part
from archlint.reporting.page.services import service_rows
from archlint.reporting.page.slos import slos_of
from archlint.reporting.page.stopping import stops_of
from archlint.reporting.page.tallies import squares, tallies, uncounted
from archlint.reporting.page.tiles import tiles
from archlint.reporting.page.verdicts import verdict_rows
from archlint.reporting.page.waiting import waiting_part
from archlint.reporting.page.which import which
from archlint.reporting.summary import head_paragraph, verdict_paragraphs
from archlint.source import how_many
from archlint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.options import Options


MOST_CAUSES = 15
"""Services listed by users waiting."""


MOST_PROBLEMS = 20
"""Problems printed; how many more there are is said."""


def page_of(report: Report, options: Options) -> Page:
    """Everything the report says, for a page of any format."""
    code = options.exit_code(report)
    problems = tuple(map(str, report.problems))
    return Page(
        model_version=MODEL_VERSION,
        sections=tuple(_section(part, options, report.packs) for part in report.portfolios),
        state=_state(code),
        exit_code=code,
        gate=gate_line(report, options),
        problems=problems[:MOST_PROBLEMS],
        stops=stops_of(report, MOST_PROBLEMS),
        hidden_problems=how_many(report.problems[MOST_PROBLEMS:]),
        crash=report.crash,
        nothing_evaluated=report.nothing_evaluated,
        version=__version__,
    )


def _state(code: int) -> str:
    return {0: "passed", 1: "findings"}.get(code, "not linted")


def _section(report: PortfolioReport, options: Options, packs: Sequence[Pack]) -> Section:
    weighing = Weighing(report)
    rewritten = Rewritten(report)
    outlook = Outlook(slos=slos_of(report), rewritten=rewritten)
    rows = verdict_rows(weighing)
    journeys = journeys_of(report, rewritten)
    adding_up = curve(weighing)
    waiting = waiting_part(report, MOST_CAUSES)
    waits = Waits(report.analysis)
    services = service_rows(report, waits, rows)
    explained = evidence(report, services, waits)
    turns = turns_of(report)
    accepted = waived(report)
    return Section(
        state=_state(options.exit_code(Report(portfolios=(report,)))),
        gate=fails(options),
        header=header(report),
        headline=headline(weighing, rows, outlook),
        summary=(*filter(None, [head_paragraph(report)]), *verdict_paragraphs(report)),
        tallies=tallies(rows),
        squares=squares(rows),
        uncounted=uncounted(report, rows),
        tiles=tiles(weighing, outlook),
        conditions=conditions(report, outlook, options),
        verdicts=rows,
        services=services,
        evidence=explained,
        explained=frozenset(each.service for each in explained),
        curve=adding_up,
        which=which(weighing, adding_up, rows, packs),
        lacking=Lacking(weighing).reasons,
        rewrites=rewrite_part(report, turns),
        frontier=frontier_part(report, turns),
        growth=growth_part(report, turns),
        scatter=scatter_part(weighing),
        waiting=waiting,
        journeys=journeys.drawn,
        more_journeys=journeys.listed,
        hidden_journeys=journeys.left,
        map=portfolio_map_part(report.portfolio, report.analysis, report.verdicts),
        findings=findings_of(report, options),
        counts=severity_counts(report),
        suppressed=accepted[:MOST_FINDINGS],
        hidden_suppressed=len(accepted[MOST_FINDINGS:]),
        coverage=coverage_rows(report),
        assumptions=assumption_rows(report, packs),
        basis=tuple(basis(report)),
        limits=tuple(limits(report)),
        topics=tuple(report.topics.items()),
    )
