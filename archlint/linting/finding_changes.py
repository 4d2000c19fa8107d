"""What became of the findings between two states of a portfolio."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.baseline import entry_of
from archlint.linting.ratchet import worse_by

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Finding


class Change(enum.Enum):
    """What became of a finding."""

    NEW = "new"
    WORSENED = "worsened"
    FIXED = "fixed"
    ACCEPTED = "accepted"


class FindingChange(Struct, frozen=True, kw_only=True):
    """A finding that is new, worse than it was, gone, or waived now; `worse_by` says how much.

    One that came together with a waiver or a comment that covers it is waived now, too.
    """

    change: Change
    finding: Finding
    worse_by: str = ""

    @property
    def is_regression(self) -> bool:
        """Whether it is one that a gate fails on."""
        return self.change in (Change.NEW, Change.WORSENED)


def is_new_or_worse(finding: Finding, before: PortfolioReport) -> bool:
    """Whether an earlier report does not have this finding, or has a milder one."""
    old = _by_identity(before).get(finding.identity)
    return old is None or bool(worse_by(entry_of(old), finding))


def _by_identity(report: PortfolioReport | None) -> Mapping[str, Finding]:
    return {item.identity: item for item in report.findings} if report else {}


def finding_changes(
    before: PortfolioReport | None, after: PortfolioReport | None
) -> tuple[FindingChange, ...]:
    """What came, got worse, went or is waived now: the worst first."""
    return tuple(sorted(_changes(before, after), key=_order))


def _changes(
    before: PortfolioReport | None, after: PortfolioReport | None
) -> Iterator[FindingChange]:
    old, now = _by_identity(before), _by_identity(after)
    waived_then, waived_now = _waived(before), _waived(after)
    for identity, finding in now.items():
        if identity not in old:
            yield FindingChange(change=Change.NEW, finding=finding)
        elif worse := worse_by(entry_of(old[identity]), finding):
            yield FindingChange(change=Change.WORSENED, finding=finding, worse_by=worse)
    for identity, finding in old.items():
        if identity not in now and identity not in waived_now:
            yield FindingChange(change=Change.FIXED, finding=finding)
    for identity, finding in waived_now.items():
        if identity not in waived_then:
            yield FindingChange(change=Change.ACCEPTED, finding=finding)


def _waived(report: PortfolioReport | None) -> Mapping[str, Finding]:
    """What waivers and comments cover, by identity."""
    if report is None:
        return {}
    return {item.finding.identity: item.finding for item in report.suppressed if item.waiver}


_CHANGES = list(Change)


def _order(item: FindingChange) -> tuple[int, int, str]:
    return _CHANGES.index(item.change), -item.finding.severity, item.finding.identity
