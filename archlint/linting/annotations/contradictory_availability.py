"""A declared availability above what the service's hard dependencies allow (MATHEMATICS 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from math import prod
from typing import TYPE_CHECKING, TypeVar

from archlint.linting.annotations.contradiction import TOLERANCE, Contradiction
from archlint.model import Measure, Subject
from archlint.quantities import format_percent

if TYPE_CHECKING:
    from archlint.model import Portfolio

_T = TypeVar("_T")

_SHOWN = 5
"""Dependencies that the finding points at: those that allow the least."""


def contradictory_availability(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Services that claim more than their ceiling, by over a tenth of their error budget.

    Own availability is found by division, callees first: a = min(1, A / Π a of the unique hard
    closure); the ceiling of A is that product. Unknown availabilities count as 1, so the ceiling is
    never too low. Failures are taken as independent and retries are ignored.
    """
    declared = {
        service.name: service.availability
        for service in portfolio.services.values()
        if service.availability is not None
    }
    if not declared:
        return
    direct = _hard_callees(portfolio)
    order = _callees_first(direct)
    own = [1.0] * len(order)
    for number, (name, closure) in enumerate(_closures(order, direct)):
        if name not in declared:
            continue
        ceiling = prod(_members(closure, own))
        own[number] = min(1.0, declared[name] / ceiling) if ceiling else 1.0
        if declared[name] - ceiling > TOLERANCE * (1.0 - declared[name]):
            needed = declared.keys() & set(_members(closure, order))
            weakest = sorted(needed, key=lambda other: (declared[other], other))[:_SHOWN]
            yield _above_ceiling(portfolio, name, ceiling, weakest)


def _above_ceiling(
    portfolio: Portfolio, name: str, ceiling: float, weakest: list[str]
) -> Contradiction:
    service = portfolio.services[name]
    declared = service.availability or 0.0
    known = [portfolio.services[other] for other in weakest]
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


def _closures(order: Sequence[str], direct: Mapping[str, list[str]]) -> Iterator[tuple[str, int]]:
    """Everything each service fails without, itself left out: bit n is the n-th of the order.

    Callees come first, so that a thousand services cost a thousand unions. Inside a ring the call
    that closes it leads no further, which makes the ceiling higher, never lower.
    """
    number = {name: position for position, name in enumerate(order)}
    found: dict[str, int] = {}
    for name in order:
        closure = 0
        for callee in direct[name]:
            closure |= found.get(callee, 0) | 1 << number[callee]
        found[name] = closure & ~(1 << number[name])
        yield name, found[name]


def _members(closure: int, values: Sequence[_T]) -> Iterator[_T]:
    """The values at the bits that are set."""
    return compress(values, map(int, reversed(f"{closure:b}")))


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
