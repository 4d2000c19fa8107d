"""A graph with too many boxes for one drawing: what matters least becomes "+ 14 more"."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from archlint.quantities import format_users
from archlint.reporting.page.callgraph import CallBox, CallLine
from archlint.reporting.page.figures import UNKNOWN, UNMEASURED, Figure, figure

_MOST_NAMES = 12
"""Names that a box for several lists."""

Graph = tuple[tuple[CallBox, ...], tuple[CallLine, ...]]


def folded(boxes: Sequence[CallBox], lines: Sequence[CallLine], most: int) -> Graph:
    """At most so many boxes: what is critical, then who it calls by slack; the rest folded.

    What is left out stands for itself in one box beside the box through which it is called. The
    entry is the first box, and everything is called from there.
    """
    if len(boxes) <= most:
        return tuple(boxes), tuple(lines)
    folding = _Folding(boxes, lines)
    limit = most
    while True:
        graph = folding.keeping(limit)
        excess = len(graph[0]) - most
        if excess <= 0 or limit <= 1:
            return graph
        limit = max(1, limit - max(1, excess // 2))


class _Folding:
    def __init__(self, boxes: Sequence[CallBox], lines: Sequence[CallLine]) -> None:
        self.lines = lines
        self.boxes = {box.name: box for box in boxes}
        self.onward: dict[str, list[str]] = {name: [] for name in self.boxes}
        for line in lines:
            self.onward[line.source].append(line.target)
        self.ranked = list(self._ranked())

    def _ranked(self) -> Iterator[str]:
        """From the entries on always the callee that matters most: nothing is cut off from them."""
        spread = any(box.is_critical for box in self.boxes.values())
        called = {line.target for line in self.lines if line.source != line.target}
        first = next(iter(self.boxes))
        entries = [name for name in self.boxes if name == first or name not in called]
        heap = [(_rank(self.boxes[name], is_beside=name != first), name) for name in entries]
        heapify(heap)
        seen = set(entries)
        while heap:
            _, name = heappop(heap)
            yield name
            if spread and not self.boxes[name].is_critical:
                continue
            for callee in self.onward[name]:
                if callee not in seen:
                    seen.add(callee)
                    heappush(heap, (_rank(self.boxes[callee]), callee))

    def keeping(self, limit: int) -> Graph:
        kept = self.ranked[:limit]
        groups = dict(self._groups(kept))
        for parent, names in list(groups.items()):
            if len(names) == 1:  # the box itself takes no more room than one that stands for it
                kept += groups.pop(parent)
        folds = [self._fold(parent, names) for parent, names in groups.items()]
        shown = set(kept)
        loose = self._loose(shown.union(*groups.values()))
        return (
            (*(box for name, box in self.boxes.items() if name in shown), *folds, *loose),
            (
                *(line for line in self.lines if line.source in shown and line.target in shown),
                *(
                    CallLine(
                        source=parent,
                        target=fold.name,
                        seconds=fold.seconds,
                        is_critical=self._is_critical(parent, groups[parent]),
                        is_async=not fold.is_awaited,
                    )
                    for parent, fold in zip(groups, folds, strict=True)
                ),
            ),
        )

    def _groups(self, kept: Sequence[str]) -> Mapping[str, list[str]]:
        """Kept box -> the boxes left out that are called through it, each once, nearest first."""
        groups: dict[str, list[str]] = {}
        through = {name: name for name in kept}
        queue = deque(kept)
        while queue:
            name = queue.popleft()
            for callee in self.onward[name]:
                if callee not in through:
                    through[callee] = through[name]
                    groups.setdefault(through[name], []).append(callee)
                    queue.append(callee)
        return groups

    def _loose(self, known: set[str]) -> list[CallBox]:
        """What is called through nothing that is shown."""
        names = [name for name in self.boxes if name not in known]
        return [self._fold("", names)] if names else []

    def _fold(self, parent: str, names: Sequence[str]) -> CallBox:
        members = [self.boxes[name] for name in names]
        awaited = [box for box in members if box.is_awaited]
        return CallBox(
            name=self._unused(f"{parent} + {len(names)}"),
            slack=_least([box.slack for box in awaited]),
            users=_sum([box.users for box in members if box.users is not None]),
            seconds=max(box.seconds for box in members),
            is_critical=any(box.is_critical for box in members),
            is_awaited=bool(awaited),
            is_reached=any(box.is_reached for box in members),
            stands_for=len(names),
            names=tuple(names[:_MOST_NAMES]),
        )

    def _is_critical(self, parent: str, names: Sequence[str]) -> bool:
        """Whether a critical call leads from there into what is folded."""
        return any(
            line.is_critical and line.source == parent and line.target in names
            for line in self.lines
        )

    def _unused(self, name: str) -> str:
        while name in self.boxes:
            name += "+"
        return name


def _rank(box: CallBox, *, is_beside: bool = True) -> tuple[bool, bool, float, float]:
    """The first entry, what is critical, what has least slack, what takes longest."""
    slack = float("inf") if box.slack.value is None else box.slack.value
    weight = box.users.value or 0.0 if box.users else box.seconds
    return is_beside, not box.is_critical, slack, -weight


def _least(figures: Sequence[Figure]) -> Figure:
    known = [each for each in figures if each.value is not None]
    return min(known, key=lambda each: each.value or 0.0, default=UNMEASURED)


def _sum(figures: Sequence[Figure]) -> Figure | None:
    """Users together; None where nobody counts them."""
    known = [each.value for each in figures if each.value is not None]
    if not figures:
        return None
    return figure(sum(known), format_users) if known else UNKNOWN
