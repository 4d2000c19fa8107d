"""NT204: Rust for a team that ships features, or that hardly knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import (
    RAMP_MONTHS,
    Argument,
    Measure,
    Policy,
    Severity,
    Subject,
    Worse,
    assumed,
    format_number,
    option,
)

if TYPE_CHECKING:
    from archlint import Portfolio, Service, Team
    from archlint_ninety_ten.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class RustAgainstDelivery(Policy):
    """Say what Rust costs a team whose priority is delivery, or with under two Rust engineers.

    A line under a verdict for Rust, a warning of its own on a service that is in Rust. It never
    overrules what argues for Rust: it is the other side of the account.

    Why: Go is the language of teams that must ship and grow. Rust is learnt in months, and one
    engineer who knows it is one who cannot leave.

    Flagged::

        archlint: 1
        portfolio: shop
        teams:
          payments: {engineers: 7, rust_engineers: 1, priority: delivery}
        services:
          ledger: {language: rust, kind: database, owner: payments}

    Fine::

        archlint: 1
        portfolio: shop
        teams:
          storage: {engineers: 7, rust_engineers: 4, priority: efficiency}
        services:
          ledger: {language: rust, kind: database, owner: storage}

    Known problems: the ramp of two to four months is what one large employer measured, by asking.

    Source: the article (learning curve: low for Go, high for Rust); Google 2022: over two thirds
    of 1,000 developers confident within two months, half as productive within four.
    """

    code = "NT204"
    name = "rust-against-delivery"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "on a service in Rust"),
        (Severity.NOTE, "on one that is only planned"),
    )

    fewest: int = option(
        2,
        "integer",
        "Rust engineers from which a team can keep a service.",
        source="practice drawn from published rewrites: two or three who are willing",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            yield self._ask(service, case.analysis.portfolio)

    def _ask(self, service: Service, portfolio: Portfolio) -> Argument:
        subject = Subject.service(service.name)
        team = portfolio.teams.get(service.owner or "")
        if team is None or team.rust_engineers is None:
            missing = f"teams.{service.owner}.rust_engineers" if service.owner else "owner"
            return self.unknown(
                subject,
                "how many of its team know Rust is not given",
                missing=(missing if portfolio.teams else "teams",),
            )
        numbers: dict[str, float | str] = {
            "team": team.name,
            "rust_engineers": team.rust_engineers,
            "priority": team.priority or "not given",
        }
        has_few = team.rust_engineers < self.fewest
        if not has_few and team.priority != "delivery":
            return self.no(subject, f"{team.name} has {_engineers(team)}", numbers=numbers)
        price = "" if service.language == "rust" else f": {_price(portfolio, has_few=has_few)}"
        return self.yes(
            subject,
            f"{_ships(team)}{price}",
            numbers=numbers,
            measure=Measure(
                name="rust_engineers",
                value=team.rust_engineers,
                unit="engineers",
                worse=Worse.LOWER,
            ),
            at=(*service.pointer, "owner"),
            related=(((*team.pointer, "rust_engineers"), "who knows Rust"),),
        )


def _price(portfolio: Portfolio, *, has_few: bool) -> str:
    """What a rewrite costs them; what is in Rust has been paid for."""
    if not has_few:
        return "Rust competes with its roadmap"
    low, _, high = (format_number(months) for months in assumed(portfolio, RAMP_MONTHS))
    return f"add a ramp of {low}{'' if low == high else f'-{high}'} months"


def _ships(team: Team) -> str:
    """What the team does and who knows Rust: `payments ships features and has 1 Rust engineer`."""
    if team.priority == "delivery":
        return f"{team.name} ships features and has {_engineers(team)}"
    return f"{team.name} has {_engineers(team)}"


def _engineers(team: Team) -> str:
    count = team.rust_engineers
    number = {0: "no", 1: "one"}.get(count or 0, str(count))
    return f"{number} Rust engineer{'' if count in (0, 1) else 's'}"
