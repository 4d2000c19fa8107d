"""A declared availability above what the service's hard dependencies allow (MATHEMATICS 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import TYPE_CHECKING

from archlint.linting.annotations.contradiction import TOLERANCE, Contradiction
from archlint.model import Measure, Subject
from archlint.quantities import format_percent

if TYPE_CHECKING:
    from archlint.model import Portfolio


def contradictory_availability(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Services that claim more than their ceiling, by over a tenth of their error budget.

    Own availability is found by division, callees first: a = min(1, A / Π a of the unique hard
    closure); the ceiling of A is that product. Unknown availabilities count as 1, so the ceiling is
    never too low. Failures are taken as independent and retries are ignored.
    """
    direct = _hard_callees(portfolio)
    own: dict[str, float] = {}
    for name in _callees_first(direct):
        closure = _closure(name, direct)
        ceiling = prod(own.get(other, 1.0) for other in sorted(closure))
        declared = portfolio.services[name].availability
        own[name] = 1.0 if declared is None else min(1.0, declared / ceiling)
        if declared is not None and declared - ceiling > TOLERANCE * (1.0 - declared):
            yield _above_ceiling(portfolio, name, ceiling, closure)


def _above_ceiling(
    portfolio: Portfolio, name: str, ceiling: float, closure: set[str]
) -> Contradiction:
    service = portfolio.services[name]
    declared = service.availability or 0.0
    known = [
        portfolio.services[other]
        for other in sorted(closure)
        if portfolio.services[other].availability is not None
    ]
    return Contradiction(
        kind="availability-over-ceiling",
        subject=Subject.service(name),
        message=f"it says {format_percent(declared)} available; what it cannot do without allows"
        f" {format_percent(ceiling)} at most, if failures are independent and retries are ignored",
        at=(*service.pointer, "availability"),
        against=tuple(
            ((*other.pointer, "availability"), f"{format_percent(other.availability or 0.0)}")
            for other in known
        ),
        numbers={"availability_share": declared, "ceiling_share": ceiling},
        measure=Measure(name="above_ceiling", value=declared - ceiling, unit="ratio"),
    )


def _hard_callees(portfolio: Portfolio) -> dict[str, list[str]]:
    """Service -> the other services it fails without, by name."""
    operations = portfolio.operations
    found: dict[str, set[str]] = {name: set() for name in portfolio.services}
    for operation in operations.values():
        found[operation.service].update(
            operations[call.callee].service
            for call in operation.calls
            if call.is_hard and call.multiplicity > 0
        )
    return {name: sorted(callees - {name}) for name, callees in found.items()}


def _closure(name: str, direct: Mapping[str, list[str]]) -> set[str]:
    """Everything the service fails without, itself left out."""
    seen, stack = {name}, [name]
    while stack:
        for callee in direct[stack.pop()]:
            if callee not in seen:
                seen.add(callee)
                stack.append(callee)
    return seen - {name}


def _callees_first(direct: Mapping[str, list[str]]) -> list[str]:
    """Depth first, callees before callers; a ring is cut where it is entered."""
    order: list[str] = []
    seen: set[str] = set()
    for root in direct:
        stack = [(root, iter(direct[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            onward = next((callee for callee in stack[-1][1] if callee not in seen), None)
            if onward is None:
                order.append(stack.pop()[0])
            else:
                seen.add(onward)
                stack.append((onward, iter(direct[onward])))
    return order
