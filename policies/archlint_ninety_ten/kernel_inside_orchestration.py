"""NT105: one operation that carries what argues for Rust, inside a service that does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import Answer, Argument, Policy, Severity, Subject, option, price_list
from archlint_ninety_ten.kernels import (
    Carried,
    Earning,
    by_cost,
    by_waiting,
    could_carry,
    cpu_times,
    kernel_fact,
)

if TYPE_CHECKING:
    from archlint import Part, Service
    from archlint_ninety_ten.case import Case

_MOST_ASKED_FOR = 3
"""Operations that are named for want of their `cpu_time`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelInsideOrchestration(Policy):
    """Flag the one operation that carries what argues for Rust in a service of several.

    It argues for nothing by itself: where the critical path, the compute bill or payback argue for
    Rust, and one operation carries 70 % of that while the others would gain nothing, the verdict is
    `hybrid`. The operation becomes a Rust kernel, and what is around it stays in Go.

    Why: mature organisations mix, Go for the orchestration layer and Rust for the
    performance-critical kernels. Rewriting the rest with it costs more and gains nothing.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          find: {entry: search/rank, rate: 1k/s}
          edit: {entry: search/save, rate: 50/s}
        services:
          search:
            language: go
            kind: json-api
            criticality: high
            operations:
              rank: {self_time: {mean: 20ms}, cpu_time: 16ms}
              save: {self_time: {mean: 30ms}, cpu_time: 1ms}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          find: {entry: search/rank, rate: 1k/s}
          edit: {entry: search/save, rate: 1k/s}
        services:
          search:
            language: go
            kind: json-api
            criticality: high
            operations:
              rank: {self_time: {mean: 20ms}, cpu_time: 16ms}
              save: {self_time: {mean: 30ms}, cpu_time: 20ms}

    Known problems: only a declared `cpu_time` says what an operation computes; apportioned CPU
    supports nothing. What it costs to call the kernel over the network is not in the numbers, and
    `size` is the whole service's, so effort and payback of the kernel are at most what is printed.

    Source: the article ("Go for the orchestration layer, Rust for the performance-critical
    kernels"); published cases, where hybrid is the commonest shape.
    """

    code = "NT105"
    name = "kernel-inside-orchestration"
    severity = Severity.WARNING
    severities = (
        (Severity.ERROR, "where an argument that holds for the service is proven"),
        (Severity.WARNING, "otherwise: a spike first, two to four weeks, to measure the factor"),
    )

    min_share: float = option(
        0.70,
        "share",
        "The part of removable waiting, or of cores, that one operation carries.",
        source="convention",
    )
    max_payback: float = option(
        18.0,
        "number",
        "Months: by cost, others that pay back within them would help too.",
        source="convention: as NT103's",
    )
    least_effort: float = option(
        3.0,
        "number",
        "Person-months below which no rewrite is thought to stay.",
        source="convention: as NT106's",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            yield self._ask(case, service)

    def _ask(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        parts = [part for part in case.equivalent.parts(service.name) if part.rate > 0]
        reason = _nothing_to_split(service, parts)
        if reason:
            return self.no(subject, reason)
        if not parts:
            return self.unknown(
                subject, "how often its operations are used is not known", missing=("rate",)
            )
        undeclared = [part for part in parts if not part.is_declared]
        if len(parts) - len(undeclared) >= _FEWEST:
            return self._weigh(case, service, parts)
        if not could_carry(case, service, earning=self._earning(case)):
            return self.no(subject, "a rewrite of all of it would neither be felt nor pay")
        busiest = sorted(undeclared, key=_time, reverse=True)
        return self.unknown(
            subject,
            "what its operations compute is not declared",
            missing=cpu_times(busiest[:_MOST_ASKED_FOR]),
        )

    def _weigh(self, case: Case, service: Service, parts: list[Part]) -> Argument:
        subject = Subject.service(service.name)
        waiting = by_waiting(case, service, parts, self.min_share)
        cost = by_cost(case, service, parts, least=self.min_share, earning=self._earning(case))
        found = [carried for carried in (waiting, cost) if carried.answer is Answer.YES]
        if found:
            return self._yes(service, waiting, cost, len(parts) - 1)
        reason = "; ".join(dict.fromkeys((waiting.reason, cost.reason)))
        missing = tuple(dict.fromkeys((*waiting.missing, *cost.missing)))
        if missing:
            return self.unknown(subject, reason, missing=missing)
        return self.no(subject, reason)

    def _earning(self, case: Case) -> Earning:
        return Earning(
            months=self.max_payback,
            least=self.least_effort * price_list(case.analysis.portfolio).engineer_month.default,
        )

    def _yes(self, service: Service, waiting: Carried, cost: Carried, others: int) -> Argument:
        numbers: dict[str, float | str] = {"other_operations": others}
        refined = []
        if waiting.answer is Answer.YES:
            numbers |= {
                "kernel": waiting.operation,
                "kernel_removable_share": waiting.share,
                "kernel_removable_users": waiting.amount,
                "kernel_phi_share": waiting.phi,
            }
            refined.append("NT101")
        if cost.answer is Answer.YES:
            numbers |= {
                "cost_kernel": cost.operation,
                "cost_kernel_share": cost.share,
                "cost_kernel_cores": cost.amount,
            }
            refined.append("NT103")
        return self.yes(
            Subject.service(service.name),
            "; ".join(kernel_fact(numbers, code) for code in refined),
            numbers=numbers,
        )


_FEWEST = 2
"""Operations of which both have to say what they compute."""


def _nothing_to_split(service: Service, used: Sequence[Part]) -> str:
    """Why no operation could stand for itself, or nothing."""
    if len(service.operations) == 1:
        return "it has one operation"
    if service.is_planned:
        return "planned: its operations are not there yet"
    return "only one of its operations is used" if len(used) == 1 else ""


def _time(part: Part) -> float:
    return part.rate * (part.self_seconds or 0.0)
