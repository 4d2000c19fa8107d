"""A portfolio's simulation, and figures in milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.analysis import analyse
from archlint.analysis.attribution import account_of
from archlint.analysis.sampling import Sampling

if TYPE_CHECKING:
    from archlint.analysis.attribution import Blame, Contribution
    from archlint.analysis.estimates import Estimate
    from archlint.analysis.figures import Figures
    from archlint.analysis.simulation import Simulation
    from archlint.analysis.structure import Structure
    from archlint.analysis.waiting import Account
    from archlint.model import Portfolio


def parts(whole: Portfolio) -> tuple[Structure, Figures]:
    """What a function within the analysis is given."""
    analysis = analyse(whole)
    return analysis._structure, analysis._figures


def simulated(
    whole: Portfolio, *, samples: int = 20_000, seed: int = 0, correlation: float = 0.0
) -> Simulation:
    sampling = Sampling(samples=samples, seed=seed, correlation=correlation)
    return analyse(whole).simulate(sampling)


def users_waiting(simulation: Simulation) -> Account:
    """Who is waited for, all journeys at once, each weighed with its rate."""
    rates: dict[str, float] = {}
    for found in simulation.journeys:
        entry = found.journey.entry
        rates[entry] = rates.get(entry, 0.0) + (found.journey.rate or 0.0)
    return account_of(simulation, rates)


def within(found: Estimate, expected: float, *, errors: float = 4.0, more: float = 0.0) -> bool:
    """Whether the figure is as expected: within so many standard errors, and rounding."""
    return abs(found.value - expected) <= errors * found.error + more + 1e-9 * abs(expected)


def rows(blame: Blame) -> list[Contribution]:
    return [*blame.services.values(), blame.network, blame.retry_wait]
