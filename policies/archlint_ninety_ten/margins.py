"""How far figures are from changing who holds a seat, searched on many variants at once.

One figure at a time, everything else as it is: the latency argument is asked anew of the whole
portfolio, seats and test. Round one looks at twelve points on the way to the end of the range,
round two at twelve more between the last that changes nothing and the first that does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Answer, Question, Variation
from archlint_ninety_ten.felt import ask, passes

if TYPE_CHECKING:
    from archlint import Decided, Figure, Service, VariedRemoval
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.options import NinetyTenOptions

POINTS = 12
WIDEST = 16.0
"""Multiples of today's figure between which a margin is looked for, and one over it."""

MOVED = 0.20
"""By how much of itself one annotation may be off before a verdict on it is fragile."""

_NEAR = 2
"""Services on either side of the line whose margins are searched."""


class Sought(Struct, frozen=True, kw_only=True):
    """A figure of one service that is moved from today's to `end` times as much.

    `quantity` is traffic, self_time (its CPU moves along), cpu, criticality; or one annotation
    alone: `annotation` is true, and it is self_time, load.cpu or load.rate.
    """

    service: str
    quantity: str
    end: float
    points: int
    variation: Callable[[float], Variation]
    annotation: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """What moving a figure came to.

    Up to `stands` times today's figure nothing changes, from `flips` on it does: None where nothing
    changes as far as was looked. `holds` is whether the service holds a seat today.
    """

    sought: Sought
    holds: bool
    stands: float
    flips: float | None


class Margins(Struct, frozen=True, kw_only=True):
    """What was found, by service; and the number of seats from which a service without one sits."""

    found: Mapping[str, tuple[Found, ...]]
    seats: Mapping[str, int]


def margins_of(case: Case) -> Margins:
    """The margins of the services near the line, and bounds for the others that are printed."""
    sought = list(_all_sought(case))
    if not sought:
        return Margins(found={}, seats={})
    further = [Variation(seats=more) for more in _more_seats(case)]
    grids = [(item, _between(1.0, item)) for item in sought]
    held = _held(case, [*further, Variation(), *_points(grids)])
    found: dict[str, list[Found]] = {}
    for item in _search(case, grids, held, start=len(further)):
        found.setdefault(item.sought.service, []).append(item)
    return Margins(
        found={service: tuple(items) for service, items in found.items()},
        seats=_further_seats(case, held),
    )


# --- what is looked at ----------------------------------------------------------------------------


def _all_sought(case: Case) -> Iterator[Sought]:
    holders = [pick.service for pick in case.picks]
    near = [*holders[-_NEAR:], *_next(case)]
    for service in near:
        end = 1.0 / WIDEST if service in holders else WIDEST
        for quantity in ("traffic", "self_time", "cpu"):
            yield _moved(case, service, quantity, end, POINTS)
    printed = (*holders, *(name for name in case.busiest[: case.limit] if name in case.candidates))
    for service in dict.fromkeys(printed):
        if service not in near:
            yield _moved(case, service, "traffic", 0.5 if service in holders else 2.0, 1)
    for service in _perhaps_fragile(case):
        yield from _annotations_moved(case.analysis.portfolio.services[service])
    for service in _barred(case):
        yield _admitted(service)


def _next(case: Case) -> list[str]:
    """The first without a seat: those that passed the test, else those that would free most."""
    without = [name for name in case.candidates if case.seat_of(name) is None]
    tests = {name: case.test_alone(name) for name in without}
    worth = sorted(
        without,
        key=lambda name: (not tests[name].passes, -tests[name].removal.users, name),
    )
    return [name for name in worth if tests[name].removal.users > 0.0][:_NEAR]


def _perhaps_fragile(case: Case) -> Iterator[str]:
    """The holders, and whoever passes thresholds that are lower by more than a fifth."""
    options = case.options
    lower = _with_lower(options, 1.0 / (1.0 + MOVED) ** 2)
    for name, factor in case.candidates.items():
        if case.seat_of(name) is not None:
            yield name
            continue
        test = case.test_alone(name)
        if ask(test.removal, test.share, factor, lower).passes:
            yield name


def _with_lower(options: NinetyTenOptions, part: float) -> NinetyTenOptions:
    """The options with all thresholds of the latency test multiplied."""
    return dataclasses.replace(
        options,
        min_phi=options.min_phi * part,
        min_ms=options.min_ms * part,
        min_share=options.min_share * part,
        min_users=options.min_users * part,
    )


def _annotations_moved(service: Service) -> Iterator[Sought]:
    """The service's own figures that decide its latency argument, as they are written."""
    written = {"self_time": True, "load.cpu": service.load.cpu, "load.rate": service.load.rate}
    for annotation, figure in written.items():
        if figure is not None:
            yield _moved_alone(service.name, annotation, 1.0 - MOVED)
            yield _moved_alone(service.name, annotation, 1.0 + MOVED)


def _admitted(service: str) -> Sought:
    """The service where its criticality is high, in one variant."""

    def variation(_: float) -> Variation:
        return Variation(admitted=frozenset({service}))

    return Sought(service=service, quantity="criticality", end=1.0, points=1, variation=variation)


