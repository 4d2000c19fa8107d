"""What all calls together must satisfy before they are analysed: an entry, and a bounded depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archlint.manifest.remarks import Remarks
    from archlint.model import Operation, Portfolio

DEEPEST_CALLS = 1_000
"""Synchronous calls inside one another."""


def check(portfolio: Portfolio, remarks: Remarks) -> None:
    """Remark on a portfolio that nothing enters and on chains that are too deep."""
    operations = portfolio.operations
    if operations and not portfolio.journeys:
        _check_entry(portfolio, operations, remarks)
    _check_depth(portfolio, operations, remarks)


def _check_entry(
    portfolio: Portfolio, operations: Mapping[str, Operation], remarks: Remarks
) -> None:
    called = {call.callee for operation in operations.values() for call in operation.calls}
    if called.issuperset(operations):
        remarks.problem(
            "every operation is called by another, so nothing says where traffic enters: "
            "name an entry under `journeys`",
            portfolio.at[("services", "#key")],
            ("services",),
            kind="no entry",
        )


def _check_depth(
    portfolio: Portfolio, operations: Mapping[str, Operation], remarks: Remarks
) -> None:
    depths: dict[str, int] = {}
    for root in operations:
        if root not in depths:
            _measure(root, operations, depths)
    deepest = max(depths, key=lambda name: depths[name], default="")
    if deepest and depths[deepest] > DEEPEST_CALLS:
        pointer = operations[deepest].pointer
        remarks.problem(
            f"expected calls at most {DEEPEST_CALLS:,} deep, got {depths[deepest]:,} below here",
            portfolio.at[(*pointer, "#key")],
            pointer,
            kind="depth",
        )


def _measure(root: str, operations: Mapping[str, Operation], depths: dict[str, int]) -> None:
    """Depth of the synchronous calls below every operation that the root reaches.

    Depth first without recursion; a call back to an operation on the way counts as its end.
    """
    trail = [(root, _callees(operations[root]))]
    depths[root] = 0
    while trail:
        name, callees = trail[-1]
        callee = next(callees, None)
        if callee is None:
            trail.pop()
            if trail:
                above = trail[-1][0]
                depths[above] = max(depths[above], depths[name] + 1)
        elif callee in depths:
            depths[name] = max(depths[name], depths[callee] + 1)
        else:
            depths[callee] = 0
            trail.append((callee, _callees(operations[callee])))


def _callees(operation: Operation) -> Iterator[str]:
    return (call.callee for call in operation.calls if not call.is_async)
