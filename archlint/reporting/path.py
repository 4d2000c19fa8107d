"""`archlint path`: a journey as a tree over a timeline, and who is waited for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from archlint.analysis.promises import promises_of
from archlint.quantities import format_duration, format_rate
from archlint.reporting.columns import pad, width, wrap, wrap_items
from archlint.reporting.contributions import (
    NETWORK,
    Table,
    percentiles_line,
    sampled_document,
)
from archlint.reporting.estimates import estimated, promise_document, promise_sentence
from archlint.reporting.figures import percent, plain, share
from archlint.reporting.json import SCHEMA_VERSION, cycle_document
from archlint.reporting.strict_json import dumps
from archlint.reporting.style import finish, glyphs_for, painter, spelt
from archlint.reporting.summary import cycle_sentences, listed, plural
from archlint.reporting.timeline import axis, cells
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes, Segment
    from archlint.reporting.options import Options

_OWN, _SLACK, _SHARE = 8, 8, 6
_FIGURES = _OWN + _SLACK + _SHARE
"""Columns of the figures between name and bar."""

_WIDEST_NAME = 38
_LEAST_BAR = 12
_SHOWS = 0.005
"""Two means that differ by less are printed alike."""

_LEGEND = (
    ("critical", "critical,"),
    ("computing", "computes,"),
    ("waiting", "waits,"),
    ("own", "own time,"),
    ("calls", "in its calls,"),
    ("slack", "slack"),
)
"""Names of glyphs and what they stand for."""


def path_text(
    analysis: Analysis, journeys: Sequence[str], options: Options, *, at: str = "mean"
) -> str:
    """The named journeys, all where none is named. Raises KeyError for a name there is not.

    At the mean as a tree over a timeline; at the p99 as what every service adds to it.
    """
    chosen = _chosen(analysis, journeys)
    if not chosen:
        services = analysis.portfolio.services.values()
        is_running = any(item.is_running and not item.is_planned for item in services)
        return f"no journeys: {'none enters what' if is_running else 'nothing'} is running\n"
    blocks = [_JourneyText(analysis, times, options, at).lines() for times in chosen]
    return finish("\n\n".join("\n".join(block) for block in blocks) + "\n", options)


def path_json(analysis: Analysis, journeys: Sequence[str]) -> str:
    """The same as a document: rows in time order, times in milliseconds."""
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "portfolio": analysis.portfolio.name,
            "assumes_sequence": analysis.assumes_sequence,
            "cycles": [cycle_document(cycle) for cycle in analysis.cycles],
            "journeys": [_document(analysis, times) for times in _chosen(analysis, journeys)],
        }
    )


def _chosen(analysis: Analysis, journeys: Sequence[str]) -> list[JourneyTimes]:
    if not journeys:
        return list(analysis.journeys)
    return [analysis.journey(name) for name in dict.fromkeys(journeys)]


# --- text -----------------------------------------------------------------------------------------


class _JourneyText(Struct, frozen=True, dict=True):
    """One journey drawn for a terminal."""

    analysis: Analysis
    times: JourneyTimes
    options: Options
    at: str

    def lines(self) -> list[str]:
        """The blocks of the journey with an empty line between them."""
        drawn = self._at_p99() if self.at == "p99" else self._at_mean()
        blocks = [list(block) for block in (self._head(), *drawn)]
        lines = blocks[0]
        for block in filter(None, blocks[1:]):
            lines += ["", *block]
        return lines

    def _at_mean(self) -> Iterator[Iterator[str]]:
        yield chain(self._tree(), self._network())
        if self._table is not None:
            yield self._table.at_mean()
        yield self._captions()

    def _at_p99(self) -> Iterator[Iterator[str]]:
        if self._table is None:
            yield iter(["  nothing of it is measured: no p99"])
            return
        yield self._table.at_p99()
        yield self._faint(self._remarks_at_p99())

    @cached_property
    def _table(self) -> Table | None:
        times = self.times
        if not times.mean:
            return None
        return Table(times, self.analysis.percentiles(times.name), self.options)

    # --- header

    def _head(self) -> Iterator[str]:
        name = visible(self.times.name)
        dot = glyphs_for(self.options).dot
        facts = (spelt(fact, self.options) for fact in self._facts())
        lines = wrap_items((name, *facts), dot, self.options.width)
        if lines[0].startswith(name):
            lines[0] = painter(self.options)("strong", name) + lines[0][len(name) :]
        yield from lines
        for line in self._caveats():
            yield from wrap(spelt(line, self.options), self.options.width)

    def _facts(self) -> Iterator[str]:
        times = self.times
        bound = "at least " if times.is_lower_bound else ""
        if times.mean:
            yield f"{bound}{estimated(times.mean, times.error)} mean"
        else:
            yield "not measured" if times.is_lower_bound else "takes no time"
        if self._table is not None and not times.is_lower_bound:
            yield percentiles_line(self._table.samples)
        if times.parallel_bound < times.sequential_bound:
            low, high = map(format_duration, (times.parallel_bound, times.sequential_bound))
            yield f"{low} if all ran in parallel, {high} one after another"
        rate = times.journey.rate
        yield "rate not given" if rate is None else format_rate(rate)
        reached = {row.operation.split("/", 1)[0] for row in times.path}
        on_path = len(times.on_path)
        yield f"{on_path} of {plural(len(reached), 'service')} on the path"

    def _caveats(self) -> Iterator[str]:
        times = self.times
        objectives = "; ".join(_objectives(self.analysis, times))
        if objectives:
            yield objectives
        if times.unmeasured:
            names = listed(times.unmeasured)
            count = plural(len(times.unmeasured), "operation")
            yield f"lower bound: {count} without self_time ({names})"
        passed = [item for item in self.analysis.cycles if not times.cut.isdisjoint(item.cut)]
        yield from cycle_sentences(passed)
        if self.analysis.assumes_sequence:
            yield "calls are assumed sequential: no call is declared `parallel`"

    # --- tree

    @cached_property
    def _name_width(self) -> int:
        least = len(NETWORK) if self._on_the_wire > 0 else 4
        longest = max([least, *(width(_label(row, self.options)) for row in self.times.path)])
        room = self.options.width - 4 - _FIGURES - 2 - _LEAST_BAR
        return max(4, min(longest, _WIDEST_NAME, room))

    @cached_property
    def _columns(self) -> int:
        """Columns of the timeline."""
        left = 4 + self._name_width + _FIGURES + 2
        return max(_LEAST_BAR, self.options.width - left)

    def _tree(self) -> Iterator[str]:
        marks = axis(self.times.length, self._columns)
        head = f"    {pad('call', self._name_width)}{_figures('own', 'slack', 'share')}"
        yield painter(self.options)("faint", f"{head}  {marks}".rstrip())
        for row in self.times.path:
            yield self._row(row)

    def _row(self, row: Segment) -> str:
        paint, glyphs = painter(self.options), glyphs_for(self.options)
        is_critical = _is_critical(self.times, row)
        mark = paint("critical", glyphs.critical) if is_critical else " "
        name = pad(_label(row, self.options), self._name_width, glyphs.cut)
        shown = paint("strong", name) if is_critical else name
        figures = _figures(self._own(row), _slack(self.times, row), self._share(row))
        return f"  {mark} {shown}{figures}  {self._bar(row)}".rstrip()

    def _own(self, row: Segment) -> str:
        if row.is_async:
            return ""
        unknown = self.analysis.self_times[row.operation].seconds is None
        return "?" if unknown else format_duration(row.own)

    def _share(self, row: Segment) -> str:
        known = self.analysis.self_times[row.operation].seconds is not None
        if not (row.is_critical and known and self.times.length):
            return ""
        return share(row.own / self.times.length)

    def _bar(self, row: Segment) -> str:
        """The row's stay: own time first, then its calls; slack behind it."""
        if row.is_async or not self.times.length:
            return ""
        drawn = cells(row, self.times.length, self._columns, self._computing(row))
        paint, glyphs = painter(self.options), glyphs_for(self.options)
        body = "".join(getattr(glyphs, cell) for cell in drawn.row)
        return " " * drawn.start + paint("critical" if row.is_critical else "bar", body)

    def _computing(self, row: Segment) -> float | None:
        """φ of the row's service: the share of its own time that computes."""
        return self.analysis.computing[row.operation.split("/", 1)[0]].share

    def _network(self) -> Iterator[str]:
        """What the calls on the drawn path spend on the wire."""
        seconds = self._on_the_wire
        if seconds > 0:
            name = pad(NETWORK, self._name_width)
            part = share(seconds / self.times.length)
            yield f"    {name}{_figures(format_duration(seconds), '', part)}"

    @cached_property
    def _on_the_wire(self) -> float:
        return self.times.drawn.network

    # --- captions

    def _captions(self) -> Iterator[str]:
        if not self.times.length:
            yield from self._faint(["nothing of it takes a known time: the calls in their order"])
            return
        glyphs = glyphs_for(self.options)
        legend = (f"{getattr(glyphs, name)} {text}" for name, text in _LEGEND)
        for line in wrap_items(legend, "", self.options.width - 2):
            yield painter(self.options)("faint", f"  {line}")
        yield from self._faint(self._remarks())

    def _faint(self, captions: Iterable[str]) -> Iterator[str]:
        for caption in captions:
            for line in wrap(spelt(caption, self.options), self.options.width - 2):
                yield painter(self.options)("faint", f"  {line}")

    def _remarks(self) -> Iterator[str]:
        times = self.times
        yield "own time is drawn before the first call; the tree is drawn on means"
        if times.is_sampled and not math.isclose(times.length, times.mean, rel_tol=_SHOWS):
            ends, mean = format_duration(times.length), format_duration(times.mean)
            yield f"it ends at {ends}, the mean is {mean}: {self._why_another_mean()}"
        if any(row.is_collapsed and not row.is_async for row in times.path):
            more = glyphs_for(self.options).more
            yield f"{more} behind a name: its own calls are not shown"
        if self._table is not None:
            yield self._about_samples()

    def _why_another_mean(self) -> str:
        """What the mean is made of that a path on means does not show."""
        calls = [row.call for row in self.times.path if row.call is not None]
        cut = "timeouts cut what takes long, and retries repeat it"
        at_once = "of what runs at once the slowest counts, request by request"
        limited = [call for call in calls if call.is_limited]
        together = [call for call in calls if call.together > 1]
        stages = {(call.caller, call.stage) for call in calls if not call.is_async}
        beside = together or len(stages) < sum(not call.is_async for call in calls)
        return "; ".join([at_once] * bool(beside) + [cut] * bool(limited))

    def _remarks_at_p99(self) -> Iterator[str]:
        yield (
            "what each adds to the requests between p98.5 and p99.5: p99s themselves do not add up"
        )
        yield self._about_samples()

    def _about_samples(self) -> str:
        samples = self.analysis.samples
        shown = {row.operation for row in self.times.path if not row.is_async}
        assumed = sum(map(samples.assumes_spread, shown))
        spread = (
            f"; of {plural(assumed, 'operation')} one figure is given, the spread assumed"
            if assumed
            else ""
        )
        return (
            f"percentiles are those of {samples.samples:,} samples, ± is two standard errors"
            f"{spread}"
        )


