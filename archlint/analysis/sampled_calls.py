"""A call on samples: how many requests one request makes of it, which run side by side, how long.

Calls sent are ⌊m⌋ and, with the probability that is left, one more (m = count · (1 - cache hits),
as on means); `together` n of them make a round, which takes as long as its slowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archlint.analysis.attempts import Attempts, patience
from archlint.analysis.maxplus import (
    InTurn,
    Ranking,
    Read,
    SideBySide,
    SlowestOf,
    Sometimes,
    Stretched,
    Term,
    add_shifted,
)

if TYPE_CHECKING:
    from archlint.analysis.draws import Draws, Rows
    from archlint.analysis.graph import Link
    from archlint.analysis.maxplus import Array, Mask
    from archlint.analysis.sampled_times import Times

MOST_READS = 32
"""Repetitions that read the callee's vector themselves; more are drawn from these: work does not
grow with `count` or `together`."""


class SampledCall:
    """One call of the graph with its shifts; made once, asked for every group of rows."""

    def __init__(self, link: Link, draws: Draws) -> None:
        self.link = link
        self.draws = draws
        self.size = link.call.together if link.multiplicity > 1.0 else 1
        self.full_rounds, self.rest = divmod(link.whole, self.size)
        reads = self.size if self.size <= MOST_READS else 1
        self.drawn_rounds = min(self.full_rounds, MOST_READS // reads)
        self.is_limited = link.call.is_limited
        self.shifts = draws.shifts(link.call, self._reads())
        self._last_happened: tuple[Rows, Mask] | None = None

    def _reads(self) -> int:
        return self._in_full_rounds + min(self.rest, MOST_READS) + 1

    @property
    def _in_full_rounds(self) -> int:
        return 1 if self.size > MOST_READS else self.drawn_rounds * self.size

    @property
    def is_plain(self) -> bool:
        """Whether the call is nothing but so many reads one after another, if nothing cuts it."""
        return (
            not (self.rest or self.link.chance)
            and self.size == 1
            and self.drawn_rounds == self.full_rounds
        )

    def is_cut(self, times: Array) -> bool:
        """Whether a timeout or a deadline cuts any request to the callee short."""
        if not self.is_limited:
            return False
        longest = float(times.max(initial=0.0)) + self.link.network
        return longest > patience(self.link.call)

    def add_to(self, total: Array, times: Array, rows: Rows) -> float:
        """Add the call's time to every sample; what is the same for all of them is returned."""
        if not self.is_plain or self.is_cut(times):
            total += self.term(times, rows).value
            return 0.0
        for shift in self.shifts[: self.full_rounds]:
            add_shifted(total, times, shift)
        return self.full_rounds * self.link.network

    def term(self, times: Array, rows: Rows) -> Term:
        """The call over these rows; `times` are the callee's response times there."""
        parts: list[Term] = []
        if self.full_rounds:
            parts.append(self._full_rounds(times, rows))
        if self.rest or self.link.chance:
            parts.append(self._last_round(times, rows))
        return _joined(InTurn, parts)

    def _full_rounds(self, times: Array, rows: Rows) -> Term:
        if self.size > MOST_READS:
            one = Ranking(self._repetition(0, times))
            rounds: list[Term] = [
                SlowestOf(one, self._uniforms(f"round {number}", rows) ** (1.0 / self.size))
                for number in range(self.drawn_rounds)
            ]
        else:
            rounds = [
                _joined(
                    SideBySide,
                    [
                        self._repetition(number * self.size + member, times)
                        for member in range(self.size)
                    ],
                )
                for number in range(self.drawn_rounds)
            ]
        drawn = _joined(InTurn, rounds)
        if self.drawn_rounds == self.full_rounds:
            return drawn
        return Stretched(drawn, self.full_rounds, self.drawn_rounds)

    def _last_round(self, times: Array, rows: Rows) -> Term:
        """The round that is not full: what is left over, and perhaps one more."""
        happens = self._happens(rows) if self.link.chance else None
        first = self._in_full_rounds
        if self.rest > MOST_READS:
            members = self.rest if happens is None else self.rest + happens
            ranks = self._uniforms("last round", rows) ** (1.0 / members)
            return SlowestOf(Ranking(self._repetition(first, times)), ranks)
        parts = [self._repetition(first + member, times) for member in range(self.rest)]
        if happens is not None:
            parts.append(Sometimes(self._repetition(first + self.rest, times), happens))
        return _joined(SideBySide, parts)

    def _repetition(self, number: int, times: Array) -> Term:
        if not self.is_cut(times):
            return self._read(self.shifts[number], times)

        def attempt(which: int) -> Read:
            shifts, call = self.shifts, self.link.call
            shift = self.draws.shift(call, number, which) if which else shifts[number]
            return self._read(shift, times)

        return Attempts(self.link.call, attempt)

    def _read(self, shift: int, times: Array) -> Read:
        return Read(self.link.callee, times, shift, self.link.network)

    def _happens(self, rows: Rows) -> Mask:
        """Which requests make one more; kept, because whoever searches asks for the same rows."""
        if self._last_happened is None or self._last_happened[0] != rows:
            self._last_happened = rows, self._uniforms("one more", rows) < self.link.chance
        return self._last_happened[1]

    def _uniforms(self, what: str, rows: Rows) -> Array:
        return self.draws.chances(self.link.call, what, rows)


def stage_term(calls: Sequence[SampledCall], times: Times, rows: Rows) -> Term:
    """A stage: its calls side by side. `times` are the response times by vertex."""
    return _joined(SideBySide, [call.term(times[call.link.callee], rows) for call in calls])


def _joined(how: type[InTurn | SideBySide], parts: Sequence[Term]) -> Term:
    return parts[0] if len(parts) == 1 else how(parts)
