"""`archlint path`: a journey as a tree over a timeline, and who is waited for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.promises import promises_of
from archlint.quantities import format_duration, format_rate
from archlint.reporting.columns import pad, width, wrap, wrap_items
from archlint.reporting.contributions import (
    NETWORK,
    Table,
    percentiles_line,
)
from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.estimates import MARKS, estimated, promise_sentence
from archlint.reporting.figures import percent, plain, share
from archlint.reporting.naming import listed
from archlint.reporting.path_captions import Captions
from archlint.reporting.path_parts import chosen_journeys, is_critical, met_in_order
from archlint.reporting.style import finish, glyphs_for, painter, spelt, uncommanded
from archlint.reporting.timeline import axis, cells, slo_mark, whole_of
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes, Segment
    from archlint.reporting.means_after import MeansAfter
    from archlint.reporting.options import Options

_OWN, _SLACK, _SHARE = 8, 8, 6
_FIGURES = _OWN + _SLACK + _SHARE
"""Columns of the figures between name and bar."""

_WIDEST_NAME = 38
_LEAST_BAR = 12


def path_text(
    analysis: Analysis,
    journeys: Sequence[str],
    options: Options,
    *,
    at: str = "mean",
    after: MeansAfter | None = None,
) -> str:
    """The named journeys, all where none is named. Raises KeyError for a name there is not.

    At the mean as a tree over a timeline; at the p99 as what every service adds to it. `after` is
    what the rewrites that verdicts argue for make of the means.
    """
    chosen = chosen_journeys(analysis, journeys)
    if not chosen:
        services = analysis.portfolio.services.values()
        is_running = any(item.is_running and not item.is_planned for item in services)
        return f"no journeys: {'none enters what' if is_running else 'nothing'} is running\n"
    blocks = [_JourneyText(analysis, times, options, at, after).lines() for times in chosen]
    return finish("\n\n".join("\n".join(block) for block in blocks) + "\n", options)


class _JourneyText(Struct, frozen=True, dict=True):
    """One journey drawn for a terminal."""

    analysis: Analysis
    times: JourneyTimes
    options: Options
    at: str
    after: MeansAfter | None

    def lines(self) -> list[str]:
        """The blocks of the journey with an empty line between them."""
        drawn = self._at_p99() if self.at == "p99" else self._at_mean()
        blocks = [list(block) for block in (self._head(), *drawn)]
        lines = blocks[0]
        for block in filter(None, blocks[1:]):
            lines += ["", *block]
        return lines

    def _at_mean(self) -> Iterator[Iterator[str]]:
        yield chain(self._tree(), self._network(), self._slo())
        if self._table is not None:
            yield self._table.at_mean()
        yield self._captions.at_mean()

    def _at_p99(self) -> Iterator[Iterator[str]]:
        if self._table is None:
            yield iter(["  nothing of it is measured: no p99"])
            return
        yield self._table.at_p99()
        yield self._captions.at_p99()

    @property
    def _captions(self) -> Captions:
        return Captions(self.analysis, self.times, self.options, self.after)

    @cached_property
    def _table(self) -> Table | None:
        times = self.times
        if not times.mean:
            return None
        return Table(
            times,
            self.analysis.percentiles(times.name),
            self.options,
            order=met_in_order(self.analysis, times),
            promised=self._promised(0.99),
        )

    def _promised(self, share: float | None) -> float | None:
        """The promised mean, or percentile, in seconds."""
        found = promises_of(self.analysis, self.times)
        return next((item.promised for item in found if item.share == share), None)

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
        if times.parallel_bound < times.sequential_bound and times.is_between_bounds:
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

    @cached_property
    def _whole(self) -> float:
        """Seconds that the timeline stands for: as far as a promised mean, where that is near."""
        return whole_of(self.times.length, self._promised(None))

    def _slo(self) -> Iterator[str]:
        """Where the promised mean lies below the timeline."""
        promised = self._promised(None)
        if self.times.length and promised is not None and promised <= self._whole:
            text = f"SLO mean {format_duration(promised)}"
            left = 4 + self._name_width + _FIGURES + 2
            yield from slo_mark(
                promised / self._whole, left, self._columns, spelt(text, self.options), self.options
            )

    def _tree(self) -> Iterator[str]:
        marks = axis(self._whole, self._columns)
        head = f"    {pad('call', self._name_width)}{_figures('own', 'slack', 'share')}"
        yield painter(self.options)("faint", f"{head}  {marks}".rstrip())
        for row in self.times.path:
            yield self._row(row)

    def _row(self, row: Segment) -> str:
        paint, glyphs = painter(self.options), glyphs_for(self.options)
        on_path = is_critical(self.times, row)
        mark = paint("critical", glyphs.critical) if on_path else " "
        name = pad(_label(row, self.options), self._name_width, glyphs.cut)
        shown = paint("strong", name) if on_path else name
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
        drawn = cells(row, self._whole, self._columns, self._computing(row))
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
        name += " (not waited for)"
    elif row.is_collapsed:
        name += f" {glyphs_for(options).more}"
    return uncommanded(spelt(name, options))


def _slack(times: JourneyTimes, row: Segment) -> str:
    unknown = not times.length or not math.isfinite(row.slack)
    return "" if unknown or row.is_async or row.is_critical else format_duration(row.slack)


def _objectives(analysis: Analysis, times: JourneyTimes) -> Iterator[str]:
    """What is promised, and whether it is kept."""
    for promise in promises_of(analysis, times):
        yield f"{MARKS[promise.standing]} {promise_sentence(promise)}"
    slo = times.journey.slo
    if slo is not None and slo.availability:
        yield f"SLO availability {percent(slo.availability)}"
