"""How much of a page each journey gets: the most urgent first, and less where services are many.

A page of 20,000 services has to stay small, and its other parts fill most of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.reporting.page.merging import MOST_BOXES

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes

MOST_ROWS = 80
"""Rows of one waterfall; runs of what is left out are a row each."""

_MOST_TAIL = 24
"""Rows of one journey's contributions to the p99."""

_LARGE = 1_000
"""Services above which a page is a large one."""


class Budget(NamedTuple):
    """How many journeys are drawn, and how many more have a row of figures.

    `rows`, `tail` and `boxes` are what those drawn may have together, and each at least.
    """

    drawn: int
    listed: int
    rows: tuple[int, int]
    tail: tuple[int, int]
    boxes: tuple[int, int]


class Room(NamedTuple):
    """How many rows, rows of the p99 and boxes a journey gets of the page."""

    rows: int
    tail: int
    boxes: int


_USUAL = Budget(drawn=12, listed=38, rows=(240, 10), tail=(120, 6), boxes=(200, 10))
_LARGE_PAGE = Budget(drawn=3, listed=27, rows=(44, 8), tail=(26, 6), boxes=(36, 8))


def budget_of(services: int) -> Budget:
    """What the journeys of a portfolio of so many services may take of its page."""
    return _LARGE_PAGE if services > _LARGE else _USUAL


def rooms(budget: Budget, journeys: Sequence[JourneyTimes]) -> Iterator[Room]:
    """What each of the journeys that are drawn gets."""
    rows = fair_shares([min(len(times.path), MOST_ROWS) for times in journeys], *budget.rows)
    tails = fair_shares([min(len(times.own) + 2, _MOST_TAIL) for times in journeys], *budget.tail)
    boxes = fair_shares(
        [min(len(times.calls.stops), MOST_BOXES) for times in journeys], *budget.boxes
    )
    return map(Room, rows, tails, boxes)


def fair_shares(wanted: Iterable[int], most: int, least: int) -> Iterator[int]:
    """Divide so much among those who want it, the first served first; each may have `least`."""
    asked = list(wanted)
    left = most
    for place, rows in enumerate(asked):
        behind = sum(min(least, other) for other in asked[place + 1 :])
        given = min(rows, max(least, left - behind))
        left -= given
        yield given
