"""The table of a journey's times: today, what is promised, and after the rewrites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.reporting.page.figures import Figure
    from archlint.reporting.page.journeys import JourneyLine
    from archlint.reporting.page.objectives import Objective

_LEAST = "at least "
"""Said once, by the name of the row."""


class TimeCell(Struct, frozen=True, kw_only=True):
    """A time with its error, and how the objective stands there; empty where there is none."""

    text: str = ""
    standing: str = ""


class TimeRow(Struct, frozen=True, kw_only=True):
    """What the times are, and one for each head of the table."""

    name: str
    cells: tuple[TimeCell, ...]
    is_today: bool = False


class TimeTable(Struct, frozen=True, kw_only=True):
    """The mean and the percentiles of a journey, one row for each state that is known."""

    heads: tuple[str, ...]
    rows: tuple[TimeRow, ...]


def time_table(line: JourneyLine) -> TimeTable | None:
    """None where nothing of the journey takes a known time."""
    if not line.percentiles:
        return None
    heads = ("mean", *(each.name for each in line.percentiles))
    return TimeTable(heads=heads, rows=tuple(_rows(line, heads)))


def _rows(line: JourneyLine, heads: tuple[str, ...]) -> Iterator[TimeRow]:
    objectives = {each.of: each for each in line.objectives}
    today = (line.mean, *(each.today for each in line.percentiles))
    yield TimeRow(
        name="today, at least" if line.is_lower_bound else "today",
        cells=tuple(TimeCell(text=_bare(figure)) for figure in today),
        is_today=True,
    )
    if objectives:
        yield TimeRow(name="promised", cells=tuple(_promised(objectives, of) for of in heads))
    if line.is_changed:
        after = (line.after, *(each.after for each in line.percentiles))
        yield TimeRow(
            name="after the rewrites",
            cells=tuple(
                TimeCell(text=_bare(figure), standing=_turned(objectives, of))
                for of, figure in zip(heads, after, strict=True)
            ),
        )


def _bare(figure: Figure) -> str:
    return figure.text.removeprefix(_LEAST)


def _promised(objectives: Mapping[str, Objective], of: str) -> TimeCell:
    if of not in objectives:
        return TimeCell()
    return TimeCell(text=objectives[of].promised.text, standing=objectives[of].standing)


def _turned(objectives: Mapping[str, Objective], of: str) -> str:
    """How the objective stands after the rewrites, where they change that."""
    if of not in objectives:
        return ""
    return "" if objectives[of].after == objectives[of].standing else objectives[of].after
