"""What follows from a lower bound: an argument that is known from below alone is never a no."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from archlint import Answer, format_rate
from archlint_ninety_ten.felt import computes, frees_enough, is_felt

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.felt import LatencyTest


def is_open(case: Case, service: Service, test: LatencyTest) -> bool:
    """Whether a seat that the service misses could be its own, were all that waits counted.

    Not where too little of its time computes, or where its CPU bounds what a rewrite frees. A rate
    that is missing makes nobody wait longer, so what is not felt stays so; a cycle does.
    """
    options, factor = case.options, case.factors[service.name].cpu.default
    most = case.could_free(service.name, factor)
    if not case.doubts(service.name) or not computes(test.share, options):
        return False
    if most is not None and most < options.min_users:
        return False
    if case.analysis.cycles_to(service.name):
        return True
    return bool(is_felt(test.removal, test.share, factor, options))


def deciding_rate(case: Case, service: Service, test: LatencyTest) -> str:
    """From which rate of its one uncounted journey it is Rust; empty where more decides.

    ΔL is linear in a rate, and where a seat is free nobody else is asked.
    """
    names = case.analysis.uncounted_to(service.name)
    if len(names) != 1 or case.analysis.cycles_to(service.name) or len(case.picks) >= case.limit:
        return ""
    if frees_enough(test.removal, case.options) or not test.removal.seconds.get(names[0], 0.0):
        return ""
    lacks = case.options.min_users - test.removal.users
    rate = _readable(lacks / test.removal.seconds[names[0]])
    is_unsure = case.gate(service.name).answer is Answer.UNKNOWN
    proviso = ", provided that its criticality is high" if is_unsure else ""
    key = "load.rate" if case.analysis.journeys_are_implied else f"journeys.{names[0]}.rate"
    return (
        f"Rust by the 90/10 rule if {names[0]} brings more than {format_rate(rate)}{proviso}"
        f" (`{key}` not given)"
    )


def _readable(value: float) -> float:
    """Two significant figures, rounded up: above it the answer is sure."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return math.ceil(value / step - 1e-9) * step
