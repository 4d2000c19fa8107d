"""The report for machines: one complete document whatever the exit code, units in the keys.

The shape is `report.schema.json` beside this module. Nothing in it depends on the clock, on the
order of a mapping or on the terminal; what is not a finite number is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archlint.analysis.promises import promises_of
from archlint.model import Answer
from archlint.reporting.contributions import sampled_document
from archlint.reporting.estimates import promise_document
from archlint.reporting.subjects import Subjects
from archlint.reporting.summary import group_of
from archlint.source import how_many, not_listed
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import Cycle, JourneyTimes
    from archlint.linting.pack import Seats
    from archlint.linting.report import Coverage, PortfolioReport, Ratchet, Report, Suppressed
    from archlint.model import (
        Argument,
        Entry,
        Finding,
        Gain,
        Label,
        Margin,
        Measure,
        Range,
        Subject,
        Verdict,
        Waiver,
    )
    from archlint.reporting.options import Options
    from archlint.source import Problem, Span

SCHEMA_VERSION = 1
"""Grows with every change that could break a reader; new keys alone do not count."""

MOST_PROBLEMS = 1_000
"""Problems that a document for machines keeps."""

Document = dict[str, Any]


def render(report: Report, options: Options) -> str:
    """The document as text, indented, with a newline at its end."""
    return dumps(document(report, options))


def dumps(value: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401  # any JSON value
    """Write a value as strict JSON: what is not a finite number becomes null."""
    # `ensure_ascii` keeps the document the same bytes whatever the encoding of the output, and
    # spells lone surrogates, which no encoding can write. The log of GitHub Actions would obey
    # `##[command]` in the middle of a line; escaped, the name is the same and gives no orders.
    written = json.dumps(finite(value), indent=indent, allow_nan=False)
    return written.replace("##[", "#\\u0023[") + "\n"


def finite(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The value with null for every NaN and infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


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
        "journeys": [_journey(times, report) for times in report.analysis.journeys],
        "cycles": [cycle_document(cycle) for cycle in report.analysis.cycles],
        "verdicts": [verdict_document(verdict) for verdict in report.verdicts],
        "arguments": [argument_document(argument, subjects) for argument in report.arguments],
        "findings": [
            finding_document(finding, subjects)
            for finding in report.findings
            if options.shows(finding)
        ],
        "suppressed": [_suppressed(item, subjects) for item in report.suppressed],
        "idle_waivers": [waiver_document(waiver) for waiver in report.idle_waivers],
        "proposed_waivers": [waiver_document(waiver) for waiver in report.proposed_waivers],
        "judge": report.judge or None,
        "scope": report.scope or None,
        "baseline": _ratchet(report.ratchet),
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
        "place": _place(problem.span),
        "related": [{"place": _place(span), "text": text} for span, text in problem.related],
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


def _place(span: Span | None) -> Document | None:
    return None if span is None else dict(span._asdict())


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


# --- verdicts and arguments -----------------------------------------------------------------------


def verdict_document(verdict: Verdict) -> Document:
    """What a pack concludes about one service, with what a rewrite is worth."""
    return {
        "service": verdict.service,
        "verdict": verdict.word,
        "group": group_of(verdict),
        "language": verdict.language,
        "is_planned": verdict.is_planned,
        "is_by_default": verdict.is_by_default,
        "seat": verdict.seat,
        "operation": verdict.operation or None,
        "because": verdict.because,
        "lines": list(verdict.lines),
        "arguments": list(verdict.arguments),
        "gain": gain_document(verdict.gain),
        "tune_first": verdict.tune_first or None,
        "confidence": verdict.confidence or None,
        "seat_frequency": verdict.seat_frequency,
        "margins": [_margin(margin) for margin in verdict.margins],
    }


def _margin(margin: Margin) -> Document:
    return {
        "quantity": margin.quantity,
        "factor": margin.factor,
        "value": margin.value,
        "unit": margin.unit or None,
        "becomes": margin.becomes or None,
        "text": margin.text,
    }


def gain_document(gain: Gain | None) -> Document | None:
    """What a rewrite is worth, low-default-high."""
    if gain is None:
        return None
    return {
        "mode": "same-utilisation",
        "journeys": [
            {"journey": journey, "taken_off_ms": range_document(milliseconds)}
            for journey, milliseconds in sorted(gain.milliseconds.items())
        ],
        "removable_users": range_document(gain.users),
        "freed_cores": range_document(gain.cores),
        "saving_per_month": range_document(gain.per_month),
        "currency": gain.currency,
        "effort_person_months": range_document(gain.effort),
        "payback_months": range_document(gain.payback),
        "factor": range_document(gain.factor),
        "factor_source": gain.factor_source or None,
    }


def range_document(values: Range | None) -> Document | None:
    """`{low, default, high}`."""
    return None if values is None else dict(values._asdict())


def argument_document(argument: Argument, subjects: Subjects) -> Document:
    """One answer of one rule, with its numbers and what it lacks."""
    return {
        "rule": argument.rule,
        "subject": subjects.parts(argument.subject),
        "answer": argument.answer.value,
        "message": argument.message,
        "numbers": dict(sorted(argument.numbers.items())),
        "missing": list(argument.missing),
        "could_be": argument.could_be or None,
        "refuted_by": argument.refuted_by or None,
        "measure": _measure(argument.measure),
    }


def _measure(measure: Measure | None) -> Document | None:
    if measure is None:
        return None
    return {
        "name": measure.name,
        "value": measure.value,
        "unit": measure.unit,
        "worse": measure.worse.value,
        "error": measure.error,
    }


# --- findings -------------------------------------------------------------------------------------


def finding_document(finding: Finding, subjects: Subjects | None) -> Document:
    """A finding; without `subjects` its subject is text alone."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.word,
        "subject": _subject(finding.subject, subjects),
        "message": finding.message,
        "identity": finding.identity,
        "covers": list(finding.covers),
        "why": list(finding.why),
        "help": finding.help or None,
        "numbers": dict(sorted(finding.numbers.items())),
        "measure": _measure(finding.measure),
        "verdict": finding.verdict or None,
        "standing": finding.standing.value if finding.standing else None,
        "worse_by": finding.worse_by or None,
        "place": _place(finding.primary.span if finding.primary else None),
        "related": [_label(label) for label in finding.related],
    }


