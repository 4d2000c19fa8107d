"""A difference for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.linting.finding_changes import Change
from archlint.reporting.columns import width, wrap
from archlint.reporting.difference import (
    WORDS,
    bill_sentence,
    facts_of,
    gate_sentence,
    headline,
    judging,
    mean_of,
    verdict_word,
)
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.comparing import Comparison, Difference
    from archlint.linting.finding_changes import FindingChange
    from archlint.linting.journey_changes import JourneyChange
    from archlint.reporting.options import Options

_STYLES = {
    Change.NEW: "bad",
    Change.WORSENED: "bad",
    Change.FIXED: "good",
    Change.ACCEPTED: "faint",
}


def render(comparison: Comparison, options: Options) -> str:
    """Every portfolio that changed, then the gate; nothing where a side could not be read."""
    if comparison.failed is not None:
        return ""
    code = 0 if options.exit_zero else comparison.exit_code(options.fail_on)
    changed = [item for item in comparison.differences if not item.is_empty]
    blocks = [_portfolio(item, comparison, options) for item in changed]
    if not changed:
        before, after = visible(comparison.before), visible(comparison.after)
        blocks = [[f"nothing changed between {before} and {after}"]]
    gate = gate_sentence(comparison, options.fail_on, code=code)
    head, _, rest = gate.partition(":")
    last = painter(options)("bad" if code else "good", f"{head}:") + rest
    return finish("\n\n".join("\n".join(block) for block in blocks) + f"\n\n{last}\n", options)


def _sides(comparison: Comparison, options: Options) -> str:
    arrow = glyphs_for(options).arrow
    return f"{visible(comparison.before)} {arrow} {visible(comparison.after)}"


def _portfolio(difference: Difference, comparison: Comparison, options: Options) -> list[str]:
    paint, dot = painter(options), glyphs_for(options).dot
    name = visible(difference.name)
    head = f"{paint('strong', name)} {dot} {_sides(comparison, options)}"
    lines = [head]
    for sentence in (headline(difference), *judging(difference)):
        lines += wrap(spelt(visible(sentence), options), options.width)
    lines.append("")
    lines += _journeys(difference.journeys, options)
    lines += verdicts(difference, options)
    lines += findings(difference.findings, options)
    if difference.bill_changed:
        bill = bill_sentence(difference.bill_before, difference.bill_after)
        lines += row([("cores", 9, "strong")], bill, options)
    return lines[:-1] if not lines[-1] else lines


def _journeys(changes: Sequence[JourneyChange], options: Options) -> Iterator[str]:
    if not changes:
        return
    arrow = glyphs_for(options).arrow
    yield painter(options)("strong", "journeys, means")
    names = [visible(change.name) for change in changes]
    room = min(30, max(map(width, names)))
    for change, name in zip(changes, names, strict=True):
        before, after, moved = mean_of(change)
        text = (
            f"{before} {arrow} {after}, {moved}{''.join(f'; {fact}' for fact in facts_of(change))}"
        )
        yield from row([(name, room, "")], text, options)
    yield ""


def verdicts(difference: Difference, options: Options) -> Iterator[str]:
    """The verdicts that changed, each with why it is so now."""
    if not difference.verdicts:
        return
    arrow = glyphs_for(options).arrow
    yield painter(options)("strong", "verdicts")
    room = min(30, max(width(visible(item.service)) for item in difference.verdicts))
    for item in difference.verdicts:
        because = f": {item.after.because}" if item.after and item.after.because else ""
        words = f"{verdict_word(item.before)} {arrow} {verdict_word(item.after)}{because}"
        yield from row([(visible(item.service), room, "")], visible(words), options)
    yield ""


def findings(changes: Sequence[FindingChange], options: Options) -> Iterator[str]:
    """The findings that came, went or got worse."""
    if not changes:
        return
    yield painter(options)("strong", "findings")
    for item in changes:
        finding = item.finding
        place = f" ({finding.primary.span})" if finding.primary else ""
        worse = f"; {item.worse_by}" if item.worse_by else ""
        where = place if item.change in (Change.NEW, Change.WORSENED) else ""
        text = f"{finding.rule} {finding.subject}: {finding.message}{worse}{where}"
        cells = [
            (WORDS[item.change], 6, _STYLES[item.change]),
            (finding.severity.word, 7, finding.severity.word),
        ]
        yield from row(cells, visible(text), options)
    yield ""


def row(cells: Sequence[tuple[str, int, str]], text: str, options: Options) -> Iterator[str]:
    """Cells of fixed widths, then text that wraps beside them."""
    paint = painter(options)
    indent = 2 + sum(room + 2 for _, room, _ in cells)
    head = "  " + "".join(
        (paint(style, word) if style else word) + " " * max(2, room - width(word) + 2)
        for word, room, style in cells
    )
    taken = 2 + sum(max(width(word), room) + 2 for word, room, _ in cells)
    lines = wrap(spelt(text, options), options.width - indent, first=max(20, options.width - taken))
    yield head + lines[0]
    for line in lines[1:]:
        yield " " * indent + line
