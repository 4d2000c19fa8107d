"""Which findings the changes between two revisions can reach.

A change reaches the services that it changes, whoever waits for them (their callers, and the
callers of those), the journeys through them, and where their traffic goes: what they call, and what
a changed journey calls. A change of prices, calibration, policies or teams reaches everything.
Beside these, whatever is new or worse than it
was is shown wherever it stands: seats are limited, so a change in one service may cost another one
its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.linting.finding_changes import is_new_or_worse

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Finding, Portfolio


def affected(after: PortfolioReport, before: PortfolioReport, label: str) -> PortfolioReport:
    """The report `after` with the findings that differ from `before` or that a change reaches."""
    everywhere = changed_everywhere(before.portfolio, after.portfolio)
    if everywhere:
        return replace(
            after, scope=f"all findings: {' and '.join(everywhere)} changed since {label}"
        )
    reached = reach(before.portfolio, after.portfolio)
    kept = tuple(
        finding
        for finding in after.findings
        if _subjects(finding) & reached or is_new_or_worse(finding, before)
    )
    changed = len(changed_names(before.portfolio, after.portfolio))
    what = "1 declaration" if changed == 1 else f"{changed:,} declarations"
    return replace(
        after,
        findings=kept,
        scope=f"{len(kept)} of {len(after.findings)} findings: those that {what} changed since"
        f" {label} can reach",
    )


def changed_everywhere(before: Portfolio, after: Portfolio) -> tuple[str, ...]:
    """The keys of the root that changed and that every service is judged by."""
    keys = ("prices", "calibration", "teams")
    changed = [key for key in keys if getattr(before, key) != getattr(after, key)]
    return (*changed, *(["policies"] if before.settings != after.settings else []))


def changed_names(before: Portfolio, after: Portfolio) -> frozenset[str]:
    """Services by name and journeys as `journey:NAME` that are declared otherwise, new or gone."""
    return frozenset(
        [
            *_different(before.services, after.services),
            *(f"journey:{name}" for name in _different(before.journeys, after.journeys)),
        ]
    )


def _different(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    return (name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def reach(before: Portfolio, after: Portfolio) -> frozenset[str]:
    """Services and journeys that the changes can reach: callers, callees, journeys."""
    changed = changed_names(before, after)
    callers: dict[str, set[str]] = {}
    callees: dict[str, set[str]] = {}
    entries: dict[str, set[str]] = {}
    for portfolio in (before, after):
        operations = portfolio.operations
        for operation in operations.values():
            for call in operation.calls:
                callee = operations[call.callee].service
                callers.setdefault(callee, set()).add(operation.service)
                callees.setdefault(operation.service, set()).add(callee)
        for name, journey in portfolio.journeys.items():
            entries.setdefault(f"journey:{name}", set()).add(operations[journey.entry].service)
    services = {name for name in changed if name not in entries}
    rerouted = {service for name in changed & entries.keys() for service in entries[name]}
    waiting = _closure(services, callers)
    loaded = _closure(services | rerouted, callees)
    journeys = {name for name, entered in entries.items() if entered & waiting}
    return frozenset(waiting | loaded | journeys | changed)


def _closure(start: Iterable[str], callers: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    stack = list(start)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += callers.get(name, ())
    return found


def _subjects(finding: Finding) -> set[str]:
    """The services or journeys that a finding is about."""
    subject = finding.subject
    if subject.kind == "cycle":
        members = subject.text.removeprefix("cycle:").split(",")
        return {member.split("/", 1)[0] for member in members}
    if subject.kind == "call":
        return {subject.text.split(" -> ", 1)[0].split("/", 1)[0]}
    if subject.kind == "operation":
        return {subject.text.split("/", 1)[0]}
    return {subject.text}
