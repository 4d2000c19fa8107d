"""Labels that do not cover each other: places tried in turn, and rows pushed apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archlint.reporting.columns import width
from archlint.reporting.drawing.axes import CHARACTER, px

LINE = 14.0
"""Height of a line of text, with a little to spare."""

_DESCENT = 4.0
"""Of the line's height what lies below the baseline."""


class Box(NamedTuple):
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Segment(NamedTuple):
    """A straight line from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float

    def crosses(self, box: Box) -> bool:
        """Whether any of it lies inside: clipped to the box, something is left."""
        start, end = 0.0, 1.0
        for at, to, low, high in (
            (self.x, self.to_x, box.left, box.right),
            (self.y, self.to_y, box.top, box.bottom),
        ):
            length = to - at
            if not length:
                if not low < at < high:
                    return False
                continue
            first, last = sorted(((low - at) / length, (high - at) / length))
            start, end = max(start, first), min(end, last)
        return start < end


class Label(NamedTuple):
    """A line of monospaced text: `x` is its start, or its end with the anchor `end`."""

    x: float
    y: float
    text: str
    anchor: str = "start"

    @property
    def box(self) -> Box:
        long = width(self.text) * CHARACTER
        left = self.x - long if self.anchor == "end" else self.x
        return Box(left, self.y + _DESCENT - LINE, left + long, self.y + _DESCENT)


def apart(heights: Sequence[float], *, low: float, high: float, gap: float = LINE) -> list[float]:
    """The heights moved as little as it takes to be `gap` apart, in order, between two bounds.

    Where all of them do not fit between the bounds the gaps shrink.
    """
    order = sorted(range(len(heights)), key=lambda at: (heights[at], at))
    if len(order) > 1:
        gap = min(gap, (high - low) / (len(order) - 1))
    placed = _pooled([min(max(heights[at], low), high) for at in order], gap)
    shifted = _bounded(placed, low, high, gap)
    found = [0.0] * len(heights)
    for at, height in zip(order, shifted, strict=True):
        found[at] = px(height)
    return found


def _pooled(rising: Sequence[float], gap: float) -> list[float]:
    """Least squares with minimum gaps: neighbours that are too close share their mean."""
    pools: list[tuple[float, int]] = []
    for number, height in enumerate(rising):
        total, count = height - number * gap, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, size = pools.pop()
            total, count = total + before, count + size
        pools.append((total, count))
    means = [total / count for total, count in pools for _ in range(count)]
    return [mean + number * gap for number, mean in enumerate(means)]


def _bounded(rising: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """The same between two bounds: what is beyond one pushes its neighbours back."""
    found = list(rising)
    for number, height in enumerate(found):
        found[number] = max(height, low + number * gap)
    last = len(found) - 1
    for number in range(last, -1, -1):
        found[number] = min(found[number], high - (last - number) * gap)
    return found


def is_free(label: Label, taken: Iterable[Box], frame: Box) -> bool:
    """Whether a label lies in the frame and covers nothing."""
    box = label.box
    return box.within(frame) and not any(box.overlaps(other) for other in taken)
