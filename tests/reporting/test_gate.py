"""The line that says what the exit code is and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.linting.report import Report
from archlint.model import Severity
from archlint.reporting.gate import gate_line
from archlint.source import Problem, not_listed

from reported import finding, note, options, report

if TYPE_CHECKING:
    from archlint.reporting import Options

WARNED = report(finding(severity=Severity.WARNING), note())
FAILED = report(finding(), finding(), note())


@pytest.mark.parametrize(
    ("run", "asked", "text"),
    [
        (report(), options(), "exit 0: nothing at or above error; no findings"),
        (WARNED, options(), "exit 0: nothing at or above error; 1 warning, 1 note"),
        (
            WARNED,
            options(fail_on=Severity.WARNING),
            "exit 1: 1 finding at or above warning; 1 warning, 1 note",
        ),
        (FAILED, options(), "exit 1: 2 findings at or above error; 2 errors, 1 note"),
        (FAILED, options(fail_on=None), "exit 0: --fail-on never; 2 errors, 1 note"),
        (
            FAILED,
            options(exit_zero=True),
            "exit 0: 2 findings at or above error, --exit-zero; 2 errors, 1 note",
        ),
        (
            WARNED,
            options(require_coverage=0.8),
            (
                "exit 1: nothing at or above error, 50 % of the rules had their inputs,"
                " 80 % required; 1 warning, 1 note"
            ),
        ),
        (
            replace(FAILED, problems=(Problem("no"),)),
            options(exit_zero=True),
            "exit 2: could not lint, 1 problem; 2 errors, 1 note",
        ),
        (
            Report(problems=(Problem("no"), not_listed(1_200))),
            options(),
            "exit 2: could not lint, 1,201 problems; no findings",
        ),
        (Report(crash="Traceback"), options(), "exit 2: archlint crashed; no findings"),
        (
            Report(nothing_evaluated="no services"),
            options(),
            "exit 2: nothing was evaluated: no services; no findings",
        ),
    ],
)
def test_the_gate_says_what_the_exit_code_is_and_why(
    run: Report, asked: Options, text: str
) -> None:
    assert gate_line(run, asked) == text
