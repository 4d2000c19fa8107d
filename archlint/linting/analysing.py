"""Portfolio -> Analysis, with samples as the portfolio's own settings want them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint.linting.pack import option

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis import Analysis
    from archlint.model import Portfolio

ENGINE_NAME = "engine"
"""What the settings of the model are called under `policies`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How times are modelled, under `policies: engine:` in the manifest."""

    samples: int = option(
        20_000,
        "samples",
        "Simulated requests; fewer where there are over 1,000 operations, which is said.",
    )
    seed: int = option(0, "integer", "Of the random numbers: another one shows what is noise.")
    correlation: float = option(
        0.0,
        "correlation",
        "Of any two own times in one request: what load that all share would do.",
    )
    assumed_spread: float = option(
        0.7,
        "spread",
        "The lognormal σ of a time of which one figure is declared alone; p99 / p50 = 5.1 at 0.7.",
    )
    growth: float = option(
        0.0,
        "share",
        "By how much load grows in a year, for reports of what doing nothing costs. Not known"
        " unless it is declared: 0% says that it does not grow.",
    )


def declared_growth(portfolio: Portfolio) -> float | None:
    """By how much load grows in a year; None where nobody said."""
    own = portfolio.settings.packs.get(ENGINE_NAME)
    is_declared = own is not None and "growth" in own.options
    return engine_options(portfolio).growth if is_declared else None


def engine_options(portfolio: Portfolio) -> EngineOptions:
    """What a portfolio's settings say of the model."""
    own = portfolio.settings.packs.get(ENGINE_NAME)
    return EngineOptions(**(own.options if own else {}))  # type: ignore[arg-type]  # as declared


def analysed(portfolio: Portfolio, *, today: date | None = None) -> Analysis:
    """The analysis of a portfolio. Raises InputError where rates or times are not finite."""
    from archlint.analysis import Sampling, analyse

    options = engine_options(portfolio)
    sampling = Sampling(
        samples=options.samples,
        seed=options.seed,
        correlation=options.correlation,
        spread=options.assumed_spread,
    )
    return analyse(portfolio, today=today, sampling=sampling)
