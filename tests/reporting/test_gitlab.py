"""GitLab's code quality report."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from archlint.linting.report import Report
from archlint.model import Label, Severity, Standing
from archlint.reporting.gitlab import render
from archlint.source import Problem

from hostile import manifest, report_on
from reported import HOSTILE, SNEAKY, finding, note, options, part, report, span

PROBLEMS = (
    Problem("unknown key", span(4, 5, 9), "services.a.x", "did you mean `y`?"),
    Problem("unknown key", span(9, 5, 9), "services.a.x", "did you mean `y`?"),
    Problem("no manifest"),
)
RUNS = {
    "nothing found": report(),
    "something found": report(finding(), finding(severity=Severity.WARNING), note(), note()),
    "two of one name": Report(portfolios=(part(findings=(finding(),)),) * 2),
    "problems": Report(problems=PROBLEMS),
    "a crash": Report(crash="boom\n  at line 1"),
    "nothing evaluated": Report(nothing_evaluated="no services"),
    "all at once": Report(
        portfolios=(part(findings=(finding(),)),), problems=PROBLEMS, crash="boom"
    ),
    "hostile names": report_on(manifest()),
}


def read(run: Report, **changes: Any) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads(render(run, options(**changes)))
    return issues


def test_a_finding_is_an_issue() -> None:
    (issue,) = read(report(finding()))

    assert re.fullmatch("[0-9a-f]{64}", issue.pop("fingerprint"))
    assert issue == {
        "description": "XX101 too-slow: pricing: 6 of 10 ms are its own",
        "check_name": "XX101",
        "severity": "major",
        "location": {"path": "archlint.yaml", "lines": {"begin": 12}},
    }


@pytest.mark.parametrize("run", RUNS)
def test_every_issue_has_what_gitlab_asks_for(run: str) -> None:
    issues = read(RUNS[run])

    for issue in issues:
        assert sorted(issue) == [
            "check_name",
            "description",
            "fingerprint",
            "location",
            "severity",
        ]
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@pytest.mark.parametrize(
    ("run", "severities"),
    [
        ("nothing found", []),
        ("something found", ["major", "minor", "info", "info"]),
        ("problems", ["blocker", "blocker", "blocker"]),
        ("a crash", ["blocker"]),
        ("nothing evaluated", ["blocker"]),
        ("all at once", ["blocker", "blocker", "blocker", "blocker", "major"]),
    ],
)
def test_severities_are_in_gitlabs_words(run: str, severities: list[str]) -> None:
    assert [issue["severity"] for issue in read(RUNS[run])] == severities


def test_a_fingerprint_knows_no_line() -> None:
    moved = finding(primary=Label(span=span(99, 1, 2)), message="other words")

    assert read(report(moved))[0]["fingerprint"] == read(report(finding()))[0]["fingerprint"]
    first, second, _ = read(RUNS["problems"])
    assert first["fingerprint"] != second["fingerprint"]


def test_paths_start_at_the_root_of_the_repository() -> None:
    (issue,) = read(report(finding()), here="deploy")

    assert issue["location"]["path"] == "deploy/archlint.yaml"


def test_what_got_worse_is_said() -> None:
    (issue,) = read(report(finding(standing=Standing.WORSENED, worse_by="5 to 6 ms")))

    assert issue["description"].endswith("; worse than the baseline: 5 to 6 ms")


def test_names_are_kept_on_one_line() -> None:
    (hostile,) = read(report(note(HOSTILE, message=HOSTILE)))
    (sneaky,) = read(report(note(SNEAKY)))

    assert hostile["description"] == f"XX102 too-dear: {HOSTILE}: {HOSTILE}"
    assert r"a\u{202e}b\u{1b}[31mc\u{a}d" in sneaky["description"]
