"""What a plan says: which rewrites, in which order, how good that is, and what else there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.model import Gain

_PROVED = 1e-6
"""A gap below this share of the bound is the rounding of the figures."""


class Limits(Struct, frozen=True, kw_only=True):
    """What a plan may spend: rewrites, and person-months of effort (None: as many as it takes)."""

    services: int
    person_months: float | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """Services rewritten together: users no longer waiting, money saved a month, person-months.

    Of some of them an operation alone (`SERVICE/OPERATION`). The effort is None where that of one
    of them is unknown; `known_months` is what is known of it, `unsized` of how many it is not.
    """

    services: tuple[str, ...] = ()
    users: float = 0.0
    per_month: float = 0.0
    person_months: float | None = 0.0
    known_months: float = 0.0
    unsized: int = 0

    def worth(self, objective: str) -> float:
        """The choice in the unit of an objective."""
        return self.users if objective == "waiting" else self.per_month


class Step(Struct, frozen=True, kw_only=True):
    """One rewrite of a plan; the times in `gain` are what it takes off after those before it.

    `target` is a service, or the operation of one that becomes a kernel of its own.
    """

    target: str
    gain: Gain

    @property
    def service(self) -> str:
        return self.target.partition("/")[0]


class Point(Struct, frozen=True, kw_only=True):
    """A point of the frontier: what the best so many services are worth, whatever their effort.

    `worth` is reached by `names` (at most so many), `bound` cannot be exceeded; the point is exact
    where they are the same.
    """

    services: int
    worth: float
    bound: float
    names: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        return gap(self.worth, self.bound) <= _PROVED


class Plan(Struct, frozen=True, kw_only=True):
    """The best rewrites within the limits, and what is known about how good they are.

    `objective` is waiting (users waiting at any moment) or cost (money a month). `before` are the
    users waiting today. `bound` is in the objective's unit: no choice within the limits is worth
    more. `is_stopped` says that the time was up. `whole` is the gain of all steps together.
    `greedy` are the seats that greedy search gave, `naive` the services most users wait for: both
    within the same limits. All of that is on means; `on_samples` are the users that the best one
    frees where calls run at once, None where that is the same. `without_effort` could not be
    chosen, because a budget counts effort.
    """

    objective: str
    limits: Limits
    before: float
    best: Choice
    bound: float
    steps: tuple[Step, ...]
    whole: Gain
    greedy: Choice
    naive: Choice
    frontier: tuple[Point, ...] = ()
    on_samples: float | None = None
    without_effort: tuple[str, ...] = ()
    is_stopped: bool = False

    @property
    def worth(self) -> float:
        return self.best.worth(self.objective)

    @property
    def gap(self) -> float:
        """By how much the best there is may be better, as a share of it: 0 to 1."""
        return gap(self.worth, self.bound)

    @property
    def is_optimal(self) -> bool:
        """Whether it is proved that nothing within the limits is better."""
        return self.gap <= _PROVED


def gap(worth: float, bound: float) -> float:
    """The share of a bound that is not reached; 0 where there is nothing to reach."""
    return max(0.0, (bound - worth) / bound) if bound > 0 else 0.0
