"""The decision trail of one service for machines: `archlint schema explain` is its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archlint.reporting.evidence.answering import answering
from archlint.reporting.evidence.changing import would_change
from archlint.reporting.facts import Facts
from archlint.reporting.gain_rows import gain_rows
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.json_schemas import list_of, object_of, or_null
from archlint.reporting.strict_json import dumps
from archlint.reporting.subjects import Subjects
from archlint.reporting.verdict_json import argument_document, verdict_document
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.evidence.answers import Answer


def service_json(report: PortfolioReport, name: str) -> str:
    """What `service_text` says. Raises KeyError where the portfolio has no service so called.

    A question has its answer, `more` that the page has room for, where its figures stand and how
    well they are known. `gains` and `would_change` follow it at the top, as text; the figures
    behind them are the verdict's and the arguments'. `sections` are its sentences, formulas with
    their numbers, as people read them.
    """
    service = report.portfolio.services[name]
    facts, told = Facts(report, service), answering(report, has_paths=True)
    subjects = Subjects(report.portfolio, report.analysis)
    sections = ((label, list(texts)) for label, texts in facts.sections())
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": report.portfolio.name,
            "service": name,
            "verdict": verdict_document(facts.verdict) if facts.verdict else None,
            "questions": [_question(item) for item in told.answers(service)],
            "gains": [item._asdict() for item in gain_rows(told, service)],
            "would_change": list(map(visible, would_change(facts.verdict, facts.about))),
            "arguments": [argument_document(item, subjects) for item in facts.about],
            "sections": [{"label": label, "lines": texts} for label, texts in sections if texts],
        }
    )


def _question(answer: Answer) -> dict[str, Any]:
    """An answer; `place` is the first of its places, `basis` the first word of its origin."""
    origin = answer.origin
    return {
        "asked": answer.question,
        "answer": visible(answer.text),
        "more": visible(answer.more),
        "place": answer.places[0] if answer.places else "",
        "places": list(answer.places),
        "basis": origin.word if origin else "",
        "origin": origin.text if origin else "",
    }


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
            questions=list_of(
                asked=text,
                answer=text,
                more=text,
                place=text,
                places={"type": "array", "items": text},
                basis=text,
                origin=text,
            ),
            gains=list_of(label=text, alone=text, after=text),
            would_change={"type": "array", "items": text},
            arguments={"type": "array", "items": {"$ref": "#/$defs/argument"}},
            sections=list_of(label=text, lines={"type": "array", "items": text}),
        ),
        "$defs": report["$defs"],
    }
