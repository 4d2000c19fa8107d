"""The report line by line, for pipelines: one JSON object a line, told apart by `type`.

Findings as the json format has them, with the portfolio they belong to; then verdicts; then
Problems, with why nothing was evaluated among them; and last, always, the summary with the exit
code. The schema of a line is `line_schema()`, `#/$defs/line` of the report's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archlint.model import Severity
from archlint.reporting.finding_json import finding_document
from archlint.reporting.json import SCHEMA_VERSION, problem_documents
from archlint.reporting.strict_json import dumps
from archlint.reporting.subjects import Subjects
from archlint.reporting.verdict_json import verdict_document
from archlint.source import how_many
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.options import Options

Document = dict[str, Any]


def render(report: Report, options: Options) -> str:
    """Every line, the summary last: a reader that misses it knows that the text was cut."""
    lines = (*_findings(report, options), *_verdicts(report), *_problems(report))
    return "".join(map(_line, (*lines, _summary(report, options))))


def _line(document: Document) -> str:
    return dumps(document, indent=None)


def _findings(report: Report, options: Options) -> Iterator[Document]:
    for part in report.portfolios:
        subjects = Subjects(part.portfolio, part.analysis)
        for finding in filter(options.shows, part.findings):
            told = finding_document(finding, subjects)
            yield {"type": "finding", "portfolio": part.portfolio.name, **told}


def _verdicts(report: Report) -> Iterator[Document]:
    for part in report.portfolios:
        for verdict in part.verdicts:
            told = verdict_document(verdict)
            yield {"type": "verdict", "portfolio": part.portfolio.name, **told}


def _problems(report: Report) -> Iterator[Document]:
    for problem in problem_documents(report):
        yield {"type": "problem", **problem}


def _summary(report: Report, options: Options) -> Document:
    """All findings are counted, those that the lines leave out too."""
    counts = Counter(item.severity for part in report.portfolios for item in part.findings)
    return {
        "type": "summary",
        "schema_version": SCHEMA_VERSION,
        "archlint": __version__,
        "exit_code": options.exit_code(report),
        "crash": report.crash or None,
        "portfolios": len(report.portfolios),
        "problems": how_many(report.problems) + bool(report.nothing_evaluated),
        "findings": {severity.word: counts[severity] for severity in reversed(Severity)},
        "suppressed": sum(len(part.suppressed) for part in report.portfolios),
    }
