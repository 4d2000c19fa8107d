"""What stopped a run, on the page: where, what, and the line that is to blame."""

from __future__ import annotations

import pytest

from archlint.linting.report import Report
from archlint.reporting.html import render
from archlint.reporting.page import Stop
from archlint.reporting.page.stopping import stops_of
from archlint.source import Problem, Sources, Span

from reported import options

LINE = "services: {a: {self_time: soon}}"
PROBLEM = Problem(
    "expected a duration, got 'soon'",
    span=Span("archlint.yaml", 3, 27, 3, 31),
    pointer="services.a.self_time",
    suggestion="such as 14ms",
)
READ = Sources(lines={"archlint.yaml": ("archlint: 1", "portfolio: x", LINE)})


@pytest.mark.parametrize(
    ("problem", "sources", "place", "lines"),
    [
        (PROBLEM, READ, "archlint.yaml:3:27", 1),
        (PROBLEM, Sources(), "archlint.yaml:3:27", 0),
        (Problem("expected a file"), READ, "", 0),
    ],
    ids=["a line", "a file that cannot be quoted", "no file at all"],
)
def test_a_problem_stands_with_its_line(
    problem: Problem, sources: Sources, place: str, lines: int
) -> None:
    (stop,) = stops_of(Report(problems=(problem,), sources=sources), 20)

    assert (stop.place, stop.message) == (place, problem.message)
    assert sum(LINE in line for line in stop.excerpt) == lines


def test_no_more_are_told_than_asked_for_and_the_page_says_how_many_there_are() -> None:
    problems = tuple(Problem(f"no {number}") for number in range(23))
    report = Report(problems=problems)
    page = render(report, options())

    assert len(stops_of(report, 20)) == 20
    assert "3 more; <code>archlint check</code>" in page


def test_what_reads_the_page_finds_the_words_of_the_terminal() -> None:
    page = render(Report(problems=(PROBLEM,), sources=READ), options())

    for part in ("services.a.self_time", "archlint.yaml:3:27", "such as 14ms", "Exit 2: could not"):
        assert part in page
    assert isinstance(stops_of(Report(problems=(PROBLEM,)), 1)[0], Stop)
