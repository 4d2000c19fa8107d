"""NT106: a rewrite whose saved cores pay for it within a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import (
    Argument,
    Measure,
    Policy,
    Severity,
    Subject,
    format_cores,
    format_money,
    format_number,
    format_payback,
    option,
    price_list,
)
from archlint_ninety_ten.cost import (
    Saving,
    bill_of,
    by_cores,
    memory_saving,
    payback,
    payback_numbers,
    rewrite_cost,
    saving,
)

if TYPE_CHECKING:
    from archlint import Range, Service
    from archlint_ninety_ten.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritePaysBack(Policy):
    """Flag a service whose rewrite pays back within twelve months at the default factor.

    Cores (and memory where it is declared) × prices × (1 - f) are held against the effort:
    declared, or kloc / 0.9 person-months × (1.5 to 2). Asked of measured CPU only.

    Why: a rewrite that pays back within a year is worth a spike of two to four weeks, which
    measures the factor. Nobody has to wait for the service for that to be true.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          counter:
            language: go
            kind: json-api
            load: {rate: 40k/s, cpu: 800}
            rewrite: {effort: 6 pm}
            measured: {at: 2026-10-01, source: prometheus}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          counter:
            language: go
            kind: json-api
            load: {rate: 40k/s, cpu: 80}
            rewrite: {effort: 6 pm}
            measured: {at: 2026-10-01, source: prometheus}

    Known problems: the factor is a prior until it is measured; dual running and training are not
    in the effort.

    Source: payback of published rewrites; 0.9 kloc a person-month from YJIT's port.
    """

    code = "NT106"
    name = "rewrite-pays-back"
    severity = Severity.WARNING
    severities = (
        (Severity.ERROR, "where another argument for Rust is proven"),
        (Severity.WARNING, "otherwise: a spike first, two to four weeks, to measure the factor"),
    )

    max_payback: float = option(
        12.0,
        "number",
        "Months within which the rewrite has to pay back.",
        source="practice drawn from published rewrites: a spike is worth it within a year",
    )
    least_effort: float = option(
        3.0,
        "number",
        "Person-months below which no rewrite is thought to stay.",
        source="convention: one engineer for a quarter; npm's and DSQL's took weeks, most far more",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            yield self._ask(case, service)

    def _ask(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        if service.name not in case.factors:
            return self._without_factor(service)
        if service.is_planned:
            return self.no(subject, "planned: there is nothing to pay back")
        if case.analysis.computing[service.name].cpu is None:
            return self._without_cpu(case, service)
        saved = saving(case, service)
        if saved is None or saved.per_month <= 0:
            return self.no(subject, _saves_nothing(case))
        cost, months = rewrite_cost(case, service), payback(case, service)
        if cost is None or months is None:
            return self._without_effort(case, service, saved)
        return self._weigh(case, service, saved, cost, months)

    def _without_factor(self, service: Service) -> Argument:
        return self.unknown(
            Subject.service(service.name),
            f"no factor of a rewrite is known for kind {service.kind}",
            missing=("rewrite.cpu",),
        )

    def _weigh(
        self, case: Case, service: Service, saved: Saving, cost: Range, months: Range
    ) -> Argument:
        subject = Subject.service(service.name)
        currency = price_list(case.analysis.portfolio).currency
        low, default, high = (format_money(amount, currency) for amount in cost)
        spent = default if low == high else f"{default} ({low} to {high})"
        fact = (
            f"a rewrite saves {format_cores(saved.cores)} and"
            f" {format_money(saved.per_month, currency)} a month;"
            f" its {spent} are {format_payback(*months)}"
        )
        numbers: dict[str, float | str] = {
            "saved_cores": saved.cores,
            "saving_per_month": saved.per_month,
            **payback_numbers(months),
            "currency": currency,
        }
        if months.default > self.max_payback:
            return self.no(subject, fact, numbers=numbers)
        if not service.load_measured.is_measured:
            return self.unknown(
                subject,
                f"{fact}, on an estimate",
                missing=("load.measured",),
                could_be="Rust by cost if measuring its CPU confirms the estimate",
                numbers=numbers,
                at=(*service.pointer, "load", "cpu"),
            )
        return self.yes(
            subject,
            fact,
            numbers=numbers,
            measure=Measure(name="saving", value=saved.per_month, unit=f"{currency}/month"),
            at=(*service.pointer, "load", "cpu"),
        )

    def _without_effort(self, case: Case, service: Service, saved: Saving) -> Argument:
        """Unknown effort: no, where even a small rewrite would not pay back in time."""
        subject = Subject.service(service.name)
        engineer = price_list(case.analysis.portfolio).engineer_month.default
        affordable = saved.per_month * self.max_payback / engineer
        if affordable < self.least_effort:
            message = f"it would have to take under {format_number(affordable, 2)} person-months"
            numbers = {
                "affordable_person_months": affordable,
                "saved_cores": saved.cores,
                "saving_per_month": saved.per_month,
            }
            return self.no(subject, message, numbers=numbers)
        return self.unknown(
            subject,
            f"a rewrite saves {format_cores(saved.cores)}; its effort is not known",
            missing=("size",),
            could_be=f"Rust by cost if it takes under {format_number(affordable, 2)} person-months"
            " (`size` or `rewrite.effort` not given)",
            numbers={"affordable_person_months": affordable, "saved_cores": saved.cores},
            at=(*service.pointer, "#key"),
        )

    def _without_cpu(self, case: Case, service: Service) -> Argument:
        """Unknown CPU: no, where even a service that only computes would not pay back in time."""
        subject = Subject.service(service.name)
        factor = case.factors[service.name].cpu.default
        prices = price_list(case.analysis.portfolio)
        cost = rewrite_cost(case, service)
        least = self.least_effort * prices.engineer_month.default
        memory = memory_saving(case, service)
        left = (cost.default if cost else least) - memory * self.max_payback
        per_core = (1.0 - factor) * prices.vcpu_month.default * self.max_payback
        if left <= 0 <= per_core:
            return self._by_memory(case, service, memory)
        if per_core <= 0:
            return self.no(subject, _saves_nothing(case))
        decisive = left / per_core
        account = case.analysis.computing[service.name]
        bill = bill_of(case, service)
        if bill is not None and bill.cores < decisive:
            message = f"{format_cores(bill.cores)} are paid for: too few to pay a rewrite back"
            return self.no(subject, message, numbers={"billed_cores": bill.cores})
        most = bill.cores if bill is not None else None
        if most is None and account.rate is not None and account.self_seconds is not None:
            most = account.rate * account.self_seconds
        if most is not None and most < decisive:
            message = f"at most {format_cores(most)} of its time can be computing"
            return self.no(subject, message, numbers={"most_cores": most})
        missing = account.missing_cpu or ("load.cpu",)
        numbers: dict[str, float | str] = {"deciding_cores": decisive}
        if cost is None:
            numbers["least_person_months"] = self.least_effort
        return self.unknown(
            subject,
            "its cores are not known",
            missing=missing,
            could_be=by_cores(numbers, missing) if most is not None else "",
            numbers=numbers,
            at=(*service.pointer, "#key"),
        )

    def _by_memory(self, case: Case, service: Service, memory: float) -> Argument:
        """Unknown CPU that does not matter: what memory saves pays the rewrite back in time."""
        prices = price_list(case.analysis.portfolio)
        numbers: dict[str, float | str] = {"memory_saving_per_month": memory}
        fact = f"its memory alone would save {format_money(memory, prices.currency)} a month"
        if memory <= 0:
            fact = "a rewrite costs nothing at these prices"
        known = rewrite_cost(case, service) is not None
        once = "its CPU is measured"
        if not known:
            affordable = memory * self.max_payback / prices.engineer_month.default
            numbers["affordable_person_months"] = affordable
            once = f"it takes under {format_number(affordable, 2)} person-months"
        given = "`load.cpu`" if known else "`load.cpu` and `size` or `rewrite.effort`"
        return self.unknown(
            Subject.service(service.name),
            f"{fact}; its cores are not known",
            missing=("load.cpu",) if known else ("load.cpu", "size"),
            could_be=f"Rust by cost if {once}: {fact} ({given} not given)",
            numbers=numbers,
            at=(*service.pointer, "load", "memory"),
        )


def _saves_nothing(case: Case) -> str:
    if price_list(case.analysis.portfolio).vcpu_month.default <= 0:
        return "a rewrite would save no money at these prices"
    return "a rewrite would save no cores at the default factor"
