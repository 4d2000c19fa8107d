"""What rewrites free on samples: against constants, and the closed form of the slower of two."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from archlint.analysis import analyse
from archlint.analysis.sampled_removal import removed_on_samples
from archlint.model import Distribution, Load, Portfolio

from graphs import percentiles, portfolio, service

PHI = NormalDist().cdf
SIGMA = 0.7
"""The spread of a time of which one figure is declared."""


def beside(left: Distribution, right: Distribution, rate: float = 100.0) -> Portfolio:
    """Left and right run at once and compute all the time; alone is a journey in a row."""
    return portfolio(
        service("front", ["left", "right"], self_time=Distribution(mean=0.001)),
        service("left", self_time=left, load=Load(rate=100.0, cpu=1e3)),
        service("right", self_time=right, load=Load(rate=100.0, cpu=1e3)),
        service("alone", self_time=Distribution(mean=0.01), load=Load(rate=10.0, cpu=1e3)),
        shop=("front", rate),
        other=("alone", 10.0),
    )


def constant(seconds: float) -> Distribution:
    return percentiles(p50=seconds, p99=seconds)


def slower_of(one: float, other: float) -> float:
    """E[max] of two independent lognormals of these means and σ = 0.7 each (Clark)."""
    spread = SIGMA * math.sqrt(2)
    d = math.log(one / other) / spread
    return one * PHI(d + spread / 2) + other * PHI(spread / 2 - d)


def test_where_everything_is_in_a_row_means_say_it_all() -> None:
    whole = portfolio(
        service("front", "left", own=0.001),
        service("left", own=0.02, load=Load(rate=100.0, cpu=1e3)),
        shop=("front", 100.0),
    )

    assert removed_on_samples(analyse(whole), {"left": 0.5}) is None


@pytest.mark.parametrize(
    ("factors", "users"),
    [
        ({"left": 0.5}, 100 * 0.010),
        ({"left": 0.9}, 100 * 0.003),
        ({"right": 0.5}, 0.0),
        ({"left": 0.5, "right": 0.5}, 100 * 0.015),
        ({"left": 0.5, "alone": 0.5}, 100 * 0.010 + 10 * 0.005),
    ],
    ids=["to its rival", "above its rival", "with slack", "both", "and a journey in a row"],
)
def test_what_never_varies_frees_what_the_path_says(
    factors: dict[str, float], users: float
) -> None:
    whole = beside(constant(0.030), constant(0.020))

    assert removed_on_samples(analyse(whole), factors) == pytest.approx(users)


def test_equal_branches_share_the_credit() -> None:
    """On means either hides the other; on samples one alone takes off what it is the slower of."""
    equal = Distribution(mean=0.030)
    analysis = analyse(beside(equal, equal))
    expected = 100 * (slower_of(0.030, 0.030) - slower_of(0.015, 0.030))

    assert analysis.on_means().removal({"left": 0.5}).users == 0.0
    assert removed_on_samples(analysis, {"left": 0.5}) == pytest.approx(expected, rel=0.03)


def test_without_a_rate_nobody_waits() -> None:
    whole = beside(Distribution(mean=0.03), Distribution(mean=0.03), rate=0.0)

    assert removed_on_samples(analyse(whole), {"left": 0.5}) == 0.0
