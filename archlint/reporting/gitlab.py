"""GitLab's code quality report: an issue for each finding, known again by its fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archlint.files import MANIFEST
from archlint.model import Severity
from archlint.reporting.findings import path_in_repository, sentence_of, told, unique_fingerprint
from archlint.reporting.strict_json import dumps
from archlint.source import Span, visible

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.findings import Told
    from archlint.reporting.options import Options

Document = dict[str, Any]

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}

_NOWHERE = Span(MANIFEST, 1, 1, 1, 1)
"""GitLab drops an issue without a path: what stands nowhere is said of the manifest there is."""


def render(report: Report, options: Options) -> str:
    """One array, empty where nothing was found; what stopped the run blocks."""
    return dumps([*_failures(report, options), *_findings(report, options)])


def _findings(report: Report, options: Options) -> Iterator[Document]:
    for item in told(report, options):
        yield {
            "description": _description(item),
            "check_name": item.finding.rule,
            "fingerprint": item.fingerprint,
            "severity": _SEVERITIES[item.finding.severity],
            "location": _location(item.span, options),
        }


def _description(item: Told) -> str:
    """With the rule in it, for GitLab shows the description alone."""
    finding = item.finding
    return visible(f"{finding.rule} {finding.name}: {finding.subject}: {sentence_of(finding)}")


def _failures(report: Report, options: Options) -> Iterator[Document]:
    seen: Counter[str] = Counter()
    for problem in report.problems:
        path = f"{problem.pointer}: " if problem.pointer else ""
        hint = f" ({problem.suggestion})" if problem.suggestion else ""
        text = f"{path}{problem.message}{hint}"
        span = problem.span or _NOWHERE
        mark = unique_fingerprint(seen, "problem", span.file, text)
        yield _blocker("could-not-lint", text, mark, _location(span, options))
    whole = (("crash", report.crash), ("nothing-evaluated", report.nothing_evaluated))
    for name, text in whole:
        if text:
            mark = unique_fingerprint(seen, name)
            yield _blocker(name, text, mark, _location(_NOWHERE, options))


def _blocker(name: str, text: str, fingerprint: str, location: Document) -> Document:
    return {
        "description": visible(f"archlint: {text}"),
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": "blocker",
        "location": location,
    }


def _location(span: Span, options: Options) -> Document:
    path = path_in_repository(span.file, options)
    return {"path": path, "lines": {"begin": span.line}}
