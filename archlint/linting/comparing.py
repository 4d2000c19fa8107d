"""Report × report -> what changed between two states of a portfolio."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.finding_changes import finding_changes
from archlint.linting.journey_changes import journey_changes

if TYPE_CHECKING:
    from archlint.linting.finding_changes import FindingChange
    from archlint.linting.journey_changes import JourneyChange
    from archlint.linting.report import PortfolioReport, Report
    from archlint.model import Range, Severity, Verdict, Waiver


class VerdictChange(Struct, frozen=True, kw_only=True):
    """Two verdicts on one service; None where there was, or is, none."""

    service: str
    before: Verdict | None
    after: Verdict | None


class Bill(Struct, frozen=True, kw_only=True):
    """What runs, as declared: cores in use, and what they cost a month; None where none is.

    `declared` of `size` services say what they use.
    """

    cores: float | None
    per_month: Range | None
    currency: str
    declared: int
    size: int


class Difference(Struct, frozen=True, kw_only=True):
    """What changed in one portfolio; a side is None where the portfolio is not there."""

    name: str
    before: PortfolioReport | None
    after: PortfolioReport | None
    findings: tuple[FindingChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    journeys: tuple[JourneyChange, ...] = ()
    bill_before: Bill | None = None
    bill_after: Bill | None = None

    @property
    def bill_changed(self) -> bool:
        """Whether the declared cores, or what they cost, are others than before."""
        return self.bill_before != self.bill_after

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = self.findings or self.verdicts or self.journeys or self.proposed_waivers
        return not (told or self.bill_changed)

    @property
    def proposed_waivers(self) -> tuple[Waiver, ...]:
        """The waivers that the judge of the later side does not have: they do not count yet."""
        return self.after.proposed_waivers if self.after else ()

    @property
    def judge(self) -> str:
        """What the later side is judged by, in words, empty for its own policies and waivers."""
        return self.after.judge if self.after else ""

    def regressions(self, fail_on: Severity | None) -> tuple[FindingChange, ...]:
        """What the gate fails on: new and worse findings at or above a severity."""
        if fail_on is None:
            return ()
        return tuple(
            item
            for item in self.findings
            if item.is_regression and item.finding.severity >= fail_on
        )


class Comparison(Struct, frozen=True, kw_only=True):
    """All portfolios of two states, and what those are called; `failed` is a run that stopped."""

    before: str
    after: str
    differences: tuple[Difference, ...] = ()
    failed: Report | None = None

    @property
    def is_empty(self) -> bool:
        return self.failed is None and all(item.is_empty for item in self.differences)

    def exit_code(self, fail_on: Severity | None) -> int:
        """0 nothing new or worse at or above `fail_on`, 1 something is, 2 could not compare."""
        if self.failed is not None:
            return 2
        return 1 if any(item.regressions(fail_on) for item in self.differences) else 0


def compare(
    before: PortfolioReport | None, after: PortfolioReport | None, *, draws: bool = True
) -> Difference:
    """Compare two reports on one portfolio; at least one of them is there.

    Without `draws` no promised percentile is said to have moved.
    """
    either = after or before
    if either is None:
        raise ValueError("expected a report on at least one side")
    return Difference(
        name=either.portfolio.name,
        before=before,
        after=after,
        findings=finding_changes(before, after),
        verdicts=tuple(_verdicts(before, after)),
        journeys=tuple(journey_changes(before, after, draws=draws)),
        bill_before=_bill(before),
        bill_after=_bill(after),
    )


# --- verdicts ------------------------------------------------------------------------


def _verdicts(
    before: PortfolioReport | None, after: PortfolioReport | None
) -> Iterator[VerdictChange]:
    """Services whose verdict has another word; a new one in Go, where most are, is no news."""
    old = {item.service: item for item in before.verdicts} if before else {}
    now = {item.service: item for item in after.verdicts} if after else {}
    for service in sorted(old.keys() | now.keys()):
        was, became = old.get(service), now.get(service)
        if was and became and was.word == became.word:
            continue
        if (was and became) or any(item and item.word in _TELLING for item in (was, became)):
            yield VerdictChange(service=service, before=was, after=became)


_TELLING = ("rust", "hybrid", "measure-first")
"""Verdicts that are news on a service that came or went."""


def _bill(report: PortfolioReport | None) -> Bill | None:
    if report is None:
        return None
    from archlint.analysis import price_list

    loads = [item.load.cpu for item in report.portfolio.services.values() if item.is_counted]
    known = [cpu for cpu in loads if cpu is not None]
    prices = price_list(report.portfolio)
    cores = math.fsum(known) if known else None
    return Bill(
        cores=cores,
        per_month=None if cores is None else prices.vcpu_month.times(cores),
        currency=prices.currency,
        declared=len(known),
        size=len(loads),
    )
