"""How removable waiting adds up over the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.quantities import format_cores, format_users
from archlint.reporting.figures import share
from archlint.reporting.page.figures import UNKNOWN, Figure, figure

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


MOST_ROWS, FIRST_ROWS = 50, 20
"""Points in the table of the HTML report, and in that of the Markdown report."""


class CurvePoint(Struct, frozen=True, kw_only=True):
    """One service on the curve of removable waiting: its rank, its own part, and the sum so far.

    `cores` are those in use that its rewrite would give back, as if in Go today.
    """

    rank: int
    service: str
    users: Figure
    share: Figure
    total: Figure
    cores: Figure
    has_seat: bool


class Curve(Struct, frozen=True, kw_only=True):
    """How removable waiting adds up, the seats' holders first; `line` is the quota in services.

    `flat` is how many weighed services would remove nothing. `cores` is how the cores given back
    add up in the same order, as parts of all of them, those of `flat` services at the end; empty
    where no CPU is known.
    """

    points: tuple[CurvePoint, ...]
    services: int
    line: int
    quota: str
    removable: Figure
    carried: Figure
    flat: int
    cores: tuple[float, ...]

    @property
    def rows(self) -> tuple[CurvePoint, ...]:
        """The points that the HTML report has in a table."""
        return self.points[:MOST_ROWS]

    @property
    def seats(self) -> str:
        """What the seats carry, in a sentence."""
        if not self.line:
            return f"The quota of {self.quota} has no seat."
        carried = f"carry {self.carried.text} of what a rewrite can remove"
        return f"The seats ({self.quota}, at most {self.line}) {carried}."

    @property
    def first_rows(self) -> tuple[CurvePoint, ...]:
        """The points that the Markdown report has in a table."""
        return self.points[:FIRST_ROWS]


class Weighing(Struct, frozen=True, dict=True):
    """What each rewrite takes off alone, and in the order of the seats."""

    report: PortfolioReport

    @cached_property
    def factors(self) -> Mapping[str, float]:
        """Every rewrite that was weighed: service -> default factor."""
        seats = self.report.seats
        return {item.target: item.factor for item in seats.rewrites} if seats else {}

    @cached_property
    def alone(self) -> Mapping[str, float]:
        """ΔL of each rewrite on its own, users; only where φ is known."""
        basis = self.report.seats.basis if self.report.seats else None
        if basis is None or not basis.has_rates:
            return {}
        return {
            service: basis.removal({service: factor}).users if service in basis.awaited else 0.0
            for service, factor in self.factors.items()
            if basis.computing[service].share is not None and service not in basis.unrated
        }

    @cached_property
    def in_turn(self) -> Mapping[str, float]:
        """ΔL of each after those before it: the seats' holders, then by what each is worth alone.

        The figures add up to all the waiting that a rewrite can remove.
        """
        seats = self.report.seats
        if seats is None or seats.basis is None or not self.alone:
            return {}
        rest = sorted(self.alone, key=lambda name: (-self.alone[name], name))
        order = dict.fromkeys((*seats.holders, *rest))
        awaited = [name for name in order if name in seats.basis.awaited]
        picks = seats.basis.in_turn({name: self.factors[name] for name in awaited})
        taken = {pick.service: pick.removal.users for pick in picks}
        return {name: taken.get(name, 0.0) for name in order}

    @cached_property
    def removable(self) -> float:
        """Users that all rewrites together would free."""
        return sum(self.in_turn.values())

    @cached_property
    def written(self) -> Mapping[str, float]:
        """Of `in_turn` what is in Rust already, and so removed today."""
        services = self.report.portfolio.services
        return {
            name: users
            for name, users in self.in_turn.items()
            if users > 0 and services[name].language == "rust"
        }

    @cached_property
    def left(self) -> float:
        """Users that rewriting all that is not in Rust yet would free today."""
        services = self.report.portfolio.services
        factors = {
            name: self.factors[name] for name in self.alone if services[name].language != "rust"
        }
        return self.report.analysis.removal(factors).users if factors else 0.0

    @cached_property
    def total(self) -> float:
        """All users who wait, where the rewrites are weighed; 0 where nobody knows."""
        basis = self.report.seats.basis if self.report.seats else None
        return basis.waiting.total if basis is not None and basis.has_rates else 0.0

    @cached_property
    def cores(self) -> Mapping[str, float]:
        """Cores in use that each rewrite would give back, in the order of `in_turn`."""
        basis = self.report.seats.basis if self.report.seats else None
        if basis is None:
            return {}
        return {
            name: (basis.computing[name].cpu or 0.0) * (1.0 - self.factors[name])
            for name in self.in_turn
        }

    def share(self, service: str) -> Figure:
        """The service's part of all removable waiting."""
        if service not in self.in_turn or not self.removable:
            return UNKNOWN
        return figure(self.in_turn[service] / self.removable, share)


def curve(weighing: Weighing) -> Curve | None:
    """How removable waiting adds up, None where nothing can be removed or no seat was asked for."""
    seats = weighing.report.seats
    if seats is None or weighing.removable <= 0:
        return None
    points, total = [], 0.0
    gains = {name: gain for name, gain in weighing.in_turn.items() if gain > 0}
    for rank, (service, gain) in enumerate(gains.items(), 1):
        total += gain
        points.append(
            CurvePoint(
                rank=rank,
                service=service,
                users=figure(gain, format_users),
                share=weighing.share(service),
                total=figure(total / weighing.removable, share),
                cores=figure(weighing.cores[service], format_cores),
                has_seat=service in seats.holders,
            )
        )
    carried = sum(weighing.in_turn[name] for name in seats.holders)
    return Curve(
        points=tuple(points),
        services=max(seats.size, len(points)),
        line=seats.limit,
        quota=share(seats.quota),
        removable=figure(weighing.removable, format_users),
        carried=figure(carried / weighing.removable, share),
        flat=len(weighing.in_turn) - len(points),
        cores=_adding_up([weighing.cores[name] for name in (*gains, *_without(weighing, gains))]),
    )


def _without(weighing: Weighing, gains: Mapping[str, float]) -> list[str]:
    """The weighed services that would remove nothing."""
    return [name for name in weighing.in_turn if name not in gains]


def _adding_up(amounts: Sequence[float]) -> tuple[float, ...]:
    """The parts of all that the first, the first two and so on come to; () where all is nothing."""
    whole = sum(amounts)
    return tuple(part / whole for part in accumulate(amounts)) if whole > 0 else ()
