"""Names beside their shapes: over nothing else, further off with a leader where it is crowded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archlint.reporting.columns import clip
from archlint.reporting.drawing.axes import px
from archlint.reporting.drawing.labels import Box, Label, Segment, is_free
from archlint.source import visible

_LONGEST = 26
"""Characters of a name."""

_BESIDE = 9.0
_RIM = 6.0
"""Where a leader begins, from the middle of its shape."""

_DISTANCES = (_BESIDE, 16.0, 26.0, 38.0, 52.0, 68.0, 90.0, 120.0)
_SIDES = ((1.0, 0.0), (-1.0, 0.0), (0.8, -0.7), (-0.8, -0.7), (0.8, 0.7), (-0.8, 0.7))


class Target(NamedTuple):
    """A shape that is to be named, by its middle."""

    name: str
    x: float
    y: float
    is_weighty: bool


class Name(NamedTuple):
    """A name; `leader` is a line to its shape, empty where it stands beside it."""

    label: Label
    leader: str
    is_weighty: bool


class Taken(NamedTuple):
    """What is in the way of a name: the frame, shapes, labels, and leaders of other names."""

    frame: Box
    shapes: Sequence[Box]
    labels: list[Box]
    leaders: list[Segment]

    def allows(self, label: Label, leader: Segment | None, *, over_shapes: bool) -> bool:
        """Whether a name may stand there; it never covers another or its leader."""
        boxes = self.labels if over_shapes else [*self.labels, *self.shapes]
        if not is_free(label, boxes, self.frame):
            return False
        if any(line.crosses(label.box) for line in self.leaders):
            return False
        return leader is None or not any(leader.crosses(box) for box in self.labels)

    def add(self, label: Label, leader: Segment | None) -> None:
        """A name stands there now."""
        self.labels.append(label.box)
        if leader is not None:
            self.leaders.append(leader)


def callouts(
    targets: Sequence[Target], *, frame: Box, shapes: Sequence[Box], labels: Sequence[Box]
) -> Iterator[Name]:
    """The names in turn, each where it is free first; one for which nothing is free is left out."""
    taken = Taken(frame, shapes, list(labels), [])
    for target in targets:
        for label, leader in _placed(target, taken):
            taken.add(label, leader)
            yield Name(label, _path(leader), target.is_weighty)


def _placed(target: Target, taken: Taken) -> Iterator[tuple[Label, Segment | None]]:
    """The first place that is free, if any: over no shape, else over some."""
    for over_shapes in (False, True):
        for label, leader in _places(target):
            if taken.allows(label, leader, over_shapes=over_shapes):
                yield label, leader
                return


def _places(target: Target) -> Iterator[tuple[Label, Segment | None]]:
    """Where a name may stand, the nearest places first."""
    text = clip(visible(target.name), _LONGEST)
    for distance in _DISTANCES:
        for right, down in _SIDES:
            label = Label(
                px(target.x + right * distance),
                px(target.y + down * distance + 4),
                text,
                "start" if right > 0 else "end",
            )
            yield label, _leader(target, label) if distance > _BESIDE else None


def _leader(target: Target, label: Label) -> Segment:
    """From the shape's rim to the near end of the label."""
    x, y = target.x, target.y
    to_x, to_y = label.x + (2.0 if label.anchor == "end" else -2.0), label.y - 4.0
    rim = _RIM / (math.hypot(to_x - x, to_y - y) or 1.0)
    return Segment(px(x + (to_x - x) * rim), px(y + (to_y - y) * rim), px(to_x), px(to_y))


def _path(leader: Segment | None) -> str:
    if leader is None:
        return ""
    return f"M{leader.x:g} {leader.y:g}L{leader.to_x:g} {leader.to_y:g}"
