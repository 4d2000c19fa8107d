"""Means of lognormal stages, against values that were computed without this code."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from archlint.analysis import analyse

from graphs import mean, percentiles, portfolio, service

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.model import Distribution

_Z99 = 2.3263478740408408


def sample(p50: float, p99: float, generator: np.random.Generator) -> NDArray[np.float64]:
    """A million draws of the lognormal through a median and a p99."""
    spread = math.log(p99 / p50) / _Z99
    return p50 * np.exp(spread * generator.standard_normal(1_000_000))


def test_five_lognormal_stages_add_up_in_their_means() -> None:
    """10 ms at the median and 50 ms at p99, five times: 63.5 ms, where the medians say 50."""
    stages = [
        service(
            f"s{number}",
            *([f"s{number + 1}"] if number < 4 else []),
            self_time=percentiles(p50=0.010, p99=0.050),
        )
        for number in range(5)
    ]

    found = analyse(portfolio(*stages, order=("s0", 1.0))).journey("order")

    assert found.mean * 1e3 == pytest.approx(63.5, abs=0.05)


CHILDREN = [f"c{number}" for number in range(6)]


def test_what_is_left_of_a_response_is_subtracted_in_means() -> None:
    """A caller of 3 ms (p99 14 ms) waits for six children of 10 ms (p99 60 ms), one after another.

    Subtracting medians leaves 19.3 ms of the response as the caller's own, means 3.71, within what
    a sample of the response is worth; in truth it is 3.74. Even a mean that is known by the median
    and the p99 of the response alone is as good.
    """
    generator = np.random.default_rng(20261123)
    own = sample(3.0, 14.0, generator)
    waited = [sample(10.0, 60.0, generator) for _ in CHILDREN]
    response = own + np.sum(waited, axis=0)
    p50, p99 = np.percentile(response, [50, 99]) / 1e3
    children = [service(name, self_time=percentiles(p50=0.010, p99=0.060)) for name in CHILDREN]

    def derived(latency: Distribution) -> float:
        whole = portfolio(
            service("caller", *CHILDREN, latency=latency), *children, j=("caller", 1.0)
        )
        return (analyse(whole).self_times["caller"].seconds or 0.0) * 1e3

    truth = 3.0 * math.exp((math.log(14 / 3) / _Z99) ** 2 / 2)
    assert truth == pytest.approx(3.74, abs=0.01)
    assert p50 * 1e3 - 6 * 10.0 == pytest.approx(19.3, abs=0.1)
    assert derived(mean(float(response.mean()) / 1e3)) == pytest.approx(3.71, abs=0.06)
    assert derived(percentiles(p50=float(p50), p99=float(p99))) == pytest.approx(3.71, abs=0.12)
