"""Where traffic enters: the declared journeys, or the ones that the graph implies."""

from __future__ import annotations

from archlint.model import Journey, Operation, Portfolio, Service


def journeys_of(portfolio: Portfolio) -> tuple[Journey, ...]:
    """The declared journeys by name, else one for every operation that nobody calls.

    An implied journey has the operation's rate, else its share of the service's `load.rate`, which
    uncalled operations without a rate of their own divide evenly; else none (MATHEMATICS 2).
    A journey into a planned service does not happen yet.
    """
    operations = portfolio.operations
    if portfolio.journeys:
        return tuple(
            journey
            for _, journey in sorted(portfolio.journeys.items())
            if not portfolio.services[operations[journey.entry].service].is_planned
        )
    return tuple(
        Journey(
            name=operation.id,
            entry=operation.id,
            rate=_implied_rate(operation, portfolio.services[operation.service], uncalled),
            measured=portfolio.services[operation.service].load_measured,
            pointer=operation.pointer,
        )
        for uncalled in [uncalled_operations(portfolio)]
        for operation in uncalled.values()
        if not portfolio.services[operation.service].is_planned
    )


def uncalled_operations(portfolio: Portfolio) -> dict[str, Operation]:
    """The operations that no call reaches, self-calls included, by id."""
    operations = portfolio.operations
    called = {call.callee for operation in operations.values() for call in operation.calls}
    return {name: operation for name, operation in operations.items() if name not in called}


def _implied_rate(
    operation: Operation, service: Service, uncalled: dict[str, Operation]
) -> float | None:
    if operation.rate is not None:
        return operation.rate
    if service.load.rate is None:
        return None
    own = [item for item in service.operations if item.id in uncalled]
    declared = sum(item.rate or 0.0 for item in service.operations)
    sharers = sum(item.rate is None for item in own)
    return max(0.0, service.load.rate - declared) / sharers
