"""Annotations, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archlint.linting.report import Report
from archlint.model import Label, Severity, Standing
from archlint.reporting.github import Annotation, escape_data, escape_property, render
from archlint.source import Problem, Span

from hostile import NAMES, manifest, report_on
from reported import HOSTILE, SNEAKY, finding, note, options, report, span

WARNED = finding(severity=Severity.WARNING)


class Command(NamedTuple):
    """What the runner makes of a line."""

    name: str
    properties: dict[str, str]
    data: str


def parse(line: str) -> Command:
    """A workflow command, taken apart and un-escaped without any code of ours."""
    found = re.fullmatch(r"::([a-z]+) (.*?)::(.*)", line)
    assert found is not None, line
    name, properties, data = found.groups()
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    return Command(name, {key: unescape(text) for key, text in pairs.items()}, unescape(data))


def unescape(text: str) -> str:
    return re.sub(r"%([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)


def read(run: Report, **changes: object) -> list[Command]:
    return [parse(line) for line in render(run, options(**changes)).split("\n")[:-1]]


def levels(commands: list[Command]) -> Counter[str]:
    return Counter(command.name for command in commands)


def test_a_finding_is_an_annotation_at_its_place() -> None:
    assert render(report(finding(why=("50 % more",), help="look at it")), options()) == (
        "::error file=archlint.yaml,line=12,endLine=12,col=16,endColumn=27,"
        "title=XX101 too-slow::pricing: 6 of 10 ms are its own%0A50 %25 more%0Alook at it\n"
    )


def test_the_path_is_told_step_by_step() -> None:
    steps = (Label(span=span(4, 1, 2), text="1. order enters"), Label(span=span(5, 1, 2)))
    (command,) = read(report(finding(related=steps)))

    assert command.data == "pricing: 6 of 10 ms are its own\n1. order enters"


def test_columns_are_left_out_where_a_finding_spans_lines() -> None:
    tall = finding(primary=Label(span=Span("archlint.yaml", 3, 5, 7, 2)))
    (command,) = read(report(tall))

    assert command.properties == {
        "file": "archlint.yaml",
        "line": "3",
        "endLine": "7",
        "title": "XX101 too-slow",
    }


def test_files_are_told_from_the_root_of_the_repository() -> None:
    (command,) = read(report(finding()), here="deploy/eu")

    assert command.properties["file"] == "deploy/eu/archlint.yaml"


def test_what_most_users_wait_for_comes_first_within_a_severity() -> None:
    run = report(
        finding(message="a"),
        finding(message="b", numbers={"removable_users": 2.0}),
        finding(message="c", numbers={"removable_users": 7}),
        finding(message="d", numbers={"removable_users": "many"}),
        finding(message="e", severity=Severity.WARNING, numbers={"removable_users": 9.0}),
    )

    assert [command.data[-1] for command in read(run)] == ["c", "b", "a", "d", "e"]


def test_thirty_findings_are_ten_of_a_level_and_a_count_of_the_rest() -> None:
    *shown, last = read(report(*[finding()] * 15, *[WARNED] * 15))

    assert levels(shown) == {"error": 10, "warning": 10}
    assert last.name == "notice"
    assert "5 errors, 5 warnings" in last.data
    assert "step summary" in last.data


def test_the_count_of_the_rest_is_one_of_the_ten_notices() -> None:
    commands = read(report(*[note()] * 12), least=Severity.NOTE)

    assert levels(commands) == {"notice": 10}
    assert "3 notices" in commands[-1].data


@pytest.mark.parametrize("count", [0, 1, 10])
def test_what_fits_is_not_counted(count: int) -> None:
    run = report(*[finding()] * count, *[WARNED] * count, *[note()] * count)

    assert (
        levels(read(run)) == dict.fromkeys(["error", "warning", "notice"], count)
        if count
        else (render(run, options()) == "")
    )


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            Report(problems=(Problem("no `x`", span(4, 5, 9), "a.b", "did you mean `y`?"),)),
            Command(
                "error",
                {
                    "file": "archlint.yaml",
                    "line": "4",
                    "endLine": "4",
                    "col": "5",
                    "endColumn": "9",
                    "title": "archlint could not lint",
                },
                "a.b: no `x` (did you mean `y`?)",
            ),
        ),
        (
            Report(problems=(Problem("no manifest"),)),
            Command("error", {"title": "archlint could not lint"}, "no manifest"),
        ),
        (
            Report(crash="NT101 failed: report it\nTraceback"),
            Command("error", {"title": "archlint crashed"}, "NT101 failed: report it\nTraceback"),
        ),
        (
            Report(nothing_evaluated="no services"),
            Command("error", {"title": "archlint evaluated nothing"}, "no services"),
        ),
    ],
    ids=["a problem", "a problem nowhere", "a crash", "nothing evaluated"],
)
def test_what_stopped_the_run_is_an_error(run: Report, expected: Command) -> None:
    assert read(run) == [expected]


def test_many_problems_are_ten_and_a_count() -> None:
    commands = read(Report(problems=tuple(Problem(f"number {n}") for n in range(200))))

    assert levels(commands) == {"error": 10, "notice": 1}
    assert "190 errors" in commands[-1].data


def test_what_got_worse_is_said() -> None:
    (command,) = read(report(finding(standing=Standing.WORSENED, worse_by="5 to 6 ms")))

    assert "; worse than the baseline: 5 to 6 ms" in command.data


@pytest.mark.parametrize("text", ["x" * 9_000, "%" * 9_000, "价" * 9_000, "%\n:," * 4_000])
def test_a_message_has_no_more_bytes_than_are_kept(text: str) -> None:
    whole = str(Annotation(level="error", title="t", message=text))
    data = whole.removeprefix("::error title=t::")

    assert 4_090 <= len(data.encode()) <= 4_096
    assert unescape(data).endswith("…")
    assert text.startswith(unescape(data).removesuffix("…"))


@given(st.text())
@example("a,b:c%d\r\n%0A")
@example("%25")
def test_escaping_is_undone_by_the_runner(text: str) -> None:
    assert unescape(escape_data(text)) == text
    assert unescape(escape_property(text)) == text
    assert re.search(r"[\r\n]", escape_data(text)) is None
    assert re.search(r"[\r\n:,]", escape_property(text)) is None


@given(st.text(), st.text(max_size=300), st.text(max_size=300))
@example("a,b:c%d", HOSTILE, "\n::error::pwned")
@example("\r\n::set-output name=x::y", SNEAKY, "::")
def test_no_name_ends_its_line_or_its_property(file: str, title: str, message: str) -> None:
    place = span(1, 2, 3, file=file)
    told = str(Annotation(level="error", title=title, message=message, file=file, span=place))

    command = parse(told)

    assert "\n" not in told
    assert "\r" not in told
    assert list(command.properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert command.properties["file"] == file


def test_hostile_names_make_one_annotation_each() -> None:
    run = report_on(manifest())
    commands = read(run, least=Severity.NOTE)

    assert {command.name for command in commands} <= {"error", "warning", "notice"}
    assert any(NAMES[0] in command.data for command in commands)
