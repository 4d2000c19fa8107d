"""Who may sit in the quota: greedy by marginal removable waiting (MATHEMATICS section 4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.analysis.bench import Bench, Removal


_ROUNDING = 1.0 - 1e-9
"""A bound that ties with a sum computed in another order is not below it."""


def seats(quota: float, size: int) -> int:
    """max(1, ⌈quota·N⌉) in exact arithmetic: 7 % of 100 is 7, not 8; none where the quota is 0."""
    return max(1, math.ceil(Fraction(str(quota)) * size)) if quota else 0


_MANY = 40
"""Candidates from which bounds in each state pay: to find them costs as much as trying some."""


class Pick(Struct, frozen=True, kw_only=True):
    """A seat: the service and what it takes off after the picks before it."""

    service: str
    removal: Removal


class Candidate(Struct, frozen=True, kw_only=True):
    """A service as the search sees it: new own times by vertex, L, and an upper bound of ΔL."""

    service: str
    changes: Mapping[int, float]
    waiting: float
    bound: float


def greedy(
    bench: Bench,
    candidates: Sequence[Candidate],
    *,
    limit: int,
    accepts: Callable[[str, Removal], bool],
    floor: float = 0.0,
    prune: bool = True,
) -> tuple[Pick, ...]:
    """Take the candidate that removes most, time anew, repeat until nothing is accepted.

    Ties go to the larger L, then to the name. `accepts` is asked of the marginal removal and
    refuses everything below `floor` users; what it accepts it accepts all the more where more is
    taken off. With `prune`, candidates whose bound stays below the floor are never tried, the
    others in falling order of what they can take off as things stand, those not at all for which
    even that is refused, and the search for one seat ends where no bound can beat what was found;
    the result is the same.
    """
    left = sorted(candidates, key=lambda item: (-item.bound, item.service))
    if prune:
        left = [item for item in left if item.bound >= floor * _ROUNDING]
    picks: list[Pick] = []
    while left and len(picks) < limit:
        best = _best(bench, left, accepts, floor if prune else None)
        if best is None:
            break
        candidate, removal = best
        picks.append(Pick(service=candidate.service, removal=removal))
        bench.take(candidate.changes)
        left.remove(candidate)
    return tuple(picks)


def _best(
    bench: Bench,
    candidates: Sequence[Candidate],
    accepts: Callable[[str, Removal], bool],
    floor: float | None,
) -> tuple[Candidate, Removal] | None:
    """Who has this seat; with a floor, bounds are used."""
    accepted: list[tuple[Candidate, Removal]] = []
    most = -math.inf if floor is None else floor
    for bound, candidate, at_most in _by_bound(bench, candidates, floor):
        if bound < most * _ROUNDING:
            break
        if at_most is not None and not accepts(candidate.service, at_most):
            continue
        removal = bench.try_out(candidate.changes)
        if accepts(candidate.service, removal):
            accepted.append((candidate, removal))
            if floor is not None:
                most = max(most, removal.users)
    for figure in (_users, _waiting):
        accepted = _greatest(accepted, figure)
    return min(accepted, key=lambda item: item[0].service, default=None)


def _by_bound(
    bench: Bench, candidates: Sequence[Candidate], floor: float | None
) -> Iterable[tuple[float, Candidate, Removal | None]]:
    """The candidates with their bounds, in the order in which they are tried."""
    if floor is None or len(candidates) < _MANY:
        return [(item.bound, item, None) for item in candidates]
    bounds = []
    for item in candidates:
        most = bench.at_most(item.changes)
        bounds.append((item.bound if most is None else min(item.bound, most.users), item, most))
    return sorted(bounds, key=lambda found: (-found[0], found[1].service))


def _users(item: tuple[Candidate, Removal]) -> float:
    return item[1].users


def _waiting(item: tuple[Candidate, Removal]) -> float:
    return item[0].waiting


def _greatest(
    items: list[tuple[Candidate, Removal]], figure: Callable[[tuple[Candidate, Removal]], float]
) -> list[tuple[Candidate, Removal]]:
    """Those with the greatest figure; what differs by rounding is equal."""
    top = max(map(figure, items), default=0.0)
    return [item for item in items if figure(item) >= top - _TIE * abs(top)]


_TIE = 1e-9
