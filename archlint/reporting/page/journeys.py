"""Journeys as parts of the report: mean, bounds, targets, and the path in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import (
    format_duration,
    format_percent,
    format_percentile,
    format_rate,
    format_users,
)
from archlint.reporting.figures import share
from archlint.reporting.page.figures import UNKNOWN, UNMEASURED, Figure, figure
from archlint.reporting.page.verdicts import mark_of
from archlint.reporting.summary import busiest_half, listed, missed_mean, plural

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.analysis.path import Segment
    from archlint.linting.report import PortfolioReport
    from archlint.model import Journey


class PathRow(Struct, frozen=True, kw_only=True):
    """One row of a journey's waterfall, seconds; `computing` is the part of `own` that computes.

    `mark` is the verdict's class. `label` names the operation and how often it is visited.
    """

    label: str
    service: str
    mark: str
    depth: int
    start: Figure
    end: Figure
    own: Figure
    computing: float
    slack: Figure
    network: Figure
    is_critical: bool
    is_async: bool
    is_collapsed: bool


class JourneyPart(Struct, frozen=True, kw_only=True):
    """One journey: mean, what it becomes, bounds, targets, the path in order of time.

    `length` is that of the drawn path in seconds, which is drawn on means.
    """

    name: str
    description: str
    entry: str
    rate: Figure
    users: Figure
    mean: Figure
    length: float
    after: Figure
    parallel: Figure
    sequential: Figure
    slo: tuple[tuple[str, Figure], ...]
    is_revenue: bool
    sentence: str
    remarks: tuple[str, ...]
    rows: tuple[PathRow, ...]
    hidden_rows: int


MOST_ROWS = 80
"""Rows of one waterfall; rivals of the path go first where there are more."""


def path_sentence(times: JourneyTimes) -> str:
    """`49.3 ms (mean), 72 % in 2 services: payment, pricing`."""
    if not times.mean and times.is_lower_bound:
        return "not measured"
    names = busiest_half(times)
    least = "at least " if times.is_lower_bound else ""
    carried = sum(times.own[name] for name in names)
    inside = (
        f", {share(carried / times.mean)} in {plural(len(names), 'service')}: {listed(names)}"
        if names
        else ""
    )
    return f"{least}{format_duration(times.mean)} (mean){inside}"


def by_weight(analysis: Analysis) -> list[JourneyTimes]:
    """The journeys, those that keep most users waiting first, then the longest."""
    return sorted(
        analysis.journeys,
        key=lambda times: (-(times.journey.rate or 0.0) * times.mean, -times.mean, times.name),
    )


def journey_parts(report: PortfolioReport, most: int) -> tuple[JourneyPart, ...]:
    """At most so many journeys, the heaviest first."""
    factors = {rewrite.target: rewrite.factor for rewrite in report.rewrites}
    after = report.analysis.with_rewrites(factors) if factors else report.analysis
    marks = {verdict.service: mark_of(verdict)[0] for verdict in report.verdicts}
    return tuple(
        _part(report, times, after.journey(times.name).mean, marks)
        for times in by_weight(report.analysis)[:most]
    )


def _part(
    report: PortfolioReport, times: JourneyTimes, after: float, marks: Mapping[str, str]
) -> JourneyPart:
    journey = times.journey
    rows = _chosen(times.path)
    return JourneyPart(
        name=times.name,
        description=journey.description or "",
        entry=journey.entry,
        rate=figure(journey.rate, format_rate),
        users=UNKNOWN
        if journey.rate is None
        else _at_least(times, journey.rate * times.mean, format_users),
        mean=_at_least(times, times.mean, format_duration),
        length=times.length,
        after=_at_least(times, after, format_duration),
        parallel=_at_least(times, times.parallel_bound, format_duration),
        sequential=_at_least(times, times.sequential_bound, format_duration),
        slo=tuple(_targets(journey)),
        is_revenue=journey.latency_is_revenue,
        sentence=path_sentence(times),
        remarks=tuple(_remarks(times)),
        rows=tuple(_row(report.analysis, times, segment, marks) for segment in rows),
        hidden_rows=len(times.path) - len(rows),
    )


def _at_least(times: JourneyTimes, value: float, text: Callable[[float], str]) -> Figure:
    """A figure of a journey: not measured where nothing of it is, at least where not all of it."""
    if not times.is_lower_bound:
        return figure(value, text)
    return Figure(value, f"at least {text(value)}") if value else UNMEASURED


def _targets(journey: Journey) -> Iterator[tuple[str, Figure]]:
    if journey.slo is None:
        return
    latency = journey.slo.latency
    if latency is not None:
        if latency.mean is not None:
            yield "mean", figure(latency.mean, format_duration)
        for fraction, seconds in latency.percentiles:
            yield format_percentile(fraction), figure(seconds, format_duration)
    if journey.slo.availability is not None:
        yield "availability", figure(journey.slo.availability, format_percent)


def _remarks(times: JourneyTimes) -> Iterator[str]:
    if times.journey.rate is None:
        yield "no rate declared: shares and slack, but no waiting users"
    target = missed_mean(times)
    if target:
        yield f"over its SLO for the mean, {target}"
    if times.unmeasured:
        count = len(times.unmeasured)
        what = "1 operation has" if count == 1 else f"{count} operations have"
        yield f"{'a lower bound: ' if times.mean else ''}{what} no self time"
    if times.cut:
        yield "a lower bound: it passes through a call cycle"
    if times.sequential_bound > times.parallel_bound:
        low, high = format_duration(times.parallel_bound), format_duration(times.sequential_bound)
        yield f"between {low} with every call side by side and {high} one after another"
    if times.is_sampled and times.mean:
        yield f"the path is drawn on means, {format_duration(times.length)}; the mean is of samples"
    if times.network:
        yield f"{format_duration(times.network)} of it on the network"


def _chosen(path: tuple[Segment, ...]) -> list[Segment]:
    """All rows, or those of the path and then the shallowest rivals, in the order of time."""
    if len(path) <= MOST_ROWS:
        return list(path)
    ranked = sorted(range(len(path)), key=lambda at: (not path[at].is_critical, path[at].depth, at))
    return [path[at] for at in sorted(ranked[:MOST_ROWS])]


def _row(
    analysis: Analysis, times: JourneyTimes, segment: Segment, marks: Mapping[str, str]
) -> PathRow:
    blank = not times.mean and times.is_lower_bound
    service = segment.operation.split("/", 1)[0]
    computing = analysis.computing[service].share or 0.0
    known = analysis.self_times[segment.operation].seconds is not None
    return PathRow(
        label=_label(segment),
        service=service,
        mark=marks.get(service, "none"),
        depth=segment.depth,
        start=UNMEASURED if blank else figure(segment.start, format_duration),
        end=UNMEASURED if blank else figure(segment.end, format_duration),
        own=figure(segment.own, format_duration) if known else UNMEASURED,
        computing=segment.own * computing,
        slack=UNMEASURED if blank else figure(segment.slack, format_duration),
        network=figure(segment.network, format_duration),
        is_critical=segment.is_critical,
        is_async=segment.is_async,
        is_collapsed=segment.is_collapsed,
    )


def _label(segment: Segment) -> str:
    call = segment.call
    count = call.multiplicity if call else 1.0
    times = "" if count == 1 else f" ×{count:.3g}"
    return f"{segment.operation}{times}"
