"""Every service with its figures, and the columns in which the report's table has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.outcomes import cores_of
from archlint.quantities import format_cores, format_duration
from archlint.reporting.figures import held, share
from archlint.reporting.page.figures import NOTHING, Figure, Spread, figure, spread
from archlint.reporting.page.verdicts import VerdictRow

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict
    from archlint.reporting.evidence.waits import Waits


class ServiceRow(Struct, frozen=True, kw_only=True):
    """One service in the table of all of them.

    `journey` is where most users wait for it, empty where none do: `on_path` is the share of that
    journey's requests with the service on their critical path, `of_p99` what it adds to its p99.
    `cores` are paid for: allocated where declared, else in use; `freed` are those of them that a
    rewrite gives back. `sure` is the verdict's confidence,
    `seat` in how many of the draws it holds its seat.
    """

    verdict: VerdictRow
    system: str
    is_critical: bool
    journey: str
    on_path: Figure
    of_p99: Figure
    users: Figure
    cores: Figure
    freed: Spread
    sure: Figure
    seat: Figure


class Column(Struct, frozen=True, kw_only=True):
    """A column of figures: `of` reads the figure, `below` a second line, of a row.

    `first` is the direction in which a first click sorts.
    """

    key: str
    title: str
    of: Callable[[ServiceRow], Figure]
    below: Callable[[ServiceRow], str] | None = None
    note: str = ""
    is_number: bool = True
    first: str = "descending"


COLUMNS = (
    Column(key="rate", title="rate", of=lambda row: row.verdict.rate),
    Column(key="own", title="own time", of=lambda row: row.verdict.self_time),
    Column(key="computes", title="computes", of=lambda row: row.verdict.computing),
    Column(key="waiting", title="waiting L", note="users", of=lambda row: row.verdict.waiting),
    Column(
        key="users",
        title="ΔL",
        note="users",
        of=lambda row: row.users,
        below=lambda row: row.verdict.users.span,
    ),
    Column(
        key="path",
        title="on path",
        note="of its p99",
        of=lambda row: row.on_path,
        below=lambda row: row.of_p99.text if row.of_p99.value is not None else "",
    ),
    Column(
        key="cores",
        title="cores",
        note="freed",
        of=lambda row: row.cores,
        below=lambda row: row.freed.text if row.freed.values else "",
    ),
    Column(
        key="sure",
        title="how sure",
        is_number=False,
        of=lambda row: row.sure,
        below=lambda row: f"seat {row.seat.text}" if row.seat.value is not None else "",
    ),
)
"""What stands right of a service's name, verdict and reason."""

FIRST_ROWS = 50
"""Rows that stand in the page itself: its first page, and all that is read without the script."""

_SURENESS = ("assumed", "estimated", "derived", "measured")


def service_rows(
    report: PortfolioReport, waits: Waits, verdicts: Sequence[VerdictRow]
) -> tuple[ServiceRow, ...]:
    """A row for each of the verdicts, in their order."""
    found = {verdict.service: verdict for verdict in report.verdicts}
    return tuple(_row(report, waits, row, found.get(row.service)) for row in verdicts)


def _row(
    report: PortfolioReport, waits: Waits, row: VerdictRow, verdict: Verdict | None
) -> ServiceRow:
    name = row.service
    of_p99 = waits.of_p99(name)
    return ServiceRow(
        verdict=row,
        system=report.portfolio.services[name].system or "",
        is_critical=name in waits.critical,
        journey=waits.longest[name].name if name in waits.longest else "",
        on_path=figure(waits.on_path(name), share),
        of_p99=figure(of_p99.value if of_p99 else None, format_duration),
        users=_default(row.users),
        cores=figure(cores_of(report.analysis, report.portfolio.services[name]), format_cores),
        freed=spread(verdict.gain.cores, format_cores) if verdict and verdict.gain else NOTHING,
        sure=Figure(float(_SURENESS.index(row.confidence)), row.confidence)
        if row.confidence in _SURENESS
        else Figure(None, row.confidence or "–"),
        seat=figure(
            verdict.seat_frequency if verdict else None,
            partial(held, by_all=report.seats is not None and report.seats.is_for_all),
        ),
    )


def _default(found: Spread) -> Figure:
    if not found.values:
        return Figure(None, found.text)
    return Figure(found.values.default, found.text, is_least=found.is_least)


def unitless(text: str) -> str:
    """The number alone, where the head of the column says the unit."""
    for unit in (" users", " user", " cores", " core"):
        if text.endswith(unit):
            return text.removesuffix(unit)
    return text
