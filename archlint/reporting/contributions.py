"""Who is waited for: what each service adds to a journey's mean, to its p99 and to its tail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.columns import pad, width
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import share
from archlint.reporting.style import glyphs_for, named, painter, spelt
from archlint.reporting.timeline import axis, slo_mark, whole_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Contribution, Estimate, JourneySamples, JourneyTimes
    from archlint.reporting.options import Options

NETWORK = "on the network"
RETRIES = "between attempts"

_LEAST = 0.001
"""A service below this share of the mean, the p99 and the tail gets no row of its own."""

_MOST_ROWS = 24
_WIDEST_NAME = 38
_LEAST_NAME = 16
_FIGURE = 9
_COLUMNS = ("mean", "share", "on path", "of p99", "of slowest 1 %")
_LEAST_BAR = 12


class Row(Struct, frozen=True, kw_only=True):
    """One part of a journey's time, seconds; `on_path` is the criticality index of a service.

    `mean` is that of the account, which is exact where means are.
    """

    name: str
    mean: float
    found: Contribution
    on_path: Estimate | None


def rows_of(times: JourneyTimes, samples: JourneySamples) -> list[Row]:
    """Services by falling mean contribution, then network and pauses where there are any."""
    blame = samples.blame
    criticality = samples.criticality
    rows = [
        Row(
            name=name,
            mean=times.own.get(name, 0.0),
            found=found,
            on_path=criticality[name],
        )
        for name, found in blame.services.items()
    ]
    rows.sort(key=lambda row: (-row.mean, row.name))
    account = times.account
    for name, found, mean in (
        (NETWORK, blame.network, account.network),
        (RETRIES, blame.retry_wait, account.retry_wait),
    ):
        if found.tail.value or mean:
            rows.append(Row(name=name, mean=mean, found=found, on_path=None))
    return rows


def worth_showing(times: JourneyTimes, samples: JourneySamples) -> list[Row]:
    """The rows that carry at least a thousandth of the mean or of the tail, falling."""
    mean, tail = times.mean, samples.tail_mean.value
    return [
        row
        for row in rows_of(times, samples)
        if row.mean >= _LEAST * mean or row.found.tail.value >= _LEAST * tail
    ]


def in_time(order: Mapping[str, int], rows: Sequence[Row]) -> list[Row]:
    """As a request meets the services (`order`); what no service has comes last."""
    last = len(order)
    return sorted(rows, key=lambda row: order.get(row.name, last) if row.on_path else last + 1)


def percentiles_line(samples: JourneySamples) -> str:
    """`p50 45 ms, p95 90 ms, p99 121 ms, p99.9 180 ms ± 9 ms`."""
    named = (
        ("p50", samples.p50),
        ("p95", samples.p95),
        ("p99", samples.p99),
        ("p99.9", samples.p999),
    )
    return ", ".join(f"{name} {estimated(found.value, found.error)}" for name, found in named)


class Table(Struct, frozen=True, dict=True):
    """The contributions to one journey for a terminal.

    `order` are the places of services as a request meets them; `promised` is the p99's, seconds.
    """

    times: JourneyTimes
    samples: JourneySamples
    options: Options
    order: Mapping[str, int]
    promised: float | None = None

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.times, self.samples)

    def at_mean(self) -> Iterator[str]:
        """A row a service: mean and its share, criticality index, p99 and tail contributions."""
        columns = self._columns
        heads = "".join(f"{head:>{_width(head)}}" for head in columns)
        yield painter(self.options)("faint", f"    {pad('waited for', self._name_width)}{heads}")
        shown = self._shown
        for row in shown:
            figures = (
                format_duration(row.mean),
                share(row.mean / self.times.mean),
                "" if row.on_path is None else share(row.on_path.value),
                format_duration(row.found.p99.value),
                format_duration(row.found.tail.value),
            )
            cells = "".join(
                f"{text:>{_width(head)}}" for head, text in zip(columns, figures, strict=False)
            )
            yield f"    {self._name(row)}{cells}"
        left = len(self.rows) - len(shown)
        if left:
            yield f"    {glyphs_for(self.options).more} {left:,} more, each under 0.1 % of all"

    def at_p99(self) -> Iterator[str]:
        """A bar a service, one after another up to the p99, in the order of the critical path."""
        left = 4 + self._name_width + 2 * _FIGURE + 2
        columns = max(_LEAST_BAR, self.options.width - left)
        p99 = sum(row.found.p99.value for row in self.rows)
        whole = whole_of(p99, self.promised)
        marks = axis(whole, columns)
        head = f"    {pad('waited for', self._name_width)}{'of p99':>{_FIGURE}}{'share':>{_FIGURE}}"
        yield painter(self.options)("faint", f"{head}  {marks}".rstrip())
        paint, bar = painter(self.options), glyphs_for(self.options).own
        before = 0.0
        for row in in_time(self.order, self._shown):
            seconds = row.found.p99.value
            start = round(before / whole * columns)
            before += seconds
            length = max(1, round(before / whole * columns) - start) if seconds else 0
            figures = f"{format_duration(seconds):>{_FIGURE}}{share(seconds / p99):>{_FIGURE}}"
            drawn = " " * min(start, columns - 1) + paint("critical", bar * length)
            yield f"    {self._name(row)}{figures}  {drawn}".rstrip()
        if self.promised is not None and self.promised <= whole:
            text = spelt(f"SLO p99 {format_duration(self.promised)}", self.options)
            yield from slo_mark(self.promised / whole, left, columns, text, self.options)

    @cached_property
    def _shown(self) -> list[Row]:
        return worth_showing(self.times, self.samples)[:_MOST_ROWS]

    @property
    def _columns(self) -> tuple[str, ...]:
        """The columns that fit beside a name; the rarest go first."""
        shown: tuple[str, ...] = _COLUMNS
        while sum(map(_width, shown)) > self.options.width - 4 - _LEAST_NAME:
            shown = shown[:-1]
        return shown

    @cached_property
    def _name_width(self) -> int:
        longest = max(len("waited for"), *(width(self._spelt(row)) for row in self._shown))
        room = self.options.width - 4 - sum(map(_width, self._columns))
        return min(longest + 1, _WIDEST_NAME, room)

    def _name(self, row: Row) -> str:
        return pad(self._spelt(row), self._name_width, glyphs_for(self.options).cut)

    def _spelt(self, row: Row) -> str:
        return named(row.name, self.options)


def _width(head: str) -> int:
    return max(_FIGURE, len(head) + 2)


def estimate_document(found: Estimate) -> dict[str, float]:
    """A figure in milliseconds and its standard error."""
    return {"value_ms": found.value * 1e3, "error_ms": found.error * 1e3}


def samples_document(samples: JourneySamples) -> dict[str, Any]:
    """Percentiles with their standard errors."""
    return {
        "p50": estimate_document(samples.p50),
        "p95": estimate_document(samples.p95),
        "p99": estimate_document(samples.p99),
        "p99.9": estimate_document(samples.p999),
        "slowest_1_percent": estimate_document(samples.tail_mean),
    }


def sampled_document(analysis: Analysis, times: JourneyTimes) -> dict[str, Any]:
    """What the samples say of a journey, null where nothing of it is measured."""
    if not times.mean:
        return {"samples": None, "percentiles": None, "services": []}
    samples = analysis.percentiles(times.name)
    return {
        "samples": analysis.samples.samples,
        "percentiles": samples_document(samples),
        "services": [
            {"service": row.name, **row_document(row, times.mean)}
            for row in rows_of(times, samples)
            if row.on_path is not None
        ],
    }


def row_document(row: Row, mean: float) -> dict[str, Any]:
    """What one part adds to mean, p99 and tail, and how often it is on the path."""
    return {
        "mean_ms": row.mean * 1e3,
        "share": row.mean / mean if mean else None,
        "on_path_share": None if row.on_path is None else row.on_path.value,
        "p99": estimate_document(row.found.p99),
        "slowest_1_percent": estimate_document(row.found.tail),
    }
