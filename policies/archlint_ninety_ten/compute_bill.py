"""NT103: a service whose CPU costs so much that a fifth of it is money."""

from __future__ import annotations

import math
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
    format_months,
    format_payback,
    option,
    price_list,
)
from archlint_ninety_ten.cost import Bill, bill_of, bills_of_today, payback, payback_numbers
from archlint_ninety_ten.proof import is_fresh

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeBill(Policy):
    """Flag a service of which a 20 % saving in CPU is worth $50k a month or more.

    What is paid for is costed: `cpu_allocated` where declared, else the cores in use.

    Why: where cutting CPU use by a fifth saves $50k a month, the rewrite pays for itself, whoever
    waits for the service. Below that, people cost more than cores.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          ranking: {language: go, kind: json-api, load: {cpu: 6000, cpu_allocated: 9000}}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          ranking: {language: go, kind: json-api, load: {cpu: 600, cpu_allocated: 900}}

    Known problems: list prices of general-purpose instances are assumed until `prices:` says
    otherwise; a negotiated price can be 40 % lower.

    Source: the article ("cutting CPU use by 20 % saves $50k a month").
    """

    code = "NT103"
    name = "compute-bill"
    severity = Severity.WARNING
    severities = (
        (Severity.ERROR, "where the load is measured and the saving holds at the low price"),
        (Severity.WARNING, "otherwise"),
        (Severity.NOTE, "about the portfolio, and of what is only planned"),
    )

    saving_per_month: float = option(
        50_000.0,
        "money",
        "The saving a month from which the bill is an argument.",
        source="the article: 20 % for $50k a month",
    )
    cut: float = option(
        0.20,
        "share",
        "The cut in CPU that is costed.",
        source="the article: 20 % for $50k a month",
    )
    max_payback: float = option(
        18.0,
        "number",
        "Months: a rewrite that takes longer to pay back does not help.",
        source="convention: half as long again as NT106's year",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            yield self._ask(case, service)
        yield from self._portfolio(case)

    def _ask(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        bill = bill_of(case, service)
        if bill is None:
            return self._unmeasured(case, service)
        saved = bill.monthly(self.cut).default
        numbers = self._numbers(bill)
        if saved < self.saving_per_month:
            return self.no(subject, self._fact(bill), numbers=numbers)
        months = payback(case, service) if not service.is_planned else None
        if months is not None:
            numbers |= payback_numbers(months)
        if months is not None and months.default > self.max_payback:
            longest = format_months(self.max_payback)
            why = f"its effort is {format_payback(*months)}, not within {longest}"
            if not math.isfinite(months.default):
                why = "a rewrite saves nothing at the default factor"
            fact = self._fact(bill)
            return self.no(subject, fact, numbers=numbers, refuted_by=why)
        key = "cpu_allocated" if bill.is_allocated else "cpu"
        return self.yes(
            subject,
            self._fact(bill),
            numbers=numbers,
            measure=Measure(name="saving", value=saved, unit=f"{bill.prices.currency}/month"),
            severity=Severity.ERROR if self._is_proven(case, service, bill) else Severity.WARNING,
            at=(*service.pointer, "load", key),
        )

    def _is_proven(self, case: Case, service: Service, bill: Bill) -> bool:
        """Measured, fresh, and above the threshold at the low end of the price."""
        is_above = bill.monthly(self.cut).low >= self.saving_per_month
        return is_above and is_fresh(service.load_measured, case.analysis.today)

    def _unmeasured(self, case: Case, service: Service) -> Argument:
        """Unknown CPU: no, where even a service that only computes would stay below."""
        subject = Subject.service(service.name)
        account = case.analysis.computing[service.name]
        price = price_list(case.analysis.portfolio)
        per_core = self.cut * price.vcpu_month.default
        if per_core <= 0:
            return self.no(subject, "a cut in its CPU saves no money at these settings")
        decisive = self.saving_per_month / per_core
        could_be = ""
        if account.rate is not None and account.self_seconds is not None:
            most = account.rate * account.self_seconds
            if most < decisive:
                message = f"at most {format_cores(most)} of its time can be computing"
                return self.no(subject, message, numbers={"most_cores": most})
            could_be = (
                f"Rust by its compute bill from {format_cores(decisive)} on"
                " (`load.cpu_allocated` not given)"
            )
        return self.unknown(
            subject,
            "its compute bill is not known",
            missing=account.missing_cpu or ("load.cpu",),
            could_be=could_be,
            numbers={"deciding_cores": decisive},
            at=(*service.pointer, "#key"),
        )

    def _portfolio(self, case: Case) -> Iterator[Argument]:
        """The whole bill: a note that lists the services which make up half of it."""
        bills = sorted(
            (
                (bill.monthly(self.cut).default, service.name, bill)
                for service, bill in bills_of_today(case)
            ),
            key=lambda row: (-row[0], row[1]),
        )
        if not bills:
            return
        whole = sum(saved for saved, _, _ in bills)
        currency = bills[0][2].prices.currency
        fact = f"{self.cut * 100:.0f} % of all cores is {format_money(whole, currency)} a month"
        numbers: dict[str, float | str] = {
            "cut_share": self.cut,
            "saving_per_month": whole,
            "currency": currency,
        }
        if whole < self.saving_per_month:
            yield self.no(Subject.portfolio(), fact, numbers=numbers)
            return
        half, names = 0.0, []
        for saved, name, _ in bills:
            if half >= whole / 2:
                break
            half += saved
            names.append(name)
        yield self.yes(
            Subject.portfolio(),
            f"{fact}; half of it in {', '.join(names)}",
            numbers=numbers,
            measure=Measure(name="saving", value=whole, unit=f"{currency}/month"),
            severity=Severity.NOTE,
            at=("portfolio",),
        )

    def _fact(self, bill: Bill) -> str:
        saved = bill.monthly(self.cut)
        currency = bill.prices.currency
        bound = "" if bill.is_allocated else ", a lower bound: allocation unknown"
        assumed = (
            f" ({format_money(self.saving_per_month, currency)} assumed as the threshold)"
            if currency != "USD" and self.saving_per_month == _DEFAULT_SAVING
            else ""
        )
        return (
            f"{self.cut * 100:.0f} % of its {format_cores(bill.cores)} is"
            f" {format_money(saved.default, currency)} a month{bound}{assumed}"
        )

    def _numbers(self, bill: Bill) -> dict[str, float | str]:
        saved = bill.monthly(self.cut)
        return {
            "billed_cores": bill.cores,
            "saving_per_month": saved.default,
            "saving_low_per_month": saved.low,
            "saving_high_per_month": saved.high,
            "currency": bill.prices.currency,
        }


_DEFAULT_SAVING = 50_000.0