def _subject(subject: Subject, subjects: Subjects | None) -> Document:
    return subjects.parts(subject) if subjects else {"kind": subject.kind, "text": subject.text}


def _label(label: Label) -> Document:
    return {"place": _place(label.span), "text": label.text}


def _suppressed(item: Suppressed, subjects: Subjects) -> Document:
    return {
        "kind": item.kind,
        "finding": finding_document(item.finding, subjects),
        "waiver": waiver_document(item.waiver) if item.waiver else None,
    }


def waiver_document(waiver: Waiver) -> Document:
    """A waiver, and where it stands if that is a comment."""
    return {
        "rule": waiver.rule,
        "on": waiver.on,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "until": waiver.until.isoformat() if waiver.until else None,
        "comment": _place(waiver.comment),
    }


def _ratchet(ratchet: Ratchet | None) -> Document | None:
    if ratchet is None:
        return None
    return {
        "file": ratchet.file,
        "size": ratchet.size,
        "known": ratchet.known,
        "new": ratchet.new,
        "worsened": ratchet.worsened,
        "better": [entry_document(entry) for entry in ratchet.better],
        "fixed": [entry_document(entry) for entry in ratchet.fixed],
        "stale": [
            {"entry": entry_document(entry), "reason": reason} for entry, reason in ratchet.stale
        ],
    }


def entry_document(entry: Entry) -> Document:
    """A finding as the baseline remembers it."""
    return {
        "identity": entry.identity,
        "rule": entry.rule,
        "subject": entry.subject,
        "severity": entry.severity.word,
        "verdict": entry.verdict or None,
        "measure": _measure(entry.measure),
    }
