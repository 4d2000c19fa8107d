"""The frontier: what more or fewer rewrites would free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.frontier import MOST_CHOSEN, SECONDS, frontier_of
from archlint.quantities import format_users
from archlint.reporting.figures import plain, share
from archlint.reporting.page.figures import UNKNOWN, Figure, figure
from archlint.reporting.page.naming import coded
from archlint.reporting.summary import listed, plural

if TYPE_CHECKING:
    from archlint.analysis import Plan
    from archlint.linting.frontier import Frontier, Step
    from archlint.linting.report import PortfolioReport

_MOST_ROWS = 20
"""Rows of the table; the quota's and the last are among them."""

_SHOWN = 0.005
"""Part of the best that is left on the table from which it is told as a difference."""


class FrontierRow(Struct, frozen=True, kw_only=True):
    """So many rewrites: the last in greedy order, what they free, and the most that so many could.

    `effort` adds up person-months in greedy order. `best` is unknown where none is proved.
    """

    count: int
    target: str
    users: Figure
    effort: Figure
    best: Figure

    @property
    def service(self) -> str:
        """The service that the last of them is, or is part of."""
        return self.target.partition("/")[0]


class FrontierPart(Struct, frozen=True, kw_only=True):
    """Users freed over rewrites. `greedy` and `best` are (rewrites, users), rising.

    `limit` is how many seats are free. `best` is empty where no best choice is proved; `notes` say
    why.
    """

    limit: int
    last: int
    greedy: tuple[tuple[int, float], ...]
    best: tuple[tuple[int, float], ...]
    rows: tuple[FrontierRow, ...]
    sentence: str
    notes: tuple[str, ...]


def frontier_part(report: PortfolioReport) -> FrontierPart | None:
    """What more or fewer rewrites would free; None where nobody is counted or nothing is left."""
    frontier = frontier_of(report)
    if frontier is None or not frontier.steps:
        return None
    plan = frontier.plan
    best = {point.services: point.worth for point in plan.frontier} if plan else {}
    greedy = [0.0, *(step.users for step in frontier.steps)]
    last = max(len(frontier.steps), *best) if best else len(frontier.steps)
    return FrontierPart(
        limit=frontier.limit,
        last=last,
        greedy=tuple(enumerate(greedy)),
        best=tuple(sorted(best.items())),
        rows=tuple(_rows(frontier, best)),
        sentence=_sentence(frontier),
        notes=tuple(_notes(frontier)),
    )


def _rows(frontier: Frontier, best: dict[int, float]) -> Iterator[FrontierRow]:
    steps = frontier.steps
    told = [count for count in best if 0 < count <= len(steps)] or range(1, len(steps) + 1)
    kept = {len(steps), *(count for count in [frontier.limit, frontier.seated] if count)}
    every = max(1, -(-len(told) // _MOST_ROWS))
    for count in sorted({*list(told)[::every], *kept} & {*range(1, len(steps) + 1)}):
        yield _row(count, steps[count - 1], best)


def _row(count: int, step: Step, best: dict[int, float]) -> FrontierRow:
    months = step.person_months
    return FrontierRow(
        count=count,
        target=step.target,
        users=figure(step.users, format_users),
        effort=UNKNOWN if months is None else figure(months, plain),
        best=figure(best.get(count), format_users),
    )


# --- sentences ------------------------------------------------------------------------------------


def _sentence(frontier: Frontier) -> str:
    """What the seats are worth beside the best that so many could free."""
    if not frontier.limit:
        return "Every seat is taken by a service that is rewritten already."
    if not frontier.seated:
        count = min(frontier.limit, len(frontier.steps))
        would = "one rewrite" if count == 1 else f"{count} rewrites"
        users = format_users(frontier.steps[count - 1].users)
        return f"No seat is held; the most that {would} would free is {users}."
    freed = frontier.steps[frontier.seated - 1].users
    if frontier.plan is None:
        return f"{_held(frontier)} would free {format_users(freed)}."
    return _beside(frontier, frontier.plan, freed)


def _beside(frontier: Frontier, plan: Plan, freed: float) -> str:
    """The seats beside the best choice; of seats that nobody holds too, where some are left."""
    best, said = plan.worth, f"{_held(frontier)} would free {format_users(freed)}"
    if frontier.seated < min(frontier.limit, len(frontier.steps)):
        return (
            f"{said}. All {plural(frontier.limit, 'rewrite')} that the quota allows would free"
            f" {format_users(best)} at most: proved. Nobody argues for the others."
        )
    if best - freed <= _SHOWN * best:
        return f"{said}: proved, no others free more."
    added = [name for name in plan.best.services if name not in plan.greedy.services]
    names = f", with {listed(list(map(coded, added)))}" if added else ""
    more = share((best - freed) / freed) if freed > 0 else "all of it"
    return (
        f"{said}, the best {format_users(best)}, {more} more{names}: `archlint plan` has them in"
        " order."
    )


def _held(frontier: Frontier) -> str:
    count = frontier.seated
    return "The rewrite in a seat" if count == 1 else f"The {count} rewrites in seats"


def _notes(frontier: Frontier) -> Iterator[str]:
    reasons = {
        "missing": "The proved optimal plan needs the solver: `pip install 'archlint[plan]'`.",
        "large": f"Above {MOST_CHOSEN} candidates the best choice is not looked for here:"
        " `archlint plan`.",
        "stopped": f"Not proved within {SECONDS:.0f} seconds, so only the greedy order is drawn:"
        " `archlint plan --time-limit 300`.",
    }
    if frontier.unproved:
        yield reasons[frontier.unproved]
    yield "On means, where a choice can be proved: on samples the users differ a little."
