"""The latency argument: would a rewrite be felt? (RULES, NT304; MATHEMATICS section 4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import format_duration, format_number

if TYPE_CHECKING:
    from archlint import Decided, Figure, Removal, VariedRemoval
    from archlint_ninety_ten.options import NinetyTenOptions

ON_PATH_SHARE = 0.01
"""A service is on a critical path from this share of T on (MATHEMATICS section 3)."""


class LatencyTest(Struct, frozen=True, kw_only=True):
    """What a rewrite would take off, and the conditions it fails, in words."""

    removal: Removal
    share: float
    journey: str
    seconds: float
    part: float
    failures: tuple[str, ...]

    @property
    def passes(self) -> bool:
        return not self.failures


def ask(removal: Removal, share: float, factor: float, options: NinetyTenOptions) -> LatencyTest:
    """Ask all conditions: φ, ten milliseconds or five per cent of a journey, one waiting user.

    `share` is φ, `factor` f at its default. The journey shown is the one nearest to being felt.
    """
    journey = _nearest(removal, options)
    seconds = removal.seconds.get(journey, 0.0)
    before = removal.before.get(journey, 0.0)
    part = seconds / before if before else 0.0
    failures = []
    if not computes(share, options):
        failures.append(
            f"{share * 100:.0f} % of its time is computing (needs {options.min_phi * 100:.0f} %)"
        )
    if not is_felt(removal, share, factor, options):
        failures.append(_not_felt(journey, seconds, part, options))
    if not frees_enough(removal, options):
        failures.append(
            f"it frees {format_number(removal.users)} waiting users (needs {options.min_users:.3g})"
        )
    return LatencyTest(
        removal=removal,
        share=share,
        journey=journey,
        seconds=seconds,
        part=part,
        failures=tuple(failures),
    )


# The conditions, each asked of one figure or of many variants' at once: with operators that arrays
# have too.


def passes(
    removal: Removal | VariedRemoval, share: Figure, factor: float, options: NinetyTenOptions
) -> Decided:
    """Whether all conditions hold."""
    return (
        computes(share, options)
        & is_felt(removal, share, factor, options)
        & frees_enough(removal, options)
    )


def computes(share: Figure, options: NinetyTenOptions) -> Decided:
    """Whether enough of its time is computing."""
    return share >= options.min_phi


def is_felt(
    removal: Removal | VariedRemoval, share: Figure, factor: float, options: NinetyTenOptions
) -> Decided:
    """Whether some journey gains enough that the service is on the path of.

    On the path from an own time of 1 % of T on; the own time is what it gains, by the part of it
    that is rewritten.
    """
    rewritten = share * (1.0 - factor)
    found: Decided = False
    for journey, seconds in removal.seconds.items():
        before = removal.before[journey]
        enough = (seconds >= options.min_ms) | (seconds >= options.min_share * before)
        on_path = seconds >= ON_PATH_SHARE * before * rewritten
        found = found | (enough & on_path & (seconds > 0.0) & (rewritten > 0.0))
    return found


def frees_enough(removal: Removal | VariedRemoval, options: NinetyTenOptions) -> Decided:
    """Whether enough users wait no more."""
    return removal.users >= options.min_users


def _nearest(removal: Removal, options: NinetyTenOptions) -> str:
    """The journey that gains most, in units of what would be felt; empty where none gains."""

    def felt(journey: str) -> float:
        seconds = removal.seconds[journey]
        enough = min(options.min_ms, options.min_share * removal.before[journey])
        return seconds / enough if enough > 0 else math.inf

    gained = sorted(name for name, seconds in removal.seconds.items() if seconds > 0)
    return max(gained, key=felt, default="")


def _not_felt(journey: str, seconds: float, part: float, options: NinetyTenOptions) -> str:
    """Why nobody would feel it, with the figures that would be."""
    if not journey:
        return "it takes nothing off any journey"
    if seconds >= options.min_ms or part >= options.min_share:
        return f"its own time is under {ON_PATH_SHARE * 100:.0f} % of {journey}"
    return (
        f"it takes {format_duration(seconds)} off {journey}, {part * 100:.3g} % of its mean"
        f" (needs {options.min_ms * 1e3:.3g} ms or {options.min_share * 100:.3g} %)"
    )
