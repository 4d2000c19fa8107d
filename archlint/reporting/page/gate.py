"""What the gate looked at: each condition with whether it holds, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import Standing
from archlint.model import Severity
from archlint.quantities import format_duration
from archlint.reporting.figures import share
from archlint.reporting.naming import coded, every, joined, named
from archlint.reporting.page.terms import coverage_words, terms
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.options import Options
    from archlint.reporting.page.outlook import Outlook
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
    report: PortfolioReport, outlook: Outlook, options: Options
) -> tuple[Condition, ...]:
    """What decides and what there is to know about it, in the order of weight."""
    return (
        _findings(report, options),
        _slos(outlook),
        _cycles(report),
        _coverage(report, options),
        *_stale(report),
        *(Condition(state="quiet", label="", text=text) for text in _terms(report)),
    )


def fails(options: Options) -> str:
    """On what the gate fails, so that nobody takes a bad condition for a failed gate."""
    told = []
    if options.fail_on is not None:
        louder = [item.word for item in sorted(Severity, reverse=True) if item >= options.fail_on]
        told.append(" and ".join(f"{word}s" for word in louder))
    if options.require_coverage:
        told.append(f"coverage under {share(options.require_coverage)}")
    if not told:
        return "nothing fails it"
    if told == ["errors"]:
        return "only errors fail it"
    return f"{' and '.join(told)} fail{'s' if told[0].startswith('coverage') else ''} it"


def _findings(report: PortfolioReport, options: Options) -> Condition:
    counts = Counter(finding.severity for finding in report.findings)
    worst = max(counts, default=None)
    is_bad = worst is not None and options.fail_on is not None and worst >= options.fail_on
    told = [
        plural(counts[severity], severity.word)
        + (_first(report, severity) if is_bad and severity is worst else "")
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


def _first(report: PortfolioReport, severity: Severity) -> str:
    """Which finding it is, or the first of them."""
    found = [finding for finding in report.findings if finding.severity is severity]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f" ({found[0].rule} of {coded(str(found[0].subject))}{more})"


_MOST_MISSED = 3
"""Promises that are missed or open and told with their amounts."""


def _slos(outlook: Outlook) -> Condition:
    """How the promised times stand: all of them, for each has a standing of its own."""
    slos = outlook.slos
    if not slos:
        return Condition(state="quiet", label="Latency SLOs", text="none declared")
    by_standing = {
        standing: [slo for slo in slos if slo.promise.standing is standing] for standing in Standing
    }
    missed, unsure = by_standing[Standing.MISSED], by_standing[Standing.OPEN]
    unknown, kept = by_standing[Standing.UNKNOWN], len(by_standing[Standing.KEPT])
    told = [
        *_each(missed, "missed", lambda slo: f"{_amounts(slo)}{_turned(outlook, slo)}"),
        *_each(unsure, "too close to call", _amounts),
    ]
    if unknown:
        names = named(list(dict.fromkeys(slo.journey for slo in unknown)))
        told.append(f"{len(unknown)} not known ({names})")
    if kept:
        told.append(f"{kept} kept" if told else f"{every(kept)} kept" if kept > 1 else "kept")
    state = "bad" if missed else "warn" if unsure or unknown else "ok"
    return Condition(state=state, label="Latency SLOs", text="; ".join(told), section="journeys")


def _each(slos: Sequence[Slo], word: str, text: Callable[[Slo], str]) -> Iterator[str]:
    """`2 missed: a p99 160 ms of 90 ms, b …`: the first with their amounts, the rest counted."""
    if slos:
        yield f"{len(slos)} {word}: {joined([text(slo) for slo in slos], _MOST_MISSED)}"


def _amounts(slo: Slo) -> str:
    """Say `` `place-order` p99 160 ms of 90 ms ``."""
    promise = slo.promise
    least = "at least " if promise.is_lower_bound else ""
    found = f"{least}{format_duration(promise.value or 0.0)}"
    return f"{coded(slo.journey)} {promise.key} {found} of {format_duration(promise.promised)}"


def _turned(outlook: Outlook, slo: Slo) -> str:
    """What the rewrites make of a missed promise, where there are any."""
    if not outlook.rewritten.report.rewrites:
        return ""
    return {
        Standing.KEPT: " (after the rewrites kept)",
        Standing.OPEN: " (too close to call after the rewrites)",
    }.get(outlook.after(slo), " (missed after the rewrites, too)")


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
        text=f"{coverage_words(coverage)}{needed}",
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
    """By what was judged and without what, and what of the baseline and of waivers came of it."""
    yield from terms(report)
    if report.without:
        yield f"Decided without {', '.join(report.without)}."
