"""Who causes the waiting: users in flight by Little's law (MATHEMATICS section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field


class Waiting(Struct, frozen=True, kw_only=True):
    """The mean number of users waiting at any moment.

    L by service, falling; on the network; between the attempts of a call, which is 0 on means; in
    all. total = Σ by_service + network + retry_wait = Σ_j λ_j·T_j.
    Of those waiting on a service, `computing` are being computed for (φ of their own time), and of
    `unmeasured` nobody knows, because φ is not; the others wait for what the service waits for.
    `uncounted` are the journeys without a rate, whose users are in no figure, where others have
    one; `bounded` those with a rate whose mean is a lower bound.
    """

    by_service: Mapping[str, float]
    network: float
    total: float
    retry_wait: float = 0.0
    computing: Mapping[str, float] = field(default_factory=dict)
    unmeasured: Mapping[str, float] = field(default_factory=dict)
    uncounted: tuple[str, ...] = ()
    bounded: tuple[str, ...] = ()

    @property
    def is_lower_bound(self) -> bool:
        """Whether `total` is at least this, and may be more."""
        return bool(self.uncounted or self.bounded)

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


class Account(Struct, frozen=True, kw_only=True):
    """What a mean is made of: own times by operation id, network, waits between attempts.

    They add up to it. `visits` is V by operation id: how often its own time counts.
    """

    own: Mapping[str, float]
    visits: Mapping[str, float]
    network: float
    retry_wait: float = 0.0


def waiting(
    accounts: Iterable[tuple[float, Account]], shares: Mapping[str, float | None]
) -> Waiting:
    """L(s) = Σ_j λ_j · own time of s on the critical path of j; V·S̄ of it where means are exact.

    `accounts` are those of the journeys with a rate, with it; `shares` are φ by operation id.
    """
    by_service: dict[str, float] = {}
    computing: dict[str, float] = {}
    unmeasured: dict[str, float] = {}
    network = 0.0
    retry_wait = 0.0
    for rate, account in accounts:
        for operation, seconds in account.own.items():
            service, share = operation.split("/", 1)[0], shares[operation]
            by_service[service] = by_service.get(service, 0.0) + rate * seconds
            part, weight = (unmeasured, 1.0) if share is None else (computing, share)
            part[service] = part.get(service, 0.0) + rate * seconds * weight
        network += rate * account.network
        retry_wait += rate * account.retry_wait
    return Waiting(
        by_service=dict(sorted(by_service.items(), key=lambda item: (-item[1], item[0]))),
        network=network,
        retry_wait=retry_wait,
        total=sum(by_service.values()) + network + retry_wait,
        computing=computing,
        unmeasured=unmeasured,
    )
