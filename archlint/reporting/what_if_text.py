"""A what-if for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from archlint.reporting.columns import width, wrap
from archlint.reporting.difference_text import findings, row, verdicts
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.reporting.what_if import (
    asked,
    headline_of,
    kept_lines,
    rewrite_lines,
    total_rows,
)
from archlint.reporting.what_if_journeys import journey_rows, spread_lines
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.reporting.options import Options
    from archlint.reporting.what_if_journeys import JourneyRow


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
    for line in (*rewrite_lines(what_if), *kept_lines(what_if), *spread_lines(what_if)):
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
    yield painter(options)("strong", "journeys")
    room = min(30, max(width(item.name) for item in rows))
    labels = max(width(item.label) for item in rows)
    for name, group in groupby(rows, key=attrgetter("name")):
        figures = list(group)
        if all(item.is_same for item in figures):
            text = ", ".join([*(f"{item.label} {item.before}" for item in figures), "as before"])
            text += "".join(f"; {fact}" for item in figures for fact in item.facts)
            yield from row([(name, room, "")], spelt(text, options), options)
            continue
        for number, item in enumerate(figures):
            cells = [("" if number else name, room, ""), (item.label, labels, "faint")]
            yield from row(cells, spelt(_moved(item, options), options), options)
    yield ""


def _moved(item: JourneyRow, options: Options) -> str:
    """`22 ms → 16 ms, -6 ms`, and the facts."""
    facts = "".join(f"; {fact}" for fact in item.facts)
    if item.is_same:
        return f"{item.before}, as before{facts}"
    arrow = glyphs_for(options).arrow
    return f"{item.before} {arrow} {item.after}, {item.change}{facts}"


def _totals(what_if: WhatIf, options: Options) -> Iterator[str]:
    rows = list(total_rows(what_if))
    room = max((width(label) for label, _ in rows), default=0)
    for label, text in rows:
        yield from row([(label, room, "strong")], spelt(text, options), options)
    if rows:
        yield ""
