"""Percentiles before and after: against closed forms, other seeds, and states that share nothing."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from archlint.analysis import Sampling, analyse
from archlint.analysis.distribution import curve_of
from archlint.analysis.paired import Pair, paired

from graphs import mean, percentiles, portfolio, service

if TYPE_CHECKING:
    from archlint.analysis.simulation import Simulation
    from archlint.model import Distribution, Portfolio

SPREAD = percentiles(p50=0.010, p99=0.050)


def chain(middle: Distribution, *, own: Distribution = SPREAD) -> Portfolio:
    """Front waits for left and right, side by side; `other` is a journey of its own."""
    return portfolio(
        service("front", ["left", "right"], self_time=own),
        service("left", self_time=middle),
        service("right", self_time=SPREAD),
        service("other", "stock", self_time=SPREAD),
        service("stock", self_time=SPREAD),
        order=("front", 10.0),
        browse=("other", 5.0),
    )


def both(before: Portfolio, after: Portfolio, seed: int = 0) -> tuple[Simulation, Simulation]:
    sampling = Sampling(seed=seed)
    return analyse(before).simulate(sampling), analyse(after).simulate(sampling)


def pair(before: Portfolio, after: Portfolio, journey: str, share: float = 0.99) -> Pair:
    return paired(*both(before, after), {journey: [share]})[journey][share]


def test_what_does_not_change_has_no_error_and_no_growth() -> None:
    found = pair(chain(SPREAD), chain(percentiles(p50=0.005, p99=0.020)), "browse")

    assert found.before == found.after
    assert found.growth == (0.0, 0.0)


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99, 0.999])
def test_the_growth_of_one_time_is_that_of_its_quantile(share: float) -> None:
    whole = portfolio(service("a", self_time=SPREAD), j=("a", 1.0))
    less = portfolio(service("a", self_time=percentiles(p50=0.008, p99=0.040)), j=("a", 1.0))
    curve = curve_of(SPREAD)
    found = pair(whole, less, "j", share)

    assert curve is not None
    assert found.before is not None
    assert found.growth is not None
    assert abs(found.growth.value + 0.2 * curve.quantile(share)) < 4 * found.growth.error
    assert found.growth.error < 0.5 * found.before.error


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_the_error_of_a_growth_is_its_spread_between_seeds(share: float) -> None:
    before, after = chain(SPREAD), chain(percentiles(p50=0.005, p99=0.030))
    growths = []
    for seed in range(1, 41):
        found = paired(*both(before, after, seed), {"order": [share]})["order"][share].growth
        assert found is not None
        growths.append(found)
    seen = statistics.stdev(found.value for found in growths)
    told = math.sqrt(statistics.fmean(found.error**2 for found in growths))

    assert 0.6 < told / seen < 1.6


def test_a_side_that_is_not_there_has_no_figure() -> None:
    whole = chain(SPREAD)
    without = replace(whole, journeys={"order": whole.journeys["order"]})

    assert pair(whole, without, "browse")[1:] == (None, None)
    assert pair(without, whole, "browse")[::2] == (None, None)


@pytest.mark.parametrize("changed", [SPREAD, mean(0.020), percentiles(p50=0.005, p99=0.030)])
def test_samples_taken_over_from_another_analysis_are_the_same_to_the_bit(
    changed: Distribution,
) -> None:
    before, after = analyse(chain(SPREAD)).simulate(), analyse(chain(changed))
    alone, onward = after.simulate(), after.simulate(after=before)

    assert onward.shares(alone._structure, Sampling())
    for name in ("order", "browse"):
        assert onward.journey(name).mean == alone.journey(name).mean
        assert onward.journey(name).p99 == alone.journey(name).p99


def test_nothing_is_taken_over_where_other_calls_are_made() -> None:
    before = analyse(chain(SPREAD)).simulate()
    whole = chain(SPREAD)
    left = replace(whole.journeys["order"], entry="left")
    moved = replace(whole, journeys={**whole.journeys, "order": left})
    fewer = replace(whole, services={**whole.services, "other": service("other", self_time=SPREAD)})

    for other in (moved, fewer):
        assert not before.shares(analyse(other).simulate()._structure, Sampling())


def test_operations_whose_spread_is_assumed_are_named() -> None:
    whole = chain(mean(0.020))
    idle = replace(whole, services={**whole.services, "idle": service("idle", own=0.001)})

    assert analyse(idle).simulate().assumed == ("left",)
