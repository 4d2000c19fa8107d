"""The reliability gate of NT101: "those that require the highest reliability"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Answer

if TYPE_CHECKING:
    from archlint import Analysis, Journey, Service

_PASSES = ("critical", "high")


class Gate(Struct, frozen=True, kw_only=True):
    """Whether a service needs the highest reliability, and why we think so."""

    answer: Answer
    reason: str


def gate_of(analysis: Analysis, service: Service, availability: float) -> Gate:
    """The first that applies: declared criticality, own target, a demanding journey above it.

    Annotating one service never changes another's gate.
    """
    if service.criticality is not None:
        passes = service.criticality in _PASSES
        return Gate(answer=_answer(passes), reason=f"criticality {service.criticality}, declared")
    target = service.slo.availability if service.slo else None
    if target is not None:
        passes = target >= availability
        return Gate(answer=_answer(passes), reason=f"its own target {target * 100:.6g} %")
    for times in analysis.journeys:
        why = _demand(times.journey, availability)
        if why and service.name in analysis.hard_services(times.name):
            return Gate(answer=Answer.YES, reason=f"derived: {times.name} {why} and needs it")
    return Gate(answer=Answer.UNKNOWN, reason="its criticality is not declared")


def _demand(journey: Journey, availability: float) -> str:
    """Why everything a journey needs is critical, empty where it is not."""
    wanted = journey.slo.availability if journey.slo else None
    if wanted is not None and wanted >= availability:
        return f"promises {wanted * 100:.6g} %"
    return "is revenue" if journey.latency_is_revenue else ""


def _answer(passes: bool) -> Answer:  # noqa: FBT001  # one value in, one value out
    return Answer.YES if passes else Answer.NO
