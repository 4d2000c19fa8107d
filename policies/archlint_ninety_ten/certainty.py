"""How sure a seat is: what the figures may be, and what would settle it (MATHEMATICS section 4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint import Uncertainty

if TYPE_CHECKING:
    from archlint import Measurement, Range, Service
    from archlint_ninety_ten.case import Case

MEASURED, DERIVED, ESTIMATED = 0.10, 0.20, 0.40
"""σ of the logarithm of a figure, by where it comes from."""


def uncertainty_of(case: Case) -> Uncertainty:
    """How far the figures of the portfolio may be off."""
    services = case.analysis.portfolio.services.values()
    journeys = (times.journey for times in case.analysis.journeys)
    return Uncertainty(
        times={service.name: _time_spread(case, service) for service in services},
        rates={
            service.name: _spread(service.load_measured)
            for service in services
            if service.load.rate is not None
        },
        journeys={journey.name: _spread(journey.measured) for journey in journeys if journey.rate},
        factors={name: case.factors[name].cpu for name in case.contenders},
    )


def _spread(measured: Measurement, *, is_derived: bool = False) -> float:
    if not measured.is_measured:
        return ESTIMATED
    return DERIVED if is_derived else MEASURED


def _time_spread(case: Case, service: Service) -> float:
    """A mean from a response time, or from one percentile and an assumed spread, is derived."""
    found = [case.analysis.self_times[operation.id] for operation in service.operations]
    is_derived = any(time.origin == "derived" or time.spread_assumed for time in found)
    return _spread(service.measured, is_derived=is_derived)


def settles(case: Case, service: Service) -> tuple[str, ...]:
    """The inputs of the service that are least certain: what to measure to settle its seat.

    Nothing where all of them are measured.
    """
    spreads = dict(_own_spreads(case, service))
    widest = max(spreads.values())
    if widest <= MEASURED:
        return ()
    return tuple(name for name, spread in spreads.items() if spread >= widest * (1.0 - 1e-9))


def _own_spreads(case: Case, service: Service) -> Iterator[tuple[str, float]]:
    yield "self_time", _time_spread(case, service)
    if service.load.rate is not None:
        yield "load.rate", _spread(service.load_measured)
    yield "rewrite.cpu", _factor_spread(case.factors[service.name].cpu)


def _factor_spread(factor: Range) -> float:
    """The standard deviation of the triangle over ln f."""
    low, peak, high = (math.log(max(end, _LEAST)) for end in factor)
    if low == high:
        return 0.0
    return math.sqrt(
        (low**2 + peak**2 + high**2 - low * peak - low * high - peak * high) / _TRIANGLE
    )


_TRIANGLE = 18.0
_LEAST = 1e-6
"""A factor of zero has no logarithm."""


def seat_line(case: Case, service: Service) -> Iterator[str]:
    """How often the service holds a seat, where anybody drew."""
    frequency = case.frequencies.get(service.name)
    if frequency is None:
        return
    share = f"{percent(frequency)} of {case.draws} draws"
    if case.is_contested(service.name):
        yield f"contested: a seat in {share}{_others(case, service.name)}"
    elif case.seat_of(service.name) is not None and len(case.contenders) <= case.limit:
        yield _uncontested(len(case.contenders), case.limit)
    elif case.seat_of(service.name) is not None:
        yield f"holds its seat in {share}"


def _uncontested(contenders: int, limit: int) -> str:
    """Draws rank those that passed the test; where all of them have a seat they say nothing."""
    passing = "1 service passes" if contenders == 1 else f"{contenders} services pass"
    return (
        f"its seat is uncontested: {passing} the test, for {limit} seat{'s' if limit > 1 else ''}"
    )


def percent(share: float) -> str:
    """Whole per cent; 100 and 0 only where it is all or nothing."""
    whole = round(share * 100)
    if 0.0 < share < 1.0:
        whole = min(99, max(1, whole))
    return f"{whole} %"


def _others(case: Case, service: str) -> str:
    """How many want the same seats: those that have one in some draws, and not in all."""
    others = sum(0.0 < share < 1.0 for name, share in case.frequencies.items() if name != service)
    if not others:
        return ""
    return f"; {others} other{'' if others == 1 else 's'} want{'s' if others == 1 else ''} one"


def contest(case: Case, service: Service) -> str:
    """The deciding sentence of a contested seat, and what would settle it."""
    frequency = case.frequencies.get(service.name, 0.0)
    rank = case.seat_of(service.name)
    at_default = f"seat {rank} of {case.limit}" if rank else "none"
    return (
        f"its seat is contested: it holds one in {percent(frequency)} of {case.draws} draws"
        f" (at default figures {at_default}){_others(case, service.name)};"
        f" {_how_to_settle(settles(case, service))}"
    )


def _how_to_settle(wanted: tuple[str, ...]) -> str:
    if not wanted:
        return "all of it is measured, and others are worth as much"
    if wanted == ("rewrite.cpu",):
        return "a spike that measures its factor (`rewrite.cpu`) would settle most"
    return f"measuring its {' and '.join(f'`{name}`' for name in wanted)} would settle most"
