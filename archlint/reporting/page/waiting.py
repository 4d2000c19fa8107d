"""Who causes the waiting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_users
from archlint.reporting.figures import share
from archlint.reporting.page.figures import Figure, figure
from archlint.reporting.verdict_words import mark_of
from archlint.reporting.waiters import uncounted
from archlint.reporting.wording import plural, sentence

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


class WaitingRow(Struct, frozen=True, kw_only=True):
    """A part of the waiting; `mark` as its verdict, `length` as a part of the longest row.

    `is_service` is false of the network, and of many services added up.
    """

    name: str
    is_service: bool
    mark: str
    users: Figure
    share: Figure
    length: float


class WaitingPart(Struct, frozen=True, kw_only=True):
    """Who causes the waiting. `lorenz` is (share of services, share of their L), ascending.

    `uncounted` says which journeys are in none of it, empty where all are.
    """

    total: Figure
    uncounted: str
    rows: tuple[WaitingRow, ...]
    lorenz: tuple[tuple[float, float], ...]
    half: str


_HALF = 0.5

_NO_SERVICE = ("rest", "network")
"""Marks of rows that stand for no single service."""


def waiting_part(report: PortfolioReport, most: int) -> WaitingPart | None:
    """Who causes the waiting, the most first; None where no journey has a rate."""
    waiting = report.analysis.waiting
    if not report.analysis.has_rates or not waiting.total:
        return None
    marks = {verdict.service: mark_of(verdict)[0] for verdict in report.verdicts}
    causes = {name: amount for name, amount in waiting.by_service.items() if amount > 0}
    amounts = [
        (name, marks.get(name, "none"), amount) for name, amount in list(causes.items())[:most]
    ]
    if rest := sum(list(causes.values())[most:]):
        amounts.append((f"{len(causes) - most} other services", "rest", rest))
    if waiting.network:
        amounts.append(("network", "network", waiting.network))
    longest = max(amount for _, _, amount in amounts)
    return WaitingPart(
        total=figure(waiting.total, format_users, is_least=waiting.is_lower_bound),
        uncounted=sentence(uncounted(report.analysis)),
        rows=tuple(
            WaitingRow(
                name=name,
                is_service=mark not in _NO_SERVICE,
                mark=mark,
                users=_users(report, name, mark, amount),
                share=figure(amount / waiting.total, share),
                length=amount / longest,
            )
            for name, mark, amount in amounts
        ),
        lorenz=waiting.lorenz,
        half=_half(causes),
    )


def _users(report: PortfolioReport, name: str, mark: str, amount: float) -> Figure:
    """Of many services together at least so many wait where at least so many do in all."""
    analysis = report.analysis
    is_least = analysis.waiting.is_lower_bound
    if mark not in _NO_SERVICE:
        is_least = analysis.waits_at_least(name)
    return figure(amount, format_users, is_least=is_least)


def _half(causes: Mapping[str, float]) -> str:
    """`2 of 7 services that users are known to wait for cause 57 %`."""
    whole, carried = sum(causes.values()), 0.0
    for count, amount in enumerate(causes.values(), 1):
        carried += amount
        if carried >= _HALF * whole:
            verb = "causes" if count == 1 else "cause"
            known = f"{plural(len(causes), 'service')} that users are known to wait for"
            return f"{count} of {known} {verb} {share(carried / whole)}"
    return "All of it is on the network"
