"""Formulas with their numbers that are longer than a sentence, and words for what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.quantities import format_cores, format_duration, format_percentile
from archlint.reporting.figures import plain, share

if TYPE_CHECKING:
    from archlint.analysis import Computing, Part
    from archlint.model import Distribution


def step_to_go(
    account: Computing, would: Computing, factor: float, gc: float | None
) -> Iterator[str]:
    """S̄°, cpu° and φ° of a service in Rust as if it were in Go, where their inputs are known."""
    own, phi = account.self_seconds, account.share
    if own is not None and phi is not None and would.self_seconds is not None:
        waits, computes, time = share(1 - phi), share(phi), format_duration(own)
        yield (
            f"S̄° = S̄·(1-φ) + S̄·φ/f = {time} × {waits} + {time} × {computes} /"
            f" {plain(factor)} = {format_duration(would.self_seconds)}"
        )
    if account.cpu is not None and would.cpu is not None:
        yield (
            f"cpu° = cpu/f = {format_cores(account.cpu)} / {plain(factor)} ="
            f" {format_cores(would.cpu)}"
        )
    if would.share is not None and would.cpu_per_request is not None:
        foreground = "" if gc is None else f" × (1 - {share(gc)})"
        yield (
            f"φ° = min(1, d°·(1 - gc)/S̄°) = {format_duration(would.cpu_per_request)}"
            f"{foreground} / {format_duration(would.self_seconds or 0.0)} ="
            f" {share(would.share)}"
        )


def extrapolated(mean: float, declared: tuple[Distribution, str] | None) -> str:
    """What a mean rests on where the lower half of a time is not declared; else empty."""
    times = declared[0] if declared else None
    if times is None or times.mean is not None or len(times.percentiles) == 1:
        return ""
    share, seconds = times.percentiles[0]
    if share <= _HALF:
        return ""
    key = format_percentile(share)
    beyond = ", and the mean is above that" if mean > seconds else ""
    return f", extrapolated: nothing is declared below the {key}{beyond}"


_HALF = 0.5


def short(operation: str) -> str:
    """An operation's name within its service."""
    return operation.split("/", 1)[-1]


def unknown_part(part: Part) -> str:
    return "not used" if not part.rate else "cpu_time not given"
