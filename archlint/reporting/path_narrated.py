"""`archlint path` as it is read aloud: a sentence a call, nothing drawn, every figure in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.analysis.promises import promises_of
from archlint.quantities import format_duration, format_rate
from archlint.reporting.contributions import NETWORK, RETRIES, Row, percentiles_line, rows_of
from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.estimates import estimated, promise_sentence
from archlint.reporting.figures import plain, share
from archlint.reporting.naming import listed
from archlint.reporting.narrated import spoken
from archlint.reporting.path_parts import chosen_journeys, is_critical, met_in_order, service_of
from archlint.reporting.style import finish
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes, Segment
    from archlint.reporting.means_after import MeansAfter
    from archlint.reporting.options import Options


def path_narrated(
    analysis: Analysis,
    journeys: Sequence[str],
    options: Options,
    *,
    after: MeansAfter | None = None,
) -> str:
    """The named journeys, all where none is named. Raises KeyError for a name there is not."""
    told = [_journey(analysis, times, after) for times in chosen_journeys(analysis, journeys)]
    paragraphs = ["\n".join(map(spoken, part)) for journey in told for part in journey]
    return finish("\n\n".join(paragraphs or ["There are no journeys."]) + "\n", options)


def _journey(
    analysis: Analysis, times: JourneyTimes, after: MeansAfter | None
) -> Iterator[list[str]]:
    yield list(_head(analysis, times, after))
    rows = [*times.path]
    yield [_row(analysis, times, row, number) for number, row in enumerate(rows, 1)]
    if times.mean:
        samples = analysis.percentiles(times.name)
        met = met_in_order(analysis, times)
        found = sorted(rows_of(times, samples), key=lambda row: met.get(row.name, len(met)))
        yield [f"Waited for in {visible(times.name)}:", *(_waited(times, row) for row in found)]


def _head(analysis: Analysis, times: JourneyTimes, after: MeansAfter | None) -> Iterator[str]:
    least = "at least " if times.is_lower_bound else ""
    mean = f"{least}{estimated(times.mean, times.error)} on average" if times.mean else ""
    unknown = "not measured" if times.is_lower_bound else "takes no time"
    rate = times.journey.rate
    often = "how often is not given" if rate is None else f"called {format_rate(rate)}"
    yield f"Journey {visible(times.name)}: {mean or unknown}, {often}."
    if times.mean and not times.is_lower_bound:
        yield f"Percentiles: {percentiles_line(analysis.percentiles(times.name))}."
    yield from (f"{promise_sentence(promise)}." for promise in promises_of(analysis, times))
    if after is not None and times.name in after.means:
        count = plural(len(after.targets), "rewrite")
        mean = format_duration(after.means[times.name])
        yield f"After the {count} that `archlint check` argues for: {mean} on average."
    if times.unmeasured:
        count = plural(len(times.unmeasured), "operation")
        yield f"A lower bound: {count} without self time, {listed(times.unmeasured)}."
    yield from cycle_sentences(
        [item for item in analysis.cycles if not times.cut.isdisjoint(item.cut)]
    )


def _row(analysis: Analysis, times: JourneyTimes, row: Segment, number: int) -> str:
    """`Call 2, level 1: checkout, critical: own time 4 ms, 12 % of it …`."""
    name = visible(row.operation.replace("/", " ", 1))
    often = ""
    if row.call is not None and row.call.multiplicity != 1:
        often = f", {plain(row.call.multiplicity)} times"
    head = f"Call {number}, level {row.depth}: {name}{often}"
    if row.is_async:
        return f"{head}, not waited for."
    known = analysis.self_times[row.operation].seconds is not None
    parts = [f"own time {format_duration(row.own)}" if known else "own time not measured"]
    computing = analysis.computing[service_of(row)].share
    if known:
        parts.append(
            "how much of it computes is not known"
            if computing is None
            else f"{share(computing)} of it computing"
        )
    if times.length:
        start, end = format_duration(row.start), format_duration(row.end)
        parts.append(f"from {start} to {end}")
    if not is_critical(times, row) and math.isfinite(row.slack) and times.length:
        parts.append(f"slack {format_duration(row.slack)}")
    if row.is_collapsed:
        parts.append("its own calls are not listed")
    critical = ", critical" if is_critical(times, row) else ""
    return f"{head}{critical}: {', '.join(parts)}."


def _waited(times: JourneyTimes, row: Row) -> str:
    name = visible(row.name)
    if row.name in (NETWORK, RETRIES):
        name = f"time {row.name}"
    on_path = "" if row.on_path is None else f", on the path of {share(row.on_path.value)}"
    return (
        f"{name}: {format_duration(row.mean)} of the mean, {share(row.mean / times.mean)}{on_path},"
        f" {format_duration(row.found.p99.value)} of the p99,"
        f" {format_duration(row.found.tail.value)} of the slowest 1 %."
    )
