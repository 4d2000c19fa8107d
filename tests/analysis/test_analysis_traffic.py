"""Visits per second against enumeration and a dense solve; cycles, background, implied journeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.analysis import analyse
from archlint.model import Load, Portfolio
from archlint.source import InputError

from graphs import operation, portfolio, portfolios, service, visits_by_walking


@settings(max_examples=120)
@given(portfolios())
def test_rates_are_what_walking_every_path_counts(whole: Portfolio) -> None:
    expected = dict.fromkeys(whole.operations, 0.0)
    called = {call.callee for item in whole.operations.values() for call in item.calls}
    entries = {journey.entry for journey in whole.journeys.values()}
    for journey in whole.journeys.values():
        for name, count in visits_by_walking(whole, journey.entry).items():
            expected[name] += (journey.rate or 0.0) * count
    for name in whole.operations:
        background = whole.services[name].load.rate
        if name not in called | entries and background:
            for reached, count in visits_by_walking(whole, name).items():
                expected[reached] += background * count

    assert dict(analyse(whole).rates) == pytest.approx(expected)


@settings(max_examples=80)
@given(st.lists(st.floats(0.0, 0.6), min_size=4, max_size=4), st.floats(1.0, 100.0))
def test_a_ring_that_fades_is_solved(gains: list[float], rate: float) -> None:
    """A → b → c → a and b → b, against a dense solve of (I - Mᵀ)x = ext."""
    whole = portfolio(
        service("a", {"callee": "b", "count": gains[0]}),
        service("b", {"callee": "c", "count": gains[1]}, {"callee": "b", "count": gains[3] / 2}),
        service("c", {"callee": "a", "count": gains[2]}),
        j=("a", rate),
    )
    matrix = np.zeros((3, 3))
    matrix[0, 1], matrix[1, 2], matrix[2, 0], matrix[1, 1] = *gains[:3], gains[3] / 2
    expected = np.linalg.solve(np.eye(3) - matrix.T, np.array([rate, 0.0, 0.0]))
    analysis = analyse(whole)

    assert [analysis.rates[name] for name in "abc"] == pytest.approx(list(expected))
    assert not any(cycle.diverges for cycle in analysis.cycles)


@pytest.mark.parametrize(("gain", "diverges"), [(0.99, False), (1.0, True), (2.0, True)])
def test_a_ring_that_feeds_itself_diverges(gain: float, *, diverges: bool) -> None:
    whole = portfolio(
        service("a", "b"), service("b", {"callee": "a", "count": gain}), j=("a", 10.0)
    )
    (cycle,) = analyse(whole).cycles

    assert cycle.members == ("a", "b")
    assert cycle.diverges is diverges
    assert [call.subject for call in cycle.cut] == ["b -> a"]


def test_a_ring_without_traffic_may_still_diverge() -> None:
    whole = portfolio(service("a", "b"), service("b", {"callee": "a", "count": 2}), j=("a", None))

    assert analyse(whole).cycles[0].diverges


def test_a_large_ring_is_iterated() -> None:
    size = 1_100
    names = [f"s{number:04}" for number in range(size)]
    ring = [
        service(name, {"callee": names[(number + 1) % size], "count": 0.999})
        for number, name in enumerate(names)
    ]
    rates = analyse(portfolio(*ring, j=("s0000", 1.0))).rates

    assert rates["s0000"] == pytest.approx(1 / (1 - 0.999**size))
    assert rates["s1099"] == pytest.approx(0.999**1099 / (1 - 0.999**size))


def test_a_large_ring_that_feeds_itself_diverges() -> None:
    names = [f"s{number:04}" for number in range(1_100)]
    ring = [service(name, names[(number + 1) % 1_100]) for number, name in enumerate(names)]

    assert analyse(portfolio(*ring, j=("s0000", 1.0))).cycles[0].diverges


def test_a_self_call_is_a_cycle_of_one_and_takes_no_time() -> None:
    whole = portfolio(service("a", {"callee": "a", "count": 0.5}, own=0.01), j=("a", 10.0))
    analysis = analyse(whole)

    assert analysis.cycles[0].members == ("a",)
    assert analysis.rates["a"] == pytest.approx(20.0)
    assert analysis.journeys[0].mean == pytest.approx(0.01)


def test_the_cut_is_where_the_first_journey_comes_round_again() -> None:
    whole = portfolio(
        service("a", "b", own=0.001),
        service("b", "c", own=0.010),
        service("c", "a", own=0.100),
        first=("b", 1.0),
    )
    analysis = analyse(whole)

    assert [call.subject for call in analysis.cycles[0].cut] == ["a -> b"]
    assert analysis.cycles[0].ring == ("b", "c", "a")
    assert analysis.journeys[0].mean == pytest.approx(0.111)


def test_only_a_journey_that_reaches_a_ring_is_a_lower_bound() -> None:
    whole = portfolio(
        service("a", "b", own=0.001),
        service("b", "c", own=0.010),
        service("c", "b", own=0.100),
        service("d", "e", {"callee": "d", "count": 0.5}, own=0.001),
        service("e", own=0.001),
        past=("a", 1.0),
        inside=("c", 1.0),
        itself=("d", 1.0),
        beside=("e", 1.0),
    )
    analysis = analyse(whole)

    assert [(cycle.ring, cycle.diverges) for cycle in analysis.cycles] == [
        (("c", "b"), True),
        (("d",), False),
    ]
    cut = {times.name: {call.subject for call in times.cut} for times in analysis.journeys}
    assert cut == {"past": {"b -> c"}, "inside": {"b -> c"}, "itself": {"d -> d"}, "beside": set()}
    assert [times.name for times in analysis.journeys if not times.is_lower_bound] == ["beside"]


def test_an_async_ring_is_traffic_and_no_cycle() -> None:
    whole = portfolio(
        service("a", {"callee": "b", "is_async": True}),
        service("b", {"callee": "a", "count": 0.5}),
        j=("a", 8.0),
    )
    analysis = analyse(whole)

    assert analysis.cycles == ()
    assert analysis.rates["a"] == pytest.approx(16.0)


def test_background_traffic_is_in_the_rates_and_not_in_the_waiting() -> None:
    whole = portfolio(
        service("web", "db", own=0.01),
        service("nightly", "db", own=0.5, load=Load(rate=3.0)),
        service("db", own=0.002),
        j=("web", 10.0),
    )
    analysis = analyse(whole)

    assert analysis.rates["db"] == pytest.approx(13.0)
    assert analysis.waiting.by_service == pytest.approx({"web": 0.1, "db": 0.02})
    assert analysis.unreached == ("nightly",)
    assert analysis.awaited == {"web", "db"}


def test_without_journeys_every_uncalled_operation_is_one() -> None:
    whole = portfolio(
        service(
            "api",
            operations=(
                operation("api/read", "db", rate=30.0),
                operation("api/write", "db"),
                operation("api/list", "db"),
            ),
            load=Load(rate=100.0),
        ),
        service("db", own=0.001),
    )
    analysis = analyse(whole)

    assert analysis.journeys_are_implied
    assert {times.name: times.journey.rate for times in analysis.journeys} == {
        "api/read": 30.0,
        "api/write": 35.0,
        "api/list": 35.0,
    }
    assert analysis.rates["db"] == pytest.approx(100.0)


def test_an_implied_journey_without_a_rate_has_none() -> None:
    analysis = analyse(portfolio(service("web", "db", own=0.01), service("db")))

    assert [(times.name, times.journey.rate) for times in analysis.journeys] == [("web", None)]
    assert not analysis.has_rates
    assert analysis.waiting.total == 0.0


def test_rates_beyond_any_number_are_a_problem_at_their_operation() -> None:
    chain = [
        service(f"s{number:03}", {"callee": f"s{number + 1:03}", "count": 1e6})
        for number in range(60)
    ]
    whole = portfolio(*chain, service("s060", own=0.001), j=("s000", 1e12))

    with pytest.raises(InputError, match="rates overflow here"):
        analyse(whole)


def test_times_beyond_any_number_are_a_problem_at_their_journey() -> None:
    chain = [
        service(f"s{number:03}", {"callee": f"s{number + 1:03}", "count": 1e6})
        for number in range(60)
    ]
    whole = portfolio(*chain, service("s060", own=0.001), j=("s000", None))

    with pytest.raises(InputError, match="response times overflow from here"):
        analyse(whole)


def test_the_longest_chain_is_named() -> None:
    whole = portfolio(
        service("a", "b", "c"), service("b"), service("c", "d"), service("d"), j=("a", 1.0)
    )

    assert analyse(whole).longest_chain == ("a", "c", "d")
