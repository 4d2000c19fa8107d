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
    """Behind all that call it, and from there on where the lines are shortest in all.

    `edges` form no ring. A line of the spine is as much as many others.
    """
    onward = _onward(names, edges)
    into: dict[str, list[Edge]] = {name: [] for name in names}
    for edge in edges:
        into[edge.target].append(edge)
    order = _callers_first(names, onward, into)
    found = dict.fromkeys(names, 0)
    for name in order:
        for edge in onward[name]:
            found[edge.target] = max(found[edge.target], found[name] + 1)
    for _ in range(_ROUNDS):
        before = dict(found)
        for name in (*reversed(order), *order):
            found[name] = _nearest(found, name, onward[name], into[name])
        if found == before:
            break
    return found


_ROUNDS = 16
_SPINE = 20
"""Lines that one of the spine is worth."""


def _nearest(
    found: Mapping[str, int], name: str, onward: Sequence[Edge], into: Sequence[Edge]
) -> int:
    """As far to the side that pulls more as its neighbours let it."""
    pull = _pull(onward) - _pull(into)
    if pull > 0:
        return min(found[edge.target] for edge in onward) - 1
    if pull < 0:
        return max(found[edge.source] for edge in into) + 1
    return found[name]


def _pull(edges: Iterable[Edge]) -> int:
    return sum(_SPINE if edge.is_on_spine else 1 for edge in edges)


def _callers_first(
    names: Sequence[str], onward: Mapping[str, list[Edge]], into: Mapping[str, list[Edge]]
) -> list[str]:
    waiting = {name: len(into[name]) for name in names}
    ready, order = [name for name in names if not waiting[name]], []
    while ready:
        name = ready.pop()
        order.append(name)
        for edge in onward[name]:
            waiting[edge.target] -= 1
            if not waiting[edge.target]:
                ready.append(edge.target)
    return order
