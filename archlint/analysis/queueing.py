"""How long a request waits for a free core (MATHEMATICS section 7, "Capacity").

Each replica is a queue of its own with c servers. Measured self times contain this wait already, so
only differences of it are ever added to a time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.model import Distribution, Service


class Capacity(Struct, frozen=True, kw_only=True):
    """A service as queues: `servers` per replica, utilisation ρ, service time d in seconds.

    `variability` is (Ca² + Cs²) / 2, 1 for Poisson arrivals and exponential service.
    """

    servers: int
    utilisation: float
    seconds: float
    variability: float = 1.0

    @property
    def is_saturated(self) -> bool:
        return self.utilisation >= 1.0

    @property
    def wait(self) -> float:
        """Wq in seconds; infinite where more comes in than can be served."""
        if self.is_saturated:
            return math.inf
        busy = erlang_c(self.servers, self.servers * self.utilisation)
        free = self.servers * (1.0 - self.utilisation)
        return busy * self.seconds / free * self.variability


def erlang_c(servers: int, load: float) -> float:
    """The probability that all servers are busy at `load` erlangs, below `servers` of them.

    By the recursion of Erlang's B formula, which no factorial overflows.
    """
    if load <= 0.0:
        return 0.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    rho = load / servers
    return blocked / (1.0 - rho + rho * blocked)


MOST_SERVERS = 100_000
"""Cores of one replica from which no wait is computed: there is none."""


def capacity_of(analysis: Analysis, service: Service) -> Capacity | None:
    """What the service's declared cores make of its load; None where an input is missing."""
    account, load = analysis.computing[service.name], service.load
    derived = analysis.service_rate(service.name)
    rate = max(load.rate or 0.0, derived)
    if load.cpu_allocated is None or not service.replicas or account.cpu_per_request is None:
        return None
    if not load.cpu_allocated:
        return None
    servers = max(1, round(load.cpu_allocated / service.replicas))
    return Capacity(
        servers=min(servers, MOST_SERVERS),
        utilisation=rate * account.cpu_per_request / load.cpu_allocated,
        seconds=account.cpu_per_request,
        variability=(1.0 + squared_variation(service.self_time)) / 2.0,
    )


MISSING = ("load.cpu_allocated", "replicas")


def missing_of(analysis: Analysis, service: Service) -> tuple[str, ...]:
    """The annotations that `capacity_of` needs and does not have."""
    values = (service.load.cpu_allocated, service.replicas)
    lacking = [name for name, value in zip(MISSING, values, strict=True) if not value]
    lacking += analysis.computing[service.name].missing_cpu
    if "load.rate" in analysis.computing[service.name].missing:
        lacking.append("load.rate")
    return tuple(dict.fromkeys(lacking))


def squared_variation(times: Distribution | None) -> float:
    """Cs² = e^σ² - 1 from the outer percentiles; 1 where they do not tell."""
    if times is None or len(times.percentiles) < 2 or times.is_decreasing:  # noqa: PLR2004  # a slope
        return 1.0
    from statistics import NormalDist

    (low, first), (high, last) = times.percentiles[0], times.percentiles[-1]
    quantile = NormalDist().inv_cdf
    sigma = math.log(last / first) / (quantile(high) - quantile(low))
    return math.expm1(sigma * sigma)
