"""The value of a missing input that decides, bisected on the real model.

Everything else stays as it is, f at its default; the whole procedure, seats included, is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint import Answer, Distribution, format_cores, format_duration
from archlint_ninety_ten.case import as_if_in_go

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case

_BISECTIONS = 12
_LONGEST = 10.0
"""Seconds: the most a request is thought to compute where nothing bounds it."""

_SHORTEST = 1e-6


def deciding_value(case: Case, service: Service) -> str | None:
    """In words, the value from which the service is Rust; None where no value makes it so.

    Asked where one figure decides: not without a rate, nor without both figures and a factor.
    """
    missing = case.missing(service)
    if missing == ("rewrite.cpu",):
        found = _factor(case, service)
    elif missing == case.analysis.computing[service.name].missing_cpu:
        found = _cpu(case, service)
    elif missing == ("self_time",):
        found = _self_time(case, service)
    else:
        found = _computing_time(case, service)
    if found is None:
        return None
    given = " and ".join(f"`{name}`" for name in missing)
    gate = case.gate(service.name)
    proviso = ", provided that its criticality is high" if gate.answer is Answer.UNKNOWN else ""
    return f"Rust by the 90/10 rule if {found}{proviso} ({given} not given)"


def _factor(case: Case, service: Service) -> str | None:
    """The greatest factor f; at best nothing is left to compute."""

    def sits(saved: float) -> bool:
        return case.holds_at(service.name, 1.0 - saved)

    least = _bisect(sits, 0.0, 1.0)
    greatest = 0.0 if least is None else math.floor((1.0 - least) * 100) / 100
    return f"a rewrite needs at most {greatest:.2g} × its CPU" if greatest > 0 else None


def _cpu(case: Case, service: Service) -> str | None:
    """The least CPU; at most all of the self time computes."""
    account = case.analysis.computing[service.name]
    all_of_it = (account.rate or 0.0) * (account.self_seconds or 0.0) / _foreground(service)
    idle = service.load.idle_cpu or 0.0
    least_used = account.declared_parts + idle

    def sits(cores: float) -> bool:
        return _sits(case, _with(service, cpu=cores))

    least = _bisect(sits, least_used, max(least_used, all_of_it + idle))
    return None if least is None else f"it uses more than {format_cores(readable(least, sits))}"


def _self_time(case: Case, service: Service) -> str | None:
    """The self times between which the CPU is both much and a large enough share."""
    account = case.analysis.computing[service.name]
    computing = (account.cpu_per_request or 0.0) * _foreground(service)

    def sits(mean: float) -> bool:
        return _sits(case, _with(service, mean=mean))

    least = _bisect(sits, 0.0, computing)
    if least is None:
        return None
    most = computing / case.options.min_phi if case.options.min_phi else math.inf
    until = f" and at most {format_duration(most)}" if math.isfinite(most) else ""
    return f"its own time is at least {format_duration(readable(least, sits))}{until}"


def _computing_time(case: Case, service: Service) -> str | None:
    """The least time a request computes, where neither time nor CPU is known."""
    rate = case.analysis.computing[service.name].rate or 0.0

    def sits(mean: float) -> bool:
        return _sits(case, _with(service, mean=mean, cpu=mean * rate / _foreground(service)))

    logarithm = _bisect(
        lambda power: sits(math.exp(power)), math.log(_SHORTEST), math.log(_LONGEST)
    )
    if logarithm is None:
        return None
    least = readable(math.exp(logarithm), sits)
    value = f"it computes for more than {format_duration(least)} per request"
    return f"{value}{_beyond_promises(case, service, least)}"


def _beyond_promises(case: Case, service: Service, seconds: float) -> str:
    """Which journey that waits for the service promises less than it would take; or nothing."""
    promised = []
    for name in case.analysis.journeys_to(service.name):
        slo = case.analysis.journey(name).journey.slo
        times = slo.latency if slo else None
        if times is not None:
            most = max([times.mean or 0.0, *(value for _, value in times.percentiles)])
            promised.append((most, name))
    most, name = min(promised, default=(math.inf, ""))
    if seconds <= most:
        return ""
    return f", and {name} promises {format_duration(most)} in all"


def _foreground(service: Service) -> float:
    """The share of CPU that is not garbage collection; φ counts only that."""
    return max(1e-9, 1.0 - (service.gc.cpu_share or 0.0))


def _with(service: Service, *, cpu: float | None = None, mean: float | None = None) -> Service:
    load, own = service.load, service.self_time
    if cpu is not None:
        load = replace(load, cpu=cpu)
    if mean is not None:
        own = Distribution(mean=mean)
    return replace(service, load=load, self_time=own)


def _sits(case: Case, supposed: Service) -> bool:
    """Whether the service would hold a seat if it declared these figures."""
    equivalent = as_if_in_go(case.analysis.supposing(supposed), case.factors)
    if equivalent.computing[supposed.name].missing:
        return False
    factor = case.factors[supposed.name].cpu.default
    chosen = case.choose(equivalent, {**case.candidates, supposed.name: factor})
    return any(pick.service == supposed.name for pick in chosen)


def _bisect(holds: Callable[[float], bool], low: float, high: float) -> float | None:
    """The least value that holds, from above; None where not even `high` does."""
    if not holds(high):
        return None
    for _ in range(_BISECTIONS - 1):
        middle = (low + high) / 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def readable(value: float, holds: Callable[[float], bool]) -> float:
    """The value in two significant figures: rounded down where that still holds, else up."""
    if value <= 0:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    below = round(math.floor(value / step) * step, 12)
    return below if below > 0 and holds(below) else math.ceil(value / step - 1e-9) * step
