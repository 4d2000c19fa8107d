"""Default figures that stand where the manifest says nothing: each with range, source and key.

Prices: on-demand list prices of general-purpose instances with four vCPU in the cheapest regions of
three public clouds, 730 hours a month, as two autoscalers and the price lists of a third generate
them, read 2026-06 to 2026-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range

if TYPE_CHECKING:
    from archlint.model import Portfolio


class Assumption(Struct, frozen=True, kw_only=True):
    """One default figure: what it is used at, where it comes from, which key replaces it.

    `seen` are the ends of what the source found, where that is wider than what is used.
    """

    key: str
    what: str
    unit: str
    used: Range
    source: str
    seen: tuple[float, float] | None = None


def _exactly(value: float) -> Range:
    return Range(value, value, value)


VCPU_MONTH = Assumption(
    key="prices.vcpu_month",
    what="one vCPU a month",
    unit="USD",
    used=Range(24.5, 31.0, 42.0),
    source="23 list prices on demand × 730 h: AWS us-east-1 (karpenter-provider-aws, 2026-07-20),"
    " Google Cloud us (kubernetes/autoscaler gce_price_info.go), Azure eastus"
    " (karpenter-provider-azure, 2026-06-18); each is a machine's whole price by vCPU, its 2 to 4"
    " GiB included; commitments take 30 to 40 % off",
    seen=(24.46, 49.82),
)
GIB_MONTH = Assumption(
    key="prices.gib_month",
    what="one GiB of memory a month",
    unit="USD",
    used=Range(2.1, 2.6, 3.1),
    source="the same lists, from $2.1 (AWS m7i against c7i) to $3.1 (Google n2-standard against"
    " n2-highcpu); part of it is in the price of a vCPU: declare both where memory counts",
)
ENGINEER_MONTH = Assumption(
    key="prices.engineer_month",
    what="one person-month",
    unit="USD",
    used=_exactly(15_000.0),
    source="convention, no survey: $180k a year in all; payback scales with it, so say yours",
)
KLOC_PER_MONTH = Assumption(
    key="calibration.effort.kloc_per_month",
    what="thousand lines that one person ports in a month",
    unit="kloc",
    used=_exactly(0.9),
    source="YJIT, C to Rust: 11 kloc, four people, three months (Shopify, 2022); ports of Turborepo"
    " and fish within the same range",
    seen=(0.5, 1.5),
)
OVERRUN = Assumption(
    key="calibration.effort.overrun",
    what="effort over the estimate",
    unit="times",
    used=Range(1.5, 1.75, 2.0),
    source="Crosslake, over 50 rewrites, 1.5 to 2 times over budget: a vendor's claim;"
    " fish took two years for half a year",
)
RAMP_MONTHS = Assumption(
    key="calibration.effort.ramp_months",
    what="until one who learns Rust is productive; said by NT204, in no sum",
    unit="months",
    used=Range(2.0, 3.0, 4.0),
    source="Google's survey of 2022, self-reported: over two thirds confident within two months,"
    " half as productive within four",
)
_SPREAD = Assumption(
    key="policies.engine.assumed_spread",
    what="σ of ln t where one figure is declared alone",
    unit="",
    used=_exactly(0.7),
    source="convention: p99 = 5 · p50, so a mean is 1.28 · p50; said wherever it is used",
)

ASSUMPTIONS = (
    VCPU_MONTH,
    GIB_MONTH,
    ENGINEER_MONTH,
    KLOC_PER_MONTH,
    OVERRUN,
    RAMP_MONTHS,
    _SPREAD,
)
"""All of them, as `archlint explain calibration` lists them."""


def assumed(portfolio: Portfolio, assumption: Assumption) -> Range:
    """What the manifest's `calibration` says in its place, else the default.

    Of the others `price_list` has the prices, in the manifest's currency, and the engine's settings
    have the spread.
    """
    _, row, column = assumption.key.split(".")
    return portfolio.calibration.get(row, {}).get(column, assumption.used)
