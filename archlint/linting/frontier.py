"""Report -> what more or fewer rewrites would free: by greedy search, and proved where it can be.

Both count on means, like `plan`: there a choice can be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from archlint.linting.planning import Budget, plan_of, taken_seats

if TYPE_CHECKING:
    from archlint.analysis import Plan
    from archlint.linting.report import PortfolioReport
    from archlint.model import Candidate

MOST_CHOSEN = 150
"""Candidates above which a report does not look for the best choice: `plan` has the time."""

SECONDS = 4.0
"""How long a report looks for the best choice."""

LEAST_STEPS = 6
"""Rewrites to which the frontier reaches where the quota allows fewer: what lies behind it."""

MOST_STEPS = 40
"""Rewrites to which it reaches among so many candidates that no best choice is looked for."""

Unproved = Literal["", "missing", "large", "stopped"]
"""Why no best choice is told: no solver is installed, too many candidates, the time was up."""


class Step(Struct, frozen=True, kw_only=True):
    """So many rewrites of greedy search: the last one, and what all of them free and take.

    `person_months` is None where the effort of one of them is not known.
    """

    target: str
    users: float
    person_months: float | None


class Frontier(Struct, frozen=True, kw_only=True):
    """What the first 0, 1, 2, … rewrites free, users: the holders of seats, then greedily.

    `limit` is how many seats are free, `seated` how many of the steps hold one. `plan` is the
    proved choice, None where `unproved` says why there is none.
    """

    limit: int
    seated: int
    steps: tuple[Step, ...]
    plan: Plan | None
    unproved: Unproved


def frontier_of(report: PortfolioReport) -> Frontier | None:
    """What more or fewer rewrites would free; None where nobody is counted or nothing is left."""
    free = {item.target: item for item in report.candidates if not item.is_taken}
    if report.seats is None or not free or not report.analysis.has_rates:
        return None
    limit = report.seats.limit - len(taken_seats(report))
    most = max(LEAST_STEPS, 2 * limit)
    order = dict(
        _in_order(report, free, most if len(free) <= MOST_CHOSEN else min(MOST_STEPS, most))
    )
    seated = sum(free[target].service in report.seats.holders for target in order)
    plan, unproved = _proved(report, free)
    return Frontier(
        limit=limit,
        seated=seated,
        steps=tuple(_steps(free, order)),
        plan=plan,
        unproved=unproved,
    )


def _in_order(
    report: PortfolioReport, free: Mapping[str, Candidate], most: int
) -> Iterator[tuple[str, float]]:
    """Rewrites and the users that each frees after those before it."""
    means = report.analysis.on_means()
    factors = {
        target: item.gain.factor.default
        for target, item in free.items()
        if item.gain.factor is not None
    }
    by_service = {item.service: target for target, item in free.items()}
    holders = report.seats.holders if report.seats else ()
    seated = [by_service[name] for name in holders if name in by_service]
    seated = [target for target in seated if target in factors][:most]
    for pick in means.in_turn({target: factors.pop(target) for target in seated}):
        yield pick.service, pick.removal.users
    after = means.with_rewrites(
        {target: gain.default for target in seated if (gain := free[target].gain.factor)}
    )
    yield from (
        (pick.service, pick.removal.users)
        for pick in after.greedy(
            factors, limit=most - len(seated), accepts=lambda _, removal: removal.users > 0
        )
    )


def _steps(free: Mapping[str, Candidate], order: Mapping[str, float]) -> Iterator[Step]:
    spent: float | None = 0.0
    for target, users in zip(order, accumulate(order.values()), strict=True):
        effort = free[target].gain.effort
        spent = None if spent is None or effort is None else spent + effort.default
        yield Step(target=target, users=users, person_months=spent)


def _proved(report: PortfolioReport, free: Mapping[str, Candidate]) -> tuple[Plan | None, Unproved]:
    """The best choice, or why there is none."""
    from archlint.analysis.solver import is_installed

    if not is_installed():
        return None, "missing"
    if len(free) > MOST_CHOSEN:
        return None, "large"
    plan = plan_of(report, objective="waiting", budget=Budget(), seconds=SECONDS)
    is_exact = plan.is_optimal and all(point.is_exact for point in plan.frontier)
    return (plan, "") if is_exact else (None, "stopped")
