"""How many services got which verdict: the squares of the waffle and the words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.page.verdicts import MARKS

if TYPE_CHECKING:
    from archlint.reporting.page.verdicts import VerdictRow


class Tally(Struct, frozen=True, kw_only=True):
    """How many services got a verdict: the mark it is drawn with, its words and the number."""

    mark: str
    words: str
    count: int


def tallies(rows: Iterable[VerdictRow]) -> tuple[Tally, ...]:
    """Counted services by verdict, in the order Rust, hybrid, measure first, Go, other, none.

    Rust is always there, the others where there are any; together they are N.
    """
    counts = dict.fromkeys(MARKS.values(), 0)
    for row in _counted(rows):
        counts[row.mark, row.group] = counts.get((row.mark, row.group), 0) + 1
    return tuple(
        Tally(mark=mark, words=words, count=count)
        for (mark, words), count in counts.items()
        if count or mark == "rust"
    )


_SQUARES: Mapping[str, tuple[str, str]] = {
    "Rust": ("rust", "to Rust"),
    "Hybrid": ("hybrid", "one operation to Rust"),
    "Measure first": ("measure", "measure first"),
    "": ("kept", "in Rust already"),
    "Go": ("go", "stay in Go"),
    "Go by default, not measured": ("go", "Go by default, not measured"),
    "In Rust, no case made": ("other", "in Rust, no case made"),
    "In Rust, cannot say": ("other", "in Rust, cannot say"),
    "Another language": ("other", "another language"),
    "Native, no verdict": ("other", "native, no verdict"),
    "Not judged": ("none", "not judged"),
}
"""A group of verdicts -> its squares and what stands beside them, what asks for most first."""


def squares(rows: Iterable[VerdictRow]) -> tuple[Tally, ...]:
    """The same as what is to be done: what is in Rust and belongs there asks for nothing."""
    counts = dict.fromkeys(_SQUARES.values(), 0)
    for row in _counted(rows):
        is_kept = row.mark in ("rust", "hybrid") and row.language == "rust"
        square = _SQUARES.get("" if is_kept else row.group, (row.mark, row.group))
        counts[square] = counts.get(square, 0) + 1
    return tuple(
        Tally(mark=mark, words=words, count=count)
        for (mark, words), count in counts.items()
        if count
    )


def _counted(rows: Iterable[VerdictRow]) -> Iterator[VerdictRow]:
    """The services that are part of N; what is only planned is none of them."""
    for row in rows:
        if (row.word or row.is_counted) and not row.is_planned:
            yield row
