"""What a plan chooses from: candidates within limits, and what they are worth together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.crashing import Programme, Row
from archlint.analysis.plans import Choice

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis
    from archlint.analysis.plans import Limits
    from archlint.model import Candidate, Gain

_TIE = 1e-9
"""Choices whose worth differs by less than this share are as good as each other."""

_ROUNDING = 1 + 1e-9
"""A sum of efforts that exceeds the budget by less than this is the budget."""


class Choices(Struct, frozen=True, dict=True):
    """The candidates that are free to choose, an objective (waiting or cost), and the limits.

    Candidates go by their target: a service, or the operation of one that alone is rewritten.
    """

    analysis: Analysis
    free: tuple[Candidate, ...]
    objective: str
    limits: Limits

    @cached_property
    def gains(self) -> Mapping[str, Gain]:
        """What each candidate is worth whatever else is chosen, by name."""
        return {item.target: item.gain for item in sorted(self.free, key=lambda i: i.target)}

    @cached_property
    def target_of(self) -> Mapping[str, str]:
        """Service -> what is rewritten of it."""
        return {item.service: item.target for item in self.free}

    @cached_property
    def affordable(self) -> Mapping[str, float]:
        """The candidates that the limits can count -> person-months, 0 where nobody asks."""
        if self.limits.person_months is None:
            return dict.fromkeys(self.gains, 0.0)
        return {
            name: gain.effort.default
            for name, gain in self.gains.items()
            if gain.effort is not None
        }

    @cached_property
    def factors(self) -> Mapping[str, float]:
        """Every candidate's factor at its default."""
        return self.factors_at("default", self.gains)

    def factors_at(self, end: str, names: Iterable[str]) -> dict[str, float]:
        """Factors at one end of the gain: its low end is the high factor."""
        opposite = {"low": "high", "default": "default", "high": "low"}[end]
        ranges = ((name, self.gains[name].factor) for name in names)
        return {name: getattr(factor, opposite) for name, factor in ranges if factor is not None}

    def saved(self, name: str) -> float:
        """Money a month at the default price, 0 where unknown."""
        per_month = self.gains[name].per_month
        return per_month.default if per_month is not None else 0.0

    def choice(self, names: Iterable[str]) -> Choice:
        """These services together, recomputed on the whole graph."""
        services = tuple(names)
        efforts = [self.gains[name].effort for name in services]
        known = sum(effort.default for effort in efforts if effort is not None)
        return Choice(
            services=services,
            users=self.analysis.removal({name: self.factors[name] for name in services}).users,
            per_month=sum(map(self.saved, services)),
            person_months=None if None in efforts else known,
            known_months=known,
            unsized=efforts.count(None),
        )

    def worth(self, choice: Choice) -> float:
        """What a choice is worth, in the unit of the objective."""
        return choice.worth(self.objective)

    # --- choices that need no search --------------------------------------------------------------

    def fitting(self, order: Iterable[str]) -> Choice:
        """The targets in an order of services that still fit into the limits, one by one."""
        taken: list[str] = []
        spent, budget = 0.0, self.limits.person_months or 0.0
        for name in (self.target_of.get(name, name) for name in order):
            if len(taken) == self.limits.services:
                break
            effort = self.affordable.get(name)
            if effort is not None and spent + effort <= budget * _ROUNDING:
                taken.append(name)
                spent += effort
        return self.choice(taken)

    def busiest(self) -> Choice:
        """The naive ranking: by users waiting, whatever a rewrite would take off."""
        return self.fitting(self.analysis.waiting.by_service)

    def promising(self) -> Choice:
        """Greedy without a floor."""
        if self.objective == "cost":
            return self.fitting(self.by_money(self.affordable))
        picks = self.analysis.greedy(
            {name: self.factors[name] for name in self.affordable},
            limit=self.limits.services,
            accepts=lambda _, removal: removal.users > 0,
        )
        return self.fitting(pick.service for pick in picks)

    def by_money(self, names: Iterable[str]) -> list[str]:
        """Those that save money, the most first."""
        saving = (name for name in names if self.saved(name) > 0)
        return sorted(saving, key=lambda name: (-self.saved(name), name))

    def in_order(self, choice: Choice) -> list[str]:
        """The services of a choice, in the order that takes the most out first."""
        if self.objective == "cost":
            return self.by_money(choice.services)
        factors = {name: self.factors[name] for name in choice.services}
        picks = self.analysis.greedy(factors, limit=len(factors), accepts=lambda *_: True)
        return [pick.service for pick in picks]

    # --- comparing --------------------------------------------------------------------------------

    def better(self, choices: Sequence[Choice]) -> Choice:
        """The one worth most; of those worth the same the first."""
        best, *others = choices
        for other in others:
            worth = self.worth(best)
            if self.worth(other) > worth + abs(worth) * _TIE:
                best = other
        return best

    def is_short(self, choice: Choice, bound: float) -> bool:
        """Whether there may be a better one than this."""
        return self.worth(choice) < bound * (1 - _TIE)

    def trimmed(self, choice: Choice) -> Choice:
        """The choice without services that add nothing to it, the dearest first."""
        kept = choice
        for name in sorted(choice.services, key=lambda name: (-self._effort(name), name)):
            fewer = self.choice(other for other in kept.services if other != name)
            if self.better([fewer, kept]) is fewer:
                kept = fewer
        return kept

    def _effort(self, name: str) -> float:
        effort = self.gains[name].effort
        return effort.default if effort is not None else math.inf

    def ceiling(self, names: Iterable[str], most: int) -> float:
        """More than any so many services are worth: each alone on every path, at most all of them.

        Needs no solver, so it holds when there was no time for one.
        """
        if self.objective == "cost":
            return sum(self.saved(name) for name in self.by_money(names)[:most])
        helping = {name: self.factors[name] for name in names if self.factors[name] < 1}
        alone = (self.analysis.removal_bound(name, factor) for name, factor in helping.items())
        together = self.analysis.removal(helping).users
        return min(together, sum(sorted(alone, reverse=True)[:most]))

    # --- for the solver ---------------------------------------------------------------------------

    def programme(self, names: Iterable[str]) -> Programme:
        """The choice among these services as a programme in the unit of the objective."""
        if self.objective == "waiting":
            return self.analysis.programme({name: self.factors[name] for name in names})
        saving = [name for name in names if self.saved(name) > 0]
        return Programme(
            services=tuple(saving),
            most=(),
            rows=(),
            objective=dict(enumerate(map(self.saved, saving))),
        )

    def budget(self, services: Sequence[str]) -> Iterator[Row]:
        """Σ effort ≤ budget, where the services are the first columns."""
        if self.limits.person_months is not None:
            efforts = {column: self.affordable[name] for column, name in enumerate(services)}
            yield Row(efforts, self.limits.person_months)
