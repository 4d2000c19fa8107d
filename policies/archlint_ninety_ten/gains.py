"""What a rewrite of one service is worth, and what to try in Go before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint import (
    Candidate,
    Gain,
    Range,
    effort,
    format_cores,
    format_duration,
    format_money,
    format_number,
    format_payback,
    format_users,
    price_list,
)
from archlint_ninety_ten.calibration import ROW_OF_KIND
from archlint_ninety_ten.cost import Saving, payback, saving
from archlint_ninety_ten.kernels import short
from archlint_ninety_ten.languages import Side, side_of

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case

_SHOWN = 0.000_05
"""Seconds: gains below this are not worth a line."""

_TUNING = {
    "json_api": "a faster JSON library, PGO and GOMEMLIMIT",
    "crud_io_bound": "GOMEMLIMIT, PGO and fewer allocations in the driver path",
    "proxy_l4": "batching of system calls",
    "gateway_l7": "PGO, pooled buffers and GOMEMLIMIT",
    "storage_cache": "off-heap storage, GOGC and GOMEMLIMIT",
    "stream_processing": "pooled buffers, batching and PGO",
    "compute_kernel": "PGO, fewer allocations and a profile of the hot loop",
}
_ANYTHING = "PGO, fewer allocations and GOMEMLIMIT"


def gain_of(case: Case, service: Service, operation: str = "") -> Gain | None:
    """The gain of rewriting this service alone, low-default-high; None without a factor or φ.

    With an `operation` that of rewriting it alone.
    """
    costs = costs_of(case, service, operation)
    if costs is None or case.equivalent.computing[service.name].share is None:
        return costs
    removals = [
        case.equivalent.removal({operation or service.name: factor})
        for factor in reversed(case.factors[service.name].cpu)
    ]
    return replace(
        costs,
        milliseconds={
            journey: Range(*(removal.seconds.get(journey, 0.0) * 1e3 for removal in removals))
            for journey in sorted({name for removal in removals for name in removal.seconds})
        },
        users=Range(*(removal.users for removal in removals)) if _counts(case, service) else None,
    )


def _counts(case: Case, service: Service) -> bool:
    """Whether it is known how many users wait for the service, be it none."""
    is_known = case.analysis.has_rates and service.name not in case.analysis.unrated
    return is_known and not service.is_planned


def candidates_of(case: Case, kernels: Mapping[str, str]) -> Iterator[Candidate]:
    """The rewrites that a plan may choose: running services that may sit and have all inputs.

    Of those with a kernel (service -> operation) that alone: the rest would gain nothing.
    """
    services = case.analysis.portfolio.services
    for name in case.candidates:
        costs = costs_of(case, services[name], kernels.get(name, ""))
        if costs is not None and not services[name].is_planned:
            is_taken = side_of(services[name]) is Side.RUST
            yield Candidate(service=name, gain=costs, is_taken=is_taken)


def costs_of(case: Case, service: Service, operation: str = "") -> Gain | None:
    """The part of a gain that no other rewrite changes: cores, money, effort, payback.

    What is only planned pays nothing back.
    """
    factor = case.factors.get(service.name)
    if factor is None:
        return None
    saved = {
        end: saving(case, service, end=end, operation=operation)
        for end in ("low", "default", "high")
    }
    price = price_list(case.analysis.portfolio)
    per_month = _range(saved, "per_month")
    return Gain(
        cores=_range(saved, "cores"),
        per_month=per_month,
        currency=price.currency,
        effort=None if service.is_planned else effort(case.analysis.portfolio, service),
        payback=None if service.is_planned else payback(case, service, operation=operation),
        factor=factor.cpu,
        factor_source=factor.source,
        operation=operation,
    )


def _range(saved: Mapping[str, Saving | None], figure: str) -> Range | None:
    if any(value is None for value in saved.values()):
        return None
    return Range(*(getattr(saved[end], figure) for end in ("low", "default", "high")))


def gain_line(gain: Gain, *, is_done: bool = False) -> str:
    """`in Rust, at the same utilisation: 3.79 ms (0 to 7.04 ms) off order, 4.55 cores, …`.

    `is_done`: of what is in Rust already. A negative end is a loss. Of one operation the effort is
    at most that of the whole service.
    """
    parts = []
    for journey, milliseconds in gain.milliseconds.items():
        if milliseconds.default >= _SHOWN * 1e3:
            parts.append(
                f"{format_duration(milliseconds.default / 1e3)}"
                f"{_span(milliseconds, ' ms')} off {journey}"
            )
    if gain.users is not None:
        parts.append(f"{format_users(gain.users.default)}{_span(gain.users)}")
    if gain.cores is not None:
        parts.append(f"{format_cores(gain.cores.default)}{_span(gain.cores)}")
    if gain.per_month is not None:
        parts.append(_money(gain.per_month, gain.currency))
    if gain.payback is not None:
        whose = "the whole service's" if gain.operation else "its"
        parts.append(f"{whose} effort {format_payback(*gain.payback)}")
    what = f"{short(gain.operation)} in Rust" if gain.operation else "in Rust"
    if is_done:
        what = f"{what} against Go"
    return f"{what}, at the same utilisation: {', '.join(parts) or 'nothing that shows'}"


def _money(per_month: Range, currency: str) -> str:
    low, default, high = (format_money(amount, currency) for amount in per_month)
    between = f" ({low} to {high})" if low != high else ""
    return f"{default} a month{between}"


def _span(values: Range, unit: str = "") -> str:
    """` (0.75 to 9.75 ms)`; nothing where the figure is a point."""
    if values.low == values.high:
        return ""
    return f" ({format_number(values.low)} to {format_number(values.high)}{unit})"


def factor_line(gain: Gain) -> str:
    """`factor 0.65 (0.35 to 1), prior for kernel (compute_kernel)`."""
    if gain.factor is None:
        return ""
    return f"factor {format_number(gain.factor.default)}{_span(gain.factor)}, {gain.factor_source}"


def tuning_line(service: Service) -> str:
    """What to try in Go first: it costs days, and published cases got 30 % of the CPU back."""
    return f"before that, in {spoken(service)}: {tuning(service)}; then measure again"


def spoken(service: Service) -> str:
    """The language that a service is tuned in: Go, unless it says another."""
    return (service.language or "go").capitalize()


def tuning(service: Service) -> str:
    """What is tuned before a rewrite: in Go by the kind of service, else what any runtime has."""
    if service.language not in (None, "go"):
        return "profile it, and give what computes to a native library or its runtime's fast paths"
    return _TUNING.get(ROW_OF_KIND.get(service.kind or "") or "", _ANYTHING)
