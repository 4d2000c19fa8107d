"""Findings, waivers and coverage as parts of the report: the same text as `archlint check`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Answer, Severity
from archlint.reporting.excerpt import Mark, excerpt
from archlint.reporting.findings import sentence_of
from archlint.reporting.notes import note_lines
from archlint.reporting.options import Options
from archlint.source import Sources

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, RuleCoverage
    from archlint.model import Finding

MOST_FINDINGS = 100
"""Findings printed with their excerpts, the most severe first; the rest is counted by rule."""


class FindingPart(Struct, frozen=True, kw_only=True):
    """One error or warning with its excerpt, drawn as lines of text.

    `message` is the finding's, with what got worse since the baseline. `is_first` is the first of
    its rule, to which links to the rule lead.
    """

    rule: str
    name: str
    severity: str
    subject: str
    message: str
    place: str
    excerpt: tuple[str, ...]
    why: tuple[str, ...]
    help: str
    is_first: bool


class NoteLine(Struct, frozen=True, kw_only=True):
    """What notes of one rule say alike, of one subject or several; `is_first` as of a finding."""

    rule: str
    name: str
    text: str
    is_first: bool


class RuleCount(Struct, frozen=True, kw_only=True):
    """Findings of one rule and severity that are counted and not printed."""

    severity: str
    rule: str
    name: str
    count: int


class Findings(Struct, frozen=True, kw_only=True):
    """All findings: errors and warnings in full, notes in lines.

    `more` counts those above the hundred that are printed, `below` those milder than what was asked
    for; `remarks` are what reading the manifest brought up. `hidden` counts the notes and remarks
    beyond the hundred of each. `rules` are those that a link leads to.
    """

    shown: tuple[FindingPart, ...]
    more: tuple[RuleCount, ...]
    notes: tuple[NoteLine, ...]
    note_count: int
    below: int
    remarks: tuple[str, ...]
    hidden: int
    rules: tuple[str, ...]

    @property
    def more_count(self) -> int:
        """How many findings `more` counts."""
        return sum(each.count for each in self.more)


class Waived(Struct, frozen=True, kw_only=True):
    """A finding that somebody accepted, and on what terms."""

    rule: str
    subject: str
    until: str
    owner: str
    reason: str


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


def findings_of(report: PortfolioReport, options: Options) -> Findings:
    """The findings to be shown, in the order of the report: severity, then place."""
    sources = report.portfolio.sources or Sources()
    asked = sorted(filter(options.shows, report.findings), key=lambda finding: -finding.severity)
    loud = [finding for finding in asked if finding.severity > Severity.NOTE]
    quiet = [finding for finding in asked if finding.severity is Severity.NOTE]
    seen: dict[str, None] = {}
    shown = tuple(_part(finding, sources, seen) for finding in loud[:MOST_FINDINGS])
    notes = tuple(_notes(quiet, seen))
    told: tuple[FindingPart | NoteLine, ...] = (*shown, *notes[:MOST_FINDINGS])
    remarks = () if options.quiet else tuple(map(str, report.portfolio.notes))
    return Findings(
        shown=shown,
        more=_counted(loud[MOST_FINDINGS:]),
        notes=notes[:MOST_FINDINGS],
        note_count=len(quiet),
        below=len(report.findings) - len(asked),
        remarks=remarks[:MOST_FINDINGS],
        hidden=sum(len(lines[MOST_FINDINGS:]) for lines in (notes, remarks)),
        rules=tuple(line.rule for line in told if line.is_first),
    )


def _is_first(rule: str, seen: dict[str, None]) -> bool:
    """Whether no finding of the rule stands before; from now on one does."""
    is_new = rule not in seen
    seen[rule] = None
    return is_new


def _part(finding: Finding, sources: Sources, seen: dict[str, None]) -> FindingPart:
    primary = finding.primary
    marks = [Mark(label.span, label.text, "frame") for label in finding.related]
    if primary is not None:
        marks.insert(0, Mark(primary.span, primary.text, finding.severity.word))
    return FindingPart(
        rule=finding.rule,
        name=finding.name,
        severity=finding.severity.word,
        subject=str(finding.subject),
        message=sentence_of(finding),
        place=str(primary.span) if primary else "",
        excerpt=tuple(excerpt(marks, sources, _PAPER)),
        why=finding.why,
        help=finding.help,
        is_first=_is_first(finding.rule, seen),
    )


def _notes(notes: list[Finding], seen: dict[str, None]) -> list[NoteLine]:
    names = {note.rule: note.name for note in notes}
    told = []
    for rule in sorted(names):
        own = [note for note in notes if note.rule == rule]
        told += [
            NoteLine(rule=rule, name=names[rule], text=text, is_first=_is_first(rule, seen))
            for _, text in note_lines(own)
        ]
    return told


def _counted(findings: list[Finding]) -> tuple[RuleCount, ...]:
    """How many of each rule and severity, the most severe and then the most frequent first."""
    counts = Counter((item.severity, item.rule, item.name) for item in findings)
    ranked = sorted(counts, key=lambda key: (-key[0], -counts[key], key[1]))
    return tuple(
        RuleCount(severity=key[0].word, rule=key[1], name=key[2], count=counts[key])
        for key in ranked
    )


def severity_counts(report: PortfolioReport) -> tuple[tuple[str, int], ...]:
    """(word, how many) for error, warning and note, the zeros too."""
    counts = Counter(finding.severity.word for finding in report.findings)
    return tuple((word, counts[word]) for word in ("error", "warning", "note"))


def waived(report: PortfolioReport) -> tuple[Waived, ...]:
    """What is accepted, by whom and until when."""
    return tuple(
        Waived(
            rule=item.finding.rule,
            subject=str(item.finding.subject),
            until=item.waiver.until.isoformat() if item.waiver.until else "",
            owner=item.waiver.owner or "",
            reason=item.waiver.reason or "",
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
