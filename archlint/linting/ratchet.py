"""Findings against a baseline: what is known is let through, what is new or got worse is not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.baseline import Baseline, entry_of
from archlint.linting.report import Outcome, PortfolioReport, Ratchet, Suppressed
from archlint.model import Entry, Finding, Measure, Severity, Standing, Worse

if TYPE_CHECKING:
    from archlint.linting.waivers import Waiving

_TOLERATED = 0.05
"""A measure that moved by less than this share of itself is the same."""

_ERRORS = 2.0
"""So is one that moved by no more than so many standard errors: samples may have moved it."""

_WORSE_VERDICTS = {"measure-first": ("rust", "hybrid")}
"""Verdict then -> those that say more than it did."""


class Held(Struct, frozen=True, kw_only=True):
    """A baseline in use, and its file as the reader should see it."""

    baseline: Baseline
    file: str


def hold(findings: Sequence[Finding], held: Held, waiving: Waiving, portfolio: str) -> Outcome:
    """Hold findings that no waiver covers against the baseline.

    An entry whose rule takes no part in this run is neither known nor fixed: it is not asked.
    """
    entries = {entry.identity: entry for entry in held.baseline.of(portfolio)}
    kept, suppressed, better = [], [], []
    for finding in findings:
        entry = entries.get(finding.identity)
        if entry is not None:
            worse = worse_by(entry, finding)
            standing = Standing.WORSENED if worse else Standing.KNOWN
            finding = replace(finding, standing=standing, worse_by=worse)  # noqa: PLW2901
        elif held.baseline.holds(finding):
            finding = replace(finding, standing=Standing.NEW)  # noqa: PLW2901
        if finding.standing is Standing.KNOWN:
            suppressed.append(Suppressed(finding=finding, entry=entry))
            if entry is not None and is_better(entry, finding):
                better.append(entry)
        else:
            kept.append(finding)
    here = {finding.identity for finding in findings}
    gone = [entry for entry in entries.values() if entry.identity not in here]
    stale = dict(_stale(gone, waiving))
    standings = [finding.standing for finding in kept]
    return Outcome(
        kept=tuple(kept),
        suppressed=tuple(suppressed),
        ratchet=Ratchet(
            file=held.file,
            size=len(entries),
            known=len(suppressed),
            new=standings.count(Standing.NEW),
            worsened=standings.count(Standing.WORSENED),
            better=tuple(better),
            fixed=tuple(
                entry
                for entry in gone
                if entry.identity not in stale and waiving.took_part(entry.rule)
            ),
            stale=tuple(
                (entry, stale[entry.identity]) for entry in gone if entry.identity in stale
            ),
        ),
    )


def _stale(entries: Iterable[Entry], waiving: Waiving) -> Iterator[tuple[str, str]]:
    """(identity, reason) of the entries that nothing can match as long as things are as they are.

    A finding that a waiver covers does not fall back on the baseline when the waiver ends.
    """
    waived = {finding.identity for finding in waiving.findings}
    for entry in entries:
        if waiving.catalogue.find(entry.rule) is None and not waiving.catalogue.open_ended:
            yield entry.identity, f"there is no rule {entry.rule}"
        elif entry.identity in waived:
            yield entry.identity, "a waiver covers it"


def worse_by(entry: Entry, finding: Finding) -> str:
    """What got worse since, empty where nothing did: severity, verdict or measure."""
    if finding.severity > entry.severity:
        return f"{finding.severity.word}, was {entry.severity.word}"
    if finding.verdict in _WORSE_VERDICTS.get(entry.verdict, ()):
        return f"{finding.verdict}, was {entry.verdict}"
    then, now = entry.measure, finding.measure
    if then is None or now is None or then.name != now.name or now.worse is Worse.NEITHER:
        return ""
    name = now.name.replace("_", " ")
    if then.unit != now.unit:
        # Nobody can tell whether it grew, and another unit must not be a way past the ratchet.
        return f"{name} measured in {now.unit}, was {then.unit}"
    if _growth(then, now) <= _leeway(then, now):
        return ""
    return f"{name} {now.value:.3g} {now.unit}, was {then.value:.3g}"


def is_better(entry: Entry, finding: Finding) -> bool:
    """Whether a known finding is milder than the entry: severity, verdict or measure."""
    if finding.severity < entry.severity:
        return True
    if entry.verdict in _WORSE_VERDICTS.get(finding.verdict, ()):
        return True
    then, now = entry.measure, finding.measure
    if then is None or now is None or not _are_comparable(then, now):
        return False
    return _growth(then, now) < -_leeway(then, now)


def _leeway(then: Measure, now: Measure) -> float:
    """By how much a measure may move and still be the same."""
    return max(_TOLERATED * abs(then.value), _ERRORS * math.hypot(then.error, now.error))


def _are_comparable(then: Measure, now: Measure) -> bool:
    return (then.name, then.unit) == (now.name, now.unit)


def _growth(then: Measure, now: Measure) -> float:
    """By how much a measure moved the wrong way, below zero for the right way."""
    if now.worse is Worse.NEITHER:
        return 0.0
    return now.value - then.value if now.worse is Worse.HIGHER else then.value - now.value


# --- what to write next ---------------------------------------------------------------------------


def pruned(report: PortfolioReport, baseline: Baseline) -> tuple[Entry, ...]:
    """The entries without what is fixed or stale, and never looser: what got better stays so."""
    ratchet = report.ratchet
    gone = _identities([*ratchet.fixed, *(entry for entry, _ in ratchet.stale)]) if ratchet else ()
    known = {item.finding.identity: item.finding for item in report.suppressed if item.entry}
    entries = []
    for entry in baseline.of(report.portfolio.name):
        finding = known.get(entry.identity)
        if entry.identity in gone or (finding is not None and finding.severity < baseline.least):
            continue
        entries.append(_tightened(entry, finding) if finding else entry)
    return tuple(entries)


def updated(report: PortfolioReport, baseline: Baseline) -> tuple[Entry, ...]:
    """The entries as the findings are now, new and worse ones too; what was not asked stays."""
    known = [item.finding for item in report.suppressed if item.entry]
    now = [entry_of(item) for item in (*report.findings, *known) if baseline.holds(item)]
    taken = _identities(now) | {item.finding.identity for item in report.suppressed}
    return (*now, *(entry for entry in pruned(report, baseline) if entry.identity not in taken))


def _identities(entries: Iterable[Entry]) -> set[str]:
    return {entry.identity for entry in entries}


def _tightened(entry: Entry, finding: Finding) -> Entry:
    """The entry at what the finding has come down to.

    A measure that cannot be compared with the remembered one does not take its place, nor does the
    rule that measures it: the next finding by the old rule would then be held against nothing.
    """
    now = entry_of(finding)
    severity = min(entry.severity, now.severity, key=Severity)
    then, measure = entry.measure, now.measure
    if then is None:
        return replace(now, severity=severity)
    if measure is None or not _are_comparable(then, measure):
        return replace(entry, severity=severity, verdict=now.verdict)
    least = measure if _growth(then, measure) < 0 else then
    return replace(now, severity=severity, measure=least)
