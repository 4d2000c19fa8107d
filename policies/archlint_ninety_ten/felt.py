"""The latency argument: would a rewrite be felt? (RULES, NT304; MATHEMATICS section 4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import format_number

if TYPE_CHECKING:
    from archlint import Removal
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
    if share < options.min_phi:
        failures.append(
            f"{share * 100:.0f} % of its time is computing, under {options.min_phi * 100:.0f} %"
        )
    if not any(_is_felt(removal, name, share, factor, options) for name in removal.seconds):
        failures.append(_not_felt(journey, seconds, part, options))
    if removal.users < options.min_users:
        failures.append(
            f"it frees {format_number(removal.users)} waiting users, not {options.min_users:.3g}"
        )
    return LatencyTest(
        removal=removal,
        share=share,
        journey=journey,
        seconds=seconds,
        part=part,
        failures=tuple(failures),
    )


def _is_felt(
    removal: Removal, journey: str, share: float, factor: float, options: NinetyTenOptions
) -> bool:
    """Whether the journey gains enough and the service is on its path (its own time ≥ 1 % of T)."""
    seconds, before = removal.seconds[journey], removal.before[journey]
    rewritten = share * (1.0 - factor)
    if seconds <= 0.0 or rewritten <= 0.0:
        return False
    own = seconds / rewritten
    enough = seconds >= options.min_ms or seconds >= options.min_share * before
    return enough and own >= ON_PATH_SHARE * before


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
        f"it takes {format_number(seconds * 1e3)} ms off {journey}, {part * 100:.3g} % of its mean:"
        f" under {options.min_ms * 1e3:.3g} ms and {options.min_share * 100:.3g} %"
    )
