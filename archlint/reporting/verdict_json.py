"""Verdicts, what a rewrite is worth, and arguments as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.verdict_groups import group_of

if TYPE_CHECKING:
    from archlint.model import Argument, Gain, Margin, Measure, Range, Verdict
    from archlint.reporting.strict_json import Document
    from archlint.reporting.subjects import Subjects


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
        "measure": measure_document(argument.measure),
    }


def measure_document(measure: Measure | None) -> Document | None:
    """A value by which a finding gets worse or better."""
    if measure is None:
        return None
    return {
        "name": measure.name,
        "value": measure.value,
        "unit": measure.unit,
        "worse": measure.worse.value,
        "error": measure.error,
    }
