"""A portfolio's simulation, and figures in milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.analysis import analyse
from archlint.analysis.simulation import Sampling, Simulation

if TYPE_CHECKING:
    from archlint.analysis.analysis import Figures, Structure
    from archlint.analysis.attribution import Blame, Contribution
    from archlint.analysis.estimates import Estimate
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


def within(found: Estimate, expected: float, *, errors: float = 4.0, more: float = 0.0) -> bool:
    """Whether the figure is as expected: within so many standard errors, and rounding."""
    return abs(found.value - expected) <= errors * found.error + more + 1e-9 * abs(expected)


def rows(blame: Blame) -> list[Contribution]:
    return [*blame.services.values(), blame.network, blame.retry_wait]
