"""The shortlist for a terminal: a row a rewrite, the line of the quota, what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_cores, format_duration
from archlint.reporting.columns import clip, pad, width, wrap
from archlint.reporting.figures import SHOWN, frequency, plain, share
from archlint.reporting.shortlist_sentences import held_of, shortlist_sentences
from archlint.reporting.style import bar, glyphs_for, named, painter, spelt
from archlint.reporting.wording import plural

if TYPE_CHECKING:
    from archlint.reporting.options import Options
    from archlint.reporting.shortlist import Entry, Shortlist

_WORDS = {
    "rust": "Rust",
    "hybrid": "hybrid",
    "measure-first": "measure",
    "go": "Go",
    "either": "other",
    "none": "none",
    "": "none",
}
_OFF = "off a mean request"
_WIDEST_NAME = 24
_LEAST_NAME = 12
_WIDEST_GAIN = 28
_LEAST_BAR, _WIDEST_BAR = 8, 20

_LEAD = 5
"""Columns before the name: indent and rank."""

_SHARE = 6
_VERDICT = 9
_FIGURES = (("cores", 7), ("effort", 9), ("sure", 6))
_DROPPED = ("effort", "cores", "sure")
"""Columns of figures, and the order in which they go where there is no room."""


def shortlist_lines(found: Shortlist, options: Options) -> list[str]:
    """The block in lines that fit; never empty."""
    return list(_Block(found, options).lines())


class _Block(Struct, frozen=True, dict=True):
    found: Shortlist
    options: Options

    def lines(self) -> Iterator[str]:
        paint = painter(self.options)
        for line in wrap(self._title(), self.options.width):
            yield paint("strong", line)
        yield ""
        if self._entries:
            yield paint("faint", self._head())
        yield from map(self._row, self.found.seats)
        if self.found.hidden:
            more = glyphs_for(self.options).more
            yield f"{' ' * _LEAD}{more} {plural(self.found.hidden, 'seat')} more"
        yield paint("strong", self._cut_line())
        yield from map(self._row, self.found.beyond)
        yield ""
        for sentence in shortlist_sentences(self.found):
            for line in wrap(spelt(sentence, self.options), self.options.width - 2):
                yield f"  {line}"

    def _title(self) -> str:
        if self.found.seats:
            return "Rewrites in Rust, each with what it takes off after those above it"
        return "No rewrite has a seat; what the nearest would take off"

    # --- widths

    @cached_property
    def _entries(self) -> Sequence[Entry]:
        return (*self.found.seats, *self.found.beyond)

    @cached_property
    def _name(self) -> int:
        longest = max(width(self._spelt(entry.service)) for entry in self._entries)
        return max(_LEAST_NAME, min(longest, _WIDEST_NAME, self.options.width // 5))

    @cached_property
    def _gain(self) -> int:
        return max(len(_OFF), *(width(self._off(entry)) for entry in self._entries))

    @cached_property
    def _figures(self) -> Sequence[tuple[str, int]]:
        """The columns of figures that fit beside the narrowest bar."""
        shown = list(_FIGURES)
        for key in _DROPPED:
            if self._room(shown) < _LEAST_BAR:
                shown = [item for item in shown if item[0] != key]
        return shown

    def _room(self, figures: Sequence[tuple[str, int]]) -> int:
        """What is left for the bar."""
        fixed = _LEAD + 1 + _SHARE + 2 + _VERDICT + sum(size for _, size in figures)
        return self.options.width - fixed - self._name - self._gain

    @cached_property
    def _bar(self) -> int:
        return max(1, min(_WIDEST_BAR, self._room(self._figures)))

    # --- rows

    def _head(self) -> str:
        cut = glyphs_for(self.options).cut
        waiting = pad("of removable waiting", self._bar + _SHARE, cut)
        figures = "".join(f"{name:>{size}}" for name, size in self._figures)
        line = f"{' ' * _LEAD}{pad('service', self._name)} {waiting}  {pad(_OFF, self._gain)}"
        return f"{line}{figures}  verdict"

    def _row(self, entry: Entry) -> str:
        paint, glyphs = painter(self.options), glyphs_for(self.options)
        has_seat = entry.rank is not None
        rank = f"{entry.rank:>3}" if has_seat else "   "
        name = pad(self._spelt(entry.service), self._name, glyphs.cut)
        drawn = bar(entry.share / self._most, self._bar, glyphs) if self._most else ""
        bars = paint("bar" if has_seat else "faint", drawn) + " " * (self._bar - width(drawn))
        off = pad(self._off(entry), self._gain, glyphs.cut)
        figures = "".join(f"{self._figure(entry, key):>{size}}" for key, size in self._figures)
        line = f" {rank} {paint('strong' if has_seat else 'faint', name)} {bars}"
        return f"{line}{share(entry.share):>{_SHARE}}  {off}{figures}  {self._verdict(entry)}"

    @cached_property
    def _most(self) -> float:
        """The share that fills the bar."""
        return max((entry.share for entry in self._entries), default=0.0)

    def _spelt(self, name: str) -> str:
        return named(name, self.options)

    def _verdict(self, entry: Entry) -> str:
        word = "in Rust" if entry.is_in_rust else _WORDS.get(entry.verdict, entry.verdict)
        return clip(self._spelt(word), _VERDICT - 2, glyphs_for(self.options).cut)

    def _off(self, entry: Entry) -> str:
        """`search -7.47 ms`, the journey most felt, and how many others gain."""
        felt = [(name, off) for name, off in entry.seconds.items() if off >= SHOWN]
        if not felt:
            return "next to nothing" if entry.seconds else "nothing"
        name, off = felt[0]
        more = f" +{len(felt) - 1}" if len(felt) > 1 else ""
        tail = spelt(f" -{format_duration(off)}{more}", self.options)
        room = min(_WIDEST_GAIN, self.options.width // 4) - width(tail)
        return clip(self._spelt(name), room, glyphs_for(self.options).cut) + tail

    def _figure(self, entry: Entry, key: str) -> str:
        if key == "sure":
            if entry.frequency is None or self.found.is_for_all:
                return ""
            return frequency(entry.frequency)
        if key == "effort":
            return "?" if entry.effort is None else f"{plain(entry.effort)} pm"
        return "?" if entry.cores is None else format_cores(entry.cores).partition(" ")[0]

    def _cut_line(self) -> str:
        """The line of the quota, across the table."""
        found, rule = self.found, glyphs_for(self.options).rule
        held = held_of(found)
        parts = [f"{plain(found.quota * 100)} % of {plural(found.size, 'service')}: {held}"]
        if found.held:
            parts.append(f"{share(found.carried)} of removable waiting")
        text = f"  {rule * 2} {f' {rule * 2} '.join(parts)} "
        if width(text) > self.options.width:
            text = f"  {rule * 2} {parts[0]} "
        return clip(text + rule * (self.options.width - width(text)), self.options.width, rule)
