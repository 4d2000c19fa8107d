"""Large figures of what rewrites give back and what they take: cores, money, effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.linting.outcomes import ENDS, outcome
from archlint.model import Range
from archlint.quantities import format_cores, format_money, format_months
from archlint.reporting.figures import plain
from archlint.reporting.naming import named
from archlint.reporting.page.figures import UNMEASURED, Figure, modest
from archlint.reporting.page.tile import Tile

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain


def gains_of(report: PortfolioReport) -> dict[str, Gain]:
    """What the rewrites that are due are worth, by service: in Rust, or only planned, is none."""
    return {
        verdict.service: verdict.gain
        for verdict in report.verdicts
        if verdict.gain is not None
        and verdict.word in ("rust", "hybrid")
        and verdict.language != "rust"
        and not verdict.is_planned
    }


def cores_tile(report: PortfolioReport, gains: Mapping[str, Gain]) -> Tile:
    """What the rewrites give back, at the same utilisation."""
    cores = _sum(gain.cores for gain in gains.values())
    label = "CPU given back"
    if cores is None:
        note = "add `load.cpu` to the services to rewrite"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    money = _sum(gain.per_month for gain in gains.values())
    currency = report.portfolio.prices.currency
    number, _, unit = modest(cores.default, format_cores).partition(" ")
    paid = f"; {format_money(money.default, currency)} a month" if money else "; money not given"
    between = _between(cores)
    used = _used(report)
    whole = f", of {format_cores(used)} paid for" if used else ""
    return Tile(
        label=f"{label}{whole}",
        value=Figure(cores.default, number),
        unit=unit,
        note=(between + paid).removeprefix("; "),
    )


def _between(values: Range) -> str:
    """`13.1 to 28.3, low to high`; empty where the ends are one."""
    low, high = plain(values.low), plain(values.high)
    return "" if low == high else f"{low} to {high}, low to high"


def _used(report: PortfolioReport) -> float | None:
    """Cores in use or allocated, as they are paid for; None where nobody says."""
    cores = outcome(dict.fromkeys(ENDS, report.analysis)).cores
    return cores.default if cores is not None else None


def cores_today(report: PortfolioReport) -> Tile:
    used = _used(report)
    if used is None:
        note = "add `load.cpu` to the services"
        return Tile(label="CPU in use", value=UNMEASURED, unit="", note=note)
    number, _, unit = modest(used, format_cores).partition(" ")
    return Tile(
        label="CPU paid for",
        value=Figure(used, number),
        unit=unit,
        note="no rewrite is asked for that would give any back",
    )


# --- effort -------------------------------------------------------------------------------------


def effort_tile(report: PortfolioReport, gains: Mapping[str, Gain]) -> Tile:
    """Person-months of all rewrites, and how long the money saved takes to pay them."""
    known = [gain.effort for gain in gains.values() if gain.effort is not None]
    total = _sum(known)
    if total is None:
        note = "add `size` or `rewrite.effort` to the services to rewrite"
        return Tile(label="Effort", value=Figure(None, "not given"), unit="", note=note)
    unknown = tuple(name for name, gain in gains.items() if gain.effort is None)
    told = list(filter(None, [_between(total)]))
    if unknown:
        told.append(f"that of {named(unknown)} not given")
    elif back := payback_of(report, list(gains.values())):
        told.append(_paid_back(back, "its cost" if len(gains) == 1 else "their cost"))
    else:
        told.append("money saved not known")
    return Tile(
        label="Effort",
        value=Figure(total.default, f"{'at least ' if unknown else ''}{plain(total.default)}"),
        unit="person-months",
        note="; ".join(told),
    )


def _paid_back(back: Range, cost: str) -> str:
    """`their cost back after 85.4 years, at best 56.7 years`."""
    first, usual = format_months(back.low), format_months(back.default)
    best = "" if first == usual else f", at best after {first}"
    return f"{cost} {'never back' if usual == 'never' else f'back after {usual}'}{best}"


def payback_of(report: PortfolioReport, gains: Sequence[Gain]) -> Range | None:
    """Months until what all of them save has paid what all of them cost; the soonest is low."""
    from archlint.analysis import payback_range, price_list

    saved = [gain.per_month for gain in gains]
    if None in saved:
        return None
    price = price_list(report.portfolio).engineer_month
    return payback_range(_sum(gain.effort for gain in gains), price, _sum(saved))


def _sum(ranges: Iterable[Range | None]) -> Range | None:
    """The sum of those that are known; None where none is."""
    known = [values for values in ranges if values is not None]
    return Range(*map(sum, zip(*known, strict=True))) if known else None
