"""Large figures of what rewrites give back and what they take: cores, money, effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.linting.outcomes import ENDS, outcome
from archlint.model import Range
from archlint.quantities import format_cores, format_money, format_payback
from archlint.reporting.figures import plain
from archlint.reporting.page.figures import UNMEASURED, Figure
from archlint.reporting.page.naming import named
from archlint.reporting.page.tile import Tile

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain


def cores_tile(report: PortfolioReport, gains: Sequence[Gain]) -> Tile:
    """What the rewrites give back, at the same utilisation."""
    cores = _sum(gain.cores for gain in gains)
    label = "CPU given back"
    if cores is None:
        note = "add `load.cpu` to the services to rewrite"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    money = _sum(gain.per_month for gain in gains)
    currency = report.portfolio.prices.currency
    number, _, unit = format_cores(cores.default).partition(" ")
    paid = f"; {format_money(money.default, currency)} a month" if money else ""
    between = "" if cores.low == cores.high else f"{plain(cores.low)} to {plain(cores.high)}"
    used = _used(report)
    whole = f", of {format_cores(used)} paid for" if used else ""
    return Tile(
        label=f"{label}{whole}",
        value=Figure(cores.default, number),
        unit=unit,
        note=(between + paid).removeprefix("; ") or "at the same utilisation",
    )


def _used(report: PortfolioReport) -> float | None:
    """Cores in use or allocated, as they are paid for; None where nobody says."""
    cores = outcome(dict.fromkeys(ENDS, report.analysis)).cores
    return cores.default if cores is not None else None


def cores_today(report: PortfolioReport) -> Tile:
    used = _used(report)
    if used is None:
        note = "add `load.cpu` to the services"
        return Tile(label="CPU in use", value=UNMEASURED, unit="", note=note)
    number, _, unit = format_cores(used).partition(" ")
    return Tile(
        label="CPU paid for",
        value=Figure(used, number),
        unit=unit,
        note="no rewrite is asked for that would give any back",
    )


# --- effort -------------------------------------------------------------------------------------


def effort_tile(report: PortfolioReport, gains: Mapping[str, Gain]) -> Tile:
    """Person-months of all rewrites (by service), and how long their savings take to pay them."""
    known = [gain.effort for gain in gains.values() if gain.effort is not None]
    total = _sum(known)
    if total is None:
        note = "add `size` or `rewrite.effort` to the services to rewrite"
        return Tile(label="Effort", value=UNMEASURED, unit="", note=note)
    unknown = tuple(name for name, gain in gains.items() if gain.effort is None)
    told = [] if total.low == total.high else [f"{plain(total.low)} to {plain(total.high)}"]
    if unknown:
        told.append(f"{named(unknown)} not known")
    elif back := _payback(report, list(gains.values())):
        told.append(f"its cost {format_payback(*back)}")
    return Tile(
        label="Effort",
        value=Figure(total.default, f"{'at least ' if unknown else ''}{plain(total.default)}"),
        unit="person-months",
        note="; ".join(told),
    )


def _payback(report: PortfolioReport, gains: Sequence[Gain]) -> Range | None:
    """Months until what all of them save has paid what all of them cost; the soonest is low."""
    from archlint.analysis import payback_months, price_list

    effort = _sum(gain.effort for gain in gains)
    saved = [gain.per_month for gain in gains]
    total = _sum(saved)
    if effort is None or total is None or None in saved:
        return None
    price = price_list(report.portfolio).engineer_month
    return Range(
        payback_months(effort.low * price.low, total.high),
        payback_months(effort.default * price.default, total.default),
        payback_months(effort.high * price.high, total.low),
    )


def inputs_tile(report: PortfolioReport) -> Tile:
    """How much of what the rules ask for was given, where there is no effort to tell."""
    coverage = report.coverage
    return Tile(
        label="Rules with their inputs",
        value=Figure(float(coverage.evaluated), str(coverage.evaluated)),
        unit=f"of {coverage.total}",
        note=f"{coverage.partly} of them not everywhere" if coverage.partly else "",
    )


def _sum(ranges: Iterable[Range | None]) -> Range | None:
    """The sum of those that are known; None where none is."""
    known = [values for values in ranges if values is not None]
    return Range(*map(sum, zip(*known, strict=True))) if known else None
