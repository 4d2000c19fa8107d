"""The report for a terminal: what was found, where, why, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.model import Severity
from archlint.reporting.columns import width, wrap, wrap_items
from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.estimates import model_line
from archlint.reporting.excerpt import Mark, excerpt
from archlint.reporting.findings import sentence_of
from archlint.reporting.gate import gate_line
from archlint.reporting.naming import listed
from archlint.reporting.notes import note_lines
from archlint.reporting.shortlist import shortlist_of
from archlint.reporting.shortlist_text import shortlist_lines
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.reporting.summary import coverage_line, head_paragraph, seats_line, verdict_paragraphs
from archlint.reporting.suppressed import baseline_line, waived_line
from archlint.reporting.wording import plural
from archlint.source import Sources, visible

if TYPE_CHECKING:
    from archlint.linting.pack import Seats
    from archlint.linting.report import PortfolioReport, Report, Suppressed
    from archlint.model import Finding
    from archlint.reporting.options import Options

_LEAST = 30
"""Columns that a message needs beside its heading; with fewer it begins on the next line."""


def render(report: Report, options: Options) -> str:
    """Every portfolio in turn, and what the exit code says; nothing where none could be read."""
    if not report.portfolios:
        return ""
    parts = [_portfolio(part, options) for part in report.portfolios]
    code, glyphs = options.exit_code(report), glyphs_for(options)
    head = f"{glyphs.bad if code else glyphs.good} exit {code}:"
    rest = gate_line(report, options).partition(":")[2].strip()
    last = _hang(painter(options)("bad" if code else "good", head), head, rest, options)
    return finish("\n\n\n".join(parts) + "\n\n" + "\n".join(last) + "\n", options)


def _portfolio(report: PortfolioReport, options: Options) -> str:
    blocks = [] if options.quiet else [_header(report, options)]
    blocks += _findings(report, options)
    if options.show_suppressed and report.suppressed:
        blocks.append(list(_suppressed(report.suppressed, options)))
    if options.statistics and report.findings:
        blocks.append(_statistics(report.findings, options))
    found = None if options.quiet else shortlist_of(report)
    if found is not None:
        blocks.append(shortlist_lines(found, options))
    blocks.append(_conclusion(report, options, is_listed=found is not None))
    return "\n\n".join("\n".join(block) for block in blocks if block)


# --- header ---------------------------------------------------------------------------------------


def _header(report: PortfolioReport, options: Options) -> list[str]:
    """Name, size and root; then what the reader has to know about how it was judged."""
    name = visible(report.portfolio.name)
    facts = _facts(report, options)
    lines = _hang(painter(options)("strong", name), name, facts, options)
    caveats = wrap_items(_caveats(report, options), glyphs_for(options).dot, options.width)
    lines += [painter(options)("faint", line) for line in caveats]
    head = head_paragraph(report)
    return lines + (wrap(spelt(head, options), options.width) if head else [])


def _facts(report: PortfolioReport, options: Options) -> str:
    portfolio, analysis = report.portfolio, report.analysis
    calls = sum(len(operation.calls) for operation in portfolio.operations.values())
    journeys = plural(len(analysis.journeys), "journey")
    implied = ", implied" if analysis.journeys_are_implied else ""
    parts = (
        plural(len(portfolio.services), "service"),
        journeys + implied,
        plural(calls, "call"),
        visible(portfolio.root),
    )
    dot = glyphs_for(options).dot
    return "".join(f"{dot} {part} " for part in parts).rstrip()


def _caveats(report: PortfolioReport, options: Options) -> Iterator[str]:
    yield coverage_line(report.coverage)
    if options.preset:
        yield f"preset {options.preset}"
    if report.judge:
        yield f"judged by {visible(report.judge)}"
    if report.scope:
        yield visible(report.scope)
    if report.without:
        yield f"decided without {listed(report.without, most=8)}"
    if report.analysis.journeys_are_implied and report.analysis.journeys:
        yield "no journeys declared: every operation that nobody calls is one"
    if report.analysis.assumes_sequence:
        yield "calls are assumed sequential"
    yield model_line(report.analysis)
    if report.seats is not None:
        yield _certainty(report.seats)


def _certainty(seats: Seats) -> str:
    """How seats came to be held: in draws of the uncertain figures, or at default ones alone."""
    if not seats.draws:
        return "seats at default figures only"
    kept = ", critical visits kept" if seats.keeps_visits else ""
    return f"confidence from {seats.draws} draws{kept}"


# --- findings -------------------------------------------------------------------------------------


def _findings(report: PortfolioReport, options: Options) -> Iterator[list[str]]:
    sources = report.portfolio.sources or Sources()
    shown = [finding for finding in report.findings if options.shows(finding)]
    helps: dict[str, str] = {}
    for finding in shown:
        if finding.severity > Severity.NOTE:
            yield _finding(_helped_once(finding, helps), sources, options)
    notes = [finding for finding in shown if finding.severity == Severity.NOTE]
    paint = painter(options)
    yield [
        line
        for tag, text in note_lines(notes)
        for line in _hang(paint("note", tag), tag, text, options)
    ]
    if not options.quiet:
        yield [line for note in report.portfolio.notes for line in _remark(str(note), options)]


def _helped_once(finding: Finding, helps: dict[str, str]) -> Finding:
    """The finding; a long help that stands above already is named by where it stands."""
    subject = str(finding.subject)
    first = helps.setdefault(finding.help, subject)
    if first == subject or width(finding.help) <= _LONG_HELP:
        return finding
    return replace(finding, help=f"as for {first}")


_LONG_HELP = 100


def _finding(finding: Finding, sources: Sources, options: Options) -> list[str]:
    """Heading, excerpt, arithmetic, help."""
    marks = [
        Mark(label.span, visible(label.text), style)
        for label, style in (
            *(((finding.primary, finding.severity.word),) if finding.primary else ()),
            *((label, "frame") for label in finding.related),
        )
    ]
    quoted = excerpt(marks, sources, options)
    gutter = max([2, *(len(str(mark.span.line)) for mark in marks)])
    return [*_heading(finding, options), *quoted, *_evidence(finding, gutter, options)]


def _heading(finding: Finding, options: Options) -> list[str]:
    """`error[NT101 critical-path-service-not-rust] pricing: what was found`."""
    paint = painter(options)
    word = finding.severity.word
    tag = f"{word}[{visible(finding.rule)} {visible(finding.name)}]"
    subject = visible(str(finding.subject))
    return _hang(
        paint(word, tag),
        tag,
        f"{subject}: {visible(sentence_of(finding))}",
        options,
        strong=subject,
    )


def _evidence(finding: Finding, gutter: int, options: Options) -> Iterator[str]:
    """The `= why` lines and the `help:` below an excerpt."""
    if not finding.why and not finding.help:
        return
    glyphs, paint = glyphs_for(options), painter(options)
    indent = " " * (gutter + 1)
    if finding.primary is not None:
        yield indent + paint("frame", glyphs.bar)
    for reason in finding.why:
        head = indent + paint("frame", "=") + " "
        yield from _under(head, gutter + 3, visible(reason), options)
    if finding.help:
        head = indent + paint("frame", glyphs.end) + " " + paint("help", "help:") + " "
        yield from _under(head, gutter + 3, visible(finding.help), options, taken=6)


def _under(head: str, indent: int, text: str, options: Options, *, taken: int = 0) -> Iterator[str]:
    """The text behind a head, its further lines below its first word."""
    room = options.width - indent
    lines = wrap(spelt(text, options), room, first=room - taken)
    yield head + lines[0]
    for line in lines[1:]:
        yield " " * indent + line


def _hang(painted: str, head: str, text: str, options: Options, *, strong: str = "") -> list[str]:
    """A coloured head and text that wraps below it with an indent of four."""
    indent = 4
    room = options.width - indent
    first = options.width - width(head) - 1
    if first < min(_LEAST, width(text)):
        first = 0
    lines = wrap(spelt(text, options), room, first=first) if text else [""]
    paint = painter(options)
    begin = 0 if lines[0] else 1
    if strong and lines[begin : begin + 1] and lines[begin].startswith(f"{strong}:"):
        lines[begin] = paint("strong", strong) + lines[begin][len(strong) :]
    return [f"{painted} {lines[0]}".rstrip(), *(" " * indent + line for line in lines[1:])]


def _remark(text: str, options: Options) -> list[str]:
    """What the reader of the manifest remarks, already made visible."""
    return _hang(painter(options)("note", "note:"), "note:", text, options)


def _suppressed(items: Sequence[Suppressed], options: Options) -> Iterator[str]:
    """What is covered, by what, and why, a line each."""
    yield painter(options)("strong", "suppressed")
    for item in items:
        waiver, finding = item.waiver, item.finding
        by = "baseline" if waiver is None else f"{item.kind} of {waiver.owner} until {waiver.until}"
        why = f": {waiver.reason}" if waiver is not None else ""
        what = f"{finding.rule} {finding.subject}: {finding.message}"
        lines = wrap(visible(f"{finding.severity.word} {what} ({by}{why})"), options.width - 4)
        yield from (f"{'  ' if not place else '    '}{line}" for place, line in enumerate(lines))


# --- what it adds up to ---------------------------------------------------------------------------


def _statistics(findings: Sequence[Finding], options: Options) -> list[str]:
    """How often each rule was found, the most frequent first."""
    counts = Counter((item.rule, item.name) for item in findings)
    worst: dict[str, Severity] = {}
    for item in findings:
        worst[item.rule] = max(item.severity, worst.get(item.rule, Severity.NOTE))
    digits = len(f"{max(counts.values()):,}")
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [
        f"{count:>{digits},}  {painter(options)(worst[rule].word, worst[rule].word.ljust(7))}"
        f"  {visible(rule)} {visible(name)}"
        for (rule, name), count in rows
    ]


_PAGE = "The page to forward: `archlint report` writes archlint-report.html."


def _conclusion(report: PortfolioReport, options: Options, *, is_listed: bool) -> list[str]:
    """The sentences; the seats among them unless the shortlist has said who holds them."""
    paragraphs = [
        *verdict_paragraphs(report),
        " ".join(cycle_sentences(report.analysis.cycles)),
        "" if is_listed else seats_line(report),
        waived_line(report),
        baseline_line(report),
        _PAGE if is_listed else "",
    ]
    lines: list[str] = []
    for number, paragraph in enumerate(filter(None, paragraphs)):
        wrapped = wrap(spelt(paragraph, options), options.width)
        if number == 0:
            wrapped = [painter(options)("strong", line) for line in wrapped]
        lines += wrapped
    return lines
