"""The figures of a portfolio by vertex: own times, computing shares, cores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.computing import Computing, computing
from archlint.analysis.selftimes import SelfTime, self_times

if TYPE_CHECKING:
    from archlint.analysis.structure import Structure
    from archlint.model import Portfolio


class Figures(Struct, frozen=True):
    """Own times S̄ (0 where unknown), φ and cores by vertex, and each service's account."""

    found: tuple[SelfTime, ...]
    own: tuple[float, ...]
    shares: tuple[float | None, ...]
    cores: tuple[float | None, ...]
    computing: Mapping[str, Computing]


def measure(portfolio: Portfolio, structure: Structure, *, spread: float) -> Figures:
    """Self times and computing shares from what the portfolio declares.

    `spread` is σ where one figure is declared alone.
    """
    rates = structure.traffic.rates
    found = self_times(portfolio, structure.graph, rates, spread=spread)
    accounts = computing(portfolio, structure.graph, rates, found)
    return Figures(
        found=found,
        own=tuple(time.seconds or 0.0 for time in found),
        shares=tuple(accounts.shares),
        cores=tuple(accounts.cores),
        computing=accounts.services,
    )


def remeasure(portfolio: Portfolio, structure: Structure, before: Figures, service: str) -> Figures:
    """The same where nothing but the `load` of one service was declared otherwise before."""
    accounts = computing(
        portfolio,
        structure.graph,
        structure.traffic.rates,
        before.found,
        {name: account for name, account in before.computing.items() if name != service},
        (before.shares, before.cores),
    )
    return replace(
        before,
        shares=tuple(accounts.shares),
        cores=tuple(accounts.cores),
        computing=accounts.services,
    )
