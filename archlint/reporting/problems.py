"""Problems for stderr: why the input cannot be linted, each with the line it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.reporting.excerpt import Mark, excerpt
from archlint.reporting.style import finish, painter
from archlint.reporting.wording import plural
from archlint.source import how_many, visible

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.options import Options
    from archlint.source import Problem, Sources

_MOST = 20


def render(report: Report, options: Options) -> str:
    """What stopped the run: Problems, or why nothing was evaluated; empty where nothing did."""
    text = render_problems(report.problems, report.sources, options)
    if report.nothing_evaluated:
        head = painter(options)("error", "error:")
        text += f"{head} {visible(report.nothing_evaluated)}\n"
    return finish(text, options)


def render_problems(problems: Sequence[Problem], sources: Sources, options: Options) -> str:
    """The first twenty with excerpts, then `and 180 more of 3 kinds`.

    `file:line:col: path: message (suggestion)` stands on one line, however wide: editors and
    people search for it. Only a file in `sources` is quoted.
    """
    blocks = [_problem(problem, sources, options) for problem in problems[:_MOST]]
    text = "\n".join(line for block in blocks for line in block)
    rest = problems[_MOST:]
    if rest:
        text += f"\nand {how_many(rest):,} more{_of_kinds(rest)}"
    return finish(f"{text}\n", options) if text else ""


def _of_kinds(problems: Sequence[Problem]) -> str:
    """` of 3 kinds`; nothing where not all of them were kept, so that nobody knows."""
    if any(problem.stands_for > 1 for problem in problems):
        return ""
    return f" of {plural(len({problem.kind for problem in problems}), 'kind')}"


def _problem(problem: Problem, sources: Sources, options: Options) -> list[str]:
    paint = painter(options)
    where = visible(f"{problem.span}: ") if problem.span else ""
    path = visible(f"{problem.pointer}: ") if problem.pointer else ""
    hint = visible(f" ({problem.suggestion})") if problem.suggestion else ""
    shown = paint("strong", where + path) + visible(problem.message) + paint("help", hint)
    quotable = _quotable(problem, sources)
    also = [mark for mark in _marks(problem) if mark not in quotable and mark.text]
    also_there = "".join(visible(f" ({mark.text}: {mark.span})") for mark in also)
    return [shown + also_there, *quoted(problem, sources, options)]


def quoted(problem: Problem, sources: Sources, options: Options) -> list[str]:
    """The lines that a Problem is about, as far as `sources` has them."""
    marks = _quotable(problem, sources)
    return excerpt(marks, sources, options, headed=len(_files(marks)) > 1) if marks else []


def _quotable(problem: Problem, sources: Sources) -> list[Mark]:
    return [m for m in _marks(problem) if sources.line(m.span.file, m.span.line) is not None]


def _marks(problem: Problem) -> list[Mark]:
    marks = [] if problem.span is None else [Mark(problem.span, "", "error")]
    return marks + [Mark(span, visible(label), "frame") for span, label in problem.related]


def _files(marks: Sequence[Mark]) -> set[str]:
    return {mark.span.file for mark in marks}
