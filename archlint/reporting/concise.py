"""One line a finding, for editors and `grep`: `file:line:col: severity CODE subject: message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.findings import sentence_of
from archlint.reporting.style import finish
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report
    from archlint.model import Finding
    from archlint.reporting.options import Options


def render(report: Report, options: Options) -> str:
    """Every finding to be shown, in the report's order."""
    lines = [
        _line(finding, part)
        for part in report.portfolios
        for finding in part.findings
        if options.shows(finding)
    ]
    return finish("".join(f"{line}\n" for line in lines), options)


def _line(finding: Finding, part: PortfolioReport) -> str:
    """A finding that stands nowhere is said of the root manifest."""
    place = str(finding.primary.span) if finding.primary else part.portfolio.root
    what = f"{finding.severity.word} {finding.rule} {finding.subject}"
    return visible(f"{place}: {what}: {sentence_of(finding)}")
