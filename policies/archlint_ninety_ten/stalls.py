"""How long a stall the declared own time of a service has room for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint import Distribution, Operation, Service
    from archlint_ninety_ten.case import Case

_TAIL = 0.99
"""The percentile that has to be declared: what lies beyond the last one is a guess."""


def longest_visit(case: Case, service: Service, visits: float, min_exposure: float) -> float | None:
    """The own time that too few requests exceed at any of their ⌈V⌉ visits, seconds.

    At most `min_exposure` of the requests do, whatever depends on whatever: so many of them at most
    can be stalled for longer at a visit, because a stall is a part of the own time. None where an
    operation's own time is not declared up to its p99.
    """
    times = [_own_time(service, operation) for operation in service.operations]
    if not all(item is not None and _reaches_its_tail(item) for item in times):
        return None
    rare = 1.0 - min_exposure / max(1, math.ceil(visits))
    if not 0.0 < rare < 1.0:
        return None
    curves = case.equivalent.curves
    return max(
        (curves[operation.id].quantile(rare) for operation in service.operations), default=None
    )


def _own_time(service: Service, operation: Operation) -> Distribution | None:
    """What is declared as own time: a response time, which is longer, bounds it too loosely."""
    if operation.self_time is not None or operation.latency is not None:
        return operation.self_time
    return service.self_time


def _reaches_its_tail(times: Distribution) -> bool:
    """Whether the p99 is declared, and its curve with another figure."""
    if times.is_decreasing or not times.percentiles:
        return False
    figures = len(times.percentiles) + (times.mean is not None)
    return figures > 1 and times.percentiles[-1][0] >= _TAIL
