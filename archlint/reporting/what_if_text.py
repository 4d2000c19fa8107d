"""A what-if for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.columns import width, wrap
from archlint.reporting.difference_text import findings, row, verdicts
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.reporting.what_if import (
    UNCHANGED,
    asked,
    headline_of,
    journey_rows,
    kept_lines,
    rewrite_lines,
    total_rows,
)
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.reporting.options import Options


def render(answer: Answer, options: Options) -> str:
    """What would change; nothing where it could not be answered."""
    if answer.what_if is None:
        return ""
    what_if, dot = answer.what_if, glyphs_for(options).dot
    name = visible(what_if.name)
    head = f"{name} {dot} what if: {asked(answer)}"
    first, *more = wrap(head, options.width)
    lines = [painter(options)("strong", first[: len(name)]) + first[len(name) :], *more]
    lines += wrap(spelt(headline_of(what_if), options), options.width)
    lines += [""]
    for line in (*rewrite_lines(what_if), *kept_lines(what_if)):
        lines += [f"  {part}" for part in wrap(spelt(line, options), options.width - 2)]
    if lines[-1]:
        lines += [""]
    lines += _journeys(what_if, options)
    lines += _totals(what_if, options)
    lines += verdicts(what_if.difference, options)
    lines += findings(what_if.difference.findings, options)
    while not lines[-1]:
        lines.pop()
    return finish("\n".join(lines) + "\n", options)


def _journeys(what_if: WhatIf, options: Options) -> Iterator[str]:
    rows = list(journey_rows(what_if))
    if not rows:
        return
    arrow = glyphs_for(options).arrow
    yield painter(options)("strong", "journeys")
    room = min(30, max(width(item.name) for item in rows))
    labels = max(width(item.label) for item in rows)
    for item in rows:
        facts = "".join(f"; {fact}" for fact in item.facts)
        is_same = item.before == item.after and item.change == UNCHANGED
        moved = "as before" if is_same else item.change
        figures = item.before if is_same else f"{item.before} {arrow} {item.after}"
        text = f"{figures}, {moved}{facts}"
        cells = [(item.name, room, ""), (item.label, labels, "faint")]
        yield from row(cells, spelt(text, options), options)
    yield ""


def _totals(what_if: WhatIf, options: Options) -> Iterator[str]:
    rows = list(total_rows(what_if))
    room = max((width(label) for label, _ in rows), default=0)
    for label, text in rows:
        yield from row([(label, room, "strong")], spelt(text, options), options)
    if rows:
        yield ""
