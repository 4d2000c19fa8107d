"""What a service's cores cost and what a rewrite would save, in the manifest's currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint import GIB, Range, effort, format_cores, payback_months, price_list
from archlint_ninety_ten.languages import Side, side_of

if TYPE_CHECKING:
    from archlint import PriceList, Service
    from archlint_ninety_ten.case import Case


class Bill(Struct, frozen=True, kw_only=True):
    """The cores that are paid for and what they cost a month."""

    cores: float
    is_allocated: bool
    prices: PriceList

    def monthly(self, share: float = 1.0) -> Range:
        """The cost of `share` of the cores a month: low, default, high price."""
        price = self.prices.vcpu_month
        cores = self.cores * share
        return Range(cores * price.low, cores * price.default, cores * price.high)


def bill_of(case: Case, service: Service) -> Bill | None:
    """What the service would cost in Go: its bill of today, by its factor where it is in Rust."""
    paid = paid_for(case, service)
    return None if paid is None else replace(paid, cores=paid.cores / _rust_factor(case, service))


def paid_for(case: Case, service: Service) -> Bill | None:
    """`cpu_allocated` where declared, else the cores in use, a lower bound; None without."""
    load = service.load
    cores = load.cpu_allocated if load.cpu_allocated is not None else load.cpu
    if cores is None:
        cores = case.analysis.computing[service.name].cpu
    if cores is None:
        return None
    return Bill(
        cores=cores,
        is_allocated=load.cpu_allocated is not None,
        prices=price_list(case.analysis.portfolio),
    )


def _rust_factor(case: Case, service: Service) -> float:
    """F for a service in Rust, whose cores would be cpu/f in Go; 1 for every other."""
    factor = case.factors.get(service.name)
    return factor.cpu.default if factor and side_of(service) is Side.RUST else 1.0


def bills_of_today(case: Case) -> Iterator[tuple[Service, Bill]]:
    """What is paid for every running service of ours whose cores are known."""
    for service in case.subjects:
        bill = paid_for(case, service)
        if bill is not None and not service.is_planned:
            yield service, bill


class Saving(Struct, frozen=True, kw_only=True):
    """Money a month that a rewrite saves at one factor: cores, and memory where it is declared."""

    cores: float
    cores_per_month: float
    per_month: float


def saving(
    case: Case, service: Service, *, end: str = "default", operation: str = ""
) -> Saving | None:
    """What a rewrite saves at the low, default or high end of its gain; None without figures.

    The low end of the gain is the high factor at the low price, and the other way round. One
    `operation` saves its part of the cores; whose the memory is nobody knows.
    """
    bill, factor = bill_of(case, service), case.factors.get(service.name)
    if bill is None or factor is None:
        return None
    part = cpu_part(case, service, operation) if operation else 1.0
    cores = bill.cores * part * (1.0 - getattr(factor.cpu, _OPPOSITE[end]))
    money = cores * getattr(bill.prices.vcpu_month, end)
    memory = 0.0 if operation else memory_saving(case, service, end=end)
    return Saving(cores=cores, cores_per_month=money, per_month=money + memory)


_OPPOSITE = {"low": "high", "default": "default", "high": "low"}
"""The end of the factor at that end of the gain."""


def memory_saving(case: Case, service: Service, *, end: str = "default") -> float:
    """Money a month that a rewrite saves in memory; 0 where no memory or no factor is known."""
    factor = case.factors.get(service.name)
    if factor is None or service.load.memory is None:
        return 0.0
    gib: float = service.load.memory / GIB * (1.0 - getattr(factor.mem, _OPPOSITE[end]))
    price: float = getattr(price_list(case.analysis.portfolio).gib_month, end)
    return gib * price


def cpu_part(case: Case, service: Service, operation: str) -> float:
    """The operation's part of the service's CPU; 0 where it is not known."""
    account = case.equivalent.computing[service.name]
    parts = {part.operation: part.cores for part in case.equivalent.parts(service.name)}
    whole = max(account.cpu or 0.0, account.declared_parts)
    return (parts[operation] or 0.0) / whole if whole else 0.0


def rewrite_cost(case: Case, service: Service) -> Range | None:
    """Money that the rewrite costs: person-months × price; None where the effort is unknown.

    Where people are declared to cost nothing, so does any effort.
    """
    months = effort(case.analysis.portfolio, service)
    price = price_list(case.analysis.portfolio).engineer_month
    if months is None:
        return price if price.high <= 0 else None
    return Range(months.low * price.low, months.default * price.default, months.high * price.high)


def payback(case: Case, service: Service, *, operation: str = "") -> Range | None:
    """Months until the saving has paid the effort; None where either is unknown.

    An interval over both: low is the low effort at the high saving, high the other way round. For
    one `operation` the effort is that of the whole service, and so it is at most this.
    """
    cost = rewrite_cost(case, service)
    saved = [
        saving(case, service, end=end, operation=operation) for end in ("high", "default", "low")
    ]
    if cost is None or any(item is None for item in saved):
        return None
    return Range(
        *(
            payback_months(money, item.per_month)
            for money, item in zip(cost, saved, strict=True)
            if item is not None
        )
    )


def payback_numbers(months: Range) -> dict[str, float | str]:
    """The interval as an argument's numbers."""
    return {
        "payback_low_months": months.low,
        "payback_months": months.default,
        "payback_high_months": months.high,
    }


def by_cores(numbers: Mapping[str, float | str], missing: Iterable[str]) -> str:
    """From which cores on a rewrite pays back, and in what effort where that is not known either.

    `numbers` are NT106's: `deciding_cores` and, for an unknown effort, `least_person_months`.
    """
    cores, months = numbers["deciding_cores"], numbers.get("least_person_months")
    also = f" and takes at most {months:.3g} person-months" if isinstance(months, float) else ""
    given = " and ".join(f"`{name}`" for name in missing)
    used = format_cores(cores) if isinstance(cores, float) else cores
    return f"Rust by cost if it uses more than {used}{also} ({given} not given)"