def _barred(case: Case) -> list[str]:
    """Services that only their criticality keeps from a seat, those that would free most first."""
    worth = {}
    for service in case.judged:
        is_barred = case.gate(service.name).answer is Answer.NO and not service.is_planned
        if is_barred and service.criticality and not case.missing(service):
            factor = case.factors[service.name].cpu.default
            users = case.equivalent.removal_bound(service.name, factor)
            if users >= case.options.min_users:
                worth[service.name] = users
    return sorted(worth, key=lambda name: (-worth[name], name))[:_NEAR]


def journeys_through(case: Case, service: str) -> list[str]:
    """The journeys with a rate that wait for a service."""
    rated = {times.name for times in case.analysis.journeys if times.journey.rate}
    return [name for name in case.analysis.journeys_to(service) if name in rated]


def _moved(case: Case, service: str, quantity: str, end: float, points: int) -> Sought:
    journeys = journeys_through(case, service) if quantity == "traffic" else []

    def variation(factor: float) -> Variation:
        one = {service: factor}
        if quantity == "traffic":
            return Variation(traffic=dict.fromkeys(journeys, factor))
        return Variation(times=one, cpu=one) if quantity == "self_time" else Variation(cpu=one)

    return Sought(service=service, quantity=quantity, end=end, points=points, variation=variation)


def _moved_alone(service: str, annotation: str, end: float) -> Sought:
    def variation(factor: float) -> Variation:
        one = {service: factor}
        if annotation == "self_time":
            return Variation(times=one)
        return Variation(cpu=one) if annotation == "load.cpu" else Variation(rates=one)

    return Sought(
        service=service,
        quantity=annotation,
        end=end,
        points=1,
        variation=variation,
        annotation=True,
    )


# --- the search -----------------------------------------------------------------------------------


def _search(case: Case, grids: Grids, held: Held, start: int) -> Iterator[Found]:
    """Two rounds, each of all figures at once; `held` is the first, from today at `start` on.

    A service that holds a seat here and not in the search, or the other way round, stands so near
    the line that samples cannot tell; nothing is said of it.
    """
    between = []
    for (item, _), found in zip(grids, _tried(grids, held, start + 1), strict=True):
        holds = case.seat_of(item.service) is not None
        if held[item.service][start] is not holds:
            continue
        stands, flips = _bracket(found, holds=holds)
        if flips is None or item.quantity == "criticality":
            yield Found(sought=item, holds=holds, stands=stands, flips=flips)
        else:
            between.append((item, stands, flips))
    closer = [(item, _inside(stands, flips)) for item, stands, flips in between]
    second = _tried(closer, _held(case, _points(closer)), 0) if closer else []
    for (item, stands, flips), found in zip(between, second, strict=True):
        holds = case.seat_of(item.service) is not None
        last, turns = _bracket(found, holds=holds, stands=stands)
        yield Found(sought=item, holds=holds, stands=last, flips=turns or flips)


Grids = Sequence[tuple[Sought, list[float]]]
"""Multiples of today's figure at which each figure is looked at."""

Held = Mapping[str, tuple[bool, ...]]
"""By service, in which variations it holds a seat."""

Tried = list[tuple[float, bool]]
"""Multiples of today's figure on the way to the end, and whether a seat is held there."""


def _points(grids: Grids) -> list[Variation]:
    return [item.variation(factor) for item, grid in grids for factor in grid]


def _tried(grids: Grids, held: Held, start: int) -> list[Tried]:
    """Who holds a seat at every point of every grid, of which the first is variation `start`."""
    found = []
    for item, grid in grids:
        row = held[item.service][start : start + len(grid)]
        found.append(list(zip(grid, row, strict=True)))
        start += len(grid)
    return found


def _held(case: Case, variations: Sequence[Variation]) -> Held:
    """Who sits by the whole latency argument."""
    admitted = {name for item in variations for name in item.admitted}
    candidates = dict(case.candidates)
    candidates |= {name: case.factors[name].cpu.default for name in sorted(admitted)}

    def accepts(service: str, removal: VariedRemoval, share: Figure) -> Decided:
        return passes(removal, share, candidates[service], case.options)

    question = Question(
        candidates=candidates,
        limit=case.limit,
        accepts=accepts,
        floor=case.options.min_users,
    )
    return case.equivalent.held_in(variations, question, as_if=case.in_rust)


def _between(start: float, item: Sought) -> list[float]:
    """From today's figure, which is left out, to the end, in equal steps of the logarithm."""
    return [
        start * (item.end / start) ** (step / item.points) for step in range(1, item.points + 1)
    ]


def _inside(stands: float, flips: float) -> list[float]:
    return [stands * (flips / stands) ** (step / (POINTS + 1)) for step in range(1, POINTS + 1)]


def _bracket(tried: Tried, *, holds: bool, stands: float = 1.0) -> tuple[float, float | None]:
    """The last multiple at which nothing has changed, and the first at which something has."""
    for factor, is_held in tried:
        if is_held is not holds:
            return stands, factor
        stands = factor
    return stands, None


def _more_seats(case: Case) -> range:
    """How many seats more are looked at: none where one is left over."""
    return range(1, 1 + _NEAR) if len(case.picks) == case.limit else range(0)


def _further_seats(case: Case, held: Held) -> Mapping[str, int]:
    """The number of seats at which the next services would hold one; those come first in `held`."""
    found: dict[str, int] = {}
    for place, more in enumerate(_more_seats(case)):
        for name, row in held.items():
            if row[place] and case.seat_of(name) is None:
                found.setdefault(name, case.limit + more)
    return found
