"""The report for machines: one complete document whatever the exit code, units in the keys.

The shape is `report.schema.json` beside this module. Nothing in it depends on the clock, on the
order of a mapping or on the terminal; what is not a finite number is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from archlint.analysis.promises import promises_of
from archlint.model import Answer
from archlint.reporting.contributions import sampled_document
from archlint.reporting.estimates import promise_document
from archlint.reporting.finding_json import (
    finding_document,
    place_document,
    ratchet_document,
    suppressed_document,
    waiver_document,
)
from archlint.reporting.shortlist import shortlist_of
from archlint.reporting.shortlist_json import shortlist_document
from archlint.reporting.strict_json import dumps
from archlint.reporting.subjects import Subjects
from archlint.reporting.verdict_json import argument_document, verdict_document
from archlint.source import how_many, not_listed
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import Cycle, JourneyTimes
    from archlint.linting.pack import Seats
    from archlint.linting.report import Coverage, PortfolioReport, Report
    from archlint.reporting.options import Options
    from archlint.reporting.strict_json import Document
    from archlint.source import Problem

SCHEMA_VERSION = 1
"""Grows with every change that could break a reader; new keys alone do not count."""

MOST_PROBLEMS = 1_000
"""Problems that a document for machines keeps."""


def render(report: Report, options: Options) -> str:
    """The document as text, indented, with a newline at its end."""
    return dumps(document(report, options))


def document(report: Report, options: Options) -> Document:
    """The report as values that JSON knows."""
    return {
        "schema_version": SCHEMA_VERSION,
        "archlint": __version__,
        "exit_code": options.exit_code(report),
        "preset": options.preset or None,
        "problems": problem_documents(report),
        "crash": report.crash or None,
        "portfolios": [_portfolio(part, options) for part in report.portfolios],
    }


def _portfolio(report: PortfolioReport, options: Options) -> Document:
    subjects = Subjects(report.portfolio, report.analysis)
    return {
        "name": report.portfolio.name,
        "root": report.portfolio.root,
        "coverage": _coverage(report.coverage, report.without),
        "seats": _seats(report.seats),
        "shortlist": shortlist_document(shortlist_of(report)),
        "journeys": [_journey(times, report) for times in report.analysis.journeys],
        "cycles": [cycle_document(cycle) for cycle in report.analysis.cycles],
        "verdicts": [verdict_document(verdict) for verdict in report.verdicts],
        "arguments": [argument_document(argument, subjects) for argument in report.arguments],
        "findings": [
            finding_document(finding, subjects)
            for finding in report.findings
            if options.shows(finding)
        ],
        "suppressed": [suppressed_document(item, subjects) for item in report.suppressed],
        "idle_waivers": [waiver_document(waiver) for waiver in report.idle_waivers],
        "proposed_waivers": [waiver_document(waiver) for waiver in report.proposed_waivers],
        "judge": report.judge or None,
        "scope": report.scope or None,
        "baseline": ratchet_document(report.ratchet),
    }


# --- problems -------------------------------------------------------------------------------------


def problem_documents(report: Report) -> list[Document]:
    """Why the input could not be linted; why nothing was evaluated is a problem of its own."""
    problems = listed_problems(report.problems)
    if report.nothing_evaluated:
        problems.append(_nowhere(report.nothing_evaluated))
    return problems


def listed_problems(problems: Sequence[Problem]) -> list[Document]:
    """The first thousand, and one more that stands for all the others."""
    kept, cut = problems[:MOST_PROBLEMS], how_many(problems[MOST_PROBLEMS:])
    return [problem_document(item) for item in (*kept, *([not_listed(cut)] if cut else []))]


def problem_document(problem: Problem) -> Document:
    """One reason why the input cannot be linted, and where."""
    return {
        "message": problem.message,
        "pointer": problem.pointer or None,
        "suggestion": problem.suggestion or None,
        "kind": problem.kind or None,
        "place": place_document(problem.span),
        "related": [
            {"place": place_document(span), "text": text} for span, text in problem.related
        ],
    }


def _nowhere(message: str) -> Document:
    """A problem without a place."""
    return {
        "message": message,
        "pointer": None,
        "suggestion": None,
        "kind": "nothing evaluated",
        "place": None,
        "related": [],
    }


# --- coverage, seats, journeys --------------------------------------------------------------------


def _coverage(coverage: Coverage, without: Iterable[str]) -> Document:
    return {
        "evaluated": coverage.evaluated,
        "total": coverage.total,
        "share": coverage.share,
        "without": list(without),
        "rules": [
            {
                "rule": rule.rule,
                "name": rule.name,
                "pack": rule.pack,
                **{answer.value: rule.answers.get(answer, 0) for answer in Answer},
                "missing": dict(sorted(rule.missing.items())),
            }
            for rule in coverage.rules
        ],
    }


def _seats(seats: Seats | None) -> Document | None:
    if seats is None:
        return None
    return {
        "limit": seats.limit,
        "size": seats.size,
        "quota_share": seats.quota,
        "holders": list(seats.holders),
        "contenders": seats.contenders,
        "draws": seats.draws,
    }


def cycle_document(cycle: Cycle) -> Document:
    """A call cycle: who is in it, one way around, and where timing cuts it."""
    return {
        "members": list(cycle.members),
        "ring": list(cycle.ring),
        "cut": [{"caller": call.caller, "callee": call.callee} for call in cycle.cut],
        "diverges": cycle.diverges,
    }


def _journey(times: JourneyTimes, report: PortfolioReport) -> Document:
    """One journey; its percentiles are drawn here, because most formats do without them."""
    sampled = sampled_document(report.analysis, times)
    return {
        "name": times.name,
        "entry": times.journey.entry,
        "is_implied": report.analysis.journeys_are_implied,
        "rate_per_s": times.journey.rate,
        "mean_ms": times.mean * 1e3,
        "mean_error_ms": times.error * 1e3,
        "is_lower_bound": times.is_lower_bound,
        "parallel_bound_ms": times.parallel_bound * 1e3,
        "sequential_bound_ms": times.sequential_bound * 1e3,
        "network_ms": times.network * 1e3,
        "unmeasured": list(times.unmeasured),
        "on_path": list(times.on_path),
        "slo": [promise_document(promise) for promise in promises_of(report.analysis, times)],
        "samples": sampled["samples"],
        "percentiles": sampled["percentiles"],
        "services": [
            {"own_ms" if key == "mean_ms" else key: value for key, value in row.items()}
            for row in sampled["services"]
        ],
    }
