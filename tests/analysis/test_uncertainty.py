"""Draws of what figures may be, against closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from archlint.analysis import Question, Uncertainty, analyse
from archlint.analysis.uncertainty import drawn
from archlint.model import Load, Range

from graphs import portfolio, service

if TYPE_CHECKING:
    from archlint.analysis.variants import Array
    from archlint.model import Portfolio

DRAWS = 10_000


def spread(**spreads: Any) -> Uncertainty:
    return Uncertainty(
        times=spreads.get("times", {}),
        rates=spreads.get("rates", {}),
        journeys=spreads.get("journeys", {}),
        factors=spreads.get("factors", {}),
    )


def test_errors_are_lognormal_with_a_median_of_one() -> None:
    logs = np.log(drawn(spread(times={"a": 0.4}), DRAWS, 0).times["a"])

    assert abs(float(np.median(logs))) < 0.02
    assert float(logs.std()) == pytest.approx(0.4, rel=0.03)


def test_what_is_certain_has_no_error() -> None:
    assert drawn(spread(times={"a": 0.0}), 10, 0).times == {}


def share_below(factor: Range, value: float) -> float:
    """The distribution function of the triangle over ln f."""
    low, peak, high, x = (math.log(end) for end in (*factor, value))
    if x < peak:
        return (x - low) ** 2 / ((high - low) * (peak - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - peak))


@pytest.mark.parametrize(
    "factor", [Range(0.35, 0.55, 0.95), Range(0.4, 0.4, 0.9), Range(0.22, 0.6, 1.8)]
)
def test_a_factor_is_log_triangular(factor: Range) -> None:
    found: Array = np.asarray(drawn(spread(factors={"a": factor}), DRAWS, 0).factors["a"])

    assert factor.low <= found.min() < found.max() <= factor.high
    for value in (0.45, 0.55, 0.7):
        assert float((found < value).mean()) == pytest.approx(share_below(factor, value), abs=0.015)


def test_a_factor_that_is_a_point_stays_a_point() -> None:
    found = drawn(spread(factors={"a": Range(0.48, 0.48, 0.48)}), 5, 0).factors["a"]

    assert np.asarray(found).tolist() == [0.48] * 5


def test_a_draw_belongs_to_its_name_and_its_question() -> None:
    one = drawn(spread(times={"b": 0.4}), 20, 0)
    more = drawn(spread(times={"a": 0.4, "b": 0.4}, rates={"b": 0.4}), 20, 0)

    assert one.times["b"].tolist() == more.times["b"].tolist()
    assert more.times["b"].tolist() != more.rates["b"].tolist()
    assert more.times["a"].tolist() != more.times["b"].tolist()
    assert drawn(spread(times={"b": 0.4}), 20, 1).times["b"].tolist() != one.times["b"].tolist()


def two(worth: float, *, rate: float | None = 100.0) -> Portfolio:
    """Two services in a row; a rewrite of the second is worth so many times that of the first."""
    return portfolio(
        service("a", "b", own=0.1, load=Load(rate=rate, cpu=1.0)),
        service("b", own=0.1, load=Load(rate=rate, cpu=worth)),
        j=("a", 100.0),
    )


BOTH = Question(candidates={"a": 0.5, "b": 0.5}, limit=1)


@pytest.mark.parametrize("worth", [1.1, 1.5, 2.5])
def test_a_frequency_is_the_chance_that_one_rewrite_is_worth_more(worth: float) -> None:
    """ΔL = λ·d·(1-f), and d errs as 1/rate does: the ratio of two is lognormal."""
    sigma = 0.4
    asked = spread(
        times={"a": 0.3, "b": 0.3},
        rates={"a": sigma, "b": sigma},
        journeys={"j": 0.4},
        factors={"a": Range(0.5, 0.5, 0.5), "b": Range(0.5, 0.5, 0.5)},
    )
    found = analyse(two(worth)).seat_frequencies(asked, BOTH, as_if={}, draws=DRAWS)
    expected = NormalDist().cdf(math.log(worth) / (sigma * math.sqrt(2)))

    assert found["a"] + found["b"] == 1.0
    assert found["b"] == pytest.approx(expected, abs=0.02)


def test_an_error_of_the_journey_that_all_share_decides_nothing() -> None:
    """Without a `load.rate` CPU is divided by the visits that the journey brings."""
    asked = spread(journeys={"j": 0.4}, factors={"a": Range(0.5, 0.5, 0.5)})
    found = analyse(two(1.01, rate=None)).seat_frequencies(asked, BOTH, as_if={}, draws=500)

    assert found == {"a": 0.0, "b": 1.0}


def test_own_times_that_only_wait_longer_decide_nothing() -> None:
    asked = spread(times={"a": 0.4, "b": 0.4})
    found = analyse(two(1.01)).seat_frequencies(asked, BOTH, as_if={}, draws=500)

    assert found == {"a": 0.0, "b": 1.0}


def test_a_service_that_is_not_among_them_changes_no_frequency() -> None:
    asked = spread(rates={"a": 0.4, "b": 0.4, "c": 0.4})
    whole = two(1.1)
    more = portfolio(
        *whole.services.values(), service("c", own=0.5, load=Load(rate=1.0)), j=("a", 100.0)
    )
    found = [
        analyse(item).seat_frequencies(asked, BOTH, as_if={}, draws=200) for item in (whole, more)
    ]

    assert found[0] == found[1]


def test_above_500_services_critical_visits_stay() -> None:
    """The same frequencies where nothing runs side by side, for there they never move."""
    asked = spread(rates={"a": 0.4, "b": 0.4})
    crowd = [service(f"n{number:03}") for number in range(500)]
    large = portfolio(*two(1.1).services.values(), *crowd, j=("a", 100.0))
    analyses = [analyse(two(1.1)), analyse(large)]
    found = [item.seat_frequencies(asked, BOTH, as_if={}, draws=200) for item in analyses]

    assert [item.keeps_visits for item in analyses] == [False, True]
    assert found[0] == found[1]
