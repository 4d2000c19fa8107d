"""The latency argument: would a rewrite be felt? (RULES, NT304; MATHEMATICS section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

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

    `share` is φ, `factor` f at its default. The journey shown is the one that gains most.
    """
    journey, seconds, part = _most_gained(removal)
    failures = []
    if share < options.min_phi:
        failures.append(
            f"{share * 100:.0f} % of its time is computing, under {options.min_phi * 100:.0f} %"
        )
    if not any(_is_felt(removal, name, share, factor, options) for name in removal.seconds):
        failures.append(
            f"it takes {seconds * 1e3:.3g} ms off {journey}, {part * 100:.2g} % of its mean"
            if journey
            else "it takes nothing off any journey"
        )
    if removal.users < options.min_users:
        failures.append(f"it frees {removal.users:.2g} waiting users, not {options.min_users:.3g}")
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


def _most_gained(removal: Removal) -> tuple[str, float, float]:
    """The journey with the greatest gain in seconds, that gain, and its share of the mean."""
    gained = sorted(name for name, seconds in removal.seconds.items() if seconds > 0)
    if not gained:
        return "", 0.0, 0.0
    name = max(gained, key=lambda journey: removal.seconds[journey])
    seconds, before = removal.seconds[name], removal.before[name]
    return name, seconds, seconds / before if before else 0.0
