"""Which column a box stands in: behind everything that calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.reporting.layout.drawing import Edge


def forwards(names: Sequence[str], edges: Iterable[Edge]) -> tuple[list[Edge], list[Edge]]:
    """The edges that run forwards, and those that close a ring: the lightest of each ring."""
    kept, backwards = [edge for edge in edges if edge.source != edge.target], []
    loops = [edge for edge in edges if edge.source == edge.target]
    while ring := _ring(names, kept):
        lightest = min(ring, key=lambda edge: (edge.is_on_spine, edge.weight, edge.source))
        kept.remove(lightest)
        backwards.append(lightest)
    for edge in reversed(backwards):
        if not _ring(names, [*kept, edge]):
            kept.append(edge)
    back = [edge for edge in backwards if edge not in kept]
    return sorted(kept, key=_place), [*loops, *back]


def _place(edge: Edge) -> tuple[str, str, float]:
    return edge.source, edge.target, edge.weight


def _ring(names: Sequence[str], edges: Iterable[Edge]) -> list[Edge]:
    """The edges of one ring, in their order; none where there is none."""
    onward = _onward(names, edges)
    done: set[str] = set()
    for start in names:
        trail: list[Edge] = []
        on_trail = {start: 0}
        stack = [] if start in done else [iter(onward[start])]
        while stack:
            edge = next(stack[-1], None)
            if edge is None:
                stack.pop()
                left = trail.pop().target if trail else start
                on_trail.pop(left, None)
                done.add(left)
            elif edge.target in on_trail:
                return [*trail[on_trail[edge.target] :], edge]
            elif edge.target not in done:
                trail.append(edge)
                on_trail[edge.target] = len(trail)
                stack.append(iter(onward[edge.target]))
    return []


def _onward(names: Sequence[str], edges: Iterable[Edge]) -> Mapping[str, list[Edge]]:
    onward: dict[str, list[Edge]] = {name: [] for name in names}
    for edge in edges:
        onward[edge.source].append(edge)
    return onward


def columns(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way to each box, in boxes; a box that nothing calls stands next to its first.

    `edges` form no ring.
    """
    onward = _onward(names, edges)
    waiting = dict.fromkeys(names, 0)
    for edge in edges:
        waiting[edge.target] += 1
    entries = [name for name in names if not waiting[name]]
    found = dict.fromkeys(names, 0)
    ready, order = list(entries), []
    while ready:
        name = ready.pop()
        order.append(name)
        for edge in onward[name]:
            found[edge.target] = max(found[edge.target], found[name] + 1)
            waiting[edge.target] -= 1
            if not waiting[edge.target]:
                ready.append(edge.target)
    for name in entries:
        if onward[name]:
            found[name] = min(found[edge.target] for edge in onward[name]) - 1
    return found
