"""How many requests meet a collection, and what the missing figures have to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint_ninety_ten.exposure import (
    Collector,
    Encounter,
    Limits,
    conditions,
    duty_of,
    exposure,
)

LIMITS = Limits(min_share=0.05, min_exposure=0.01, min_stall=0.010)
REQUESTS = 20_000


def collector(
    cpu_share: float | None = 0.07,
    cpu: float | None = 2.1,
    allocated: float | None = 6.0,
    stall: float | None = None,
    pause: float | None = None,
) -> Collector:
    return Collector(cpu_share=cpu_share, cpu=cpu, allocated=allocated, stall=stall, pause=pause)


def encounter(
    visits: float = 2.0, headroom: float | None = None, **known: float | None
) -> Encounter:
    return Encounter(
        journey="order",
        visits=visits,
        headroom=headroom,
        collector=collector(**known),
        limits=LIMITS,
    )


def test_seven_per_cent_of_2_1_cores_on_a_quarter_of_six_is_a_duty_of_9_8_per_cent() -> None:
    assert collector().duty == pytest.approx(0.098)


def test_a_collector_never_runs_more_than_all_the_time() -> None:
    assert collector(cpu_share=0.5, cpu=6.0).duty == 1.0
    assert encounter(cpu_share=0.5, cpu=6.0).exposure == 1.0


@pytest.mark.parametrize("lacks", ["cpu_share", "cpu", "allocated"])
def test_without_one_of_three_figures_there_is_no_duty(lacks: str) -> None:
    unknown = replace(encounter(), collector=replace(collector(), **{lacks: None}))

    assert unknown.collector.duty is None
    assert unknown.exposure is None


@given(
    duty=st.floats(0.0, 1.0),
    visits=st.integers(1, 12),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=25, deadline=None)
def test_exposure_is_the_share_of_simulated_requests_that_meet_a_collection(
    duty: float, visits: int, seed: int
) -> None:
    """Every visit of a request comes at a time of its own; the collector runs `duty` of the time."""
    draws = np.random.default_rng(seed).random((REQUESTS, visits))
    met = float((draws < duty).any(axis=1).mean())
    expected = exposure(duty, visits)
    error = (expected * (1.0 - expected) / REQUESTS) ** 0.5

    assert abs(met - expected) <= 5 * error + 1e-9


@given(duty=st.floats(0.0, 1.0), visits=st.floats(0.0, 1.0))
def test_no_more_requests_meet_a_collection_than_come_by(duty: float, visits: float) -> None:
    assert duty * visits <= exposure(duty, visits) + 1e-12 <= visits + 2e-12


@given(duty=st.floats(1e-6, 0.999), visits=st.floats(0.01, 50.0))
def test_the_duty_of_an_exposure_exposes_as_much(duty: float, visits: float) -> None:
    met = exposure(duty, visits)
    if 1e-9 < met < min(visits, 1.0 - 1e-9):
        assert exposure(duty_of(met, visits), visits) == pytest.approx(met)


@pytest.mark.parametrize(
    ("visits", "times"),
    [
        (0.01, 1),
        (1.0, 1),
        (1.000_3, 1),
        (1.01, 1),
        (1.010_1, 2),
        (1.2, 2),
        (2.0, 2),
        (2.009, 2),
        (2.5, 3),
    ],
)
def test_a_part_of_a_visit_is_a_visit_to_those_who_make_it(visits: float, times: int) -> None:
    assert encounter(visits=visits).times == times


@pytest.mark.parametrize(
    ("known", "felt"),
    [
        pytest.param({"stall": 0.005}, 0.005, id="a stall of 5 ms twice is 10 ms"),
        pytest.param({"stall": 0.0049}, None, id="just under"),
        pytest.param({"stall": 0.0049, "pause": 0.0049}, None, id="both under"),
        pytest.param({"pause": 0.005}, 0.005, id="a pause proves as much"),
        pytest.param({"pause": 0.004}, None, id="a pause that is short proves nothing"),
        pytest.param({}, None, id="nothing known"),
        pytest.param({"stall": 0.003, "headroom": 0.005}, 0.003, id="more than is left to the SLO"),
        pytest.param({"stall": 0.003, "headroom": 0.006}, None, id="as much as is left"),
        pytest.param({"stall": 1e-6, "headroom": 0.0}, 1e-6, id="nothing is left"),
    ],
)
def test_a_stall_is_felt_from_ten_milliseconds_or_what_is_left(
    known: dict[str, float], felt: float | None
) -> None:
    found = encounter(**known)

    assert found.felt == felt
    assert found.is_harmless is ("stall" in known and felt is None)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            encounter(),
            ("`gc.stall_p99` is 5 ms or more: a request of order meets 2 of them",),
            id="only the stall",
        ),
        pytest.param(
            encounter(visits=3.0),
            ("`gc.stall_p99` is 3.4 ms or more: a request of order meets 3 of them",),
            id="a third of ten, rounded so that it is enough",
        ),
        pytest.param(
            encounter(visits=0.3),
            ("`gc.stall_p99` is 10 ms or more: a request of order meets one",),
            id="one visit at most",
        ),
        pytest.param(
            encounter(headroom=0.004),
            ("`gc.stall_p99` is 2.1 ms or more: a request of order meets 2 of them",),
            id="more than what is left to the SLO",
        ),
        pytest.param(
            encounter(headroom=0.0),
            ("`gc.stall_p99` is above 0 ms: order is past its SLO, so any stall counts",),
            id="past the SLO",
        ),
        pytest.param(
            encounter(cpu_share=None, stall=0.02),
            ("`gc.cpu_share` is 5 % or more",),
            id="the share",
        ),
        pytest.param(
            encounter(cpu_share=None, cpu=0.06, visits=1.0, stall=0.02),
            ("`gc.cpu_share` is 25 % or more",),
            id="a larger share where few cores are in use",
        ),
        pytest.param(
            encounter(cpu_share=None, cpu=0.01, visits=1.0, stall=0.02),
            (),
            id="no share is large enough",
        ),
        pytest.param(
            encounter(cpu_share=None, cpu=0.0, visits=1.0, stall=0.02), (), id="nothing in use"
        ),
        pytest.param(
            encounter(cpu=None, visits=1.0, stall=0.02),
            ("`load.cpu` is 0.22 cores or more",),
            id="the cores in use",
        ),
        pytest.param(
            encounter(allocated=None, visits=1.0, stall=0.02),
            ("`load.cpu_allocated` is at most 58 cores",),
            id="the cores allocated",
        ),
        pytest.param(
            encounter(cpu=None, allocated=None, visits=1.0, stall=0.02),
            ("`load.cpu` is 3.6 % of `load.cpu_allocated` or more",),
            id="neither",
        ),
        pytest.param(
            encounter(cpu_share=0.05, cpu=None, visits=0.01, stall=0.02),
            (),
            id="too rare a visit for all the cores there are",
        ),
        pytest.param(
            encounter(cpu_share=None, cpu=None, allocated=None, visits=1.0),
            (
                "`gc.cpu_share` is 5 % or more",
                "`load.cpu` is 5 % of `load.cpu_allocated` or more",
                "`gc.stall_p99` is 10 ms or more: a request of order meets one",
            ),
            id="only the language",
        ),
    ],
)
def test_what_the_missing_figures_have_to_be(found: Encounter, expected: tuple[str, ...]) -> None:
    assert conditions(found) == expected


def test_where_any_exposure_counts_any_share_does() -> None:
    anything = Limits(min_share=0.0, min_exposure=0.0, min_stall=0.010)
    found = replace(encounter(cpu_share=None, cpu=None, stall=0.02), limits=anything)

    assert conditions(found) == (
        "`gc.cpu_share` is 0.0000001 % or more",
        "`load.cpu` is 6 cores or more",
    )
