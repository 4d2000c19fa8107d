"""Who causes the waiting: users in flight by Little's law (MATHEMATICS section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from archlint.analysis.journeys import JourneyTimes


class Waiting(Struct, frozen=True, kw_only=True):
    """The mean number of users waiting at any moment.

    L by service, falling; on the network; between the attempts of a call, which is 0 on means; in
    all. total = Σ by_service + network + retry_wait = Σ_j λ_j·T_j.
    Of those waiting on a service, `computing` are being computed for (Σ λ·V·S̄·φ), and of
    `unmeasured` nobody knows, because φ is not; the others wait for what the service waits for.
    Only means are split so: both are empty where L comes from samples.
    """

    by_service: Mapping[str, float]
    network: float
    total: float
    retry_wait: float = 0.0
    computing: Mapping[str, float] = field(default_factory=dict)
    unmeasured: Mapping[str, float] = field(default_factory=dict)

    @property
    def lorenz(self) -> tuple[tuple[float, float], ...]:
        """(share of services, share of their L), the services that cause least first."""
        rising = sorted(self.by_service.values())
        whole = sum(rising)
        if not whole:
            return ((0.0, 0.0), (1.0, 1.0))
        points = [(0.0, 0.0)]
        carried = 0.0
        for number, users in enumerate(rising, 1):
            carried += users
            points.append((number / len(rising), carried / whole))
        return tuple(points)


class Time(NamedTuple):
    """An operation's own time S̄, seconds, and its computing share φ, None where unknown."""

    seconds: float
    share: float | None


def waiting(journeys: Iterable[JourneyTimes], operations: Mapping[str, Time]) -> Waiting:
    """L(s) = Σ_j λ_j · Σ_{o in s} V_j(o)·S̄(o); journeys without a rate take no part."""
    by_service: dict[str, float] = {}
    computing: dict[str, float] = {}
    unmeasured: dict[str, float] = {}
    network = 0.0
    total = 0.0
    for times in journeys:
        rate = times.journey.rate
        if rate is None:
            continue
        for service, seconds in times.own.items():
            by_service[service] = by_service.get(service, 0.0) + rate * seconds
        for operation, visits in times.visits.items():
            service, (seconds, share) = operation.split("/", 1)[0], operations[operation]
            part, weight = (unmeasured, 1.0) if share is None else (computing, share)
            part[service] = part.get(service, 0.0) + rate * visits * seconds * weight
        network += rate * times.network
        total += rate * times.mean
    falling = dict(sorted(by_service.items(), key=lambda item: (-item[1], item[0])))
    return Waiting(
        by_service=falling,
        network=network,
        total=total,
        computing=computing,
        unmeasured=unmeasured,
    )
