"""What is the same for every format."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archlint.linting.report import Report
from archlint.model import Severity
from archlint.reporting import FORMATS, needs_plain
from archlint.source import Problem

from reported import finding, note, options, report

RUNS = {
    "nothing found": (report(), 0),
    "a warning": (report(finding(severity=Severity.WARNING)), 0),
    "an error": (report(finding()), 1),
    "a thousand errors": (report(*[finding()] * 1_000), 1),
    "256 errors": (report(*[finding()] * 256), 1),
    "a problem": (Report(problems=(Problem("no"),)), 2),
    "a crash": (Report(crash="Traceback"), 2),
    "nothing evaluated": (Report(nothing_evaluated="no services"), 2),
}


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("run", RUNS)
def test_writing_a_report_leaves_its_exit_code_alone(name: str, run: str) -> None:
    written, code = RUNS[run]

    first = FORMATS[name](written, options())

    assert options().exit_code(written) == code
    assert FORMATS[name](written, options()) == first


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 1),
        ({"fail_on": None}, 0),
        ({"exit_zero": True}, 0),
        ({"fail_on": None, "require_coverage": 0.9}, 1),
        ({"require_coverage": 0.9, "exit_zero": True}, 0),
    ],
)
def test_what_the_reader_asks_for_decides_between_0_and_1(
    changes: dict[str, object], code: int
) -> None:
    assert options(**changes).exit_code(report(finding(), note())) == code


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [("utf-8", False), ("ascii", True), ("cp1252", True), ("latin-1", True), ("nonsense", True)],
)
def test_ascii_is_written_where_the_encoding_lacks_the_glyphs(encoding: str, plain: bool) -> None:  # noqa: FBT001  # a table
    assert needs_plain(encoding) is plain


def test_importing_the_formats_imports_none_of_them() -> None:
    code = (
        "import sys, archlint.reporting;"
        "print(*sorted(m for m in sys.modules if m.split('.')[0] in ('networkx', 'numpy', 'jinja2')"
        " or m.startswith('archlint.reporting.')))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "archlint.reporting.options\n"
