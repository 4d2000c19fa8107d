"""Users freed over the number of rewrites: in turn, and by the best choice of so many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_count, format_users
from archlint.reporting.drawing.axes import CHARACTER, Tick, px, steps, thin, through
from archlint.reporting.drawing.labels import Label, apart

if TYPE_CHECKING:
    from archlint.reporting.page import FrontierPart


class FrontierPlot(Struct, frozen=True, kw_only=True):
    """Two rising lines in a frame, and the quota; `best` is empty where none is proved."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    greedy: str
    best: str
    dots: tuple[tuple[float, float], ...]
    cut: float | None
    cut_label: Label | None
    greedy_label: Label
    best_label: Label | None


_WIDTH, _HEIGHT = 640.0, 320.0
_LEFT, _TOP, _BOTTOM = 52.0, 22.0, 264.0
_GAP = 8.0
_MOST_DOTS = 40

_NOTHING = 1e-6
"""Users below which there are none, and the axis is that of one."""


def frontier_plot(part: FrontierPart) -> FrontierPlot:
    """Lay the lines out; their labels stand behind the frame and push each other apart."""
    lines = [("in turn", part.greedy), *([("best", part.best)] if part.best else [])]
    alike = len({points[-1][0] for _, points in lines}) == 1
    texts = [
        f"{word}{'' if alike else f' {points[-1][0]}:'} {_users(points[-1][1])}"
        for word, points in lines
    ]
    right = px(_WIDTH - _GAP - 1.0 - max(map(len, texts)) * CHARACTER)
    most = max(users for _, users in (*part.greedy, *part.best))
    most = most if most > _NOTHING else 1.0
    ticks = steps(most, 5)
    top = max(most, ticks[-1])

    def place(point: tuple[int, float]) -> tuple[float, float]:
        count, users = point
        return (
            px(_LEFT + count / part.last * (right - _LEFT)),
            px(_BOTTOM - users / top * (_BOTTOM - _TOP)),
        )

    greedy, best = list(map(place, part.greedy)), list(map(place, part.best))
    ends = apart([line[-1][1] + 4 for line in (greedy, best) if line], low=_TOP, high=_BOTTOM)
    labels = [Label(right + _GAP, y, text) for y, text in zip(ends, texts, strict=True)]
    is_in = 0 < part.limit <= part.last
    cut = place((part.limit, 0.0))[0] if is_in else None
    return FrontierPlot(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=right,
        top=_TOP,
        bottom=_BOTTOM,
        x_ticks=tuple(
            Tick(place((int(step), 0.0))[0], f"{step:,.0f}")
            for step in steps(part.last, 8)
            if step == int(step)
        ),
        y_ticks=tuple(Tick(place((0, value))[1], format_count(value)) for value in ticks),
        greedy=through(thin(greedy)),
        best=through(best) if len(best) > 1 else "",
        dots=tuple(greedy[1:]) if len(greedy) <= _MOST_DOTS else (),
        cut=cut,
        cut_label=_cut_label(part.limit, cut, right) if cut is not None else None,
        greedy_label=labels[0],
        best_label=labels[1] if part.best else None,
    )


def _users(amount: float) -> str:
    return format_users(amount if amount > _NOTHING else 0.0)


def _cut_label(limit: int, cut: float, right: float) -> Label:
    """Below the lines, on the side of the quota that has room for it."""
    text = f"quota: {limit:,} free seat" + ("" if limit == 1 else "s")
    fits = cut + _GAP + len(text) * CHARACTER <= right
    return Label(
        px(cut + _GAP if fits else cut - _GAP), _BOTTOM - 10, text, "start" if fits else "end"
    )
