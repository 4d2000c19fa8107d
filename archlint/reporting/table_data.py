"""The rows of the table of all services as one small block of data for the page's script.

A column is an array of places in a list of its distinct texts. Where the column is sorted by a
value, so is that list, and the places are what the script sorts by: it prints the very texts that
the templates print and rounds nothing itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from archlint.reporting.links import slug
from archlint.reporting.page.services import COLUMNS, unitless
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page.figures import Figure
    from archlint.reporting.page.services import ServiceRow

FIGURE = "\x01"
"""Stands in a reason's pattern where a number was; `visible` lets no such character through."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def packed(rows: Sequence[ServiceRow]) -> str:
    """The block as it stands inside `<script type="application/json">`: no `<` is in it."""
    written = json.dumps(_block(rows), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Where a script ends is looked for before anything is parsed; the separators end a line in old
    # scripts; and the log of GitHub Actions would obey a command in the middle of one.
    for character in "<\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written.replace("##[", "##\\u005b")


def _block(rows: Sequence[ServiceRow]) -> dict[str, Any]:
    verdicts = [row.verdict for row in rows]
    return {
        "names": [visible(row.service) for row in verdicts],
        "slugs": {
            place: slug(row.service)
            for place, row in enumerate(verdicts)
            if visible(row.service) != row.service
        },
        "critical": "".join("1" if row.is_critical else "0" for row in rows),
        "texts": {
            "language": _texts(row.language for row in verdicts),
            "kind": _texts(row.kind for row in verdicts),
            "owner": _texts(row.owner for row in verdicts),
            "system": _texts(row.system for row in rows),
            "group": _texts(row.group for row in verdicts),
            "mark": _texts(row.mark for row in verdicts),
            "verdict": _texts(
                f"{row.words}{', planned' if row.is_planned else ''}" for row in verdicts
            ),
            "journey": _texts(row.journey for row in rows),
            **{
                f"{column.key} below": _texts(unitless(column.below(row)) for row in rows)
                for column in COLUMNS
                if column.below is not None
            },
        },
        "figures": {column.key: _figures(map(column.of, rows)) for column in COLUMNS},
        "because": _reasons(row.because for row in verdicts),
    }


def _texts(texts: Iterable[str]) -> dict[str, Any]:
    """Distinct texts in the order of their first use, and the place of each row's."""
    return _interned([visible(text) for text in texts], lambda text: text, sort=False)


def _figures(figures: Iterable[Figure]) -> dict[str, Any]:
    """Distinct texts by rising value, what has none behind the first `known` of them."""
    rows = [(figure.value is None, figure.value or 0.0, shown(figure)) for figure in figures]
    found = _interned(rows, lambda row: row[2], sort=True)
    unknown = {text for is_unknown, _, text in rows if is_unknown}
    return {**found, "known": len(found["of"]) - len(unknown)}


def shown(figure: Figure) -> str:
    """A figure in a cell: without the unit that its column's head says; a dash for none."""
    return visible(unitless(figure.text)) if figure.value is not None else "–"


def _interned(rows: list[Any], text_of: Callable[[Any], str], *, sort: bool) -> dict[str, Any]:
    places: dict[str, int] = {}
    for row in sorted(rows) if sort else rows:
        places.setdefault(text_of(row), len(places))
    return {"of": list(places), "at": [places[text_of(row)] for row in rows]}


def _reasons(reasons: Iterable[str]) -> dict[str, Any]:
    """Sentences as patterns and the numbers in them: most say the same of other figures."""
    texts = [visible(reason) for reason in reasons]
    patterns = _interned(
        [_NUMBER.sub(FIGURE, text) for text in texts], lambda text: text, sort=False
    )
    return {**patterns, "numbers": [" ".join(_NUMBER.findall(text)) for text in texts]}
