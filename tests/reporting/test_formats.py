"""What is the same for every format."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from markdown_it import MarkdownIt

from archlint.linting.report import Report
from archlint.model import Severity, Standing
from archlint.reporting import FORMATS, needs_plain
from archlint.source import Problem

from hostile import manifest, report_on
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


def lines_of_json(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "concise": str.splitlines,
    "narrated": lambda text: re.fullmatch(r"(?s).+\n\nExit code [012]: .+\.\n", f"x\n\n{text}")[0],  # type: ignore[index]
    "json": json.loads,
    "jsonl": lines_of_json,
    "sarif": json.loads,
    "github": lambda text: [re.fullmatch(r"::[a-z]+ .*?::.*", x)[0] for x in text.splitlines()],  # type: ignore[index]
    "gitlab": json.loads,
    "junit": ET.fromstring,
    "markdown": MarkdownIt().parse,
    "html": lambda text: re.fullmatch(r"(?s)<!doctype html>.*</html>\s*", text, re.IGNORECASE)[0],  # type: ignore[index]
}
"""How a whole document of each format is recognised; what is cut off is refused."""


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("run", RUNS)
def test_every_document_is_whole_whatever_the_exit_code(name: str, run: str) -> None:
    READERS[name](FORMATS[name](RUNS[run][0], options()))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_shows_what_is_at_or_above_its_own_severity(name: str) -> None:
    run = report(
        finding(message="first-of-all"),
        finding(message="second-in-rank", severity=Severity.WARNING),
        note(message="third-and-last"),
    )
    messages = ("first-of-all", "second-in-rank", "third-and-last")

    for least, count in ((Severity.NOTE, 3), (Severity.WARNING, 2), (Severity.ERROR, 1)):
        shown = FORMATS[name](run, options(least=least))

        assert tuple(word for word in messages if word in shown) == messages[:count]
        assert options(least=least).exit_code(run) == 1


@pytest.mark.parametrize("name", ["text", "concise", "narrated", "markdown", "html", "github"])
def test_what_got_worse_is_said_in_words(name: str) -> None:
    worse = finding(standing=Standing.WORSENED, worse_by="twice as slow")

    assert "worse than the baseline: twice as slow" in FORMATS[name](report(worse), options())


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_a_page_says_how_many_findings_it_leaves_out(name: str) -> None:
    run = report(finding(), note(), note())

    assert "below the severity asked for: 2." in FORMATS[name](run, options(least=Severity.ERROR))
    assert "below the severity asked for" not in FORMATS[name](run, options())


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_name_gives_orders_to_a_build_server(name: str) -> None:
    """GitHub's runner obeys lines that begin with `::`, white space aside, and `##[`."""
    words = ("::error::pwned", "x ::add-mask::y", "##[error]z", f"{'w ' * 49}::stop-commands::q")
    hostile = report(
        *(finding(message=word, why=(word,), help=word) for word in words),
        *(note(word, message=word) for word in words),
    )
    problems = Report(problems=tuple(map(Problem, words)), crash="\n".join(words))

    for run in (hostile, problems, report_on(manifest())):
        lines = FORMATS[name](run, options(columns=40, least=Severity.NOTE)).splitlines()
        orders = [line for line in lines if re.match(r"\s*::|.*##\[", line)]
        ours = r"::(error|warning|notice) (file|title)=[^:]*::"
        assert [line for line in orders if not (name == "github" and re.match(ours, line))] == []


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
