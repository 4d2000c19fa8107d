"""Lines across a chart with a label each above it: what is promised, what is, what would be.

A label stands left of the top of its line, on the lowest level where neither another label nor a
line that rises higher is in its way; so no two of them ever meet, wherever their lines are.
"""

from __future__ import annotations

from collections.abc import Iterable
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

    `is_beyond` where the value lies right of the axis: there is no line, only the text.
    """

    x: float
    top: float
    text: str
    text_x: float
    text_y: float
    kind: str
    is_beyond: bool


def markers(
    marks: Iterable[Mark], left: float, right: float, reach: float
) -> tuple[tuple[Marker, ...], float]:
    """The markers of an axis from `left` (0) to `right` (`reach`), and the height of their labels.

    What lies beyond the axis is named at its right end, with an arrow.
    """
    places = sorted(
        (
            min(left + mark.value / reach * (right - left), right),
            mark.value > reach * _INSIDE,
            mark.text + (" →" if mark.value > reach * _INSIDE else ""),
            mark.kind,
        )
        for mark in marks
    )
    taken: list[tuple[int, float]] = []
    for x, _, text, _ in places:
        begins = x - _GAP - len(text) * CHARACTER
        level = 0
        while any(other >= level and at > begins - _GAP for other, at in taken):
            level += 1
        taken.append((level, x))
    height = LEVEL * (1 + max((level for level, _ in taken), default=-1))
    return tuple(
        Marker(
            x=px(x),
            top=px(height - LEVEL * (level + 1) + 3),
            text=text,
            text_x=px(x - _GAP + 2),
            text_y=px(height - LEVEL * level - 5),
            kind=kind,
            is_beyond=is_beyond,
        )
        for (x, is_beyond, text, kind), (level, _) in zip(places, taken, strict=True)
    ), height


_INSIDE = 1.0 + 1e-9


def reach_of(values: Iterable[float], marks: Iterable[Mark], most: float) -> float:
    """How far an axis goes: to what is drawn, and to marks that are not `most` times as far."""
    drawn = max(values, default=0.0)
    return max([drawn, *(mark.value for mark in marks if mark.value <= most * drawn)]) or 1.0
