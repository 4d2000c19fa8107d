"""CPU and rates that exceed what they are part of, and more computing than there is time for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.linting.annotations.contradiction import TOLERANCE, Contradiction
from archlint.model import Measure, Subject
from archlint.quantities import format_cores, format_duration, format_rate

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Service

_MOST_COMPUTING = 1.25
"""Raw φ up to this is measurement error (MATHEMATICS section 4)."""

_LEAST_CPU = 1.0
_LEAST_RATE = 10.0
"""Cores and requests a second below which idle CPU drowns the computing of requests."""


def contradictory_loads(analysis: Analysis, service: Service) -> Iterator[Contradiction]:
    """Everything in the service's `load` that cannot be."""
    yield from _beyond_allocation(service)
    yield from _idle_beyond_use(service)
    yield from _parts_beyond_cpu(analysis, service)
    yield from _rates_beyond_rate(service)
    yield from _computing_beyond_time(analysis, service)


def _beyond_allocation(service: Service) -> Iterator[Contradiction]:
    cpu, allocated = service.load.cpu, service.load.cpu_allocated
    if cpu is not None and allocated is not None and cpu > allocated * (1 + TOLERANCE):
        yield Contradiction(
            kind="cpu-over-allocated",
            subject=Subject.service(service.name),
            message=f"it uses {format_cores(cpu)} and has {format_cores(allocated)} allocated",
            at=(*service.pointer, "load", "cpu"),
            against=(((*service.pointer, "load", "cpu_allocated"), "so much is allocated"),),
            numbers={"cpu_cores": cpu, "cpu_allocated_cores": allocated},
            measure=Measure(name="cpu_over_allocated", value=cpu / allocated, unit="ratio"),
        )


def _idle_beyond_use(service: Service) -> Iterator[Contradiction]:
    cpu, idle = service.load.cpu, service.load.idle_cpu
    if cpu is not None and idle is not None and idle > cpu:
        yield Contradiction(
            kind="idle-over-cpu",
            subject=Subject.service(service.name),
            message=f"idle it uses {format_cores(idle)}, under load {format_cores(cpu)}",
            at=(*service.pointer, "load", "idle_cpu"),
            against=(((*service.pointer, "load", "cpu"), "so much under load"),),
            numbers={"idle_cpu_cores": idle, "cpu_cores": cpu},
            measure=Measure(name="idle_over_cpu", value=idle - cpu, unit="cores"),
        )


def _parts_beyond_cpu(analysis: Analysis, service: Service) -> Iterator[Contradiction]:
    cpu, parts = service.load.cpu, analysis.computing[service.name].declared_parts
    timed = [item for item in service.operations if item.cpu_time is not None]
    if cpu is None or parts <= cpu * (1 + TOLERANCE):
        return
    yield Contradiction(
        kind="parts-over-cpu",
        subject=Subject.service(service.name),
        message=f"its operations' `cpu_time` adds up to {format_cores(parts)}, `load.cpu` is"
        f" {format_cores(cpu)}; the parts are believed",
        at=(*service.pointer, "load", "cpu"),
        against=tuple(
            ((*item.pointer, "cpu_time"), f"a part of the {format_cores(parts)}") for item in timed
        ),
        numbers={"parts_cores": parts, "cpu_cores": cpu},
        measure=Measure(name="parts_over_cpu", value=parts - cpu, unit="cores"),
    )


def _rates_beyond_rate(service: Service) -> Iterator[Contradiction]:
    whole = service.load.rate
    rated = [(item.pointer, item.rate) for item in service.operations if item.rate is not None]
    parts = sum(rate for _, rate in rated)
    if whole is None or parts <= whole * (1 + TOLERANCE):
        return
    yield Contradiction(
        kind="rates-over-rate",
        subject=Subject.service(service.name),
        message=f"its operations' rates add up to {format_rate(parts)}, `load.rate` is"
        f" {format_rate(whole)}",
        at=(*service.pointer, "load", "rate"),
        against=tuple(((*pointer, "rate"), format_rate(rate)) for pointer, rate in rated),
        numbers={"parts_per_s": parts, "rate_per_s": whole},
        measure=Measure(name="rates_over_rate", value=parts / whole, unit="ratio"),
    )


def _computing_beyond_time(analysis: Analysis, service: Service) -> Iterator[Contradiction]:
    account = analysis.computing[service.name]
    if account.raw_share is None or account.raw_share <= _MOST_COMPUTING:
        return
    if (account.cpu or 0.0) < _LEAST_CPU or (account.rate or 0.0) < _LEAST_RATE:
        return
    computing, own = account.cpu_per_request or 0.0, account.self_seconds or 0.0
    yield Contradiction(
        kind="computing-over-time",
        subject=Subject.service(service.name),
        message=f"more CPU per request ({format_duration(computing)}) than time in the service"
        f" ({format_duration(own)}): background work, several cores per request, or different"
        " time windows?",
        at=(*service.pointer, "load", "cpu"),
        against=(((*service.pointer, _time_key(service)), "the time in the service"),),
        numbers={
            "cpu_per_request_ms": computing * 1e3,
            "self_time_ms": own * 1e3,
            "raw_phi_share": account.raw_share,
        },
        measure=Measure(name="raw_phi", value=account.raw_share, unit="ratio"),
    )


def _time_key(service: Service) -> str:
    if service.self_time is not None:
        return "self_time"
    return "latency" if service.latency is not None else "operations"