def _figures(own: str, slack: str, part: str) -> str:
    return f"{own:>{_OWN}}{slack:>{_SLACK}}{part:>{_SHARE}}"


def _label(row: Segment, options: Options) -> str:
    """The indented name of a row, with how often it is called."""
    name = "  " * row.depth + visible(row.operation.replace("/", " ", 1))
    if row.call is not None and row.call.multiplicity != 1:
        name += f" ×{plain(row.call.multiplicity)}"
        if row.call.together > 1:
            name += f", {row.call.together:,} at once"
    if row.is_async:
        return f"{name} (not waited for)"
    return f"{name} {glyphs_for(options).more}" if row.is_collapsed else name


def _is_critical(times: JourneyTimes, row: Segment) -> bool:
    """Whether requests wait for the row longest; nobody knows where no time is."""
    return row.is_critical and times.length > 0


def _slack(times: JourneyTimes, row: Segment) -> str:
    unknown = not times.length or not math.isfinite(row.slack)
    return "" if unknown or row.is_async or row.is_critical else format_duration(row.slack)


def _objectives(analysis: Analysis, times: JourneyTimes) -> Iterator[str]:
    """What is promised, and whether it is kept."""
    yield from map(promise_sentence, promises_of(analysis, times))
    slo = times.journey.slo
    if slo is not None and slo.availability:
        yield f"SLO availability {percent(slo.availability)}"


