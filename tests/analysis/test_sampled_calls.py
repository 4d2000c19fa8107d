"""Calls on samples against closed forms, and the way back against the way there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.analysis.distribution import curve_of
from archlint.analysis.draws import BATCHES, Draws, Rows
from archlint.model import NEVER, Backoff, Call, Distribution, Portfolio

from graphs import Step, mean, percentiles, portfolio, portfolios, service
from sampling import rows, simulated, users_waiting, within

CONSTANT = percentiles(p50=0.010, p99=0.010)
SPREAD = percentiles(p50=0.010, p99=0.050)
SIGMA = math.log(5.0) / 2.3263478740408408


def calling(times: Distribution, **call: Any) -> Portfolio:
    """A caller without a time of its own, and one callee."""
    return portfolio(
        service("a", {"callee": "b", **call}, own=0.0), service("b", self_time=times), j=("a", 1.0)
    )


def mean_of(times: Distribution) -> float:
    found = curve_of(times)
    assert found is not None
    return found.mean


def normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2.0)) / 2.0


def share_above(seconds: float) -> float:
    """P(S > seconds) of SPREAD."""
    return 1.0 - normal(math.log(seconds / 0.010) / SIGMA)


def mean_below(seconds: float) -> float:
    """E[min(S, seconds)] of SPREAD."""
    part = math.exp(math.log(0.010) + SIGMA**2 / 2)
    reach = math.log(seconds / 0.010) / SIGMA
    return part * normal(reach - SIGMA) + seconds * share_above(seconds)


# --- constants: exact ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param({}, 0.010, id="once"),
        pytest.param({"count": 3, "network": 0.002}, 0.036, id="three in turn, network each"),
        pytest.param({"count": 3, "together": 2}, 0.020, id="two rounds"),
        pytest.param({"count": 4, "together": 10}, 0.010, id="one round"),
        pytest.param({"count": 1_000_000}, 10_000.0, id="a million in turn"),
        pytest.param({"count": 10_000, "together": 100}, 1.0, id="a hundred rounds of a hundred"),
        pytest.param({"count": 77, "together": 64}, 0.020, id="a full round and a part of one"),
        pytest.param({"count": 99, "together": 50}, 0.020, id="nearly two full rounds"),
        pytest.param({"cache_hit": 1.0}, 0.0, id="never made"),
        pytest.param({"is_async": True}, 0.0, id="not waited for"),
        pytest.param({"timeout": 0.004}, 0.004, id="cut"),
        pytest.param({"timeout": NEVER, "deadline": NEVER}, 0.010, id="unbounded"),
        pytest.param({"timeout": 0.004, "network": 0.003}, 0.004, id="network counts"),
        pytest.param({"timeout": 0.004, "retries": 2}, 0.012, id="three attempts cut"),
        pytest.param(
            {"timeout": 0.004, "retries": 2, "backoff": Backoff(initial=0.001, factor=3.0)},
            0.016,
            id="with pauses that grow",
        ),
        pytest.param(
            {
                "timeout": 0.004,
                "retries": 3,
                "backoff": Backoff(initial=0.001, factor=3.0, maximum=0.002),
            },
            0.021,
            id="up to a maximum",
        ),
        pytest.param(
            {
                "timeout": 0.004,
                "retries": 100,
                "deadline": 1.0,
                "backoff": Backoff(initial=0.001, factor=1e300),
            },
            1.0,
            id="beyond all numbers, under a deadline",
        ),
        pytest.param({"timeout": 0.004, "retries": 9, "deadline": 0.015}, 0.015, id="a deadline"),
        pytest.param({"deadline": 0.006, "retries": 3}, 0.006, id="a deadline alone"),
        pytest.param({"timeout": 0.02, "retries": 5, "count": 2}, 0.020, id="quick enough"),
    ],
)
def test_constants_take_what_arithmetic_says(call: dict[str, Any], expected: float) -> None:
    journey = simulated(calling(CONSTANT, **call), samples=1_000).journey("j")

    assert journey.p50.value == pytest.approx(expected)
    assert journey.mean.value == pytest.approx(expected)
    assert journey.p999.error == pytest.approx(0.0, abs=1e-9 * expected)


# --- chances, maxima, retries: closed forms ----------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param({"count": 0.3}, 0.3, id="a fraction is a probability"),
        pytest.param({"cache_hit": 0.75}, 0.25, id="a cache"),
        pytest.param({"count": 2.5, "together": 2}, 1.5, id="a second round half of the time"),
        pytest.param({"count": 40.5}, 40.5, id="more than are drawn, and half a one"),
    ],
)
def test_chances_have_their_mean(call: dict[str, Any], expected: float) -> None:
    journey = simulated(calling(CONSTANT, **call)).journey("j")

    assert within(journey.mean, expected * 0.010)


@pytest.mark.parametrize("count", [1, 5, 33, 500])
def test_repetitions_have_the_mean_and_the_variance_of_independent_ones(count: int) -> None:
    whole = calling(SPREAD, count=count)
    journey = simulated(whole, samples=200_000).journey("j")
    variance = math.exp(SIGMA**2) - 1.0
    one = mean_of(SPREAD)

    assert within(journey.mean, count * one)
    spread = float(simulated(whole, samples=200_000).times("a").std())
    assert spread == pytest.approx(one * math.sqrt(variance * count), rel=0.03)


@pytest.mark.parametrize("size", [2, 10, 32, 33, 300])
def test_the_slowest_of_many_has_the_quantiles_of_a_maximum(size: int) -> None:
    """F_max = F^n: the median of the slowest is the quantile at 2^(-1/n)."""
    whole = calling(SPREAD, count=size, together=size)
    journey = simulated(whole, samples=200_000).journey("j")
    curve = curve_of(SPREAD)
    assert curve is not None

    assert within(journey.p50, curve.quantile(0.5 ** (1 / size)), more=0.0002)
    assert within(journey.p95, curve.quantile(0.95 ** (1 / size)), more=0.001)


def test_a_timeout_caps_draws() -> None:
    journey = simulated(calling(SPREAD, timeout=0.020)).journey("j")

    assert within(journey.mean, mean_below(0.020))
    assert journey.p99.value == 0.020


@pytest.mark.parametrize("retries", [1, 3, 20])
def test_attempts_are_geometric(retries: int) -> None:
    """With p = P(S > timeout): attempts (1-p^k)/(1-p), pauses one less."""
    p, attempts = share_above(0.012), 1 + retries
    pauses = sum(p**number for number in range(1, attempts))
    call = {"timeout": 0.012, "retries": retries, "backoff": Backoff(initial=0.004)}
    journey = simulated(calling(SPREAD, **call)).journey("j")

    expected = mean_below(0.012) * (1.0 - p**attempts) / (1.0 - p) + 0.004 * pauses
    assert within(journey.mean, expected)
    assert within(journey.blame.retry_wait.mean, 0.004 * pauses)
    assert within(
        journey.blame.services["b"].mean, mean_below(0.012) * (1.0 - p**attempts) / (1.0 - p)
    )


def test_a_pause_ends_at_the_deadline_and_the_next_attempt_is_not_made() -> None:
    """4 ms are waited for an answer and 2 of 10 ms of the pause, then the 6 ms are over."""
    call = {"timeout": 0.004, "retries": 3, "backoff": Backoff(initial=0.010), "deadline": 0.006}
    blame = simulated(calling(CONSTANT, **call)).journey("j").blame

    assert blame.services["b"].mean.value == pytest.approx(0.004)
    assert blame.retry_wait.mean.value == pytest.approx(0.002)


def test_what_any_attempt_goes_through_is_on_the_path() -> None:
    """Of two attempts, each of which calls c half of the time, three quarters of requests do."""
    whole = portfolio(
        service("a", {"callee": "b", "timeout": 0.004, "retries": 1}, own=0.0),
        service("b", {"callee": "c", "count": 0.5}, self_time=CONSTANT),
        service("c", self_time=CONSTANT),
        j=("a", 1.0),
    )

    assert within(simulated(whole).journey("j").criticality["c"], 0.75)


def test_what_takes_no_time_is_not_cut_short() -> None:
    blame = simulated(calling(mean(0.0), timeout=0.004, retries=1)).journey("j").blame

    assert blame.services["b"].mean.value == 0.0
    assert blame.visits["b"] == 1.0


def test_the_slower_of_two_lognormals_has_the_mean_of_their_maximum() -> None:
    """E max of two independent equal lognormals is 2·mean·Φ(σ/√2)."""
    whole = portfolio(
        service("a", ["b", "c"], own=0.0),
        service("b", self_time=SPREAD),
        service("c", self_time=SPREAD),
        j=("a", 1.0),
    )
    journey = simulated(whole).journey("j")

    assert within(journey.mean, 2.0 * mean_of(SPREAD) * normal(SIGMA / math.sqrt(2.0)))


# --- the way back ------------------------------------------------------------------------------------


@st.composite
def limited(draw: st.DrawFn) -> Portfolio:
    """A random portfolio of spread times, with timeouts, retries, large counts and rounds."""
    whole = draw(portfolios(most=5))
    services = []
    for item in whole.services.values():
        steps: list[list[Step]] = []
        for call in item.operations[0].calls:
            fields = {
                "callee": call.callee,
                "count": draw(st.sampled_from([call.count, 33.0, 70.5])),
                "together": draw(st.sampled_from([1, 2, 40])),
                "network": call.network,
                "cache_hit": call.cache_hit,
                "is_async": call.is_async,
                "timeout": draw(st.sampled_from([None, NEVER, 0.005, 0.030])),
                "deadline": draw(st.sampled_from([None, 0.020, 0.100])),
                "retries": draw(st.sampled_from([None, 1, 4])),
                "backoff": draw(st.sampled_from([None, Backoff(initial=0.002, factor=2.0)])),
            }
            while len(steps) <= call.stage:
                steps.append([])
            steps[call.stage].append(fields)
        services.append(service(item.name, *steps, self_time=item.self_time))
    journeys = {name: (item.entry, 5.0) for name, item in whole.journeys.items()}
    return portfolio(*services, **journeys)


@settings(max_examples=40)
@given(limited())
def test_contributions_add_up_to_the_requests_that_they_explain(whole: Portfolio) -> None:
    for journey in simulated(whole, samples=1_000).journeys:
        ordered = journey.source.ordered
        band = ordered.batches[
            (ordered.batches >= ordered.at(0.985)) & (ordered.batches <= ordered.at(0.995))
        ]
        parts = rows(journey.blame)

        assert sum(row.mean.value for row in parts) == pytest.approx(journey.mean.value)
        assert sum(row.tail.value for row in parts) == pytest.approx(journey.tail_mean.value)
        assert sum(row.p99.value for row in parts) == pytest.approx(float(band.mean()))


@settings(max_examples=40)
@given(limited())
def test_users_waiting_are_rate_times_time(whole: Portfolio) -> None:
    simulation = simulated(whole, samples=1_000)
    waiting = users_waiting(simulation)
    expected = sum(
        (item.journey.rate or 0.0)
        * simulation.mean(simulation.graph.index[item.journey.entry]).value
        for item in simulation.journeys
    )

    parts = [*waiting.own.values(), waiting.network, waiting.retry_wait]
    assert sum(parts) == pytest.approx(expected)


@settings(max_examples=40)
@given(limited())
def test_a_service_that_takes_time_is_on_the_path_of_some_request(whole: Portfolio) -> None:
    for journey in simulated(whole, samples=1_000).journeys:
        shares = journey.criticality

        assert set(shares) == set(journey.blame.services)
        assert all(0.0 <= share.value <= 1.0 for share in shares.values())
        for name, row in journey.blame.services.items():
            assert shares[name].value > 0.0 or row.mean.value == 0.0


# --- random numbers that belong to a name ---------------------------------------------------------------


def test_repetitions_of_one_call_have_shifts_of_their_own() -> None:
    draws = Draws(1_000, 0)
    calls = [Call(caller="a", callee=f"b{number}", stage=0) for number in range(50)]
    found = [draws.shifts(call, 65) for call in calls]

    assert all(len(set(shifts)) == 65 for shifts in found)
    assert len(set(found)) == 50


def test_more_repetitions_leave_the_shifts_of_the_first_ones() -> None:
    draws, call = Draws(20_000, 0), Call(caller="a", callee="b", stage=0)

    assert draws.shifts(call, 9)[:4] == draws.shifts(call, 4)


@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_rows_drawn_apart_are_those_drawn_together(correlation: float) -> None:
    draws = Draws(3_000, 7, correlation)
    curve = curve_of(SPREAD)
    assert curve is not None
    whole = draws.own_times({"x": curve}, Rows(0, draws.row_count, draws.width))["x"]
    apart = [
        draws.own_times({"w": curve, "x": curve}, Rows(row, row + 1, draws.width))["x"]
        for row in range(draws.row_count)
    ]

    assert np.concatenate(apart).tobytes() == whole.tobytes()


@pytest.mark.parametrize(
    ("samples", "correlation", "expected"),
    [
        (1, 0.0, 1_000),
        (1_001, 0.0, 1_010),
        (20_000, 0.0, 20_000),
        (20_000, 0.3, 20_000),
        (1, 0.3, 2_000),
        (2_999, 0.3, 3_000),
        (5_000, 0.3, 5_000),
        (40_001, 0.3, 40_200),
    ],
)
def test_samples_are_rounded_up_to_whole_rows(
    samples: int, correlation: float, expected: int
) -> None:
    draws = Draws(samples, 0, correlation)

    assert draws.samples == expected
    assert draws.row_count % BATCHES == 0


@pytest.mark.parametrize("correlation", [-0.1, 1.0, math.nan])
def test_a_correlation_is_a_share_of_the_variance(correlation: float) -> None:
    with pytest.raises(ValueError, match="expected a correlation from 0 to below 1"):
        Draws(1_000, 0, correlation)


@pytest.mark.parametrize(
    ("samples", "strata"), [(1_250, 2), (5_000, 5), (20_000, 20), (90_000, 20)]
)
def test_every_batch_has_the_common_load_of_every_stratum(samples: int, strata: int) -> None:
    draws, curve = Draws(samples, 3, 0.9999999), curve_of(SPREAD)
    assert curve is not None
    found = draws.own_times({"x": curve}, Rows(0, draws.row_count, draws.width))["x"]
    levels = np.log(found).mean(axis=1).reshape(BATCHES, -1)
    rank = levels.argsort(axis=None).argsort().reshape(levels.shape)

    assert levels.shape == (BATCHES, strata)
    assert (rank // BATCHES == np.arange(strata)).all()


def test_a_seed_is_not_negative() -> None:
    with pytest.raises(ValueError, match="expected a seed from 0"):
        Draws(1_000, -1)


def test_operations_are_as_correlated_as_they_are_told() -> None:
    draws, curve = Draws(200_000, 0, 0.4), curve_of(SPREAD)
    assert curve is not None
    found = draws.own_times({"x": curve, "y": curve}, Rows(0, draws.row_count, draws.width))
    x, y = (np.log(times).ravel() for times in found.values())

    assert float(np.corrcoef(x, y)[0, 1]) == pytest.approx(0.4, abs=0.01)
    assert float(x.std()) == pytest.approx(SIGMA, rel=0.01)


def test_a_mean_of_nothing_is_no_time() -> None:
    assert simulated(calling(mean(0.0)), samples=1_000).journey("j").mean.value == 0.0
