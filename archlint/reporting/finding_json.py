"""Findings, waivers, the baseline and places as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.reporting.verdict_json import measure_document

if TYPE_CHECKING:
    from archlint.linting.report import Ratchet, Suppressed
    from archlint.model import Entry, Finding, Label, Subject, Waiver
    from archlint.reporting.strict_json import Document
    from archlint.reporting.subjects import Subjects
    from archlint.source import Span


def place_document(span: Span | None) -> Document | None:
    """File, line and column, from 1."""
    return None if span is None else dict(span._asdict())


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
        "measure": measure_document(finding.measure),
        "verdict": finding.verdict or None,
        "standing": finding.standing.value if finding.standing else None,
        "worse_by": finding.worse_by or None,
        "place": place_document(finding.primary.span if finding.primary else None),
        "related": [_label(label) for label in finding.related],
    }


def _subject(subject: Subject, subjects: Subjects | None) -> Document:
    return subjects.parts(subject) if subjects else {"kind": subject.kind, "text": subject.text}


def _label(label: Label) -> Document:
    return {"place": place_document(label.span), "text": label.text}


def suppressed_document(item: Suppressed, subjects: Subjects) -> Document:
    """A finding that a waiver or the baseline covers, and which."""
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
        "comment": place_document(waiver.comment),
    }


def ratchet_document(ratchet: Ratchet | None) -> Document | None:
    """What came of holding the findings against a baseline."""
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
        "measure": measure_document(entry.measure),
    }
