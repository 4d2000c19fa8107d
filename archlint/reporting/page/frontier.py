"""The frontier: what more or fewer rewrites would free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.frontier import MOST_CHOSEN, NODES, frontier_of
from archlint.quantities import format_users
from archlint.reporting.figures import plain, share
from archlint.reporting.naming import coded, listed
from archlint.reporting.page.figures import Figure, figure

if TYPE_CHECKING:
    from archlint.linting.frontier import Frontier, Step
    from archlint.linting.report import PortfolioReport
    from archlint.linting.turns import Turns

_MOST_ROWS = 20
"""Rows of the table; the quota's and the last are among them."""

_SHOWN = 0.005
"""Part by which the best differs from what is argued for, from which that is told."""

_ROUNDING = 1.0 - 1e-9
"""Sums of the same users in another order are the same."""

NOT_GIVEN = Figure(None, "not given")
"""Person-months where no rewrite has a size or an effort."""


class FrontierRow(Struct, frozen=True, kw_only=True):
    """So many rewrites: the last in turn, what they free, and what the proved best so many free.

    `effort` adds up person-months in turn: at least what is known of them where `unsized` says of
    how many it is not. `best` is unknown where none is proved.
    """

    count: int
    target: str
    users: Figure
    effort: Figure
    unsized: str
    best: Figure

    @property
    def service(self) -> str:
        """The service that the last of them is, or is part of."""
        return self.target.partition("/")[0]


class FrontierPart(Struct, frozen=True, kw_only=True):
    """Users freed over rewrites. `greedy` and `best` are (rewrites, users).

    `greedy` rises in the order of the rewrites in turn. `limit` is how many seats are free. `best`
    is empty where no best choice is proved, or where those proved on means free less on samples
    than the rewrites in turn; `notes` say why.
    """

    limit: int
    last: int
    greedy: tuple[tuple[int, float], ...]
    best: tuple[tuple[int, float], ...]
    rows: tuple[FrontierRow, ...]
    sentence: str
    notes: tuple[str, ...]


def frontier_part(report: PortfolioReport, turns: Turns | None) -> FrontierPart | None:
    """What more or fewer rewrites would free; None where nobody is counted or nothing is left."""
    frontier = frontier_of(report, turns)
    if frontier is None or not frontier.steps:
        return None
    best = _better(frontier)
    greedy = [0.0, *(step.users for step in frontier.steps)]
    return FrontierPart(
        limit=frontier.limit,
        last=len(frontier.steps),
        greedy=tuple(enumerate(greedy)),
        best=tuple(sorted(best.items())),
        rows=tuple(_rows(frontier, best)),
        sentence=_sentence(frontier),
        notes=tuple(_notes(frontier, best)),
    )


def _better(frontier: Frontier) -> dict[int, float]:
    """Users by the number of rewrites, where the proved choice frees no fewer than those in turn.

    It is proved on means: on samples it may free less, and a best below another is none.
    """
    greedy = {0: 0.0, **{count: step.users for count, step in enumerate(frontier.steps, start=1)}}
    best = {
        count: choice.users
        for count, choice in frontier.best.items()
        if count in greedy and choice.users >= greedy[count] * _ROUNDING
    }
    return best if any(best) else {}


def _rows(frontier: Frontier, best: Mapping[int, float]) -> Iterator[FrontierRow]:
    steps = frontier.steps
    told = [count for count in frontier.best if 0 < count <= len(steps)] or range(1, len(steps) + 1)
    kept = {len(steps), *(count for count in [frontier.limit, frontier.argued] if count)}
    every = max(1, -(-len(told) // _MOST_ROWS))
    for count in sorted({*list(told)[::every], *kept} & {*range(1, len(steps) + 1)}):
        yield _row(count, steps[count - 1], best)


def _row(count: int, step: Step, best: Mapping[int, float]) -> FrontierRow:
    is_known = step.unsized < count
    return FrontierRow(
        count=count,
        target=step.target,
        users=figure(step.users, format_users),
        effort=_effort(step) if is_known else NOT_GIVEN,
        unsized=f"{step.unsized} not given" if step.unsized and is_known else "",
        best=figure(best.get(count), format_users),
    )


def _effort(step: Step) -> Figure:
    return figure(step.person_months, plain, is_least=bool(step.unsized))


# --- sentences ------------------------------------------------------------------------------------


def _sentence(frontier: Frontier) -> str:
    """What the rewrites argued for are worth beside the best that so many could free."""
    if not frontier.limit and not frontier.argued:
        if frontier.is_closed:
            return "The quota of 0 % allows no rewrite for the users who wait."
        return "Every seat is taken by a service that is rewritten already."
    if not frontier.argued:
        count = min(frontier.limit, len(frontier.steps))
        would = "the first of these" if count == 1 else f"the first {count} of these"
        users = format_users(frontier.steps[count - 1].users)
        return f"No rewrite is argued for; {would} would free {users}."
    return " ".join([_argued(frontier), *_beside(frontier)])


def _argued(frontier: Frontier) -> str:
    users = format_users(frontier.steps[frontier.argued - 1].users)
    if frontier.argued == 1:
        return f"The rewrite that is argued for would free {users}."
    return f"The {frontier.argued} rewrites that are argued for would free {users} together."


def _beside(frontier: Frontier) -> Iterator[str]:
    """The proved choice of as many; more than these on means, maybe fewer on samples."""
    count = frontier.argued
    best, ours = frontier.best.get(count), frontier.steps[:count]
    if best is None:
        return
    targets, freed = {step.target for step in ours}, ours[-1].users
    if set(best.targets) == targets:
        yield f"No other{f' {count} free' if count > 1 else ' frees'} more: proved on means."
        return
    added = [coded(name) for name in best.targets if name not in targets]
    others = f"has {listed(added)} instead" if added else "has fewer"
    chosen = f"The best choice of {count}, {_chosen(frontier)}, {others}"
    if abs(best.users - freed) <= _SHOWN * max(best.users, freed):
        yield f"{chosen} and frees as many."
    elif best.users > freed:
        on = " on samples" if frontier.is_sampled else ""
        users = f"{format_users(best.users)}{on}"
        more = f", {share(best.users / freed - 1.0)} more" if freed > 0 else ""
        yield f"{chosen} and frees {users}{more}: `archlint plan`."
    else:
        yield f"{chosen}; on samples it frees {format_users(best.users)}, less than these."


def _chosen(frontier: Frontier) -> str:
    return "chosen and proved on means" if frontier.is_sampled else "proved"


def _notes(frontier: Frontier, best: Mapping[int, float]) -> Iterator[str]:
    reasons = {
        "missing": "The proved optimal plan needs the solver: `pip install 'archlint[plan]'`.",
        "large": f"Above {MOST_CHOSEN} candidates the best choice is not looked for here:"
        " `archlint plan`.",
        "stopped": f"Not proved within {NODES:,} nodes of the search, so only one line is drawn:"
        " `archlint plan --time-limit 300`.",
    }
    if frontier.unproved:
        yield reasons[frontier.unproved]
    steps = range(1, len(frontier.steps) + 1)
    below = [str(count) for count in frontier.best if count in steps and count not in best]
    if below:
        so_many = "rewrite" if below == ["1"] else "rewrites"
        yield (
            f"Of {listed(below)} {so_many} the choice that is proved best on means frees fewer"
            " users on samples than those in turn, so that none is told as the best."
        )
    if best and frontier.is_sampled:
        yield (
            "Best on means: chosen and proved there, as `archlint plan` does; its figures are on"
            " samples, like all others here. On samples another choice may free more."
        )
