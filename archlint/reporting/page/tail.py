"""What makes a journey's p99: each service's contribution to it, one after another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import ERRORS
from archlint.quantities import format_duration
from archlint.reporting.contributions import Row, in_time, rows_of, worth_showing
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import share
from archlint.reporting.page.figures import UNKNOWN, Figure, figure
from archlint.reporting.path_parts import met_in_order
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneySamples, JourneyTimes


class TailRow(Struct, frozen=True, kw_only=True):
    """One part of a journey's time, seconds: what it adds to the p99, and to the mean.

    `share` is that of all contributions; `on_path` the share of requests that wait for it, unknown
    of what is no service. A row that `stands_for` others adds them up.
    """

    name: str
    mark: str
    p99: Figure
    share: Figure
    mean: Figure
    on_path: Figure
    is_service: bool
    stands_for: int = 0


class TailPart(Struct, frozen=True, kw_only=True):
    """The contributions to a journey's p99 in the order in which a request meets them.

    They add up to `total`, the mean of the requests between p98.5 and p99.5, which is the `p99`
    within `noise`, two of its standard errors. `after` is the p99 after the rewrites.
    """

    rows: tuple[TailRow, ...]
    total: Figure
    p99: Figure
    noise: float
    after: Figure
    remarks: tuple[str, ...]


def tail_part(
    analysis: Analysis,
    times: JourneyTimes,
    marks: Mapping[str, str],
    after: Figure,
    most: int,
) -> TailPart | None:
    """At most so many rows; None where nothing of the journey takes time."""
    if not times.mean:
        return None
    samples = analysis.percentiles(times.name)
    every = rows_of(times, samples)
    whole = math.fsum(row.found.p99.value for row in every)
    worth = set(map(_key, _most(worth_showing(times, samples), most)))
    rest = [row for row in every if _key(row) not in worth]
    if len(rest) == 1 and len(worth) < most:
        rest = []
    left = set(map(_key, rest))
    shown = in_time(met_in_order(analysis, times), [row for row in every if _key(row) not in left])
    rows = [_row(row, whole, marks) for row in shown]
    if rest:
        rows.append(_fold(rest, whole))
    return TailPart(
        rows=tuple(rows),
        total=figure(whole, format_duration),
        p99=p99_of(times, samples),
        noise=ERRORS * samples.p99.error,
        after=after,
        remarks=tuple(_remarks(analysis, times)),
    )


def p99_of(times: JourneyTimes, samples: JourneySamples) -> Figure:
    """The p99 with its error; at least that where not all of the journey is measured."""
    value, error = samples.p99
    return figure(value, lambda seconds: estimated(seconds, error), is_least=times.is_lower_bound)


def _key(row: Row) -> tuple[str, bool]:
    """What names a row: a service may be called like one of the parts that no service has."""
    return row.name, row.on_path is None


def _most(rows: Sequence[Row], most: int) -> list[Row]:
    """Those that add most to the p99; one row is left for the others."""
    if len(rows) <= most:
        return list(rows)
    return sorted(rows, key=lambda row: (-row.found.p99.value, row.name))[: max(1, most - 1)]


def _row(row: Row, whole: float, marks: Mapping[str, str]) -> TailRow:
    return TailRow(
        name=row.name,
        mark=marks.get(row.name, "none") if row.on_path else "none",
        p99=figure(row.found.p99.value, format_duration),
        share=figure(row.found.p99.value / whole if whole else 0.0, share),
        mean=figure(row.mean, format_duration),
        on_path=UNKNOWN if row.on_path is None else figure(row.on_path.value, share),
        is_service=row.on_path is not None,
    )


def _fold(rows: Sequence[Row], whole: float) -> TailRow:
    p99 = math.fsum(row.found.p99.value for row in rows)
    return TailRow(
        name=f"+ {len(rows):,} more",
        mark="none",
        p99=figure(p99, format_duration),
        share=figure(p99 / whole if whole else 0.0, share),
        mean=figure(math.fsum(row.mean for row in rows), format_duration),
        on_path=UNKNOWN,
        is_service=False,
        stands_for=len(rows),
    )


def _remarks(analysis: Analysis, times: JourneyTimes) -> Iterator[str]:
    samples = analysis.samples
    shown = {row.operation for row in times.path if not row.is_async}
    assumed = sum(map(samples.assumes_spread, shown))
    yield f"from {samples.samples:,} samples, ± is two standard errors"
    if assumed:
        yield f"of {plural(assumed, 'operation')} one figure is given, the spread assumed"
