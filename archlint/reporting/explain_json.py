"""The decision trail of one service for machines: `archlint schema explain` is its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archlint.reporting.evidence import six_questions, would_change
from archlint.reporting.facts import Facts
from archlint.reporting.gain_rows import gain_rows
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.json_schemas import list_of, object_of, or_null
from archlint.reporting.strict_json import dumps
from archlint.reporting.subjects import Subjects
from archlint.reporting.verdict_json import argument_document, verdict_document
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


def service_json(report: PortfolioReport, name: str) -> str:
    """What `service_text` says. Raises KeyError where the portfolio has no service so called.

    `questions`, `gains` and `would_change` are what stands at its top, as text; the figures behind
    them are the verdict's and the arguments'. `sections` are its sentences, formulas with their
    numbers, as people read them.
    """
    service = report.portfolio.services[name]
    facts = Facts(report, service)
    subjects = Subjects(report.portfolio, report.analysis)
    sections = ((label, list(texts)) for label, texts in facts.sections())
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": report.portfolio.name,
            "service": name,
            "verdict": verdict_document(facts.verdict) if facts.verdict else None,
            "questions": [item._asdict() for item in six_questions(report, service)],
            "gains": [item._asdict() for item in gain_rows(report, service)],
            "would_change": list(would_change(report, service)),
            "arguments": [argument_document(item, subjects) for item in facts.about],
            "sections": [{"label": label, "lines": texts} for label, texts in sections if texts],
        }
    )


def explain_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this document; its parts are those of the report's."""
    from archlint.reporting import report_schema

    report, text = report_schema(), {"type": "string"}
    return {
        "$schema": report["$schema"],
        "title": "archlint explain",
        "description": "What `archlint explain SERVICE --output-format json` writes.",
        **object_of(
            schema_version={"const": SCHEMA_VERSION},
            archlint=text,
            portfolio=text,
            service=text,
            verdict=or_null("verdict"),
            questions=list_of(asked=text, answer=text, place=text, basis=text),
            gains=list_of(label=text, alone=text, after=text),
            would_change={"type": "array", "items": text},
            arguments={"type": "array", "items": {"$ref": "#/$defs/argument"}},
            sections=list_of(label=text, lines={"type": "array", "items": text}),
        ),
        "$defs": report["$defs"],
    }
