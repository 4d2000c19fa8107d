"""A journey -> its call graph: what is called how often, how long it takes, who is critical."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from archlint.quantities import format_duration
from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine
from archlint.reporting.page.figures import UNMEASURED, Figure, figure
from archlint.reporting.page.folding import folded
from archlint.reporting.page.verdicts import mark_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.analysis.journey_calls import Made, Stop
    from archlint.model import Verdict

MOST_BOXES = 80
"""Boxes of one drawing: what is more folds into boxes that stand for several."""


def callgraph_part(
    analysis: Analysis,
    times: JourneyTimes,
    verdicts: Iterable[Verdict],
    *,
    by: str = "service",
    most: int = MOST_BOXES,
) -> CallGraphPart:
    """The graph of a journey by service or by operation, folded above `most` boxes."""
    found = _Merging(analysis, times, {item.service: mark_of(item) for item in verdicts}, by)
    boxes, lines = found.boxes(), found.lines()
    shown, left = folded(boxes, lines, most)
    critical = [box for box in boxes if box.is_critical]
    return CallGraphPart(
        title=f"Who calls whom in {times.name}",
        description=_description(critical, len(boxes), by),
        unit=by,
        boxes=shown,
        lines=left,
        total=len(boxes),
        hidden=sum(box.stands_for for box in shown),
    )


def _description(critical: list[CallBox], total: int, by: str) -> str:
    if not critical:
        return "Nothing of it takes a known time: no critical path."
    ordered = sorted(critical, key=lambda box: box.number or 0)
    names = " → ".join(box.name for box in ordered[:12])
    more = f" and {len(ordered) - 12} more" if len(ordered) > 12 else ""  # noqa: PLR2004  # a line
    many = f"{by}s are" if total != 1 else f"{by} is"
    return (
        f"{len(critical)} of {total} {many} on the critical path, in the order of the calls: "
        f"{names}{more}. The same figures stand in the table below."
    )


class _Merging:
    """The stops and calls of a journey as boxes and lines: operations of a service together."""

    def __init__(
        self,
        analysis: Analysis,
        times: JourneyTimes,
        verdicts: Mapping[str, tuple[str, str]],
        by: str,
    ) -> None:
        self.analysis = analysis
        self.times = times
        self.verdicts = verdicts
        self.by = by
        self.calls = times.calls
        self.members: dict[str, list[Stop]] = {}
        for stop in self.calls.stops:
            self.members.setdefault(self._name(stop.operation), []).append(stop)
        self.made: dict[tuple[str, str], list[Made]] = {}
        for made in self.calls.calls:
            ends = self._name(made.call.caller), self._name(made.call.callee)
            if ends[0] != ends[1] or made.closes_ring:
                self.made.setdefault(ends, []).append(made)
        self.seconds: dict[str, float] = {}
        for (_, target), all_made in self.made.items():
            taken = sum(made.seconds for made in all_made)
            self.seconds[target] = self.seconds.get(target, 0.0) + taken

    def _name(self, operation: str) -> str:
        return operation.split("/", 1)[0] if self.by == "service" else operation

    def boxes(self) -> tuple[CallBox, ...]:
        spine, numbers = set(self._spine()), self._numbers()
        return tuple(
            self._box(name, stops, numbers.get(name), is_on_spine=name in spine)
            for name, stops in self.members.items()
        )

    def _box(
        self, name: str, stops: list[Stop], number: int | None, *, is_on_spine: bool
    ) -> CallBox:
        service = name.split("/", 1)[0]
        mark, words = self.verdicts.get(service, mark_of(None))
        on_path = [stop for stop in stops if stop.is_critical] or stops
        known = [
            stop for stop in on_path if self.analysis.self_times[stop.operation].seconds is not None
        ]
        return CallBox(
            name=name,
            service=service,
            mark=mark,
            words=words,
            own=figure(sum(stop.own for stop in known), format_duration) if known else UNMEASURED,
            slack=self._slack(min(stop.slack for stop in stops)),
            visits=sum(stop.visits for stop in on_path),
            seconds=self.seconds.get(name, self.times.length),
            number=number,
            is_critical=any(stop.is_critical for stop in stops),
            is_awaited=any(stop.is_awaited for stop in stops),
            is_on_spine=is_on_spine,
        )

    def _slack(self, seconds: float) -> Figure:
        """Nobody knows it where no time is known."""
        if not self.times.length or seconds == float("inf"):
            return UNMEASURED
        return figure(seconds, format_duration)

    def lines(self) -> tuple[CallLine, ...]:
        return tuple(
            CallLine(
                source=source,
                target=target,
                count=sum(made.call.multiplicity for made in all_made),
                seconds=sum(made.seconds for made in all_made),
                is_critical=any(made.is_critical for made in all_made),
                is_async=all(made.call.is_async for made in all_made),
                closes_ring=all(made.closes_ring for made in all_made),
            )
            for (source, target), all_made in sorted(self.made.items())
        )

    def _onward(self) -> Mapping[str, list[tuple[str, float]]]:
        """Critical calls by caller: where to, and what they take, in the order of the calls."""
        onward: dict[str, list[tuple[str, float]]] = {}
        for stops in self.members.values():
            for stop in stops:
                onward.setdefault(self._name(stop.operation), [])
        for (source, target), all_made in self.made.items():
            if any(made.is_critical for made in all_made):
                onward[source].append((target, sum(made.seconds for made in all_made)))
        return onward

    def _numbers(self) -> Mapping[str, int]:
        """The critical boxes in the order in which a request first comes to them."""
        found: dict[str, int] = {}
        for operation in self._critical_order():
            found.setdefault(self._name(operation), len(found) + 1)
        return found

    def _critical_order(self) -> Iterator[str]:
        """Critical operations depth-first, calls in listed order."""
        onward: dict[str, list[str]] = {}
        for made in self.calls.calls:
            if made.is_critical:
                onward.setdefault(made.call.caller, []).append(made.call.callee)
        seen: set[str] = set()
        stack = [stop.operation for stop in self.calls.stops[:1] if stop.is_critical]
        while stack:
            operation = stack.pop()
            if operation not in seen:
                seen.add(operation)
                yield operation
                stack += reversed(onward.get(operation, ()))

    def _spine(self) -> Iterator[str]:
        """From the entry always the critical call that takes longest."""
        entry = next(iter(self.calls.stops))
        if not entry.is_critical:
            return
        onward, seen = self._onward(), set()
        at: str | None = self._name(entry.operation)
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            further = [(seconds, name) for name, seconds in onward[at] if name not in seen]
            at = max(further, key=lambda each: (each[0], each[1]))[1] if further else None
