"""The quantile function of every own time: declared, or what is left of a response time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from archlint.analysis.distribution import Curve, curve_of
from archlint.analysis.spreads import own_curves
from archlint.model import Distribution, Portfolio

from graphs import operation, percentiles, portfolio, service
from sampling import parts, simulated

SLOW = percentiles(p50=0.050, p99=0.120)
QUICK = percentiles(p50=0.010, p99=0.030)


def curves(whole: Portfolio) -> dict[str, Curve]:
    structure, figures = parts(whole)
    found = own_curves(whole, structure.graph, structure.traffic.rates, figures.found)
    return {item.id: curve for item, curve in zip(structure.graph.operations, found, strict=True)}


def variance(times: Distribution) -> float:
    found = curve_of(times)
    assert found is not None
    return found.variance


def mean(times: Distribution) -> float:
    found = curve_of(times)
    assert found is not None
    return found.mean


def test_means_and_variances_subtract() -> None:
    found = curves(
        portfolio(
            service("a", {"callee": "b", "count": 2, "network": 0.001}, latency=SLOW),
            service("b", self_time=QUICK),
            j=("a", 1.0),
        )
    )

    assert found["a"].mean == pytest.approx(mean(SLOW) - 2 * (mean(QUICK) + 0.001))
    assert found["a"].variance == pytest.approx(variance(SLOW) - 2 * variance(QUICK))


def test_a_call_that_is_sometimes_made_varies_by_being_made() -> None:
    stay = mean(QUICK) + 0.002
    found = curves(
        portfolio(
            service("a", {"callee": "b", "count": 0.25, "network": 0.002}, latency=SLOW),
            service("b", self_time=QUICK),
            j=("a", 1.0),
        )
    )

    left = variance(SLOW) - 0.25 * variance(QUICK) - 0.25 * 0.75 * stay**2
    assert found["a"].variance == pytest.approx(left)


def test_what_is_left_is_never_below_a_twentieth_of_the_mean() -> None:
    found = curves(
        portfolio(
            service("a", "b", latency=Distribution(percentiles=((0.5, 0.1), (0.99, 0.1)))),
            service("b", self_time=QUICK),
            j=("a", 1.0),
        )
    )["a"]

    assert found.variance == pytest.approx((0.05 * found.mean) ** 2)


def test_the_derived_response_time_is_the_declared_one_again() -> None:
    """Its mean exactly, its spread to the shape of a lognormal."""
    whole = portfolio(service("a", "b", latency=SLOW), service("b", self_time=QUICK), j=("a", 1.0))
    journey = simulated(whole, samples=200_000).journey("j")
    times = simulated(whole, samples=200_000).times("a")

    assert journey.mean.value == pytest.approx(mean(SLOW), rel=0.005)
    assert float(times.var()) == pytest.approx(variance(SLOW), rel=0.03)
    assert journey.p99.value == pytest.approx(0.120, rel=0.03)


def test_operations_share_what_is_left_of_the_latency_of_their_service() -> None:
    """Var = Σ share · (what the calls vary by + how far their mean is from the average)."""
    whole = portfolio(
        service("s", operations=(operation("s/x", "b"), operation("s/y")), latency=SLOW),
        service("b", self_time=QUICK),
        x=("s/x", 30.0),
        y=("s/y", 10.0),
    )
    found = curves(whole)
    between = 0.75 * 0.25 * mean(QUICK) ** 2

    assert found["s/x"] == found["s/y"]
    assert found["s/x"].mean == pytest.approx(mean(SLOW) - 0.75 * mean(QUICK))
    assert found["s/x"].variance == pytest.approx(variance(SLOW) - 0.75 * variance(QUICK) - between)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({}, 0.0, id="nothing declared"),
        pytest.param({"self_time": percentiles(p50=0.03, p99=0.01)}, 0.0, id="a contradiction"),
        pytest.param({"latency": percentiles(p50=0.001, p99=0.002)}, 0.0, id="below its calls"),
        pytest.param({"self_time": SLOW, "latency": QUICK}, mean(SLOW), id="both: the self time"),
        pytest.param({"managed": True, "latency": SLOW}, mean(SLOW), id="managed: its latency"),
    ],
)
def test_what_has_which_own_time(figures: dict[str, Any], expected: float) -> None:
    whole = portfolio(service("a", "b", **figures), service("b", self_time=QUICK), j=("a", 1.0))

    assert curves(whole)["a"].mean == pytest.approx(expected)


def test_samples_have_the_mean_that_the_analysis_works_with() -> None:
    structure, figures = parts(
        portfolio(service("a", "b", latency=SLOW), service("b", own=0.004), j=("a", 1.0))
    )
    found = own_curves(
        portfolio(service("a", "b", latency=SLOW), service("b", own=0.004), j=("a", 1.0)),
        structure.graph,
        structure.traffic.rates,
        figures.found,
    )

    np.testing.assert_allclose([curve.mean for curve in found], figures.own)
