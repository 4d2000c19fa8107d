"""Report -> what more or fewer rewrites would free: in their order, and the choices proved best.

All of it is counted on samples, like the rewrites in turn. Which choice is best can be proved on
means alone, as `plan` does: on samples it may free less than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.planning import Budget, plan_of, taken_seats
from archlint.linting.turn_order import factors_at
from archlint.model import Range

if TYPE_CHECKING:
    from archlint.analysis import Plan
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turn, Turns
    from archlint.model import Candidate, Gain

MOST_CHOSEN = 150
"""Candidates above which a report does not look for the best choice: `plan` has the time."""

NODES = 1_000
"""Nodes of search trees after which a report looks no further for best choices.

They are counted, not timed, so that every machine prints the same page. A search of this size has
ended at its first node wherever it was tried.
"""

LEAST_STEPS = 6
"""Rewrites to which the frontier reaches where the quota allows fewer: what lies behind it.

Among so many candidates that no best choice is looked for it ends with those that are told.
"""

Unproved = Literal["", "missing", "large", "stopped"]
"""Why no best choice is told: no solver is installed, too many candidates, the search was ended."""


class Step(Struct, frozen=True, kw_only=True):
    """So many rewrites: the last one, and what all of them free and take.

    `person_months` is their effort as far as it is known, `unsized` how many have none.
    """

    target: str
    users: float
    person_months: float
    unsized: int = 0


class Best(Struct, frozen=True, kw_only=True):
    """The choice of so many rewrites that is proved best on means, and the users it frees."""

    targets: tuple[str, ...]
    users: float


class Frontier(Struct, frozen=True, kw_only=True):
    """What the first 1, 2, … rewrites free, users: those in turn, then whatever frees most.

    `limit` is how many seats are free; `is_closed` says that the quota has none at all. `argued` is
    how many of the steps verdicts argue for. `best` are the proved choices by how many they may be,
    empty where `unproved` says why there are none. `is_sampled` says that some users are counted on
    samples.
    """

    limit: int
    argued: int
    steps: tuple[Step, ...]
    best: Mapping[int, Best]
    unproved: Unproved
    is_sampled: bool
    is_closed: bool = False


def frontier_of(report: PortfolioReport, turns: Turns | None) -> Frontier | None:
    """What more or fewer rewrites would free; None where nobody is counted or nothing is left."""
    free = {item.target: item for item in report.candidates if not item.is_taken}
    if turns is None or report.seats is None or not free or not report.analysis.has_rates:
        return None
    limit = report.seats.limit - len(taken_seats(report))
    most = max(LEAST_STEPS, 2 * limit)
    told = (*turns.all_argued, *turns.open, *turns.beyond)
    steps = [(turn.target, turn.gain) for turn in told]
    steps += _further(report, told, free, most if len(free) <= MOST_CHOSEN else 0)
    plan, unproved = _proved(report, free)
    return Frontier(
        limit=limit,
        argued=len(turns.all_argued),
        steps=tuple(_steps(steps)),
        best=dict(_best(report, plan, free)) if plan else {},
        unproved=unproved,
        is_sampled=any(times.is_sampled for times in report.analysis.journeys),
        is_closed=not report.seats.limit,
    )


def _further(
    report: PortfolioReport, told: Sequence[Turn], free: Mapping[str, Candidate], most: int
) -> Iterator[tuple[str, Gain]]:
    """What frees most after those that are told, and the users that each frees in turn."""
    if len(told) >= most:
        return
    services = {turn.service for turn in told}
    left = {
        target: item.gain.factor.default
        for target, item in free.items()
        if item.service not in services and item.gain.factor is not None
    }
    above = factors_at({turn.target: turn.gain for turn in told}, "default")
    after = report.analysis.with_rewrites(above) if above else report.analysis
    for pick in after.greedy(
        left, limit=most - len(told), accepts=lambda _, removal: removal.users > removal.error
    ):
        users = pick.removal.users
        yield pick.service, replace(free[pick.service].gain, users=Range(users, users, users))


def _steps(order: Sequence[tuple[str, Gain]]) -> Iterator[Step]:
    users, spent, unsized = 0.0, 0.0, 0
    for target, gain in order:
        users += gain.users.default if gain.users is not None else 0.0
        spent += gain.effort.default if gain.effort is not None else 0.0
        unsized += gain.effort is None
        yield Step(target=target, users=users, person_months=spent, unsized=unsized)


def _best(
    report: PortfolioReport, plan: Plan, free: Mapping[str, Candidate]
) -> Iterator[tuple[int, Best]]:
    gains = {target: item.gain for target, item in free.items()}
    for point in plan.frontier:
        chosen = factors_at({target: gains[target] for target in point.names}, "default")
        users = report.analysis.removal(chosen).users if chosen else 0.0
        yield point.services, Best(targets=point.names, users=users)


def _proved(report: PortfolioReport, free: Mapping[str, Candidate]) -> tuple[Plan | None, Unproved]:
    """The best choice, or why there is none."""
    from archlint.analysis.solver import is_installed

    if not is_installed():
        return None, "missing"
    if len(free) > MOST_CHOSEN:
        return None, "large"
    plan = plan_of(report, objective="waiting", budget=Budget(), nodes=NODES)
    is_exact = plan.is_optimal and all(point.is_exact for point in plan.frontier)
    return (plan, "") if is_exact else (None, "stopped")
