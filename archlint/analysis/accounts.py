"""What a rewrite leaves of a service's account (MATHEMATICS section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from archlint.analysis.computing import Computing, Part


def scaled_share(share: float, factor: float) -> float:
    """φ once the computing part has been scaled: φ·f / (1 - φ + φ·f)."""
    kept = 1 - share + share * factor
    return share * factor / kept if kept else 0.0


def rewritten(before: Computing, factor: float) -> Computing:
    """The account of a service all of which was rewritten."""
    share, own = before.share, before.self_seconds
    kept = None if share is None else 1 - share + share * factor
    return replace(
        before,
        cpu=None if before.cpu is None else before.cpu * factor,
        cpu_per_request=None if before.cpu_per_request is None else before.cpu_per_request * factor,
        self_seconds=own if own is None or kept is None else own * kept,
        share=None if share is None or not kept else share * factor / kept,
        raw_share=None,
        declared_parts=before.declared_parts * factor,
    )


def partly_rewritten(before: Computing, part: Part, factor: float) -> Computing:
    """The account of a service one operation of which was rewritten.

    What the operation saves is taken off the service's means by its part of the visits; figures
    that the operation does not tell stay as they are.
    """
    cores = (part.cores or 0.0) * (1 - factor)
    visits = part.rate / before.rate if before.rate else 0.0
    seconds = visits * (part.self_seconds or 0.0) * (part.share or 0.0) * (1 - factor)
    per_request = before.cpu_per_request
    own, share = before.self_seconds, before.share
    left = None if own is None else own - seconds
    return replace(
        before,
        cpu=None if before.cpu is None else before.cpu - cores,
        cpu_per_request=None
        if per_request is None or not before.rate
        else per_request - cores / before.rate,
        self_seconds=left,
        share=None if share is None or own is None or not left else (share * own - seconds) / left,
        raw_share=None,
        declared_parts=before.declared_parts - (cores if part.is_declared else 0.0),
    )
