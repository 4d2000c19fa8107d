"""What a portfolio comes to at both ends of a gain: times, users waiting, cores, money, payback."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.model import Range

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Portfolio, Service

ENDS = ("low", "default", "high")
OPPOSITE = {"low": "high", "default": "default", "high": "low"}
"""The low end of a gain is the high end of its factor."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What it comes to in one mode, low-default-high of the gain.

    `means` are seconds by journey, `users` those waiting, `cores` those paid for: allocated where
    that is declared, else in use. `is_least`: there are at least so many users;
    `is_allocated`: of some cores it is declared, so that they are paid for and not only in use.
    """

    means: Mapping[str, Range]
    users: Range | None
    cores: Range | None
    is_least: bool = False
    is_allocated: bool = False


class Paid(Struct, frozen=True, kw_only=True):
    """Cores that are paid for, as far as it is known: allocated where declared, else in use.

    `lacking` are the counted services of which neither is known; `is_allocated` says that of some
    it is declared, so that cores are paid for and not only in use.
    """

    cores: float
    lacking: tuple[str, ...]
    is_allocated: bool


def paid_of(analysis: Analysis) -> Paid | None:
    """The cores of a portfolio; None where those of no service are known."""
    known = {item.name: cores_of(analysis, item) for item in _counted(analysis)}
    cores = [value for value in known.values() if value is not None]
    if not cores:
        return None
    return Paid(
        cores=math.fsum(cores),
        lacking=tuple(name for name, value in known.items() if value is None),
        is_allocated=_is_allocated(analysis),
    )


def outcome(analyses: Mapping[str, Analysis]) -> Outcome:
    ordered = [analyses[end] for end in ENDS]
    means = [{item.name: item.mean for item in analysis.journeys} for analysis in ordered]
    cores = [_paid(analysis) for analysis in ordered]
    return Outcome(
        means={name: Range(*(mean[name] for mean in means)) for name in means[0]},
        users=Range(*(analysis.waiting.total for analysis in ordered))
        if ordered[0].has_rates
        else None,
        cores=Range(*(value or 0.0 for value in cores)) if None not in cores else None,
        is_allocated=any(map(_is_allocated, ordered)),
        is_least=any(analysis.waiting.is_lower_bound for analysis in ordered),
    )


def _paid(analysis: Analysis) -> float | None:
    paid = paid_of(analysis)
    return paid.cores if paid is not None else None


def _is_allocated(analysis: Analysis) -> bool:
    return any(item.load.cpu_allocated is not None for item in _counted(analysis))


def _counted(analysis: Analysis) -> list[Service]:
    return [item for item in analysis.portfolio.services.values() if item.is_counted]


def cores_of(analysis: Analysis, service: Service) -> float | None:
    """Cores that a service pays for: allocated where declared, else in use; None where unknown."""
    allocated = service.load.cpu_allocated
    return analysis.computing[service.name].cpu if allocated is None else allocated


def _bill(analysis: Analysis, end: str) -> float | None:
    """What cores and memory cost a month at the low, default or high price."""
    from archlint.analysis import GIB, price_list

    cores, prices = _paid(analysis), price_list(analysis.portfolio)
    memory = math.fsum(item.load.memory or 0.0 for item in _counted(analysis)) / GIB
    if cores is None and not memory:
        return None
    vcpu, gib = getattr(prices.vcpu_month, end), getattr(prices.gib_month, end)
    return float((cores or 0.0) * vcpu + memory * gib)


def change_of(before: Analysis, analyses: Mapping[str, Analysis]) -> Range | None:
    """By how much the bill changes a month; the low end of the gain is at the low price.

    None where nothing is paid for that is known, or in two currencies.
    """
    if before.portfolio.prices.currency != analyses["default"].portfolio.prices.currency:
        return None
    changes = []
    for end in ENDS:
        was, now = _bill(before, end), _bill(analyses[end], end)
        if was is None and now is None:
            return None
        changes.append((now or 0.0) - (was or 0.0))
    return Range(*changes)


def effort_of(portfolio: Portfolio, asked: Iterable[str]) -> tuple[Range | None, tuple[str, ...]]:
    """Person-months of all rewrites; None where one is not known, and which."""
    from archlint.analysis import effort

    months = {name: effort(portfolio, portfolio.services[name]) for name in asked}
    unknown = tuple(name for name, value in months.items() if value is None)
    known = [value for value in months.values() if value is not None]
    if not known or unknown:
        return None, unknown
    return Range(*map(math.fsum, zip(*known, strict=True))), ()


def payback_of(
    now: Analysis, analyses: Mapping[str, Analysis], effort: Range | None
) -> Range | None:
    """Months until what the rewrites save has paid their effort; the low end is the soonest."""
    from archlint.analysis import payback_months, price_list

    if effort is None:
        return None
    price = price_list(now.portfolio).engineer_month
    months = []
    for end in ENDS:
        gain = OPPOSITE[end]
        was, then = _bill(now, gain), _bill(analyses[gain], gain)
        if was is None or then is None:
            return None
        months.append(payback_months(getattr(effort, end) * getattr(price, end), was - then))
    return Range(*months)
