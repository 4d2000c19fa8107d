"""NT104: a service of a domain that the article puts on the Rust side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import Argument, Policy, Severity, Subject
from archlint_ninety_ten.calibration import PERFORMANCE_DOMAINS

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceDomain(Policy):
    """Flag a database engine, a video or stream processor, a trading engine or a compute kernel.

    Alone it gives `measure-first`, never `rust`: published databases and media servers went both
    ways. For a planned service, the one moment when the language is free to choose, it is `rust`.

    Why: in these domains throughput per core, predictable latency and control over memory decide.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          matching: {language: go, kind: trading}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          baskets: {language: go, kind: crud}

    Source: the article ("high-frequency trading, database engines and real-time video stream
    processing").
    """

    code = "NT104"
    name = "performance-domain"
    severity = Severity.WARNING
    severities = (
        (Severity.WARNING, "of what is running: measure first"),
        (Severity.NOTE, "of what is only planned"),
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            yield self._ask(service)

    def _ask(self, service: Service) -> Argument:
        subject = Subject.service(service.name)
        if service.kind is None:
            return self.unknown(subject, "its kind is not declared", missing=("kind",))
        if service.kind not in PERFORMANCE_DOMAINS:
            return self.no(subject, f"{service.kind} is not on the article's list of domains")
        return self.yes(
            subject,
            f"{service.kind} is on the article's list of domains for Rust",
            numbers={"kind": service.kind},
            at=(*service.pointer, "kind"),
        )
