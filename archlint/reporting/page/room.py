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

_MANY = 200
"""Services above which the page has no room to build every journey before one is asked for."""

_LARGE = 1_000
"""Services above which a page is a large one."""


class Budget(NamedTuple):
    """How many journeys are drawn, and how many more have a row of figures.

    Of those drawn so many are `built` with the page, the others once they are asked for. `rows`,
    `tail` and `boxes` are what those drawn may have together, and each at least.
    """

    drawn: int
    built: int
    listed: int
    rows: tuple[int, int]
    tail: tuple[int, int]
    boxes: tuple[int, int]


class Room(NamedTuple):
    """How many rows, rows of the p99 and boxes a journey gets of the page."""

    rows: int
    tail: int
    boxes: int


_USUAL = Budget(drawn=12, built=12, listed=38, rows=(240, 10), tail=(120, 6), boxes=(200, 10))
_LONG_PAGE = _USUAL._replace(built=1)
_LARGE_PAGE = Budget(drawn=3, built=1, listed=27, rows=(44, 8), tail=(26, 6), boxes=(36, 8))


def budget_of(services: int) -> Budget:
    """What the journeys of a portfolio of so many services may take of its page."""
    if services > _LARGE:
        return _LARGE_PAGE
    return _LONG_PAGE if services > _MANY else _USUAL


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
