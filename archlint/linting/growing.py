"""Report -> what growing load costs, as it is and after the rewrites: cores, and who is full first.

Each request takes the CPU that it takes today, and cores are added so that utilisation stays: then
queues stay too, and load costs cores and not milliseconds. Cores follow traffic in a straight line,
so that two loads say all. What no core is added to is full at some load.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.analysing import declared_growth
from archlint.linting.outcomes import ENDS, Paid, paid_of

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.analysis.queueing import Capacity
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turn
    from archlint.model import Service

TWICE = 2.0

_APART = 0.005
"""Part of a declared rate from which one by the journeys is another."""

MUCH = 1.5
"""The load at which it is told what queues add where no core is added."""


class Line(Struct, frozen=True, kw_only=True):
    """Cores paid for over load: those of `today`, and by how many they grow at twice the load."""

    today: float
    more: float

    def at(self, load: float) -> float:
        """The cores at so many times today's load."""
        return self.today + self.more * (load - 1.0)


class Full(Struct, frozen=True, kw_only=True):
    """A service to which no core is added: at which load all of them are busy.

    `utilisation` is today's; `load` and `after` (its rewrite; None without) are times today's load,
    at most 1 where all cores are busy today. `added` is by how much a request waits longer for a
    core at `MUCH` load, seconds, infinite where the service is full by then.
    """

    service: str
    utilisation: float
    load: float
    after: float | None
    added: float


class Growth(Struct, frozen=True, kw_only=True):
    """What load costs.

    `growth` a year is what is declared, None where nothing is. `now` is the line of the portfolio
    as it is, `paid` what its cores are and of whom they are not known; `then` is the line after the
    rewrites, by end of the gain, `per_core` what a core costs a month. `full` are the services that
    no core is added to, the first to be full first; `lacking` are those that requests wait for and
    of which nobody knows when, and what they lack. `unused` are counted services that pay for cores
    of which nobody knows how many are in use, `unrated` those whose cores follow their declared
    rate, for a journey that reaches them has none, and `still` those whose cores stay, for no
    journey is known to bring them anything. `apart` are (declared, by journeys) requests per second
    where a service's load grows from another rate than is declared.
    """

    growth: float | None
    now: Line
    paid: Paid
    then: Mapping[str, Line]
    per_core: float
    currency: str
    full: tuple[Full, ...]
    lacking: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    unrated: tuple[str, ...]
    still: tuple[str, ...]
    apart: Mapping[str, tuple[float, float]]

    def bought(self, end: str = "default") -> float | None:
        """The load at which the rewritten portfolio pays for as many cores as today's does.

        None where no rewrite gives a core back, infinite where cores no longer follow load.
        """
        line = self.then.get(end)
        if line is None or not line.today < self.now.today:
            return None
        return 1.0 + (self.now.today - line.today) / line.more if line.more > 0 else math.inf

    def months(self, load: float) -> float | None:
        """How long load takes to grow to that, in months, infinite where it never does.

        None where no growth is declared.
        """
        if self.growth is None or not load > 0:
            return None
        if not self.growth:
            return math.inf if load > 1.0 else 0.0
        return 12.0 * math.log(load) / math.log1p(self.growth)


def growth_of(report: PortfolioReport, rewrites: Iterable[Turn]) -> Growth | None:
    """What load costs, with these rewrites and without; None where no core or no rate is known."""
    from archlint.analysis import price_list
    from archlint.analysis.following import under_load

    analysis, paid = report.analysis, paid_of(report.analysis)
    if not analysis.has_rates or paid is None or not paid.cores:
        return None
    twice = under_load(analysis, TWICE)
    lines = dict(_lines(analysis, twice))
    turns = tuple(rewrites)
    prices = price_list(report.portfolio)
    return Growth(
        growth=declared_growth(report.portfolio),
        now=_sum(lines.values()),
        paid=paid,
        then={end: _sum(_after(lines, turns, end).values()) for end in ENDS} if turns else {},
        per_core=prices.vcpu_month.default,
        currency=prices.currency,
        full=tuple(_full(analysis, twice, turns)),
        lacking=dict(_lacking(analysis)),
        unused=tuple(_unused(analysis)),
        unrated=tuple(name for name in lines if _is_unrated(analysis, name)),
        still=tuple(_still(analysis, twice)),
        apart=dict(_apart(analysis, twice)),
    )


def _lines(now: Analysis, twice: Analysis) -> Iterator[tuple[str, Line]]:
    """What every counted service pays for: allocated where declared, else in use."""
    for service in now.portfolio.services.values():
        used, then = now.computing[service.name].cpu, twice.computing[service.name].cpu
        allocated = service.load.cpu_allocated
        paid = used if allocated is None else allocated
        if not service.is_counted or paid is None:
            continue
        if used and _is_unrated(now, service.name):
            then = 2.0 * used - min(used, service.load.idle_cpu or 0.0)
        grown = (then or 0.0) / used - 1.0 if used else 0.0
        yield service.name, Line(today=paid, more=paid * grown)


