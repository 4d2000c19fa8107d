"""What a plan says its choice frees on samples: constants, and the slower of two in closed form."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from archlint.analysis import Limits, Plan, analyse, plan
from archlint.model import Candidate, Distribution, Gain, Load, Portfolio, Range

from graphs import operation, percentiles, portfolio, service

PHI = NormalDist().cdf
SIGMA = 0.7
"""The spread of a time of which one figure is declared."""


def constant(seconds: float) -> Distribution:
    return percentiles(p50=seconds, p99=seconds)


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


def candidate(name: str, factor: float, operation: str = "") -> Candidate:
    gain = Gain(factor=Range(factor, factor, factor), operation=operation)
    return Candidate(service=name, gain=gain)


def planned(whole: Portfolio, factors: dict[str, float], most: int = 3) -> Plan:
    candidates = [candidate(name, factor) for name, factor in factors.items()]
    return plan(analyse(whole), candidates, objective="waiting", limits=Limits(services=most))


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
    found = planned(whole, {"left": 0.5})

    assert found.best.users == pytest.approx(1.0)
    assert found.on_samples is None


@pytest.mark.parametrize(
    ("factors", "users"),
    [
        ({"left": 0.5}, 100 * 0.010),
        ({"left": 0.9}, 100 * 0.003),
        ({"left": 0.5, "right": 0.5}, 100 * 0.015),
        ({"left": 0.5, "alone": 0.5}, 100 * 0.010 + 10 * 0.005),
    ],
    ids=["to its rival", "above its rival", "both", "and a journey in a row"],
)
def test_of_what_never_varies_samples_and_means_say_the_same(
    factors: dict[str, float], users: float
) -> None:
    found = planned(beside(constant(0.030), constant(0.020)), factors)

    assert found.best.services == tuple(factors)
    assert found.best.users == pytest.approx(users)
    assert found.on_samples == pytest.approx(users)


def test_the_slower_of_two_has_the_mean_of_its_closed_form() -> None:
    """Means say that left hides right; samples, that each of them is the slower one at times."""
    found = planned(beside(Distribution(mean=0.030), Distribution(mean=0.020)), {"left": 0.5})
    expected = 100 * (slower_of(0.030, 0.020) - slower_of(0.015, 0.020))

    assert found.best.users == pytest.approx(1.0)
    assert found.on_samples == pytest.approx(expected, rel=0.03)


def test_what_frees_nobody_on_means_is_no_choice() -> None:
    equal = Distribution(mean=0.030)
    found = planned(beside(equal, equal), {"left": 0.5})

    assert (found.best.services, found.on_samples) == ((), None)


def test_a_choice_is_proved_on_means() -> None:
    found = planned(beside(Distribution(mean=0.030), Distribution(mean=0.020)), {"left": 0.5})

    assert found.is_optimal
    assert found.bound == pytest.approx(found.best.users)
    assert found.before == pytest.approx(100 * 0.031 + 10 * 0.010)


# --- kernels --------------------------------------------------------------------------------------

SEARCH = portfolio(
    service(
        "search",
        operations=(
            operation("search/rank", "store", self_time=constant(0.020), cpu_time=0.016),
            operation("search/save", self_time=constant(0.030), cpu_time=0.010),
        ),
    ),
    service("store", own=0.010, load=Load(cpu=1.5)),
    find=("search/rank", 500.0),
    edit=("search/save", 50.0),
)


def test_of_a_kernel_the_operation_is_chosen_and_nothing_beside_it() -> None:
    candidates = [candidate("search", 0.5, "search/rank"), candidate("store", 0.5)]
    found = plan(
        analyse(SEARCH),
        candidates,
        objective="waiting",
        limits=Limits(services=2),
        seated=("search",),
    )

    assert found.best.services == ("search/rank", "store")
    assert found.best.users == pytest.approx(500 * 0.008 + 0.5 * 1.5)
    assert [(step.service, step.target) for step in found.steps] == [
        ("search", "search/rank"),
        ("store", "store"),
    ]
    assert found.steps[0].gain.milliseconds == {"find": pytest.approx((8.0, 8.0, 8.0))}
    assert found.greedy.services == ("search/rank",)
    assert found.naive.services == ("search/rank", "store")
    assert found.is_optimal
