"""What is said below a drawn path: the legend, and what the drawing cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_duration
from archlint.reporting.columns import wrap, wrap_items
from archlint.reporting.drawn_path import another_mean
from archlint.reporting.style import glyphs_for, painter, spelt
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.reporting.means_after import MeansAfter
    from archlint.reporting.options import Options

_AT_P99 = "what each adds to the requests between p98.5 and p99.5: p99s themselves do not add up"

_LEGEND = (
    ("critical", "critical,"),
    ("computing", "computes,"),
    ("waiting", "waits,"),
    ("own", "own time,"),
    ("calls", "in its calls,"),
    ("slack", "slack"),
)
"""Names of glyphs and what they stand for."""


class Captions(Struct, frozen=True):
    """The captions of one journey for a terminal."""

    analysis: Analysis
    times: JourneyTimes
    options: Options
    after: MeansAfter | None

    def at_mean(self) -> Iterator[str]:
        """The legend, what rewrites make of it, and what the tree cannot show, as faint lines."""
        if not self.times.length:
            yield from self._faint(["nothing of it takes a known time: the calls in their order"])
            return
        glyphs = glyphs_for(self.options)
        legend = (f"{getattr(glyphs, name)} {text}" for name, text in _LEGEND)
        for line in wrap_items(legend, "", self.options.width - 2):
            yield painter(self.options)("faint", f"  {line}")
        yield from self._faint(chain(self._rewritten(), self._remarks()))

    def _rewritten(self) -> Iterator[str]:
        """The mean after the rewrites that check argues for, where they shorten it."""
        if self.after is None or self.times.name not in self.after.means:
            return
        mean = format_duration(self.after.means[self.times.name])
        count = plural(len(self.after.targets), "rewrite")
        yield f"after the {count} that `archlint check` argues for: {mean} mean"

    def _faint(self, captions: Iterable[str]) -> Iterator[str]:
        for caption in captions:
            for line in wrap(spelt(caption, self.options), self.options.width - 2):
                yield painter(self.options)("faint", f"  {line}")

    def _remarks(self) -> Iterator[str]:
        times = self.times
        yield "own time is drawn before the first call; the tree is drawn on means"
        if why := another_mean(times):
            ends, mean = format_duration(times.length), format_duration(times.mean)
            yield f"it ends at {ends}, the mean is {mean}: {why}"
        if any(row.is_collapsed and not row.is_async for row in times.path):
            more = glyphs_for(self.options).more
            yield f"{more} behind a name: its own calls are not shown"
        if times.mean:
            yield self._about_samples()

    def at_p99(self) -> Iterator[str]:
        """What the bars of contributions are, as faint lines."""
        yield from self._faint([_AT_P99, self._about_samples()])

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
