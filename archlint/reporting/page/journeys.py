"""Journeys as parts of the report: times today and after, promises, path, what makes the p99."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from archlint.analysis.promises import promises_of
from archlint.quantities import format_duration, format_percentile, format_rate, format_users
from archlint.reporting.critical_paths import busiest_half
from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.drawn_path import another_mean
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import share
from archlint.reporting.naming import coded, listed
from archlint.reporting.page.callgraph import CallGraphPart
from archlint.reporting.page.figures import UNKNOWN, UNMEASURED, Figure, figure
from archlint.reporting.page.merging import callgraph_part
from archlint.reporting.page.objectives import (
    Objective,
    by_urgency,
    objectives,
    standing_of,
    targets,
)
from archlint.reporting.page.path_rows import PathRow, hidden_rows, path_rows
from archlint.reporting.page.room import Room, budget_of, rooms
from archlint.reporting.page.tail import TailPart, tail_part
from archlint.reporting.page.time_table import TimeTable, time_table
from archlint.reporting.path_parts import calls_of
from archlint.reporting.verdict_words import mark_of
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.page.rewritten import Rewritten


_SHARES = (0.5, 0.95, 0.99)
"""Percentiles that are told of every journey; others where they are promised."""


class Percentile(NamedTuple):
    """A percentile today and after the rewrites, each with its error in the text."""

    name: str
    today: Figure
    after: Figure


class JourneyLine(Struct, frozen=True, kw_only=True):
    """The figures of one journey, seconds; `after` is the mean after the rewrites.

    `standing` is the worst of its objectives: missed, open (too close to call), unknown, kept, or
    none where nothing is promised. `users` are those in flight.
    """

    name: str
    description: str
    entry: str
    rate: Figure
    users: Figure
    mean: Figure
    after: Figure
    percentiles: tuple[Percentile, ...]
    is_lower_bound: bool
    slo: tuple[tuple[str, Figure], ...]
    objectives: tuple[Objective, ...]
    standing: str
    is_revenue: bool

    @property
    def is_changed(self) -> bool:
        """Whether the rewrites change any of its times as they are printed."""
        return self.after.text != self.mean.text or any(
            each.after.text != each.today.text for each in self.percentiles
        )

    @property
    def p99(self) -> Figure:
        """The p99 today."""
        return next((each.today for each in self.percentiles if each.name == "p99"), UNMEASURED)


class JourneyPart(JourneyLine, frozen=True, kw_only=True):
    """One journey: its figures, the path in order of time, what makes its p99.

    `length` is that of the drawn path in seconds, which is drawn on means; `gap` says why the mean
    is another figure, empty where it is not. `calls` are those that it waits for, each
    once, `critical` those of them on the path. `busiest` is who has half of the mean, `advice`
    how to measure what is not. A page with scripts builds what not `is_built` when it is asked for.
    """

    length: Figure
    gap: str
    calls: int
    critical: int
    sentence: str
    busiest: str
    remarks: tuple[str, ...]
    advice: str
    rows: tuple[PathRow, ...]
    hidden_rows: int
    tail: TailPart | None
    graph: CallGraphPart
    times: TimeTable | None = None
    is_built: bool = True


def path_sentence(times: JourneyTimes) -> str:
    """`49.3 ms (mean), 72 % in 2 services: payment, pricing`."""
    if times.is_unmeasured:
        return "not measured"
    least = "at least " if times.is_lower_bound else ""
    inside = busy_sentence(times)
    mean = estimated(times.mean, times.error)
    return f"{least}{mean} (mean){f', {inside}' if inside else ''}"


def busy_sentence(times: JourneyTimes, spelt: Callable[[str], str] = str) -> str:
    """`72 % in 2 services: payment, pricing`; empty where nothing takes time."""
    names = busiest_half(times)
    if not names:
        return ""
    carried = sum(times.own[name] for name in names)
    told = listed(map(spelt, names))
    return f"{share(carried / times.mean)} in {plural(len(names), 'service')}: {told}"


class Journeys(NamedTuple):
    """The journeys of a portfolio, most urgent first: those drawn, those listed, how many more."""

    drawn: tuple[JourneyPart, ...]
    listed: tuple[JourneyLine, ...]
    left: int


def journeys_of(report: PortfolioReport, rewritten: Rewritten) -> Journeys:
    """Missed SLOs first, then what is too close to call, then by users waiting."""
    budget = budget_of(len(report.portfolio.services))
    marks = {verdict.service: mark_of(verdict)[0] for verdict in report.verdicts}
    ordered = by_urgency(report.analysis)
    drawn, rest = ordered[: budget.drawn], ordered[budget.drawn :]
    return Journeys(
        drawn=tuple(
            _part(report, rewritten, times, room, marks, is_built=place < budget.built)
            for place, (times, room) in enumerate(zip(drawn, rooms(budget, drawn), strict=True))
        ),
        listed=tuple(
            JourneyLine(**_figures(report.analysis, rewritten.after, times))
            for times in rest[: budget.listed]
        ),
        left=len(rest[budget.listed :]),
    )


def _figures(analysis: Analysis, after: Analysis, times: JourneyTimes) -> dict[str, Any]:
    """The fields of a `JourneyLine`."""
    journey = times.journey
    became = after.journey(times.name)
    promises = tuple(promises_of(analysis, times))
    mean = _sampled(times, (times.mean, times.error))
    return {
        "name": times.name,
        "description": journey.description or "",
        "entry": journey.entry,
        "rate": figure(journey.rate, format_rate),
        "users": UNKNOWN
        if journey.rate is None
        else _at_least(times, journey.rate * times.mean, format_users),
        "mean": mean,
        "after": mean
        if became.mean == times.mean
        else _sampled(times, (became.mean, became.error)),
        "percentiles": tuple(_percentiles(analysis, after, times)),
        "is_lower_bound": times.is_lower_bound,
        "slo": tuple(targets(journey)),
        "objectives": objectives(promises, tuple(promises_of(after, became))),
        "standing": standing_of(promises),
        "is_revenue": journey.latency_is_revenue,
    }


def _percentiles(analysis: Analysis, after: Analysis, times: JourneyTimes) -> Iterator[Percentile]:
    if not times.mean:
        return
    slo = times.journey.slo
    promised = slo.latency.percentiles if slo is not None and slo.latency is not None else ()
    now, then = analysis.percentiles(times.name), after.percentiles(times.name)
    for fraction in sorted({*_SHARES, *(each for each, _ in promised)}):
        today, became = now.percentile(fraction), then.percentile(fraction)
        yield Percentile(
            format_percentile(fraction),
            _sampled(times, today),
            _sampled(times, became),
        )


def _part(
    report: PortfolioReport,
    rewritten: Rewritten,
    times: JourneyTimes,
    room: Room,
    marks: Mapping[str, str],
    *,
    is_built: bool,
) -> JourneyPart:
    analysis = report.analysis
    figures = _figures(analysis, rewritten.after, times)
    rows = path_rows(analysis, times, marks, room.rows)
    calls, critical = calls_of(times)
    p99 = [each.after for each in figures["percentiles"] if each.name == "p99"]
    return JourneyPart(
        **figures,
        length=_at_least(times, times.length, format_duration),
        gap=another_mean(times),
        calls=calls,
        critical=critical,
        sentence=path_sentence(times),
        busiest=busy_sentence(times, coded),
        remarks=tuple(_remarks(analysis, times)),
        advice=_advice(times),
        rows=rows,
        hidden_rows=hidden_rows(rows),
        tail=tail_part(analysis, times, marks, p99[0], room.tail) if p99 else None,
        graph=callgraph_part(analysis, times, report.verdicts, most=room.boxes),
        times=time_table(JourneyLine(**figures)),
        is_built=is_built,
    )


def _at_least(times: JourneyTimes, value: float, text: Callable[[float], str]) -> Figure:
    """A figure of a journey: not measured where nothing of it is, at least where not all of it."""
    if times.is_lower_bound and not value:
        return UNMEASURED
    return figure(value, text, is_least=times.is_lower_bound)


def _sampled(times: JourneyTimes, found: tuple[float, float]) -> Figure:
    """A figure with its standard error."""
    value, error = found
    return _at_least(times, value, lambda seconds: estimated(seconds, error))


def _remarks(analysis: Analysis, times: JourneyTimes) -> Iterator[str]:
    if times.journey.rate is None:
        yield "no rate declared: shares and slack, but no waiting users"
    if not times.mean and not times.is_lower_bound:
        yield "every operation of it is declared to take no time"
    passed = [item for item in analysis.cycles if not times.cut.isdisjoint(item.cut)]
    yield from (line.removesuffix(".") for line in cycle_sentences(passed))
    if times.parallel_bound < times.sequential_bound and times.is_between_bounds:
        low, high = format_duration(times.parallel_bound), format_duration(times.sequential_bound)
        yield f"between {low} with every call side by side and {high} one after another"
    if times.network:
        yield f"{format_duration(times.network)} of the mean is on the network"


def _advice(times: JourneyTimes) -> str:
    """How to measure what is not."""
    count = len(times.unmeasured)
    if not count:
        return ""
    least = "a lower bound: " if times.mean else ""
    return (
        f"{least}{plural(count, 'operation')} {'has' if count == 1 else 'have'} no self time"
        f" ({listed(times.unmeasured)}); a trace tells it: the p50 and p99 of a span without the"
        " spans it waits for, as `self_time`"
    )
