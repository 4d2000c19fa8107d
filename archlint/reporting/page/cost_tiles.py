"""Large figures of what rewrites give back and what they take: cores, money, effort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archlint.linting.outcomes import paid_of
from archlint.model import Range
from archlint.quantities import format_cores, format_money, format_months
from archlint.reporting.figures import plain
from archlint.reporting.naming import named
from archlint.reporting.page.figures import UNMEASURED, Figure, figure
from archlint.reporting.page.tile import Tile

if TYPE_CHECKING:
    from archlint.linting.outcomes import Paid
    from archlint.linting.report import PortfolioReport
    from archlint.model import Gain, Verdict


def gains_of(report: PortfolioReport) -> dict[str, Gain]:
    """What the rewrites that are due are worth, by service: in Rust, or only planned, is none."""
    return {item.service: item.gain for item in _due(report) if item.gain is not None}


def _due(report: PortfolioReport) -> Iterator[Verdict]:
    for verdict in report.verdicts:
        is_rewrite = verdict.word in ("rust", "hybrid") and verdict.language != "rust"
        if is_rewrite and not verdict.is_planned:
            yield verdict


# --- cores --------------------------------------------------------------------------------------


def cores_tile(report: PortfolioReport, gains: Mapping[str, Gain]) -> Tile:
    """What the rewrites give back, at the same utilisation."""
    cores = _known(gain.cores for gain in gains.values())
    label = "CPU given back"
    if cores is None:
        note = "add `load.cpu` to the services to rewrite"
        return Tile(label=label, value=UNMEASURED, unit="", note=note)
    lacking = [name for name, gain in gains.items() if gain.cores is None]
    money = _known(gain.per_month for gain in gains.values())
    currency = report.portfolio.prices.currency
    number, _, unit = format_cores(cores.default).partition(" ")
    least = "at least " if lacking else ""
    paid = paid_of(report.analysis)
    told = [
        f"of {_least(paid)}{format_cores(paid.cores)} {basis_of(paid)}" if paid else "",
        _between(cores),
        f"{least}{format_money(money.default, currency)} a month" if money else "money not given",
        f"that of {named(lacking)} not measured" if lacking else "",
    ]
    return Tile(
        label=label,
        value=Figure(cores.default, f"{least}{number}", is_least=bool(lacking)),
        unit=unit,
        note="; ".join(filter(None, told)),
    )


def _between(values: Range) -> str:
    """`13.1 to 28.3, low to high`; empty where the ends are one."""
    low, high = plain(values.low), plain(values.high)
    return "" if low == high else f"{low} to {high}, low to high"


def basis_of(paid: Paid) -> str:
    """What cores are: paid for, or no more than in use where none is said to be allocated."""
    return "paid for" if paid.is_allocated else "in use"


def _least(paid: Paid) -> str:
    return "at least " if paid.lacking else ""


def cores_today(report: PortfolioReport) -> Tile:
    """What runs today, where no rewrite gives any of it back."""
    paid = paid_of(report.analysis)
    if paid is None:
        note = "add `load.cpu` to the services"
        return Tile(label="CPU in use", value=UNMEASURED, unit="", note=note)
    number, _, unit = format_cores(paid.cores).partition(" ")
    note = "no rewrite is asked for that would give any back"
    lacking = f"; that of {named(paid.lacking)} not measured" if paid.lacking else ""
    return Tile(
        label=f"CPU {basis_of(paid)}",
        value=Figure(paid.cores, f"{_least(paid)}{number}", is_least=bool(paid.lacking)),
        unit=unit,
        note=f"{note}{lacking}",
    )


# --- effort -------------------------------------------------------------------------------------


def effort_tile(report: PortfolioReport, gains: Mapping[str, Gain]) -> Tile:
    """Person-months of all rewrites, and how long the money saved takes to pay them."""
    known = [gain.effort for gain in gains.values() if gain.effort is not None]
    total = _known(known)
    if total is None:
        note = "add `size` or `rewrite.effort` to the services to rewrite"
        return Tile(label="Effort", value=Figure(None, "not given"), unit="", note=note)
    unknown = tuple(name for name, gain in gains.items() if gain.effort is None)
    told = list(filter(None, [_between(total)]))
    parts = [item.service for item in _due(report) if is_of_whole(report, item)]
    if parts:
        told.append(f"that of {named(parts)} is of the whole service")
    if unknown:
        told.append(f"that of {named(unknown)} not given")
    elif back := payback_of(report, list(gains.values())):
        told.append(_paid_back(back, "its cost" if len(gains) == 1 else "their cost"))
    else:
        told.append("money saved not known")
    return Tile(
        label="Effort",
        value=figure(total.default, plain, is_least=bool(unknown)),
        unit="person-months",
        note="; ".join(told),
    )


def is_of_whole(report: PortfolioReport, verdict: Verdict) -> bool:
    """Whether an effort follows from the size of a service of which a part is to be rewritten."""
    has_effort = verdict.gain is not None and verdict.gain.effort is not None
    is_declared = report.portfolio.services[verdict.service].rewrite.effort is not None
    return verdict.word == "hybrid" and has_effort and not is_declared


def _paid_back(back: Range, cost: str) -> str:
    """`their cost back after 85.4 years, 56.7 years at best`."""
    first, usual = format_months(back.low), format_months(back.default)
    if usual == "never":
        return f"{cost} never back" + ("" if first == usual else f", or after {first} at best")
    return f"{cost} back after {usual}" + ("" if first == usual else f", {first} at best")


def payback_of(report: PortfolioReport, gains: Sequence[Gain]) -> Range | None:
    """Months until what all of them save has paid what all of them cost; the soonest is low.

    None where what one of them saves or costs is not known.
    """
    from archlint.analysis import payback_range, price_list

    price = price_list(report.portfolio).engineer_month
    effort, saved = _whole([gain.effort for gain in gains]), [gain.per_month for gain in gains]
    return payback_range(effort, price, _whole(saved))


def _whole(ranges: Sequence[Range | None]) -> Range | None:
    """The sum; None where one of them is unknown."""
    return None if None in ranges else _known(ranges)


def _known(ranges: Iterable[Range | None]) -> Range | None:
    """The sum of those that are known; None where none is."""
    known = [values for values in ranges if values is not None]
    return Range(*map(sum, zip(*known, strict=True))) if known else None
