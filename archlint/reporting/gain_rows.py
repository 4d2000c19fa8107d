"""What a rewrite of one service takes off: alone, and after the seats above its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.quantities import format_cores, format_duration, format_money, format_payback
from archlint.reporting.figures import of_range, plain
from archlint.reporting.shortlist import SHOWN, shortlist_of
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Service


class GainRow(NamedTuple):
    """A label and two cells."""

    label: str
    alone: str
    after: str


def gain_rows(report: PortfolioReport, service: Service) -> Iterator[GainRow]:
    """A row a journey that gains, cores with money, effort with payback; none without a gain."""
    found = {item.service: item for item in report.verdicts}
    gain = found[service.name].gain if service.name in found else None
    if gain is None:
        return
    ranked = shortlist_of(report)
    entries = (*ranked.seats, *ranked.beyond) if ranked else ()
    after = next((item.seconds for item in entries if item.service == service.name), None)
    for journey, off in sorted(gain.milliseconds.items(), key=lambda item: -item[1].default):
        if off.default >= SHOWN * 1e3:
            then = "" if after is None else _off(after.get(journey, 0.0))
            yield GainRow(f"{visible(journey)}, mean", _off(off.default / 1e3), then)
    if gain.cores is not None:
        money = (
            "" if gain.per_month is None else format_money(gain.per_month.default, gain.currency)
        )
        yield GainRow(
            "CPU", f"-{format_cores(gain.cores.default)}", f"{money} a month" if money else ""
        )
    if gain.effort is not None:
        paid = format_payback(*gain.payback) if gain.payback is not None else ""
        months = of_range(gain.effort, plain)
        yield GainRow("effort", f"{months} pm", paid)


def _off(seconds: float) -> str:
    return f"-{format_duration(seconds)}"
