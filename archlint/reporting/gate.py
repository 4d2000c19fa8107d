"""The gate: what the exit code is and why, in a line. Plain text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archlint.model import Severity
from archlint.reporting.figures import share
from archlint.reporting.wording import plural
from archlint.source import how_many, visible

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.options import Options


def counts_line(report: Report) -> str:
    """`1 error, 2 warnings, 6 notes`; `no findings` where there are none."""
    counts = Counter(item.severity for part in report.portfolios for item in part.findings)
    parts = [
        plural(counts[severity], severity.word)
        for severity in sorted(Severity, reverse=True)
        if counts[severity]
    ]
    return ", ".join(parts) or "no findings"


def gate_line(report: Report, options: Options) -> str:
    """What the exit code is and why: `exit 1: 2 findings at or above error; 2 errors, 3 notes`."""
    code = options.exit_code(report)
    return f"exit {code}: {_reason(report, options)}; {counts_line(report)}"


def _reason(report: Report, options: Options) -> str:
    if report.crash:
        return "archlint crashed"
    if report.problems:
        return f"could not lint, {plural(how_many(report.problems), 'problem')}"
    if report.nothing_evaluated:
        return f"nothing was evaluated: {visible(report.nothing_evaluated)}"
    reasons = [_about_findings(report, options.fail_on)]
    thin = [part for part in report.portfolios if part.coverage.share < options.require_coverage]
    if thin:
        shares = ", ".join(share(part.coverage.share) for part in thin)
        needed = share(options.require_coverage)
        reasons.append(f"{shares} of the rules had their inputs, {needed} required")
    if options.strict and any(part.ratchet and part.ratchet.is_slack for part in report.portfolios):
        reasons.append("--strict: the baseline lets through what is not there any more")
    if options.exit_zero:
        reasons.append("--exit-zero")
    return ", ".join(reasons)


def _about_findings(report: Report, fail_on: Severity | None) -> str:
    if fail_on is None:
        return "--fail-on never"
    loud = sum(item.severity >= fail_on for part in report.portfolios for item in part.findings)
    return f"{plural(loud, 'finding') if loud else 'nothing'} at or above {fail_on.word}"