def _is_unrated(analysis: Analysis, service: str) -> bool:
    """Whether a service's own rate says more than those of the journeys, one of which has none."""
    declared = analysis.portfolio.services[service].load.rate
    return bool(declared) and service in analysis.reached_unrated


def _still(now: Analysis, twice: Analysis) -> Iterator[str]:
    """The services that compute, and to which no journey is known to bring anything."""
    for service in now.portfolio.services.values():
        is_busy = service.is_counted and bool(now.computing[service.name].cpu)
        if is_busy and _ratio(now, twice, service.name) <= 1.0:
            yield service.name


def _after(lines: Mapping[str, Line], turns: Iterable[Turn], end: str) -> dict[str, Line]:
    """The lines once rewrites give cores back: the part that stays grows as all of it does."""
    after = dict(lines)
    for turn in turns:
        line, cores = after.get(turn.service), turn.gain.cores
        if line is not None and cores is not None and line.today:
            kept = 1.0 - getattr(cores, end) / line.today
            after[turn.service] = Line(today=line.today * kept, more=line.more * kept)
    return after


def _sum(lines: Iterable[Line]) -> Line:
    found = tuple(lines)
    return Line(
        today=math.fsum(line.today for line in found), more=math.fsum(line.more for line in found)
    )


# --- who is full first ----------------------------------------------------------------------------


def _full(now: Analysis, twice: Analysis, turns: Iterable[Turn]) -> list[Full]:
    """The services whose load grows on cores that stay, in the order in which they fill up."""
    from archlint.analysis.queueing import capacity_of

    kept = {turn.service: _kept(now, turn) for turn in turns}
    found = []
    for service in now.portfolio.services.values():
        capacity = capacity_of(now, service)
        grown = _ratio(now, twice, service.name) - 1.0
        if capacity is None or not service.is_counted or not capacity.utilisation:
            continue
        if grown <= 0 and not capacity.is_saturated:
            continue
        share, full = kept.get(service.name), capacity.is_saturated
        later = _at(capacity, 1.0 + grown * (MUCH - 1.0)).wait
        found.append(
            Full(
                service=service.name,
                utilisation=capacity.utilisation,
                load=_full_at(capacity.utilisation, grown),
                after=None if share is None else _full_at(capacity.utilisation * share, grown),
                added=math.inf if full else later - capacity.wait,
            )
        )
    return sorted(found, key=lambda item: (item.load, item.service))


def _at(capacity: Capacity, load: float) -> Capacity:
    return replace(capacity, utilisation=capacity.utilisation * load)


def _full_at(utilisation: float, grown: float) -> float:
    """The load at which all cores are busy, where the service's grows by so much at twice it.

    At most 1 where they are today, and no less than 0.
    """
    if grown <= 0:
        return 1.0 if utilisation >= 1.0 else math.inf
    return max(0.0, 1.0 + (1.0 / utilisation - 1.0) / grown) if utilisation > 0 else math.inf


def _ratio(now: Analysis, twice: Analysis, service: str) -> float:
    """By what a service's traffic is multiplied where that of all journeys is doubled."""
    if _is_unrated(now, service):
        return TWICE
    rate = now.service_rate(service)
    return twice.service_rate(service) / rate if rate else 1.0


def _kept(now: Analysis, turn: Turn) -> float:
    """The part of a service's CPU that its rewrite leaves."""
    service: Service = now.portfolio.services[turn.service]
    allocated, cores = service.load.cpu_allocated, turn.gain.cores
    paid = now.computing[turn.service].cpu if allocated is None else allocated
    return 1.0 - cores.default / paid if cores is not None and paid else 1.0


def _lacking(analysis: Analysis) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The services of ours that requests wait for, and what their queue cannot be told without."""
    from archlint.analysis.queueing import missing_of

    for service in analysis.portfolio.services.values():
        if service.is_counted and service.name in analysis.awaited:
            missing = missing_of(analysis, service)
            if missing:
                yield service.name, missing


def _unused(analysis: Analysis) -> Iterator[str]:
    for service in analysis.portfolio.services.values():
        has_cores = service.is_counted and service.load.cpu_allocated is not None
        if has_cores and analysis.computing[service.name].cpu is None:
            yield service.name


def _apart(now: Analysis, twice: Analysis) -> Iterator[tuple[str, tuple[float, float]]]:
    """What twice the load adds is what the journeys bring today, where they bring anything."""
    for service in now.portfolio.services.values():
        declared = service.load.rate
        brought = twice.service_rate(service.name) - now.service_rate(service.name)
        if declared is None or not service.is_counted or not now.computing[service.name].cpu:
            continue
        if brought <= 0 or _is_unrated(now, service.name):
            continue
        if not math.isclose(declared, brought, rel_tol=_APART):
            yield service.name, (declared, brought)
