"""Lines across a chart with a label each above it: what is promised, what is, what would be.

A label stands left of the top of its line, or right of it where the drawing has no room, on the
lowest level where neither another label nor a line that rises higher is in its way; so no two of
them ever meet, wherever their lines are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archlint.reporting.drawing.axes import CHARACTER, px

LEVEL = 17.0
"""Height of a level of labels."""

_GAP = 7.0


class Mark(NamedTuple):
    """What is to be marked: a value, its text and its class."""

    value: float
    text: str
    kind: str


class Marker(NamedTuple):
    """A line at `x` from `top` down; its text ends at `text_x`, its base line is `text_y`.

    Where the text `is_right` of the line it begins at `text_x`.
    `is_beyond` where the value lies right of the axis: there is no line, only the text.
    """

    x: float
    top: float
    text: str
    text_x: float
    text_y: float
    kind: str
    is_beyond: bool
    is_right: bool = False


class _Place(NamedTuple):
    """Where a line stands and what its label says, in their order from left to right."""

    x: float
    is_beyond: bool
    text: str
    kind: str

    @property
    def begins(self) -> float:
        """Where a label left of it begins."""
        return self.x - _GAP - self._length

    @property
    def ends(self) -> float:
        """Where a label right of it ends."""
        return self.x + _GAP + self._length

    @property
    def _length(self) -> float:
        return len(self.text) * CHARACTER


def markers(
    marks: Iterable[Mark], left: float, right: float, reach: float
) -> tuple[tuple[Marker, ...], float]:
    """The markers of an axis from `left` (0) to `right` (`reach`), and the height of their labels.

    What lies beyond the axis is named at its right end, with an arrow.
    """
    places = sorted(
        _Place(
            min(left + mark.value / reach * (right - left), right),
            mark.value > reach * _INSIDE,
            mark.text + (" →" if mark.value > reach * _INSIDE else ""),
            mark.kind,
        )
        for mark in marks
    )
    turned = _turned(places)
    levels = _levels(places, turned)
    height = LEVEL * (1 + max(levels, default=-1))
    return tuple(
        Marker(
            x=px(place.x),
            top=px(height - LEVEL * (level + 1) + 3),
            text=place.text,
            text_x=px(place.x + (_GAP - 2 if number < turned else 2 - _GAP)),
            text_y=px(height - LEVEL * level - 5),
            kind=place.kind,
            is_beyond=place.is_beyond,
            is_right=number < turned,
        )
        for number, (place, level) in enumerate(zip(places, levels, strict=True))
    ), height


def _turned(places: Sequence[_Place]) -> int:
    """How many of the first have their label at the right.

    Those up to the last without room at the left, and those whose line would cut such a label.
    """
    count = max((n for n, place in enumerate(places, 1) if place.begins < 0.0), default=0)
    edge = max((place.ends for place in places[:count]), default=0.0)
    while count < len(places) and places[count].x <= edge:
        edge, count = max(edge, places[count].ends), count + 1
    return count


def _levels(places: Sequence[_Place], turned: int) -> list[int]:
    """The level of each label: of those at the right from right to left, then of the others."""
    levels = [0] * len(places)
    for number in reversed(range(turned)):
        place, level = places[number], 0
        beside = [(levels[other], places[other].x) for other in range(number + 1, turned)]
        while any(other >= level and at < place.ends + _GAP for other, at in beside):
            level += 1
        levels[number] = level
    taken = [(levels[number], places[number].ends) for number in range(turned)]
    for number in range(turned, len(places)):
        level = 0
        while any(other >= level and at > places[number].begins - _GAP for other, at in taken):
            level += 1
        levels[number] = level
        taken.append((level, places[number].x))
    return levels


_INSIDE = 1.0 + 1e-9


def reach_of(values: Iterable[float], marks: Iterable[Mark], most: float) -> float:
    """How far an axis goes: to what is drawn, and to marks that are not `most` times as far."""
    drawn = max(values, default=0.0)
    return max([drawn, *(mark.value for mark in marks if mark.value <= most * drawn)]) or 1.0
