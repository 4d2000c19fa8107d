"""What the gate looked at: each condition with whether it holds, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import Standing
from archlint.model import Severity
from archlint.reporting.figures import share
from archlint.reporting.page.naming import every, named
from archlint.reporting.summary import baseline_line, coverage_line, plural, sentence, waived_line

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.options import Options
    from archlint.reporting.page.slos import Slo


class Condition(Struct, frozen=True, kw_only=True):
    """One condition: `state` is bad, warn, ok or quiet (said, and no condition).

    `section` is the id of the section that tells more, empty where none does.
    """

    state: str
    label: str
    text: str
    section: str = ""


def conditions(
    report: PortfolioReport, slos: Sequence[Slo], options: Options
) -> tuple[Condition, ...]:
    """What decides and what there is to know about it, in the order of weight."""
    return (
        _findings(report, options),
        _slos(slos),
        _cycles(report),
        _coverage(report, options),
        *_stale(report),
        Condition(state="quiet", label="Gate", text=_fails(options.fail_on)),
        *(Condition(state="quiet", label="", text=text) for text in _terms(report)),
    )


def _findings(report: PortfolioReport, options: Options) -> Condition:
    counts = Counter(finding.severity for finding in report.findings)
    worst = max(counts, default=None)
    is_bad = worst is not None and options.fail_on is not None and worst >= options.fail_on
    told = [
        plural(counts[severity], severity.word)
        for severity in sorted(Severity, reverse=True)
        if counts[severity]
    ]
    milder = "warn" if worst is not None and worst >= Severity.WARNING else "ok"
    return Condition(
        state="bad" if is_bad else milder,
        label="Findings",
        text=", ".join(told) or "none",
        section="findings",
    )


def _fails(least: Severity | None) -> str:
    """On what the gate fails, so that nobody takes a bad condition for a failed gate."""
    if least is None:
        return "never fails"
    louder = [severity.word for severity in sorted(Severity, reverse=True) if severity >= least]
    return f"fails on {' and '.join(f'{word}s' for word in louder)}"


def _slos(slos: Sequence[Slo]) -> Condition:
    """How the promised times stand: all of them, for each has a standing of its own."""
    if not slos:
        return Condition(state="quiet", label="Latency SLOs", text="none declared")
    by_standing = {
        standing: [slo.journey for slo in slos if slo.promise.standing is standing]
        for standing in Standing
    }
    words = (
        (Standing.MISSED, "missed"),
        (Standing.OPEN, "too close to call"),
        (Standing.UNKNOWN, "not known"),
    )
    told = [
        f"{len(by_standing[standing])} {word} ({named(list(dict.fromkeys(by_standing[standing])))})"
        for standing, word in words
        if by_standing[standing]
    ]
    kept = len(by_standing[Standing.KEPT])
    if kept:
        told.append(f"{kept} kept" if told else f"{every(kept)} kept" if kept > 1 else "kept")
    is_bad, is_open = by_standing[Standing.MISSED], by_standing[Standing.OPEN]
    state = "bad" if is_bad else "warn" if is_open or by_standing[Standing.UNKNOWN] else "ok"
    return Condition(state=state, label="Latency SLOs", text=", ".join(told), section="journeys")


def _cycles(report: PortfolioReport) -> Condition:
    count = len(report.analysis.cycles)
    if not count:
        return Condition(state="ok", label="Call cycles", text="none")
    return Condition(state="warn", label="Call cycles", text=str(count), section="assumptions")


def _coverage(report: PortfolioReport, options: Options) -> Condition:
    coverage = report.coverage
    is_thin = coverage.share < options.require_coverage
    is_whole = coverage.evaluated == coverage.total and not coverage.partly
    needed = f", {share(options.require_coverage)} required" if is_thin else ""
    return Condition(
        state="bad" if is_thin else "ok" if is_whole else "warn",
        label="Coverage",
        text=f"{coverage_line(coverage)}{needed}",
        section="evidence",
    )


_STALE = "ANN001"
"""The engine's own rule about the age of measurements."""


def _stale(report: PortfolioReport) -> Iterator[Condition]:
    count = sum(finding.rule == _STALE for finding in report.findings)
    if count:
        yield Condition(
            state="warn",
            label="Old measurements",
            text=plural(count, "annotation"),
            section="findings",
        )


def _terms(report: PortfolioReport) -> Iterator[str]:
    """By what was judged, and what of the baseline and of waivers came of it."""
    if report.judge:
        yield f"Judged by {report.judge}."
    if report.scope:
        yield sentence(report.scope)
    if report.without:
        yield f"Decided without {', '.join(report.without)}."
    yield from filter(None, (baseline_line(report), waived_line(report)))
