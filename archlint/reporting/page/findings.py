"""Findings, waivers and coverage as parts of the report."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Answer
from archlint.reporting.excerpt import Mark, excerpt
from archlint.reporting.findings import sentence_of
from archlint.reporting.options import Options
from archlint.source import Sources

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, RuleCoverage
    from archlint.model import Finding, Waiver


class FindingPart(Struct, frozen=True, kw_only=True):
    """One finding with its excerpt, drawn as lines of text.

    `message` is the finding's, with what got worse since the baseline.
    """

    finding: Finding
    message: str
    severity: str
    place: str
    excerpt: tuple[str, ...]


class FindingGroup(Struct, frozen=True, kw_only=True):
    """The findings of one rule and severity."""

    severity: str
    rule: str
    name: str
    findings: tuple[FindingPart, ...]


class Waived(Struct, frozen=True, kw_only=True):
    """A finding that somebody accepted, and on what terms."""

    finding: Finding
    waiver: Waiver
    until: str


class CoverageRow(Struct, frozen=True, kw_only=True):
    """How often a rule looked, what it answered, and what was missing when it could not."""

    rule: str
    name: str
    pack: str
    yes: int
    no: int
    unknown: int
    missing: str


_PAPER = Options(columns=92)
"""Excerpts in a page: as wide as a column of it, without colour."""


def finding_groups(report: PortfolioReport, options: Options) -> tuple[FindingGroup, ...]:
    """The findings to be shown, each severity and rule together, in the order of the report."""
    sources = report.portfolio.sources or Sources()
    shown = filter(options.shows, report.findings)
    ordered = sorted(shown, key=lambda finding: (-finding.severity, finding.rule))
    return tuple(
        FindingGroup(
            severity=severity.word,
            rule=rule,
            name=name,
            findings=tuple(_part(finding, sources) for finding in findings),
        )
        for (severity, rule, name), findings in groupby(
            ordered, key=lambda finding: (finding.severity, finding.rule, finding.name)
        )
    )


def _part(finding: Finding, sources: Sources) -> FindingPart:
    primary = finding.primary
    marks = [Mark(label.span, label.text, "frame") for label in finding.related]
    if primary is not None:
        marks.insert(0, Mark(primary.span, primary.text, finding.severity.word))
    return FindingPart(
        finding=finding,
        message=sentence_of(finding),
        severity=finding.severity.word,
        place=str(primary.span) if primary else "",
        excerpt=tuple(excerpt(marks, sources, _PAPER)),
    )


def severity_counts(report: PortfolioReport) -> tuple[tuple[str, int], ...]:
    """(word, how many) for error, warning and note, the zeros too."""
    words = [finding.severity.word for finding in report.findings]
    return tuple((word, words.count(word)) for word in ("error", "warning", "note"))


def waived(report: PortfolioReport) -> tuple[Waived, ...]:
    """What is accepted, by whom and until when."""
    return tuple(
        Waived(
            finding=item.finding,
            waiver=item.waiver,
            until=item.waiver.until.isoformat() if item.waiver.until else "",
        )
        for item in report.suppressed
        if item.waiver is not None
    )


def coverage_rows(report: PortfolioReport) -> tuple[CoverageRow, ...]:
    """Every rule that looked."""
    return tuple(_coverage(rule) for rule in report.coverage.rules)


def _coverage(rule: RuleCoverage) -> CoverageRow:
    return CoverageRow(
        rule=rule.rule,
        name=rule.name,
        pack=rule.pack,
        yes=rule.answers.get(Answer.YES, 0),
        no=rule.answers.get(Answer.NO, 0),
        unknown=rule.answers.get(Answer.UNKNOWN, 0),
        missing=", ".join(f"`{key}` ({count})" for key, count in rule.missing.items()),
    )
