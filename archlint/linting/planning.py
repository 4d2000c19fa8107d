"""What a plan may spend, from a report and the budgets asked for, and the plan itself."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.model import PackSettings
from archlint.source import InputError, Problem, Sources

if TYPE_CHECKING:
    from archlint.analysis import Limits, Plan
    from archlint.analysis.solver import Watch
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio
    from archlint.quantities import Money

_QUOTA = "quota"
"""The option of a pack that says which share of the services may be rewritten."""


class Budget(Struct, frozen=True, kw_only=True):
    """Person-months and money that may be spent; None where nobody counts."""

    person_months: float | None = None
    money: Money | None = None


def with_quota(portfolio: Portfolio, packs: Sequence[Pack], quota: float) -> Portfolio:
    """The portfolio with this quota for every pack that has one, instead of what it declares."""
    settings = dict(portfolio.settings.packs)
    for pack in packs:
        names = [spec.name for spec in dataclasses.fields(pack.options)] if pack.options else []
        if _QUOTA in names:
            own = settings.get(pack.name, PackSettings())
            settings[pack.name] = replace(own, options={**own.options, _QUOTA: quota})
    return replace(portfolio, settings=replace(portfolio.settings, packs=settings))


def taken_seats(report: PortfolioReport) -> tuple[str, ...]:
    """The holders of seats that are rewritten already: their seats are not free."""
    taken = {item.service for item in report.candidates if item.is_taken}
    holders = report.seats.holders if report.seats else ()
    return tuple(name for name in holders if name in taken)


def plan_of(
    report: PortfolioReport,
    *,
    objective: str,
    budget: Budget,
    seconds: float = math.inf,
    nodes: float = math.inf,
    watch: Watch | None = None,
) -> Plan:
    """The best use of the seats that are free, within a budget.

    The search ends after so many `seconds`, or so many `nodes` of its trees.
    Raises InputError where the budget is not in the manifest's currency.
    """
    from archlint.analysis import plan

    return plan(
        report.analysis,
        report.candidates,
        objective=objective,
        limits=_limits(report, budget),
        seated=report.seats.holders if report.seats else (),
        seconds=seconds,
        nodes=nodes,
        watch=watch,
    )


def _limits(report: PortfolioReport, budget: Budget) -> Limits:
    from archlint.analysis import Limits

    limit = report.seats.limit if report.seats else 0
    months = [budget.person_months] if budget.person_months is not None else []
    if budget.money is not None:
        months.append(_person_months(report.portfolio, budget.money))
    return Limits(
        services=limit - len(taken_seats(report)),
        person_months=min(months, default=None),
    )


def _person_months(portfolio: Portfolio, money: Money) -> float:
    """What the money pays for. Raises InputError for another currency."""
    from archlint.analysis import price_list

    prices = price_list(portfolio)
    if money.currency != prices.currency:
        raise InputError(
            [
                Problem(
                    f"expected a budget in {prices.currency}, the currency of this manifest's"
                    f" prices, got one in {money.currency}",
                    span=portfolio.at.get(("prices",)),
                    kind="budget",
                )
            ],
            portfolio.sources or Sources(),
        )
    price = prices.engineer_month.default
    return money.amount / price if price > 0 else math.inf
