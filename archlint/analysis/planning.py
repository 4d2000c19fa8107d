"""Which services to rewrite: the best choice within limits, proved (MATHEMATICS section 6).

It chooses on means, whatever the analysis knows better: T is linear there, so that a choice can be
proved. What the chosen rewrites take off on samples is told beside it.

It knows rewrites, not languages: whoever asks hands over the candidates with their factors, money
and effort. The state it starts from is today's: what is rewritten already stays so.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.choices import Choices
from archlint.analysis.economics import payback_range, price_list
from archlint.analysis.plans import Choice, Limits, Plan, Point, Step
from archlint.analysis.solver import Solution, Solver
from archlint.model import Gain, Range

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.analysis.bench import Removal
    from archlint.analysis.solver import Watch
    from archlint.model import Candidate

_POINTS = 20
"""Points of a frontier: every number of services up to here, else this many spread evenly."""

_ENDS = ("low", "default", "high")


def plan(  # noqa: PLR0913  # one parameter a part of the question
    analysis: Analysis,
    candidates: Iterable[Candidate],
    *,
    objective: str,
    limits: Limits,
    seated: Sequence[str] = (),
    seconds: float = math.inf,
    nodes: float = math.inf,
    watch: Watch | None = None,
) -> Plan:
    """The rewrites that take most users (objective waiting) or money (cost) out of the portfolio.

    `candidates` that are taken are not chosen again; of a kernel an operation is chosen. `seated`
    are the services that greedy search seated, the first first. The search ends after so many
    `seconds`, or so many `nodes` of its trees, with the best it has: seconds end it elsewhere on
    another machine, nodes do not. Raises ImportError without highspy.
    """
    free = tuple(item for item in candidates if not item.is_taken)
    means = analysis.on_means()
    search = _Search(
        choices=Choices(analysis=means, free=free, objective=objective, limits=limits),
        allowance=_Allowance(seconds, nodes),
        watch=watch,
    )
    found = search.plan(seated)
    return replace(found, on_samples=_on_samples(analysis, search.choices, found.best.services))


def _on_samples(analysis: Analysis, choices: Choices, names: Sequence[str]) -> float | None:
    """Users that the choice frees where calls run at once; None where means are exact."""
    if not names or not any(times.is_sampled for times in analysis.journeys):
        return None
    return analysis.removal(choices.factors_at("default", names)).users


class _Allowance:
    """How long all searches of one plan may take together."""

    def __init__(self, seconds: float, nodes: float) -> None:
        self._deadline, self._nodes = time.monotonic() + seconds, nodes

    def search(self, solver: Solver, most: int, watch: Watch | None) -> Solution:
        """The best choice within what is left; nothing is searched where no node is left."""
        if self._nodes <= 0:
            return Solution(services=None, bound=math.inf)
        seconds = max(0.0, self._deadline - time.monotonic())
        found = solver.best(most, seconds=seconds, nodes=self._nodes, watch=watch)
        self._nodes -= max(1, found.nodes)
        return found


class _Search(Struct, frozen=True):
    """The search for one plan: how long it may take, and who watches."""

    choices: Choices
    allowance: _Allowance
    watch: Watch | None

    def plan(self, seated: Sequence[str]) -> Plan:
        choices = self.choices
        greedy, naive = choices.fitting(seated), choices.busiest()
        best, bound, is_stopped = self._best((greedy, choices.promising(), naive))
        steps = tuple(_steps(choices, best))
        names = tuple(step.target for step in steps)
        return Plan(
            objective=choices.objective,
            limits=choices.limits,
            before=choices.analysis.waiting.total,
            best=replace(best, services=names),
            bound=bound,
            steps=steps,
            whole=_whole(choices, names),
            greedy=greedy,
            naive=naive,
            frontier=tuple(self._frontier(best, bound)),
            without_effort=tuple(name for name in choices.gains if name not in choices.affordable),
            is_stopped=is_stopped,
        )

    def _best(self, known: Sequence[Choice]) -> tuple[Choice, float, bool]:
        """The best choice, an upper bound on the worth of any, and whether the time was up.

        Of choices that are worth the same an earlier known one is the answer.
        """
        choices = self.choices
        best = choices.better(known)
        bound = choices.ceiling(choices.affordable, choices.limits.services)
        is_stopped = False
        if choices.is_short(best, bound):
            programme = choices.programme(choices.affordable)
            solver = Solver(programme, choices.budget(programme.services))
            best, found = self._improved(solver, choices.limits.services, best)
            bound = min(bound, found)
            is_stopped = choices.is_short(best, bound)
        return choices.trimmed(best), max(choices.worth(best), bound), is_stopped

    def _improved(self, solver: Solver, most: int, known: Choice) -> tuple[Choice, float]:
        """A choice at least as good as the one known, and what none of so many can exceed."""
        found = self.allowance.search(solver, most, self.watch)
        best = known
        if found.services is not None:
            best = self.choices.better([known, self.choices.choice(found.services)])
        return best, found.bound

    def _frontier(self, best: Choice, bound: float) -> Iterator[Point]:
        """What the best 0, 1, 2, … services are worth, to twice the limit, whatever their effort.

        For a point for which no time was left, what fewer services reach is all that is known.
        """
        choices = self.choices
        programme = choices.programme(choices.gains)
        solver, reached = Solver(programme), Choice()
        limit = choices.limits.services
        for count in _spread(min(len(programme.services), 2 * limit), limit):
            ceiling = choices.ceiling(choices.gains, count)
            if count >= len(best.services):
                reached = choices.better([reached, best])
            if count == limit and choices.limits.person_months is None:
                ceiling = min(ceiling, bound)
            if choices.is_short(reached, ceiling):
                reached, found = self._improved(solver, count, reached)
                ceiling = min(ceiling, found)
            worth = choices.worth(reached)
            yield Point(
                services=count,
                worth=worth,
                bound=max(worth, ceiling),
                names=reached.services,
            )


def _spread(last: int, also: int) -> list[int]:
    """0 to `last`: every number, or `_POINTS` of them and `also`."""
    step = max(1, math.ceil(last / _POINTS))
    return sorted({*range(0, last + 1, step), min(also, last), last})


# --- steps and their sum --------------------------------------------------------------------------


def _steps(choices: Choices, choice: Choice) -> Iterator[Step]:
    """The order that takes the most out first, and what each takes off after those before."""
    order = choices.in_order(choice)
    turns = [choices.analysis.in_turn(choices.factors_at(end, order)) for end in _ENDS]
    for name, *picks in zip(order, *turns, strict=True):
        times = _times([pick.removal for pick in picks])
        yield Step(target=name, gain=replace(choices.gains[name], **times))


def _whole(choices: Choices, names: Sequence[str]) -> Gain:
    """The gain of all steps together; what is unknown for one of them is unknown."""
    gains = [choices.gains[name] for name in names]
    price = price_list(choices.analysis.portfolio)
    effort = _sum([gain.effort for gain in gains])
    per_month = _sum([gain.per_month for gain in gains])
    return Gain(
        cores=_sum([gain.cores for gain in gains]),
        per_month=per_month,
        currency=price.currency,
        effort=effort,
        payback=payback_range(effort, price.engineer_month, per_month) if names else None,
        **_times([choices.analysis.removal(choices.factors_at(end, names)) for end in _ENDS]),
    )


def _times(removals: Sequence[Removal]) -> dict[str, Any]:
    """The fields of a Gain that are about time, from the removals at its three ends.

    A marginal removal may be larger at the low end than at the default: the path moves.
    """
    journeys = sorted({name for removal in removals for name in removal.seconds})
    return {
        "milliseconds": {
            name: _range([removal.seconds.get(name, 0.0) * 1e3 for removal in removals])
            for name in journeys
        },
        "users": _range([removal.users for removal in removals]),
    }


def _range(values: Sequence[float]) -> Range:
    return Range(min(values), values[1], max(values))


def _sum(ranges: Sequence[Range | None]) -> Range | None:
    """The ends added up, as if all were low or high together; None where one is unknown."""
    known = [item for item in ranges if item is not None]
    if len(known) < len(ranges):
        return None
    return Range(*(sum(getattr(item, end) for item in known) for end in _ENDS))
