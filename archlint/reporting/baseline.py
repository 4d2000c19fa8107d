"""The baseline as a list: what it lets through, and what it no longer needs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from archlint.reporting.figures import plain
from archlint.reporting.finding_json import entry_document
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.strict_json import dumps
from archlint.reporting.style import finish, painter
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.baseline import Baseline
    from archlint.linting.report import PortfolioReport
    from archlint.model import Entry
    from archlint.reporting.options import Options

Shown = Sequence[tuple[str, "Baseline", Sequence["PortfolioReport"]]]
"""A file, what is in it, and the portfolios that are held against it."""

_STYLES = {
    "known": "faint",
    "better": "good",
    "worsened": "error",
    "fixed": "good",
    "stale": "note",
    "": "faint",
}


def baseline_text(shown: Shown, options: Options) -> str:
    """Every entry on a line: how it stands, severity, rule, subject, measure."""
    lines: list[str] = []
    for path, baseline, reports in shown:
        for report in reports:
            entries = baseline.of(report.portfolio.name)
            name = visible(report.portfolio.name)
            head = f"{visible(path)}: {name}, {plural(len(entries), 'finding')} known"
            lines += [painter(options)("strong", head), *_lines(report, entries, options), ""]
        others = sorted(set(baseline.entries) - {report.portfolio.name for report in reports})
        if others:
            lines += [f"not asked: {', '.join(map(visible, others))}", ""]
    return finish("\n".join(lines).rstrip("\n") + "\n", options)


def _lines(report: PortfolioReport, entries: Sequence[Entry], options: Options) -> Iterator[str]:
    paint, standings = painter(options), _standings(report)
    for entry in sorted(entries, key=lambda entry: (-entry.severity, entry.identity)):
        standing, reason = standings.get(entry.identity, ("", ""))
        word = (standing or "not asked").ljust(9)
        what = f"{entry.severity.word:7}  {entry.rule} {entry.subject}"
        why = f" ({reason})" if reason else ""
        yield f"  {paint(_STYLES[standing], word)}  {visible(what + _measure(entry) + why)}"


def _measure(entry: Entry) -> str:
    measure = entry.measure
    if measure is None:
        return ""
    return f", {measure.name.replace('_', ' ')} {plain(measure.value)} {measure.unit}"


def _standings(report: PortfolioReport) -> dict[str, tuple[str, str]]:
    """Identity -> (known, better, worsened, fixed or stale; why)."""
    found = {
        item.finding.identity: ("known", "") for item in report.suppressed if item.entry is not None
    }
    for finding in report.findings:
        if finding.worse_by:
            found[finding.identity] = ("worsened", finding.worse_by)
    if report.ratchet is not None:
        found |= {entry.identity: ("better", "") for entry in report.ratchet.better}
        found |= {entry.identity: ("fixed", "") for entry in report.ratchet.fixed}
        found |= {entry.identity: ("stale", why) for entry, why in report.ratchet.stale}
    return found


def baseline_json(shown: Shown) -> str:
    """The same as one document: `{schema_version, baselines: [{file, portfolios: [...]}]}`."""
    baselines = [
        {
            "file": path,
            "least": baseline.least.word,
            "portfolios": [_portfolio(report, baseline) for report in reports],
        }
        for path, baseline, reports in shown
    ]
    return dumps({"schema_version": SCHEMA_VERSION, "baselines": baselines})


def _portfolio(report: PortfolioReport, baseline: Baseline) -> dict[str, Any]:
    standings = _standings(report)
    entries = sorted(baseline.of(report.portfolio.name), key=lambda entry: entry.identity)
    return {
        "name": report.portfolio.name,
        "entries": [
            {
                **entry_document(entry),
                "standing": standings.get(entry.identity, ("", ""))[0] or None,
                "reason": standings.get(entry.identity, ("", ""))[1] or None,
            }
            for entry in entries
        ],
    }
