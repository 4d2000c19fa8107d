"""NT307: garbage collection that nobody has tuned yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import Argument, Measure, Policy, Severity, Subject, option

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case

TUNE_FROM = 0.15
"""The share of CPU from which tuning the collector comes before any rewrite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntunedGc(Policy):
    """Flag a Go service that spends 15 % of its CPU on garbage collection, untuned.

    Where Rust is argued for, the verdict becomes `measure-first`: tune first, then measure again.
    An estimated share counts as a measured one: who believes it must not rewrite before tuning.

    Why: GOGC and GOMEMLIMIT, profile-guided optimisation and fewer allocations cost days, not
    months, and published cases got 30 % of the CPU back with them.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          feed:
            language: go
            gc: {cpu_share: 22%}
            measured: {at: 2026-10-01, source: prometheus}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          feed:
            language: go
            gc: {cpu_share: 22%, tuned: true}
            measured: {at: 2026-10-01, source: prometheus}

    Source: Twitch's memory ballast (-30 % CPU); the Go team's guide to the garbage collector.
    """

    code = "NT307"
    name = "untuned-gc"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "where something argues for Rust: tune first, then ask again"),
        (Severity.NOTE, "where nothing does"),
    )

    min_share: float = option(
        TUNE_FROM,
        "share",
        "The share of CPU from which tuning comes first.",
        source="practice drawn from published rewrites: under 5 % the collector is no reason, up to"
        " 15 % tuning is enough; 20 % and more is not uncommon (Go team, 2025)",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            if service.language == "go":
                yield self._ask(service)

    def _ask(self, service: Service) -> Argument:
        subject = Subject.service(service.name)
        share = service.gc.cpu_share
        if share is None:
            return self.unknown(subject, "its GC share is not known", missing=("gc.cpu_share",))
        numbers: dict[str, float | str] = {"gc_share": share}
        if share < self.min_share or service.gc.tuned:
            return self.no(subject, f"{share * 100:.3g} % of its CPU is GC", numbers=numbers)
        source = "" if service.measured.is_measured else ", by an estimate"
        fact = f"{share * 100:.3g} % of its CPU is garbage collection{source}, and nobody tuned it"
        return self.yes(
            subject,
            fact,
            numbers=numbers,
            measure=Measure(name="gc_cpu_share", value=share * 100, unit="%"),
            at=(*service.pointer, "gc", "cpu_share"),
        )
