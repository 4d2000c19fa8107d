"""Journeys -> their call graph: what is called how often, how long it takes, who is critical."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.quantities import format_duration, format_users
from archlint.reporting.page.callgraph import CallBox, CallGraphPart, CallLine
from archlint.reporting.page.figures import UNKNOWN, UNMEASURED, Figure, figure
from archlint.reporting.page.folding import folded
from archlint.reporting.verdict_words import mark_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.analysis.journey_calls import Made, Stop
    from archlint.model import Call, Portfolio, Verdict

MOST_BOXES = 80
"""Boxes of one drawing: what is more folds into boxes that stand for several."""

UNITS = ("service", "operation", "system", "owner")
"""What a box may stand for."""


def callgraph_part(
    analysis: Analysis,
    times: JourneyTimes,
    verdicts: Iterable[Verdict],
    *,
    by: str = "service",
    most: int = MOST_BOXES,
) -> CallGraphPart:
    """The graph of a journey, folded above `most` boxes."""
    return fitted(whole_graph(analysis, [times], verdicts, by=by), most)


def whole_graph(
    analysis: Analysis,
    journeys: Sequence[JourneyTimes],
    verdicts: Iterable[Verdict],
    *,
    by: str = "service",
    with_rest: bool = False,
) -> CallGraphPart:
    """The graph of some journeys in one, the most waited for first; nothing is folded.

    `with_rest` has what no journey comes by as well. Of one journey boxes say their own time and
    slack, of several how many users wait.
    """
    marks = {item.service: mark_of(item) for item in verdicts}
    found = _Merging(analysis, journeys, marks, by, with_rest=with_rest)
    boxes = found.boxes()
    return CallGraphPart(
        title=f"Who calls whom in {journeys[0].name if len(journeys) == 1 else 'the portfolio'}",
        description=described(boxes, by),
        unit=by,
        boxes=boxes,
        lines=found.lines(),
        total=len(boxes),
        hidden=0,
    )


def fitted(part: CallGraphPart, most: int = MOST_BOXES) -> CallGraphPart:
    """The graph with at most so many boxes."""
    from msgspec.structs import replace

    boxes, lines = folded(part.boxes, part.lines, most)
    hidden = sum(box.stands_for for box in boxes)
    return replace(part, boxes=boxes, lines=lines, hidden=hidden)


def naming(portfolio: Portfolio, by: str) -> Callable[[str], str]:
    """Operation -> the name of its box."""
    if by == "operation":
        return lambda operation: operation
    if by == "service":
        return _service_of
    groups = {
        name: getattr(service, by) or f"no {by}" for name, service in portfolio.services.items()
    }
    return lambda operation: groups[_service_of(operation)]


def _service_of(operation: str) -> str:
    return operation.split("/", 1)[0]


def described(boxes: Sequence[CallBox], by: str) -> str:
    """Who of these boxes is on the critical path, in the order of the calls."""
    critical = [box for box in boxes if box.is_critical]
    if not critical:
        return "Nothing of it takes a known time: no critical path."
    many = f"{len(boxes):,} {by}s are" if len(boxes) != 1 else f"1 {by} is"
    ordered = sorted(critical, key=lambda box: box.number or 0)
    names = " → ".join(box.name for box in ordered[:12])
    more = f" and {len(ordered) - 12} more" if len(ordered) > 12 else ""  # noqa: PLR2004  # a line
    order = f", in the order of the calls: {names}{more}" if ordered[-1].number else ""
    return f"{len(critical)} of {many} on the critical path{order}."


class _Merging:
    """The stops and calls of journeys as boxes and lines: operations of a box together."""

    def __init__(
        self,
        analysis: Analysis,
        journeys: Sequence[JourneyTimes],
        marks: Mapping[str, tuple[str, str]],
        by: str,
        *,
        with_rest: bool,
    ) -> None:
        self.analysis = analysis
        self.journeys = journeys
        self.marks = marks
        self.by = by
        self.name = naming(analysis.portfolio, by)
        self.members: dict[str, list[Stop]] = {}
        self.made: dict[tuple[str, str], list[Made]] = {}
        for times in journeys:
            for stop in times.calls.stops:
                self.members.setdefault(self.name(stop.operation), []).append(stop)
            for made in times.calls.calls:
                self._add(made.call, made)
        if with_rest:
            self._add_rest()
        self.waiting = self._waiting() if len(journeys) > 1 else {}
        self.seconds: dict[str, float] = {}
        for (_, target), every in self.made.items():
            taken = sum(made.seconds for made in every)
            self.seconds[target] = self.seconds.get(target, 0.0) + taken

    def _add(self, call: Call, made: Made) -> None:
        """A call within a box is no line, unless it closes a ring."""
        ends = self.name(call.caller), self.name(call.callee)
        if ends[0] != ends[1] or made.closes_ring:
            self.made.setdefault(ends, []).append(made)

    def _add_rest(self) -> None:
        """What no journey comes by; what is only planned calls nobody yet, and nobody calls it."""
        from archlint.analysis.journey_calls import Made

        services = self.analysis.portfolio.services
        known = {made.call for every in self.made.values() for made in every}
        for operation in self.analysis.portfolio.operations.values():
            if services[operation.service].is_planned:
                continue
            self.members.setdefault(self.name(operation.id), [])
            for call in operation.calls:
                if call not in known and not services[_service_of(call.callee)].is_planned:
                    untimed = Made(call, 0.0, math.inf, is_critical=False, closes_ring=False)
                    self._add(call, untimed)

    # --- boxes --------------------------------------------------------------------------------

    def boxes(self) -> tuple[CallBox, ...]:
        spine, numbers = set(self._spine()), self._numbers()
        services = self._services()
        return tuple(
            self._box(
                name, stops, services[name], number=numbers.get(name), is_on_spine=name in spine
            )
            for name, stops in self.members.items()
        )

    def _services(self) -> Mapping[str, list[str]]:
        """The services of every box, by name; planned ones aside."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.members}
        for operation in self.analysis.portfolio.operations.values():
            name = self.name(operation.id)
            if name in found and not self.analysis.portfolio.services[operation.service].is_planned:
                found[name][operation.service] = None
        return {name: list(services) for name, services in found.items()}

    def _box(
        self,
        name: str,
        stops: Sequence[Stop],
        services: Sequence[str],
        *,
        number: int | None,
        is_on_spine: bool,
    ) -> CallBox:
        is_one = self.by in ("service", "operation")
        mark, words = self.marks.get(services[0], mark_of(None)) if is_one else ("none", "")
        counted = [stop for stop in stops if stop.is_critical] or stops
        is_single = len(self.journeys) == 1
        return CallBox(
            name=name,
            service=services[0] if is_one else "",
            services=0 if is_one else len(services),
            mark=mark,
            words=words,
            own=self._own(counted) if is_single else UNMEASURED,
            slack=self._slack(stops) if is_single else UNMEASURED,
            users=None if is_single else self._users(name),
            visits=sum(stop.visits for stop in counted) if is_single else 0.0,
            seconds=self.seconds.get(name, self.journeys[0].length if self.journeys else 0.0),
            number=number,
            is_critical=any(stop.is_critical for stop in stops),
            is_awaited=any(stop.is_awaited for stop in stops),
            is_reached=bool(stops),
            is_on_spine=is_on_spine,
        )

    def _own(self, stops: Sequence[Stop]) -> Figure:
        times = self.analysis.self_times
        known = [stop for stop in stops if times[stop.operation].seconds is not None]
        return figure(sum(stop.own for stop in known), format_duration) if known else UNMEASURED

    def _slack(self, stops: Sequence[Stop]) -> Figure:
        """Nobody knows it where no time is known."""
        least = min((stop.slack for stop in stops), default=math.inf)
        if not self.journeys[0].length or math.isinf(least):
            return UNMEASURED
        return figure(least, format_duration)

    def _users(self, name: str) -> Figure:
        """Who waits for the operations of a box in these journeys; unknown without rates."""
        return figure(self.waiting.get(name), format_users) if self.waiting else UNKNOWN

    def _waiting(self) -> Mapping[str, float]:
        """Users by box, empty where no journey has a rate."""
        if not any(times.journey.rate for times in self.journeys):
            return {}
        found = dict.fromkeys(self.members, 0.0)
        for times in self.journeys:
            for operation, seconds in times.account.own.items():
                found[self.name(operation)] += (times.journey.rate or 0.0) * seconds
        return found

    # --- lines --------------------------------------------------------------------------------

    def lines(self) -> tuple[CallLine, ...]:
        return tuple(
            self._line(source, target, every)
            for (source, target), every in sorted(self.made.items())
        )

    def _line(self, source: str, target: str, every: Sequence[Made]) -> CallLine:
        calls = tuple({made.call.subject: made.call for made in every}.values())
        return CallLine(
            source=source,
            target=target,
            count=self._count(source, calls),
            seconds=sum(made.seconds for made in every),
            is_critical=any(made.is_critical for made in every),
            is_async=all(call.is_async for call in calls),
            closes_ring=all(made.closes_ring for made in every),
        )

    def _count(self, source: str, calls: Sequence[Call]) -> float:
        """Calls for each time that a service is come to, for whichever operation."""
        operations = {stop.operation for stop in self.members[source]}
        if self.by != "service" or len(operations) <= 1:
            return sum(call.multiplicity for call in calls)
        has_rates = all(times.journey.rate for times in self.journeys)
        made, comings = 0.0, 0.0
        for times in self.journeys:
            weight = (times.journey.rate or 1.0) if has_rates else 1.0
            visits = {stop.operation: weight * stop.visits for stop in times.calls.stops}
            made += sum(call.multiplicity * visits.get(call.caller, 0.0) for call in calls)
            comings += weight * (times.journey.entry in operations)
            comings += sum(
                each.call.multiplicity * visits[each.call.caller]
                for each in times.calls.calls
                if each.call.callee in operations and each.call.caller not in operations
                if not each.closes_ring
            )
        return made / comings if made and comings else sum(call.multiplicity for call in calls)

    # --- the path -----------------------------------------------------------------------------

    def _numbers(self) -> Mapping[str, int]:
        """The critical boxes in the order in which a request first comes to them."""
        if len(self.journeys) != 1:
            return {}
        found: dict[str, int] = {}
        for operation in self._critical_order(self.journeys[0]):
            found.setdefault(self.name(operation), len(found) + 1)
        return found

    def _critical_order(self, times: JourneyTimes) -> Iterator[str]:
        """Critical operations depth-first, calls in listed order."""
        onward: dict[str, list[str]] = {}
        for made in times.calls.calls:
            if made.is_critical:
                onward.setdefault(made.call.caller, []).append(made.call.callee)
        seen: set[str] = set()
        stack = [stop.operation for stop in times.calls.stops[:1] if stop.is_critical]
        while stack:
            operation = stack.pop()
            if operation not in seen:
                seen.add(operation)
                yield operation
                stack += reversed(onward.get(operation, ()))

    def _spine(self) -> Iterator[str]:
        """From the entry of the first journey always the critical call that takes longest."""
        entries = [times for times in self.journeys[:1] if times.calls.stops[0].is_critical]
        at: str | None = next((self.name(times.journey.entry) for times in entries), None)
        onward: dict[str, dict[str, float]] = {}
        for made in (made for times in entries for made in times.calls.calls if made.is_critical):
            further = onward.setdefault(self.name(made.call.caller), {})
            target = self.name(made.call.callee)
            further[target] = further.get(target, 0.0) + made.seconds
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            left = [(taken, to) for to, taken in onward.get(at, {}).items() if to not in seen]
            at = max(left)[1] if left else None