# --- JSON -----------------------------------------------------------------------------------------


def _document(analysis: Analysis, times: JourneyTimes) -> dict[str, Any]:
    return {
        "name": times.name,
        "entry": times.journey.entry,
        "is_implied": analysis.journeys_are_implied,
        "rate_per_s": times.journey.rate,
        "mean_ms": times.mean * 1e3,
        "mean_error_ms": times.error * 1e3,
        "length_ms": times.length * 1e3,
        "is_lower_bound": times.is_lower_bound,
        "parallel_bound_ms": times.parallel_bound * 1e3,
        "sequential_bound_ms": times.sequential_bound * 1e3,
        "network_ms": times.network * 1e3,
        "retry_wait_ms": times.account.retry_wait * 1e3,
        "unmeasured": list(times.unmeasured),
        **sampled_document(analysis, times),
        "slo": [promise_document(promise) for promise in promises_of(analysis, times)],
        "rows": [_row_document(analysis, times, row) for row in times.path],
    }


def _row_document(analysis: Analysis, times: JourneyTimes, row: Segment) -> dict[str, Any]:
    service = row.operation.split("/", 1)[0]
    known = analysis.self_times[row.operation].seconds is not None
    on_path = row.is_critical and times.length > 0
    return {
        "operation": row.operation,
        "service": service,
        "call": row.call.subject if row.call else None,
        "depth": row.depth,
        "start_ms": row.start * 1e3,
        "end_ms": row.end * 1e3,
        "own_ms": row.own * 1e3 if known and not row.is_async else None,
        "network_ms": row.network * 1e3,
        "slack_ms": None if row.is_async or not times.length else row.slack * 1e3,
        "share": row.own / times.length if on_path else None,
        "computing_share": analysis.computing[service].share,
        "multiplicity": row.times,
        "is_critical": _is_critical(times, row),
        "is_async": row.is_async,
        "is_collapsed": row.is_collapsed,
    }
