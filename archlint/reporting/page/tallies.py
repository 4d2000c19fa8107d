"""How many services got which verdict: the squares of the waffle and the words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.naming import named
from archlint.reporting.verdict_words import MARKS

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Service
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


def uncounted(report: PortfolioReport, rows: Iterable[VerdictRow]) -> str:
    """Say `8 are not among the 21: 5 bought, 2 outside, 1 only planned (`a`)`; or nothing."""
    rows = tuple(rows)
    judged = {row.service for row in _counted(rows)}
    groups: dict[str, list[VerdictRow]] = {}
    for row in rows:
        if row.service not in judged:
            groups.setdefault(_why(report.portfolio.services[row.service]), []).append(row)
    if not groups:
        return ""
    order = sorted(groups, key=lambda word: (-len(groups[word]), word))
    told = [
        f"{f'{len(groups[word]):,} ' if len(groups) > 1 else ''}{word}{_named(groups[word], word)}"
        for word in order
    ]
    count = sum(map(len, groups.values()))
    among = f"among the {len(judged):,}" if judged else "counted"
    return f"{count:,} {'is' if count == 1 else 'are'} not {among}: {', '.join(told)}"


_PLANNED = "only planned"


def _why(service: Service) -> str:
    """Why a service is none of N."""
    if service.is_planned:
        return _PLANNED
    if service.kind == "external":
        return "outside"
    if service.kind == "library":
        return "in libraries"
    if service.managed:
        return "bought"
    return "deprecated" if service.lifecycle == "deprecated" else "not counted"


def _named(rows: Sequence[VerdictRow], word: str) -> str:
    """Who is planned, and what it is best begun in."""
    if word != _PLANNED:
        return ""
    begun = ", best begun in Rust" if all(row.word == "rust" for row in rows) else ""
    return f" ({named([row.service for row in rows])}{begun})"


def _counted(rows: Iterable[VerdictRow]) -> Iterator[VerdictRow]:
    """The services that are part of N; what is only planned is none of them."""
    for row in rows:
        if (row.word or row.is_counted) and not row.is_planned:
            yield row
