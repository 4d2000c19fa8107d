"""Declared times as quantile functions: through the points, with the mean that is declared."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.analysis.distribution import Curve, constant, curve_of, lognormal, mean_of
from archlint.model import Distribution

from graphs import percentiles

_SHARES = (0.5, 0.75, 0.9, 0.95, 0.99, 0.999)


def curve(times: Distribution) -> Curve:
    found = curve_of(times)
    assert found is not None
    return found


@st.composite
def declared(draw: st.DrawFn, *, least: int = 1) -> Distribution:
    """Rising percentiles, equal ones among them."""
    shares = sorted(draw(st.sets(st.sampled_from(_SHARES), min_size=least)))
    seconds, points = draw(st.floats(0.001, 0.1)), []
    for share in shares:
        points.append((share, seconds))
        seconds *= draw(st.sampled_from([1.0, 1.1, 2.0, 5.0]))
    return Distribution(percentiles=tuple(points))


def integrated(found: Curve, order: int) -> float:
    """E[t^order] by the trapezium rule over z."""
    z = np.linspace(-14.0, 14.0, 280_001)
    pieces = np.array(found.pieces)
    of = np.searchsorted(pieces[:-1, 3], z)
    log_times = pieces[of, 0] + pieces[of, 1] * z
    density = np.exp(-(z**2) / 2 + order * log_times) / math.sqrt(2 * math.pi)
    return float(np.trapezoid(density, z))


@given(declared())
def test_the_curve_goes_through_every_declared_point_and_never_falls(times: Distribution) -> None:
    found = curve(times)
    quantiles = [found.quantile(share) for share in np.linspace(0.001, 0.9995, 200)]

    for share, seconds in times.percentiles:
        assert found.quantile(share) == pytest.approx(seconds)
    assert all(before <= after * (1 + 1e-12) for before, after in pairwise(quantiles))


@given(declared())
def test_mean_and_variance_are_the_integrals_of_the_curve(times: Distribution) -> None:
    found = curve(times)
    mean = integrated(found, 1)

    assert found.mean == pytest.approx(mean, rel=1e-6)
    assert found.variance == pytest.approx(
        integrated(found, 2) - mean**2, rel=1e-4, abs=1e-9 * mean**2
    )


@given(declared(), st.floats(0.1, 20.0))
def test_a_mean_is_the_mean_exactly(times: Distribution, ratio: float) -> None:
    mean = ratio * curve(times).mean

    assert curve(Distribution(mean=mean, percentiles=times.percentiles)).mean == pytest.approx(mean)


def test_several_percentiles_beside_a_mean_keep_their_ratios() -> None:
    found = curve(Distribution(mean=0.1, percentiles=((0.5, 0.01), (0.9, 0.02), (0.99, 0.05))))

    assert found.quantile(0.99) / found.quantile(0.5) == pytest.approx(5.0)
    assert found.quantile(0.9) / found.quantile(0.5) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("mean", "point"),
    [
        pytest.param(0.0127, (0.5, 0.010), id="a median below the mean"),
        pytest.param(0.0127, (0.99, 0.050), id="a p99"),
        pytest.param(0.010, (0.95, 0.010), id="a p95 at the mean"),
    ],
)
def test_a_mean_and_one_percentile_are_a_lognormal_with_both(
    mean: float, point: tuple[float, float]
) -> None:
    found = curve(Distribution(mean=mean, percentiles=(point,)))

    assert found.mean == pytest.approx(mean)
    assert found.quantile(point[0]) == pytest.approx(point[1])
    assert found.quantile(0.99) / found.quantile(0.5) < 50  # the lesser spread of two
    assert not found.spread_assumed


@pytest.mark.parametrize(
    "point",
    [
        pytest.param((0.5, 0.020), id="a median above the mean"),
        pytest.param((0.99, 9.0), id="a p99 that no lognormal of this mean has"),
    ],
)
def test_where_no_lognormal_has_both_the_mean_stands_and_the_spread_is_assumed(
    point: tuple[float, float],
) -> None:
    found = curve(Distribution(mean=0.010, percentiles=(point,)))

    assert found.mean == pytest.approx(0.010)
    assert found.spread_assumed


@pytest.mark.parametrize(
    "times",
    [
        pytest.param(Distribution(mean=0.010), id="a mean"),
        pytest.param(percentiles(p50=0.010), id="a median"),
        pytest.param(percentiles(p99=0.010), id="a p99"),
    ],
)
def test_one_figure_alone_has_the_assumed_spread(times: Distribution) -> None:
    found, narrow = curve(times), curve_of(times, spread=0.2)

    assert narrow is not None
    assert found.spread_assumed
    assert found.quantile(0.99) / found.quantile(0.5) == pytest.approx(5.1, abs=0.02)
    assert narrow.quantile(0.99) / narrow.quantile(0.5) == pytest.approx(1.59, abs=0.01)


def test_equal_percentiles_are_a_constant() -> None:
    found = curve(percentiles(p50=0.010, p99=0.010))

    assert (found.is_constant, found.variance) == (True, 0.0)
    assert found.quantile(0.01) == pytest.approx(0.010)


@pytest.mark.parametrize(
    "times",
    [Distribution(), percentiles(p50=0.02, p99=0.01)],
    ids=["nothing", "falling percentiles"],
)
def test_nothing_and_contradictions_have_no_curve(times: Distribution) -> None:
    assert curve_of(times) is None


def test_a_lognormal_has_its_mean_and_variance() -> None:
    found = lognormal(0.020, 0.0001)

    assert found.mean == pytest.approx(0.020)
    assert found.variance == pytest.approx(0.0001)


def test_a_constant_may_be_nothing_at_all() -> None:
    assert constant(0.0).quantile(0.99) == 0.0
    assert constant(0.0).mean == 0.0


def test_a_jump_between_percentiles_keeps_a_finite_mean() -> None:
    """Slopes beyond the range of e^(b²/2): 9 of 1,000 requests take 1 s, the others 10 ms."""
    steep = Distribution(
        percentiles=((0.5, 0.010), (0.990999, 0.010), (0.991001, 1.0), (0.999, 1.0))
    )

    assert curve(steep).mean == pytest.approx(0.991 * 0.010 + 0.009 * 1.0, rel=1e-4)


def test_a_mean_beyond_all_numbers_is_infinite() -> None:
    found = mean_of(percentiles(p95=1e-9, p99=2.5e6))

    assert found is not None
    assert found.seconds == math.inf


# --- a mean beside percentiles --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "stays"),
    [
        pytest.param(0.0127, True, id="the lognormal's own mean"),
        pytest.param(0.020, True, id="a heavier tail beyond the last percentile"),
        pytest.param(0.01265, True, id="a lighter one"),
        pytest.param(0.0050, False, id="no tail is so light: all move"),
    ],
)
def test_declared_percentiles_stay_and_the_tail_makes_the_mean(
    mean: float,
    stays: bool,  # noqa: FBT001  # a row of the table
) -> None:
    points = ((0.5, 0.010), (0.9, 0.024), (0.99, 0.050))
    found = curve(Distribution(mean=mean, percentiles=points))

    assert found.mean == pytest.approx(mean)
    kept = [found.quantile(share) == pytest.approx(seconds, rel=1e-6) for share, seconds in points]
    assert all(kept) is stays
    assert found.quantile(0.999) >= found.quantile(0.99)
