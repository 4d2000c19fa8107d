"""By what the gate judged, in plain words: coverage of the rules, waivers, the baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from archlint.reporting.naming import coded, listed
from archlint.reporting.suppressed import baseline_line, proposed_sentence
from archlint.reporting.wording import plural, sentence

if TYPE_CHECKING:
    from archlint.linting.report import Coverage, PortfolioReport
    from archlint.model import Waiver


def terms(report: PortfolioReport) -> Iterator[str]:
    """Who judged, to what that was limited, and what of the baseline and of waivers came of it."""
    if report.judge:
        yield f"Judged by {report.judge}."
    if report.scope:
        yield sentence(report.scope)
    yield from filter(None, (baseline_line(report), *_waivers(report)))


def coverage_words(coverage: Coverage) -> str:
    """`all 11 rules had figures to go by; 6 lacked one somewhere`, or `8 of 11 rules` had."""
    if coverage.total and coverage.evaluated == coverage.total:
        some = f"all {coverage.total} rules" if coverage.total > 1 else "the one rule"
    else:
        some = f"{coverage.evaluated} of {plural(coverage.total, 'rule')}"
    lacked = f"; {coverage.partly} lacked one somewhere" if coverage.partly else ""
    return f"{some} had figures to go by{lacked}"


def _waivers(report: PortfolioReport) -> Iterator[str]:
    waived = [
        _waived(item.finding.rule, item.finding.subject.kind, item.finding.subject.text, waiver)
        for item in report.suppressed
        if (waiver := item.waiver) is not None
    ]
    idle = [_waived(item.rule, "", item.on, item) for item in report.idle_waivers]
    yield proposed_sentence(report)
    if waived:
        yield f"{plural(len(waived), 'finding')} waived: {_counted(waived)}."
    if idle:
        verb = "covers" if len(idle) == 1 else "cover"
        yield f"{plural(len(idle), 'waiver')} {verb} nothing today: {_counted(idle)}."


def _waived(rule: str, kind: str, subject: str, waiver: Waiver) -> str:
    """Say `NT202 of service tax, until 2027-06-30`."""
    whom = (
        f"{kind} {coded(subject)}" if kind in ("service", "operation", "call") else coded(subject)
    )
    return f"{rule} of {whom}, until {waiver.until or 'no date'}"


def _counted(texts: Iterable[str]) -> str:
    """The texts, each once: one waiver may cover several findings of a rule on one service."""
    counts = Counter(texts)
    return listed(text if count == 1 else f"{count}× {text}" for text, count in counts.items())
