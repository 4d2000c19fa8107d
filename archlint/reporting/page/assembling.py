"""Report -> page: the one value that the Markdown and the HTML report print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.page.curve import Weighing, curve
from archlint.reporting.page.findings import (
    coverage_rows,
    finding_groups,
    severity_counts,
    waived,
)
from archlint.reporting.page.headline import header, lede, tallies, tiles
from archlint.reporting.page.journeys import journeys_of
from archlint.reporting.page.limits import limits
from archlint.reporting.page.model import Page, Section
from archlint.reporting.page.verdicts import verdict_rows
from archlint.reporting.page.waiting import waiting_part
from archlint.reporting.summary import gate_line, head_paragraph, verdict_paragraphs
from archlint.source import how_many
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report
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
        sections=tuple(_section(part, options) for part in report.portfolios),
        state={0: "passed", 1: "findings"}.get(code, "not linted"),
        exit_code=code,
        gate=gate_line(report, options),
        problems=problems[:MOST_PROBLEMS],
        hidden_problems=how_many(report.problems[MOST_PROBLEMS:]),
        crash=report.crash,
        nothing_evaluated=report.nothing_evaluated,
        version=__version__,
    )


def _section(report: PortfolioReport, options: Options) -> Section:
    weighing = Weighing(report)
    rows = verdict_rows(weighing)
    counted = tallies(rows)
    journeys = journeys_of(report)
    adding_up = curve(weighing)
    waiting = waiting_part(report, MOST_CAUSES)
    return Section(
        header=header(report),
        summary=(*filter(None, [head_paragraph(report)]), *verdict_paragraphs(report)),
        lede=tuple(filter(None, lede(report))),
        tallies=counted,
        tiles=tuple(tiles(report, journeys.drawn, waiting, adding_up, rows)),
        verdicts=rows,
        curve=adding_up,
        waiting=waiting,
        journeys=journeys.drawn,
        more_journeys=journeys.listed,
        hidden_journeys=journeys.left,
        findings=finding_groups(report, options),
        hidden_findings=sum(not options.shows(finding) for finding in report.findings),
        counts=severity_counts(report),
        suppressed=waived(report),
        coverage=coverage_rows(report),
        limits=tuple(limits(report)),
        topics=tuple(report.topics.items()),
    )
