"""The call graph of a journey as boxes and curves: the critical path in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.columns import clip_middle, width
from archlint.reporting.drawing.axes import CHARACTER, px
from archlint.reporting.drawing.lines import LineLabel, depth, label, reach, stroke
from archlint.reporting.layout import Box, Edge, Placed, Route, layered
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine

LONGEST = 28
"""Characters of a name in a box; a longer one is cut in its middle."""

HEIGHT = 38.0
_SMALL = 6.2
"""Width of a character of the second line."""

_TEXT = 34.0
"""Where the text of a box begins: behind the badge of its verdict."""

_PAD = 12.0
_MARGIN = 4.0
"""Room around the drawing: heavy outlines stand half outside of their boxes."""

_HEAVY, _LIGHT = 9.0, 7.0
"""Lengths of arrowheads."""


class BoxShape(Struct, frozen=True, kw_only=True):
    """A box at its left top corner. `spoken` says everything that its shape does, in words."""

    x: float
    y: float
    width: float
    height: float
    text_x: float
    text: str
    note: str
    number: str
    title: str
    spoken: str
    service: str
    mark: str
    is_critical: bool
    is_awaited: bool
    is_fold: bool


class LineShape(Struct, frozen=True, kw_only=True):
    """A line and its arrowhead as paths; `style` is its class."""

    path: str
    head: str
    style: str


class CallGraphDrawing(Struct, frozen=True, kw_only=True):
    """Lines first, style by style, the critical ones last of them, so that they lie on top."""

    width: float
    height: float
    boxes: tuple[BoxShape, ...]
    lines: tuple[LineShape, ...]
    labels: tuple[LineLabel, ...]


def callgraph(part: CallGraphPart) -> CallGraphDrawing:
    """Lay out the boxes of a journey, which stay in the order of the part."""
    boxes = {box.name: box for box in part.boxes}
    lines = {(line.source, line.target): line for line in part.lines}
    drawn = layered(
        [_sized(box) for box in part.boxes],
        [_edge(line, boxes) for line in part.lines],
    )
    places = {placed.box.name: placed for placed in drawn.boxes}
    routes = sorted(drawn.routes, key=lambda route: _layer(lines[_ends(route)]))
    taken = [_area(placed) for placed in drawn.boxes]
    counted = [(route, _count(lines[_ends(route)])) for route in routes]
    labels = tuple(label(route, text, taken) for route, text in counted if text)
    return CallGraphDrawing(
        width=px(max(drawn.width, reach(routes, labels))),
        height=px(max(drawn.height, depth(labels))),
        boxes=tuple(_box(box, places[name], part.unit) for name, box in boxes.items()),
        lines=tuple(_line(route, lines[_ends(route)]) for route in routes),
        labels=labels,
    )


def _ends(route: Route) -> tuple[str, str]:
    return route.edge.source, route.edge.target


def _area(placed: Placed) -> tuple[float, float, float, float]:
    right, bottom = placed.left + placed.box.width, placed.top + placed.box.height
    return placed.left, placed.top, right, bottom


# --- boxes ----------------------------------------------------------------------------------------


def _sized(box: CallBox) -> Box:
    """As wide as its text, the number of the call beside the second line."""
    number = 3 * _SMALL if box.number is not None else 0.0
    lines = width(_text(box)) * CHARACTER, width(box.note) * _SMALL + number
    return Box(
        name=box.name,
        width=px(_TEXT + max(lines) + _PAD),
        height=HEIGHT,
        is_on_spine=box.is_on_spine,
    )


def _text(box: CallBox) -> str:
    return clip_middle(visible(box.label.replace("/", " ", 1)), LONGEST)


def _box(box: CallBox, placed: Placed, unit: str) -> BoxShape:
    names = ", ".join(box.names)
    more = box.stands_for - len(box.names)
    return BoxShape(
        x=px(placed.left),
        y=px(placed.top),
        width=px(placed.box.width),
        height=px(placed.box.height),
        text_x=_TEXT if box.mark != "none" else _PAD,
        text=_text(box),
        note=box.note,
        number=str(box.number) if box.number is not None else "",
        title=f"{names}{f' and {more:,} more' if more > 0 else ''}" if names else box.name,
        spoken=_spoken_fold(box, unit) if box.stands_for else _spoken(box),
        service=box.service,
        mark=box.mark,
        is_critical=box.is_critical,
        is_awaited=box.is_awaited,
        is_fold=box.stands_for > 0,
    )


def _spoken(box: CallBox) -> str:
    """What the box shows, for whoever does not see it."""
    parts = [box.name]
    if box.is_awaited:
        parts.append(f"own time {box.own.text}")
    if box.is_critical:
        parts.append(f"number {box.number} on the critical path")
    elif not box.is_awaited:
        parts.append("not waited for")
    elif box.slack.value is not None:
        parts.append(f"slack {box.slack.text if box.slack.value else '0 ms'}")
    parts.append(f"verdict: {box.words}" if box.words else "no verdict")
    return ", ".join(parts)


def _spoken_fold(box: CallBox, unit: str) -> str:
    more = f"{box.stands_for:,} more {unit}{'s' if box.stands_for > 1 else ''}"
    return f"{more}, {box.note.replace('≥', 'at least')}"


# --- lines ----------------------------------------------------------------------------------------


def _edge(line: CallLine, boxes: dict[str, CallBox]) -> Edge:
    """What takes longest is kept straight where a ring has to be broken; what is cut is first."""
    spine = boxes[line.source].is_on_spine and boxes[line.target].is_on_spine
    return Edge(
        source=line.source,
        target=line.target,
        weight=-1.0 if line.closes_ring else line.seconds,
        is_on_spine=spine and line.is_critical,
    )


def _line(route: Route, line: CallLine) -> LineShape:
    drawn = stroke(route, _HEAVY if line.is_critical else _LIGHT)
    style = "ring" if line.closes_ring else "async" if line.is_async else ""
    return LineShape(
        path=drawn.path,
        head=drawn.head,
        style=" ".join(filter(None, ("ln", "crit" if line.is_critical else "", style))),
    )


def _layer(line: CallLine) -> tuple[bool, bool, bool]:
    return line.is_critical, line.closes_ring, line.is_async


def _count(line: CallLine) -> str:
    if line.closes_ring:
        return "ring"
    return f"×{line.often}" if line.often else ""
