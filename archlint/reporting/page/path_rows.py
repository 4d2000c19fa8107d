"""The rows of a journey's waterfall; of a long path the most telling ones, the rest folded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.figures import plain, share
from archlint.reporting.page.figures import UNKNOWN, UNMEASURED, Figure, figure

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.analysis.path import Segment

DEEPEST = 12
"""Levels of calls that are told apart by how far a row is set in."""


class PathRow(Struct, frozen=True, kw_only=True):
    """One row of a journey's waterfall, seconds; `computing` is the part of `own` that computes.

    `mark` is the verdict's class. `label` names the operation and how often it is visited.
    `number` counts the services on the path in the order of their calls: it is None off the path,
    and a service that comes again keeps its own. `share` is that of the drawn path.
    A row that `stands_for` others has their count, how many of them are critical, and the least
    slack and the sum of own times among them.
    """

    label: str
    service: str
    mark: str
    depth: int
    number: int | None
    start: Figure
    end: Figure
    own: Figure
    computing: Figure
    share: Figure
    slack: Figure
    network: Figure
    is_critical: bool
    is_async: bool
    is_collapsed: bool
    stands_for: int = 0
    critical: int = 0

    @property
    def level(self) -> int:
        """How far it is set in: `depth`, with an end to it."""
        return min(self.depth, DEEPEST)

    @property
    def standing(self) -> str:
        """Whether anybody waits for it, in words; empty where it has slack."""
        if self.critical:
            return f"{self.critical:,} critical"
        return "not waited for" if self.is_async else "critical" if self.is_critical else ""


def path_rows(
    analysis: Analysis, times: JourneyTimes, marks: Mapping[str, str], most: int
) -> tuple[PathRow, ...]:
    """At most so many rows in the order of time; runs of what is left out are a row each."""
    numbers = _numbers(times)
    rows = [_row(analysis, times, segment, marks, numbers) for segment in times.path]
    shown = _chosen(rows, most)
    folded: list[PathRow] = []
    for is_shown, run in groupby(enumerate(rows), lambda item: item[0] in shown):
        members = [row for _, row in run]
        folded += members if is_shown or len(members) == 1 else [_fold(members)]
    return tuple(folded)


def _numbers(times: JourneyTimes) -> dict[str, int]:
    """The services on the path in the order of their calls, from 1, as the call graph has them."""
    critical = [service_of(row) for row in times.path if row.is_critical and times.length]
    return {name: place for place, name in enumerate(dict.fromkeys(critical), 1)}


def service_of(segment: Segment) -> str:
    """Whose operation a row is."""
    return segment.operation.split("/", 1)[0]


def _chosen(rows: list[PathRow], most: int) -> set[int]:
    """The places of the rows that are shown: with the folds between them at most so many.

    Of the path what takes longest, callers before what they call; of its rivals the closest.
    """
    ranked = sorted(range(len(rows)), key=lambda at: _rank(rows[at], at))
    count = min(most, len(rows))
    while True:
        shown = set(ranked[:count])
        folds = sum(
            1 for is_shown, _ in groupby(range(len(rows)), shown.__contains__) if not is_shown
        )
        if len(shown) + folds <= max(most, 1) or count <= 1:
            return shown
        count = max(1, min(count - 1, most - folds // 2))


def _rank(row: PathRow, at: int) -> tuple[bool, float, float, int]:
    stay = (row.end.value or 0.0) - (row.start.value or 0.0)
    slack = math.inf if row.is_async else row.slack.value or 0.0
    return (not row.is_critical, 0.0 if row.is_critical else slack, -stay, at)


def _fold(rows: list[PathRow]) -> PathRow:
    """One row for several: what they take, and the least slack among them."""
    waited = [row for row in rows if not row.is_async]
    critical = [row for row in waited if row.is_critical]
    slacks = [row.slack.value for row in waited if row.slack.value is not None]
    starts = [row.start.value for row in waited if row.start.value is not None]
    ends = [row.end.value for row in waited if row.end.value is not None]
    own = [row.own.value for row in waited if row.own.value is not None]
    return PathRow(
        label=f"+ {len(rows):,} more",
        service="",
        mark="none",
        depth=min(row.depth for row in rows),
        number=None,
        start=figure(min(starts), format_duration) if starts else UNMEASURED,
        end=figure(max(ends), format_duration) if ends else UNMEASURED,
        own=figure(sum(own), format_duration) if own else UNMEASURED,
        computing=UNKNOWN,
        share=UNKNOWN,
        slack=_at_least(min(slacks)) if slacks else UNMEASURED,
        network=figure(math.fsum(row.network.value or 0.0 for row in rows), format_duration),
        is_critical=bool(critical),
        is_async=not waited,
        is_collapsed=False,
        stands_for=len(rows),
        critical=len(critical),
    )


def _at_least(slack: float) -> Figure:
    return Figure(slack, f"≥ {format_duration(slack)}")


def _row(
    analysis: Analysis,
    times: JourneyTimes,
    segment: Segment,
    marks: Mapping[str, str],
    numbers: Mapping[str, int],
) -> PathRow:
    blank = times.is_unmeasured
    service = service_of(segment)
    computing = analysis.computing[service].share
    known = analysis.self_times[segment.operation].seconds is not None
    is_critical = segment.is_critical and bool(times.length)
    own = figure(segment.own, format_duration) if known else UNMEASURED
    return PathRow(
        label=_label(segment),
        service=service,
        mark=marks.get(service, "none"),
        depth=segment.depth,
        number=numbers.get(service) if is_critical else None,
        start=UNMEASURED if blank else figure(segment.start, format_duration),
        end=UNMEASURED if blank else figure(segment.end, format_duration),
        own=own,
        computing=UNKNOWN
        if computing is None or own.value is None
        else figure(segment.own * computing, format_duration),
        share=figure(segment.own / times.length, share) if is_critical and known else UNKNOWN,
        slack=UNMEASURED if blank else figure(segment.slack, format_duration),
        network=figure(segment.network, format_duration),
        is_critical=is_critical,
        is_async=segment.is_async,
        is_collapsed=segment.is_collapsed,
    )


def _label(segment: Segment) -> str:
    """The operation, how often it is called, and whether its own calls are not shown."""
    call = segment.call
    name = segment.operation
    if call is not None and call.multiplicity != 1:
        name += f" ×{plain(call.multiplicity)}"
        if call.together > 1:
            name += f", {call.together:,} at once"
    return f"{name} …" if segment.is_collapsed and not segment.is_async else name


def hidden_rows(rows: Iterable[PathRow]) -> int:
    """How many rows the folds stand for."""
    return sum(row.stands_for for row in rows)
