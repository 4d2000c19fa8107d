"""The portfolio as a map: boxes with a bar of waiting, lines as heavy as the calls are many."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.columns import clip_middle, width
from archlint.reporting.drawing.axes import CHARACTER, px
from archlint.reporting.drawing.lines import stroke
from archlint.reporting.drawing.waffle import Square
from archlint.reporting.layout import Box, Edge, Placed, Route, layered
from archlint.source import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archlint.reporting.page.portfolio_map import MapBox, MapLine, PortfolioMap

LONGEST = 26
_LEAST_WIDTH, _HEIGHT = 150.0, 54.0
_PAD = 11.0
_SMALL = 6.2
_SQUARE, _PITCH = 9.0, 12.0
_MOST_SQUARES = 6
_THIN, _THICK = 1.0, 4.0
"""Widths of the lines with the fewest and the most calls."""


class MapBoxShape(Struct, frozen=True, kw_only=True):
    """A box at its left top corner; `bar` is the width of its waiting, None where it is unknown."""

    x: float
    y: float
    width: float
    height: float
    text: str
    title: str
    count: str
    share: str
    squares: tuple[Square, ...]
    more: str
    more_x: float
    bar: float | None
    spoken: str


class MapLineShape(Struct, frozen=True, kw_only=True):
    """A line as wide as its calls are many, and its arrowhead."""

    path: str
    head: str
    width: float
    title: str
    is_async: bool


class MapDrawing(Struct, frozen=True, kw_only=True):
    """The boxes with the places of everything in them; lines lie below."""

    width: float
    height: float
    boxes: tuple[MapBoxShape, ...]
    lines: tuple[MapLineShape, ...]


def portfolio_map(part: PortfolioMap) -> MapDrawing:
    """Lay out the boxes of a portfolio; what calls most is kept straight where rings are broken."""
    lines = {(line.source, line.target): line for line in part.drawn}
    drawn = layered(
        [Box(name=box.name, width=_width(box), height=_HEIGHT) for box in part.boxes],
        [Edge(source=a, target=b, weight=line.rate.value or 0.0) for (a, b), line in lines.items()],
    )
    places = {placed.box.name: placed for placed in drawn.boxes}
    rates = [line.rate.value for line in part.lines if line.rate.value]
    return MapDrawing(
        width=px(drawn.width),
        height=px(drawn.height),
        boxes=tuple(_box(box, places[box.name]) for box in part.boxes),
        lines=tuple(
            _line(route, lines[route.edge.source, route.edge.target], rates)
            for route in drawn.routes
        ),
    )


def _text(box: MapBox) -> str:
    return clip_middle(visible(box.label), LONGEST)


def _count(box: MapBox) -> str:
    return f"{box.services:,} service{'s' if box.services != 1 else ''}"


def _width(box: MapBox) -> float:
    text = width(_text(box)) * CHARACTER + len(_count(box)) * _SMALL + 3 * _PAD
    return px(max(_LEAST_WIDTH, text))


def _box(box: MapBox, placed: Placed) -> MapBoxShape:
    shown = box.candidates[:_MOST_SQUARES]
    left = px(placed.left + _PAD)
    hidden = len(box.candidates) - len(shown)
    part = box.share.value
    return MapBoxShape(
        x=px(placed.left),
        y=px(placed.top),
        width=px(placed.box.width),
        height=_HEIGHT,
        text=_text(box),
        title=box.label,
        count=_count(box),
        share=box.share.text if part is not None else "waiting unknown",
        squares=tuple(
            Square(px(left + number * _PITCH), px(placed.top + 25), mark)
            for number, mark in enumerate(shown)
        ),
        more=f"+{hidden:,}" if hidden else "",
        more_x=px(left + len(shown) * _PITCH),
        bar=None if part is None else px(min(1.0, part) * (placed.box.width - 2 * _PAD)),
        spoken=_spoken(box),
    )


_WORDS = {"rust": "Rust", "hybrid": "hybrid", "measure": "to be measured first"}


def _spoken(box: MapBox) -> str:
    waiting = "waiting unknown"
    if box.share.value is not None:
        waiting = f"{box.share.text} of all waiting"
    parts = [box.label, _count(box), waiting]
    parts += [
        f"{box.candidates.count(mark):,} {words}"
        for mark, words in _WORDS.items()
        if mark in box.candidates
    ]
    return ", ".join(parts)


def _line(route: Route, line: MapLine, rates: Sequence[float]) -> MapLineShape:
    wide = _weight(line.rate.value, rates)
    drawn = stroke(route, px(6.0 + 1.2 * wide))
    return MapLineShape(
        path=drawn.path,
        head=drawn.head,
        width=wide,
        title=f"{line.source} → {line.target}: {line.rate.text}",
        is_async=line.is_async,
    )


def _weight(rate: float | None, rates: Sequence[float]) -> float:
    """By the logarithm of the rate, between the least and the greatest."""
    if not rate or min(rates) == max(rates):
        return _THIN if not rate else 2.0
    part = math.log(rate / min(rates)) / math.log(max(rates) / min(rates))
    return px(_THIN + part * (_THICK - _THIN))
