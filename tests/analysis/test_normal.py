"""Normal quantiles against the inverse of the distribution function found by bisection."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from archlint.analysis.normal import normal_quantiles


def below(z: float) -> float:
    """Φ(z) without cancellation in the lower tail."""
    return math.erfc(-z / math.sqrt(2.0)) / 2.0


def bisected(share: float) -> float:
    """The z in the lower half at which Φ reaches the share."""
    low, high = -40.0, 0.0
    while (middle := (low + high) / 2.0) not in (low, high):
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return high


LOWER = [*(10.0**-exponent for exponent in np.linspace(0.32, 300, 400)), 0.075, 0.0750001, 0.4999]
EVERYWHERE = np.linspace(1e-6, 1.0 - 1e-6, 20_001)


def test_the_lower_half_is_exact_to_seven_digits() -> None:
    shares = [share for share in LOWER if share > 2.0**-54]
    found = normal_quantiles(np.array(shares))
    expected = np.array([bisected(share) for share in shares])

    np.testing.assert_allclose(found, expected, rtol=1.5e-7, atol=1e-12)


def test_every_region_agrees_with_the_standard_library() -> None:
    found = normal_quantiles(EVERYWHERE)
    expected = np.array([NormalDist().inv_cdf(share) for share in EVERYWHERE])

    np.testing.assert_allclose(found, expected, rtol=1.5e-7)


def test_halves_mirror_each_other() -> None:
    shares = np.array([0.25, 0.125, 2.0**-20, 2.0**-50])

    assert list(normal_quantiles(1.0 - shares)) == list(-normal_quantiles(shares))


def test_zero_is_half_of_the_least_step_of_the_generator() -> None:
    lowest, middle = normal_quantiles(np.array([0.0, 0.5]))

    assert lowest == pytest.approx(NormalDist().inv_cdf(2.0**-54), rel=1.5e-7)
    assert middle == 0.0


def test_how_values_are_grouped_changes_no_bit() -> None:
    shares = np.random.Generator(np.random.PCG64(1)).random((7, 331))
    one_by_one = np.stack([normal_quantiles(row) for row in shares])

    assert normal_quantiles(shares).tobytes() == one_by_one.tobytes()
