"""SARIF 2.1.0 for code scanning: one run, the same bytes for the same report.

Within what GitHub takes: one run, the most severe results first and no more than it keeps, with a
notification of what was left out. Findings that a waiver or the baseline covers are left out,
because code scanning shows suppressed results as open alerts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archlint.reporting.findings import told, told_suppressed
from archlint.reporting.gate import gate_line
from archlint.reporting.json import MOST_PROBLEMS
from archlint.reporting.sarif_places import SOURCE_ROOT, location, plain_text
from archlint.reporting.sarif_results import result
from archlint.reporting.sarif_rules import rules_of
from archlint.reporting.strict_json import dumps
from archlint.source import how_many
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.findings import Told
    from archlint.reporting.options import Options
    from archlint.source import Problem

Document = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

MOST_RESULTS = 5_000
"""Results of a run that GitHub keeps."""


def render(report: Report, options: Options) -> str:
    """The log as text, complete whatever the exit code."""
    return dumps(document(report, options))


def document(report: Report, options: Options) -> Document:
    """The log with its one run: GitHub refuses a second one of the same category."""
    category = f"{options.category}/" if options.category else ""
    rules = rules_of(report.packs)
    found = _found(report, options)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "archlint",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "automationDetails": {"id": f"archlint/{category}"},
        "invocations": [_invocation(report, options, len(found))],
        # Without a `uri`: where the repository lies on the machine that ran is nobody's business.
        "originalUriBaseIds": {
            SOURCE_ROOT: {"description": {"text": "The root of the repository."}}
        },
        "columnKind": "unicodeCodePoints",
        "results": [result(item, index, options) for item in found[:MOST_RESULTS]],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _found(report: Report, options: Options) -> list[Told]:
    covered = told_suppressed(report, options) if options.include_suppressed else []
    return [*told(report, options), *covered]


def _invocation(report: Report, options: Options, count: int) -> Document:
    """How the run ended: findings are no failure of the tool, exit 2 is one."""
    code = options.exit_code(report)
    notifications = [*_failures(report, options), *_left_out(count)]
    return {
        "executionSuccessful": code != 2,  # noqa: PLR2004  # could not lint
        "exitCode": code,
        "exitCodeDescription": gate_line(report, options),
        **({"toolExecutionNotifications": notifications} if notifications else {}),
    }


def _failures(report: Report, options: Options) -> Iterator[Document]:
    """What stopped the run, all of it."""
    for problem in report.problems[:MOST_PROBLEMS]:
        yield _problem(problem, options)
    left = how_many(report.problems[MOST_PROBLEMS:])
    if left:
        yield _notification("error", f"And {left:,} problems more.")
    if report.crash:
        yield _notification("error", *report.crash.split("\n"))
    if report.nothing_evaluated:
        yield _notification("error", report.nothing_evaluated)


def _problem(problem: Problem, options: Options) -> Document:
    path = f"{problem.pointer}: " if problem.pointer else ""
    hint = f" ({problem.suggestion})" if problem.suggestion else ""
    notification = _notification("error", f"{path}{problem.message}{hint}")
    spans = [*(((problem.span, ""),) if problem.span else ()), *problem.related]
    if spans:
        notification["locations"] = [location(span, options, text) for span, text in spans]
    return notification


def _left_out(count: int) -> Iterator[Document]:
    if count > MOST_RESULTS:
        yield _notification(
            "warning",
            f"{count - MOST_RESULTS:,} of {count:,} results are left out, the least severe ones:"
            f" code scanning keeps {MOST_RESULTS:,} of a run. The json format has all of them.",
        )


def _notification(level: str, *lines: str) -> Document:
    return {"level": level, "message": {"text": "\n".join(map(plain_text, lines))}}
