"""What a rewrite between Go and Rust does to a service: the pack's factors, for `what-if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint import Range, Translation
from archlint_ninety_ten.calibration import factor_of
from archlint_ninety_ten.languages import Side, side_of

if TYPE_CHECKING:
    from archlint import Portfolio, Service

_MEASURE = "declare `rewrite: {cpu: …}`, the measured factor"


def translate(portfolio: Portfolio, service: Service, language: str) -> Translation:
    """Factors from Go to Rust: measured in the manifest, else the kind's prior; 1/f the other way.

    What was not declared is taken to be in Go, as everywhere in the pack.
    """
    side = side_of(service)
    if service.managed or service.kind == "external":
        return Translation(refusal="it is bought: nobody here rewrites it")
    if language not in ("rust", "go"):
        return Translation(
            refusal=f"no factor leads to {language}: the article compares Go and Rust"
        )
    if language == service.language or (language == "go" and side is Side.UNDECLARED):
        return Translation(refusal=f"it is in {language.capitalize()} already")
    if not side.is_judged or (language == "go" and side is not Side.RUST):
        return Translation(
            refusal=f"no factor leads from {service.language} to {language.capitalize()}",
            advice=_MEASURE if language == "rust" else "",
        )
    factor = factor_of(portfolio, service)
    if factor is None:
        return Translation(refusal=f"no factor is known for {service.kind}", advice=_MEASURE)
    if language == "rust":
        cpu, mem, source = factor.cpu, factor.mem, factor.source
    else:
        cpu, mem, source = _inverse(factor.cpu), _inverse(factor.mem), f"1/f, {factor.source}"
    return Translation(cpu=cpu, mem=mem, source=source, is_measured=factor.is_measured)


def _inverse(factor: Range) -> Range:
    return Range(1 / factor.high, 1 / factor.default, 1 / factor.low)
