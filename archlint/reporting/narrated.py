"""The report as it is read aloud: plain sentences, nothing drawn, nothing said by colour alone.

A paragraph for each finding, counted ("Error 1 of 3"), its path step by step. Lines are not broken
at a width: a screen reader pauses where a line ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.findings import sentence_of, steps_of
from archlint.reporting.gate import gate_line
from archlint.reporting.naming import listed
from archlint.reporting.shortlist import shortlist_of
from archlint.reporting.shortlist_sentences import told_aloud
from archlint.reporting.style import finish
from archlint.reporting.summary import coverage_line, head_paragraph, seats_line, verdict_paragraphs
from archlint.reporting.suppressed import baseline_line, waived_line
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport, Report
    from archlint.model import Finding, Subject
    from archlint.reporting.options import Options
    from archlint.source import Problem, Span


def render(report: Report, options: Options) -> str:
    """Every portfolio in turn, what stopped the run, and last what the exit code says."""
    code, _, reason = gate_line(report, options).partition(":")
    paragraphs = [
        *(text for part in report.portfolios for text in _portfolio(part, options)),
        *_problems(report),
        f"{code.replace('exit', 'Exit code')}:{spoken(reason)}.",
    ]
    return finish("\n\n".join(paragraphs) + "\n", options)


def _portfolio(report: PortfolioReport, options: Options) -> Iterator[str]:
    if not options.quiet:
        yield "\n".join(_header(report))
    shown = [finding for finding in report.findings if options.shows(finding)]
    totals = Counter(finding.severity for finding in shown)
    told: Counter[int] = Counter()
    for finding in shown:
        told[finding.severity] += 1
        count = f"{told[finding.severity]} of {totals[finding.severity]}"
        yield "\n".join(_finding(finding, count))
    if not options.quiet:
        yield from (f"Remark: {spoken(str(note))}." for note in report.portfolio.notes)
    yield from _conclusion(report, options)


def _header(report: PortfolioReport) -> Iterator[str]:
    portfolio, analysis = report.portfolio, report.analysis
    sizes = (
        plural(len(portfolio.services), "service"),
        plural(len(analysis.journeys), "journey"),
        plural(sum(len(item.calls) for item in portfolio.operations.values()), "call"),
    )
    name, root = visible(portfolio.name), visible(portfolio.root)
    yield f"Portfolio {name}, from {root}: {sizes[0]}, {sizes[1]} and {sizes[2]}."
    yield f"{coverage_line(report.coverage)}. Times are means."
    if report.head:
        yield spoken(head_paragraph(report))
    if report.without:
        yield f"Decided without {listed(report.without, most=8)}."
    if analysis.journeys_are_implied and analysis.journeys:
        yield "No journeys are declared: every operation that nobody calls is one."
    if analysis.assumes_sequence:
        yield "Calls are assumed sequential."


def _finding(finding: Finding, count: str) -> Iterator[str]:
    """A paragraph: what was found and where, how one gets there, why, and what helps."""
    rule = visible(f"{finding.rule}, {finding.name}")
    about = visible(_about(finding.subject))
    head = f"{finding.severity.word.capitalize()} {count}: rule {rule}, about {about}"
    yield f"{head}: {_ended(sentence_of(finding))}"
    if finding.primary is not None:
        yield f"It stands in {_place(finding.primary.span)}."
    for number, (label, text) in enumerate(steps_of(finding), 1):
        where = f"line {label.span.line}"
        if finding.primary is None or label.span.file != finding.primary.span.file:
            where = f"{visible(label.span.file)}, {where}"
        yield f"Step {number} of the path: {spoken(text)}, {where}."
    yield from (f"Because: {_ended(reason)}" for reason in finding.why)
    if finding.help:
        yield f"Help: {_ended(finding.help)}"


def _about(subject: Subject) -> str:
    if subject.kind == "portfolio":
        return "the portfolio"
    return f"{subject.kind} {subject.text.removeprefix(f'{subject.kind}:')}"


def _place(span: Span) -> str:
    return f"{visible(span.file)}, line {span.line}, column {span.column}"


def _conclusion(report: PortfolioReport, options: Options) -> Iterator[str]:
    found = None if options.quiet else shortlist_of(report)
    if found is not None:
        yield "\n".join(map(spoken, told_aloud(found)))
    paragraphs = (
        *verdict_paragraphs(report),
        " ".join(cycle_sentences(report.analysis.cycles)),
        "" if found is not None else seats_line(report),
        waived_line(report),
        baseline_line(report),
    )
    yield from map(spoken, filter(None, paragraphs))


def _problems(report: Report) -> Iterator[str]:
    total = len(report.problems)
    for number, problem in enumerate(report.problems, 1):
        yield "\n".join(_problem(problem, f"{number} of {total}"))
    if report.nothing_evaluated:
        yield f"Nothing was evaluated: {_ended(report.nothing_evaluated)}"
    if report.crash:
        yield "\n".join(["archlint crashed.", *map(visible, report.crash.splitlines())])


def _problem(problem: Problem, count: str) -> Iterator[str]:
    where = f" in {_place(problem.span)}" if problem.span else ""
    pointer = f"{problem.pointer}: " if problem.pointer else ""
    yield f"Problem {count}{where}: {_ended(f'{pointer}{problem.message}')}"
    if problem.suggestion:
        yield f"Help: {_ended(problem.suggestion)}"
    for span, text in problem.related:
        yield f"See also {_place(span)}: {_ended(text)}"


# --- units and signs in words ---------------------------------------------------------------------


def _ended(text: str) -> str:
    """In words, with a full stop; no capital in front, for a name may stand there."""
    said = spoken(text)
    return said if said.endswith((".", "!", "?")) else f"{said}."


_CODE = re.compile(r"(`[^`]*`)")

_NUMBER = r"(?<![\w.])(-?[0-9][0-9.,]*)"

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<![\w.)])-(?=[$€£]?[0-9])", "minus "),
        (rf"{_NUMBER}k/s\b", r"\1 thousand per second"),
        (rf"{_NUMBER}M/s\b", r"\1 million per second"),
        (rf"{_NUMBER}/s\b", r"\1 per second"),
        (rf"{_NUMBER} ns\b", r"\1 nanoseconds"),
        (rf"{_NUMBER} µs", r"\1 microseconds"),
        (rf"{_NUMBER} ms\b", r"\1 milliseconds"),
        (rf"{_NUMBER} s\b", r"\1 seconds"),
        (rf"{_NUMBER} min\b", r"\1 minutes"),
        (rf"{_NUMBER} h\b", r"\1 hours"),
        (rf"{_NUMBER} ?%", r"\1 percent"),
        (r" × ", " times "),
        (r" ÷ ", " divided by "),
        (r" ± ", " plus or minus "),
        (r" = ", " equals "),
        (r" (?:→|->) ", " to "),
        (r"≥ ?", "at least "),
        (r"≤ ?", "at most "),
        (r"φ", "phi"),
        (r"λ", "lambda"),
        (r"Δ", "delta "),
    )
)
"""What screen readers skip or spell letter by letter, and the words for it."""


def spoken(text: str) -> str:
    """Units and signs as words; what stands in backticks is written as it would be typed."""
    pieces = _CODE.split(visible(text))
    return "".join(piece if place % 2 else _in_words(piece) for place, piece in enumerate(pieces))


def _in_words(text: str) -> str:
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text
