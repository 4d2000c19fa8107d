"""How often a request meets a garbage collection, and how long that holds it up (RULES, NT102)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct

from archlint import format_cores, format_duration, format_number
from archlint_ninety_ten.deciding import readable

MARKING_SHARE = 0.25
"""The part of its cores on which Go's collector marks while it runs: `gcBackgroundUtilization` in
the runtime's `mgcpacer.go`."""

_ROUNDING = 1.0 - 1e-9
"""A figure that is at its threshold but for the last bits has reached it."""

_LEAST = 1e-9
"""What it takes where any exposure at all counts."""

_ABOVE = 1.0 + 1e-6
"""What is left to the SLO has to be exceeded, not met."""


class Collector(Struct, frozen=True, kw_only=True):
    """What is known of a service's garbage collector; None where it is not.

    `cpu_share` of the `cpu` that the service uses, of `allocated` cores; `stall` is the p99 of what
    a request feels of a collection, seconds, and `pause` the part of it that stops the world: at
    most the stall.
    """

    cpu_share: float | None
    cpu: float | None
    allocated: float | None
    stall: float | None
    pause: float | None

    @property
    def duty(self) -> float | None:
        """The share of time in which it runs: its cores on those on which it marks."""
        if self.cpu_share is None or self.cpu is None or self.allocated is None:
            return None
        return min(1.0, self.cpu_share * self.cpu / (MARKING_SHARE * self.allocated))

    @property
    def utilisation(self) -> float | None:
        """The share of the allocated cores that is in use."""
        if self.cpu is None or self.allocated is None:
            return None
        return self.cpu / self.allocated


class Limits(Struct, frozen=True, kw_only=True):
    """From where on garbage collection counts: shares, and seconds of a request's p99."""

    min_share: float
    min_exposure: float
    min_stall: float


def exposure(duty: float, visits: float) -> float:
    """The share of requests that meet a collection at any of their visits, each by itself.

    1 - (1 - duty)^V; at most V, for no more of them come by.
    """
    return min(visits, 1.0 - math.pow(1.0 - duty, visits))


def duty_of(exposure: float, visits: float) -> float:
    """The duty at which a request meets a collection so often: `exposure` the other way round."""
    return 1.0 - math.pow(1.0 - exposure, 1.0 / visits)


class Encounter(Struct, frozen=True, kw_only=True):
    """A service's collector and the requests of one journey.

    `visits` is V; `headroom` what is left between the journey's p99 and its SLO, seconds: None
    where it has none, and at least 0. `most` is the longest stall of one visit that its declared
    own time has room for, seconds; None where that is not known.
    """

    journey: str
    visits: float
    headroom: float | None
    most: float | None = None
    collector: Collector
    limits: Limits

    @property
    def times(self) -> int:
        """⌈V⌉, in whose p99 every visit may meet a collection.

        A further visit that fewer requests make than count, a retry, is in no p99.
        """
        often = self.visits - self.limits.min_exposure
        return max(1, math.ceil(often * _ROUNDING))

    @property
    def exposure(self) -> float | None:
        duty = self.collector.duty
        return None if duty is None else exposure(duty, self.visits)

    @property
    def is_rare(self) -> bool:
        """Whether too few requests meet a collection, or come by at all."""
        most = exposure(1.0, self.visits) if self.exposure is None else self.exposure
        return not _reaches(most, self.limits.min_exposure)

    def is_felt(self, stall: float) -> bool:
        """Whether a stall of so many seconds is enough of the journey's p99."""
        added = stall * self.times
        beyond = self.headroom is not None and added > self.headroom
        return beyond or _reaches(added, self.limits.min_stall)

    @property
    def is_harmless(self) -> bool:
        """Whether the stall is known, and too short; a pause alone never says so."""
        return self.collector.stall is not None and not self.is_felt(self.collector.stall)

    @property
    def has_no_room(self) -> bool:
        """Whether a stall that would count is longer than the own time in which it passes.

        Asked where no stall is measured: what is measured is believed.
        """
        unknown = self.collector.stall is None and self.felt is None
        return unknown and self.most is not None and not self.is_felt(self.most)

    @property
    def felt(self) -> float | None:
        """The stall, or at least the pause, that is long enough; None where none is known to be."""
        known = (self.collector.stall, self.collector.pause)
        stall = next((seconds for seconds in known if seconds is not None), 0.0)
        return stall if self.is_felt(stall) else None

    @property
    def is_at_risk(self) -> bool:
        return self.exposure is not None and not self.is_rare and self.felt is not None


def _reaches(value: float, least: float) -> bool:
    return value >= least * _ROUNDING


def conditions(encounter: Encounter) -> tuple[str, ...]:
    """What the missing figures have to be for a yes; nothing where no values make it one."""
    rarity = tuple(_often_enough(encounter))
    if encounter.exposure is None and not rarity:
        return ()
    return (*rarity, *_long_enough(encounter))


def _often_enough(encounter: Encounter) -> Iterator[str]:
    """The least share of CPU, and of the allocated cores in use, that exposes enough requests.

    Enough is a product of the two: the lower the one, the higher the other has to be. The share is
    the least that counts at all, or what it takes at the utilisation there is, at most the whole.
    """
    collector, limits = encounter.collector, encounter.limits
    if encounter.exposure is not None:
        return
    product = max(_LEAST, MARKING_SHARE * duty_of(limits.min_exposure, encounter.visits))
    share, used = collector.cpu_share, collector.utilisation
    if used is not None and used < product:
        return
    if share is None:
        share = max(limits.min_share, product / (used or 1.0))
    least = product / share
    if least > 1.0:
        return
    if collector.cpu_share is None:
        yield f"`gc.cpu_share` is {format_number(_at_least(share * 100))} % or more"
    if used is None:
        yield _busy_enough(collector, least)


def _busy_enough(collector: Collector, least: float) -> str:
    """From where on so much of the allocated cores is in use."""
    if collector.allocated is not None:
        return f"`load.cpu` is {format_cores(_at_least(least * collector.allocated))} or more"
    if collector.cpu is not None:
        return f"`load.cpu_allocated` is at most {format_cores(_at_most(collector.cpu / least))}"
    percent = format_number(_at_least(least * 100))
    return f"`load.cpu` is {percent} % of `load.cpu_allocated` or more"


def _at_least(value: float) -> float:
    """In two figures, and no less."""
    return readable(value, lambda rounded: _reaches(rounded, value))


def _at_most(value: float) -> float:
    """In two figures, and no more."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1) if value > 0 else 1.0
    return math.floor(value / step / _ROUNDING) * step


def _long_enough(encounter: Encounter) -> Iterator[str]:
    """The least stall that shows in the journey's p99."""
    if encounter.felt is not None:
        return
    least, headroom = encounter.limits.min_stall, encounter.headroom
    if headroom is not None and headroom < least:
        least = headroom * _ABOVE
    least /= encounter.times
    if least <= 0:
        yield (
            f"`gc.stall_p99` is above 0 ms: {encounter.journey} is past its SLO,"
            " so any stall counts"
        )
        return
    stall = readable(least, encounter.is_felt)
    met = "one" if encounter.times == 1 else f"{encounter.times} of them"
    yield (
        f"`gc.stall_p99` is {format_duration(stall)} or more:"
        f" a request of {encounter.journey} meets {met}"
    )
