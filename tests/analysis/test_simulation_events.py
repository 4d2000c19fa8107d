"""The analysis against a discrete-event simulation that knows processes and clocks, not vectors."""

from __future__ import annotations

import math
from statistics import fmean, stdev
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.analysis import analyse
from archlint.model import Backoff

from events import Shop, shops
from graphs import percentiles, portfolio, service
from sampling import simulated, within

if TYPE_CHECKING:
    from archlint.model import Portfolio

REQUESTS = 500


def errors_apart(found: float, other: float, *errors: float) -> float:
    return abs(found - other) / max(math.hypot(*errors), 1e-6)


@pytest.mark.slow
@settings(max_examples=20)
@given(shops(), st.integers(0, 2**32))
def test_events_and_samples_agree_on_times(whole: Portfolio, seed: int) -> None:
    analysis = analyse(whole)
    (exact,), journey = analysis.journeys, analysis.percentiles("j")
    times = sorted(request.seconds for request in Shop(whole, seed).requests("s0", REQUESTS))
    mean, spread = fmean(times), stdev(times) / math.sqrt(REQUESTS)

    assert errors_apart(journey.mean.value, mean, journey.mean.error, spread) < 4.5
    assert errors_apart(exact.mean, mean, exact.error, spread) < 4.5
    for share in (0.5, 0.9, 0.99):
        width = math.sqrt(share * (1 - share) / REQUESTS)
        low = journey.percentile(max(0.0, share - 4.5 * width))
        high = journey.percentile(min(1.0, share + 4.5 * width))
        found = times[math.ceil(share * REQUESTS) - 1]

        assert low.value - 4 * low.error <= found + 1e-9
        assert found - 1e-9 <= high.value + 4 * high.error


@pytest.mark.slow
@settings(max_examples=20)
@given(shops(), st.integers(0, 2**32))
def test_events_and_samples_agree_on_who_is_waited_for(whole: Portfolio, seed: int) -> None:
    analysis = analyse(whole)
    (exact,), journey = analysis.journeys, analysis.percentiles("j")
    requests = Shop(whole, seed).requests("s0", REQUESTS)

    for name in whole.services:
        on_path = sum(name in request.own for request in requests) / REQUESTS
        shares = journey.criticality.get(name, (0.0, 0.0))
        width = math.sqrt(max(on_path * (1 - on_path), shares[0] * (1 - shares[0])) / REQUESTS)
        assert abs(on_path - shares[0]) <= 4.5 * math.hypot(width, shares[1]) + 2 / REQUESTS

        seconds = [request.own.get(name, 0.0) for request in requests]
        mean, spread = fmean(seconds), stdev(seconds) / math.sqrt(REQUESTS)
        if name in journey.blame.services:
            found = journey.blame.services[name].mean
            assert errors_apart(found.value, mean, found.error, spread) < 4.5
            assert errors_apart(exact.own.get(name, 0.0), mean, found.error, spread) < 4.5
        else:
            assert mean == 0.0


def test_events_agree_with_arithmetic() -> None:
    """The oracle itself: three constant attempts of 4 ms, pauses of 1 and 3 ms."""
    never = percentiles(p50=0.010, p99=0.010000001)
    backoff = Backoff(initial=0.001, factor=3.0)
    whole = portfolio(
        service("a", {"callee": "b", "timeout": 0.004, "retries": 2, "backoff": backoff}),
        service("b", self_time=never),
        j=("a", 1.0),
    )

    (request,) = Shop(whole, 0).requests("a", 1)
    assert request.seconds == pytest.approx(0.016)
    assert request.own == {"a": 0.0, "b": pytest.approx(0.012)}
    assert within(simulated(whole).journey("j").mean, 0.016)
