"""What cores and people cost: prices, effort and payback as ranges, each with its source.

Sources: list prices of general-purpose instances in the cheapest regions of three public clouds,
on demand, 730 hours a month, read 2026-06 to 2026-07; porting speed of YJIT (11 kloc of C to Rust,
four people, three months); overruns of rewrites in the Crosslake survey of 50 projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range

if TYPE_CHECKING:
    from archlint.model import Portfolio, Service

VCPU_MONTH = Range(24.5, 31.0, 42.0)
"""USD for one vCPU a month."""

GIB_MONTH = Range(2.1, 2.6, 3.1)
"""USD for one GiB a month."""

ENGINEER_MONTH = Range(15_000.0, 15_000.0, 15_000.0)
"""USD for one person-month: $350k to $467k for the 23 to 31 person-months of 14 kloc."""

KLOC_PER_PERSON_MONTH = 0.9
OVERRUN = Range(1.5, 1.75, 2.0)

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


def _point(declared: float | None, default: Range) -> Range:
    return default if declared is None else Range(declared, declared, declared)


def effort(service: Service) -> Range | None:
    """Person-months: declared, else kloc / 0.9 × (1.5 to 2); None where neither is known."""
    declared = service.rewrite.effort
    if declared is not None:
        return Range(declared, declared, declared)
    if service.kloc is None:
        return None
    months = service.kloc / KLOC_PER_PERSON_MONTH
    return Range(months * OVERRUN.low, months * OVERRUN.default, months * OVERRUN.high)


def payback_months(cost: float, saved_per_month: float) -> float:
    """Months until the saving has paid the cost; infinite where nothing is saved."""
    return cost / saved_per_month if saved_per_month > 0 else float("inf")
