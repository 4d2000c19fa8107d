"""What cores and people cost: prices, effort and payback as ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.assumptions import (
    ENGINEER_MONTH,
    GIB_MONTH,
    KLOC_PER_MONTH,
    OVERRUN,
    VCPU_MONTH,
    Assumption,
    assumed,
)
from archlint.model import Range

if TYPE_CHECKING:
    from archlint.model import Portfolio, Service

GIB = float(2**30)


class PriceList(Struct, frozen=True, kw_only=True):
    """Prices a month in one currency; `is_declared` for the vCPU price."""

    currency: str
    vcpu_month: Range
    gib_month: Range
    engineer_month: Range
    is_declared: bool


def price_list(portfolio: Portfolio) -> PriceList:
    """The declared prices as points, the defaults as ranges; figures in the manifest's currency."""
    prices = portfolio.prices
    return PriceList(
        currency=prices.currency,
        vcpu_month=_point(prices.vcpu_month, VCPU_MONTH),
        gib_month=_point(prices.gib_month, GIB_MONTH),
        engineer_month=_point(prices.engineer_month, ENGINEER_MONTH),
        is_declared=prices.vcpu_month is not None,
    )


def _point(declared: float | None, default: Assumption) -> Range:
    return default.used if declared is None else Range(declared, declared, declared)


def effort(portfolio: Portfolio, service: Service) -> Range | None:
    """Person-months: declared, else kloc / 0.9 × (1.5 to 2); None where neither is known.

    The two figures are the defaults of `calibration: {effort: …}`; low is fast and without trouble.
    """
    declared = service.rewrite.effort
    if declared is not None:
        return Range(declared, declared, declared)
    if service.kloc is None:
        return None
    speed, overrun = assumed(portfolio, KLOC_PER_MONTH), assumed(portfolio, OVERRUN)
    return Range(
        service.kloc / speed.high * overrun.low,
        service.kloc / speed.default * overrun.default,
        service.kloc / speed.low * overrun.high,
    )


def payback_months(cost: float, saved_per_month: float) -> float:
    """Months until the saving has paid the cost; infinite where nothing is saved."""
    return cost / saved_per_month if saved_per_month > 0 else float("inf")


def payback_range(
    effort: Range | None, engineer_month: Range, saved_per_month: Range | None
) -> Range | None:
    """Months until the saving has paid the effort; None where either is unknown.

    Low is the soonest: the low effort at the high saving; high the other way round.
    """
    if effort is None or saved_per_month is None:
        return None
    costs = (months * money for months, money in zip(effort, engineer_month, strict=True))
    return Range(*map(payback_months, costs, reversed(saved_per_month)))
