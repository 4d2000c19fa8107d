"""The report line by line, held against the schema of a line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archlint.linting.report import Report
from archlint.model import Severity
from archlint.reporting import json as whole
from archlint.reporting import line_schema
from archlint.reporting.jsonl import render
from archlint.source import Problem
from archlint.version import __version__

from hostile import manifest, report_on
from reported import SNEAKY, finding, note, options, part, report, verdict

SCHEMA = Draft202012Validator(line_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
MIXED = Report(
    portfolios=(
        part(findings=(finding(), note()), verdicts=(verdict("front", "go"),)),
        part(findings=(note(),)),
    ),
    problems=(Problem("no"),),
)
RUNS = {
    "nothing found": report(),
    "findings, verdicts and problems": MIXED,
    "a crash": Report(crash="boom\n  at line 1"),
    "nothing evaluated": Report(nothing_evaluated="no services"),
    "hostile names": report_on(manifest()),
    "a name with control characters": report(note(SNEAKY, message="\u2028\ud800")),
}


def read(run: Report, **changes: Any) -> list[dict[str, Any]]:
    text = render(run, options(**changes))
    assert text.endswith("\n")
    return [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]


def test_the_schema_of_a_line_is_a_schema() -> None:
    Draft202012Validator.check_schema(line_schema())


@pytest.mark.parametrize("run", RUNS)
def test_every_line_meets_the_schema_and_the_summary_is_the_last(run: str) -> None:
    lines = read(RUNS[run])

    assert [error.message for line in lines for error in SCHEMA.iter_errors(line)] == []
    assert [line["type"] for line in lines].index("summary") == len(lines) - 1


def test_the_schema_would_find_a_mistake() -> None:
    (line, _) = read(report(note()))

    assert not SCHEMA.is_valid(line | {"colour": "red"})
    assert not SCHEMA.is_valid({key: line[key] for key in line if key != "identity"})


def test_findings_come_first_then_verdicts_then_problems() -> None:
    assert [line["type"] for line in read(MIXED)] == [
        "finding",
        "finding",
        "finding",
        "verdict",
        "problem",
        "summary",
    ]


def test_a_line_says_what_the_json_format_says() -> None:
    document = whole.document(MIXED, options())
    lines = read(MIXED)
    first = document["portfolios"][0]

    assert lines[0] == {"type": "finding", "portfolio": "shop", **first["findings"][0]}
    assert lines[3] == {"type": "verdict", "portfolio": "shop", **first["verdicts"][0]}
    assert lines[4] == {"type": "problem", **document["problems"][0]}


def test_the_summary_counts_everything_and_knows_the_exit_code() -> None:
    assert read(report(finding(), note()), least=Severity.ERROR)[-1] == {
        "type": "summary",
        "schema_version": 1,
        "archlint": __version__,
        "exit_code": 1,
        "crash": None,
        "portfolios": 1,
        "problems": 0,
        "findings": {"error": 1, "warning": 0, "note": 1},
        "suppressed": 0,
    }
    assert read(RUNS["nothing evaluated"])[-1]["problems"] == 1
