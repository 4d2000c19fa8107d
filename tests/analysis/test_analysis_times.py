"""Response times, critical visits and their identities, against brute force and NetworkX."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from archlint.analysis.path import critical_length

from graphs import Step, on_means, portfolio, portfolios, response_time, rounds_of, service

if TYPE_CHECKING:
    from archlint.model import Portfolio


def close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=150)
@given(portfolios())
def test_every_response_time_is_what_brute_force_over_the_call_tree_says(whole: Portfolio) -> None:
    analysis = on_means(whole)

    for identifier in whole.operations:
        assert close(analysis.response(identifier), response_time(whole, identifier))


def unrolled(whole: Portfolio, entry: str) -> float:
    """The longest path of the fully unrolled activity network, built from the manifest alone."""
    network: nx.DiGraph[int] = nx.DiGraph()
    numbers = iter(range(10**9))

    def activity(start: int, seconds: float) -> int:
        end = next(numbers)
        network.add_edge(start, end, seconds=seconds)
        return end

    def expand(identifier: str, start: int, weight: float) -> int:
        own = whole.services[whole.operations[identifier].service].self_time
        at = activity(start, weight * ((own.mean or 0.0) if own else 0.0))
        stages: dict[int, list[tuple[float, float, str]]] = {}
        for call in whole.operations[identifier].calls:
            if not call.is_async:
                row = (weight * rounds_of(call), call.network, call.callee)
                stages.setdefault(call.stage, []).append(row)
        for stage in sorted(stages):
            join = next(numbers)
            for repeated, network_time, callee in stages[stage]:
                end = expand(callee, activity(at, repeated * network_time), repeated)
                network.add_edge(end, join, seconds=0.0)
            at = join
        return at

    expand(entry, next(numbers), 1.0)
    return float(nx.dag_longest_path_length(network, weight="seconds"))


@settings(max_examples=60)
@given(portfolios(most=5))
def test_a_journey_is_the_longest_path_of_its_unrolled_activity_network(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        assert close(times.mean, unrolled(whole, times.journey.entry))


@settings(max_examples=100)
@given(portfolios())
def test_the_small_activity_network_has_the_same_length(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        source = times.source
        length = critical_length(source.graph, source.own, source.times, source.entry)

        assert close(length, times.mean)


@settings(max_examples=150)
@given(portfolios())
def test_own_times_and_network_add_up_to_the_journey(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        assert close(sum(times.own.values()) + times.network, times.mean)


@settings(max_examples=100)
@given(portfolios())
def test_waiting_users_add_up_to_rate_times_time(whole: Portfolio) -> None:
    analysis = on_means(whole)
    waiting = analysis.waiting
    expected = sum((times.journey.rate or 0.0) * times.mean for times in analysis.journeys)

    assert close(waiting.total, expected)
    assert close(sum(waiting.by_service.values()) + waiting.network, expected)
    assert waiting.lorenz[0] == (0.0, 0.0)
    assert waiting.lorenz[-1] == pytest.approx((1.0, 1.0))


@settings(max_examples=100)
@given(portfolios())
def test_the_time_lies_between_both_bounds(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        assert times.parallel_bound <= times.mean + 1e-12
        assert times.mean <= times.sequential_bound + 1e-12


@settings(max_examples=60)
@given(portfolios())
def test_twice_the_times_take_twice_as_long(whole: Portfolio) -> None:
    doubled = replace(
        whole,
        services={
            name: replace(
                item,
                self_time=replace(item.self_time, mean=2 * (item.self_time.mean or 0.0)),
                operations=tuple(
                    replace(
                        one,
                        calls=tuple(replace(call, network=2 * call.network) for call in one.calls),
                    )
                    for one in item.operations
                ),
            )
            for name, item in whole.services.items()
            if item.self_time
        },
    )

    for before, after in zip(on_means(whole).journeys, on_means(doubled).journeys, strict=True):
        assert close(after.mean, 2 * before.mean)


@settings(max_examples=60)
@given(portfolios())
def test_the_order_of_mappings_changes_nothing(whole: Portfolio) -> None:
    shuffled = replace(
        whole,
        services=dict(reversed(list(whole.services.items()))),
        journeys=dict(reversed(list(whole.journeys.items()))),
    )
    one, other = on_means(whole), on_means(shuffled)

    assert [times.own for times in one.journeys] == [times.own for times in other.journeys]
    assert [times.path for times in one.journeys] == [times.path for times in other.journeys]
    assert one.waiting == other.waiting
    assert one.rates == other.rates


@settings(max_examples=100)
@given(portfolios())
def test_critical_rows_fill_the_journey_and_calls_stay_within_their_callers(
    whole: Portfolio,
) -> None:
    for times in on_means(whole).journeys:
        rows = times.path
        critical = [row for row in rows if row.is_critical]
        whole_stay = sum(row.end - row.start if row.is_collapsed else row.own for row in critical)

        assert close(whole_stay + sum(row.network for row in critical), times.mean)
        assert all(row.slack >= 0.0 for row in rows)
        assert all(row.slack == 0.0 for row in critical)
        assert all(-1e-12 <= row.start <= row.end <= times.mean + 1e-9 for row in rows)


# --- check values of the model --------------------------------------------------------------------


def test_a_counted_call_repeats_its_network_time() -> None:
    whole = portfolio(
        service("entry", {"callee": "child", "count": 2, "network": 0.002}, own=0.003),
        service("child", own=0.010),
        j=("entry", 10.0),
    )
    (times,) = on_means(whole).journeys

    assert times.mean == pytest.approx(0.027)
    assert sum(times.own.values()) == pytest.approx(0.023)
    assert times.network == pytest.approx(0.004)
    assert dict(times.visits) == {"entry": 1.0, "child": 2.0}


@pytest.mark.parametrize(
    ("count", "together", "expected"),
    [
        (1, 1, 1),
        (3, 1, 3),
        (3, 2, 2),
        (4, 2, 2),
        (10, 10, 1),
        (0.5, 1, 0.5),
        (2.5, 2, 1.5),
        (0, 3, 0),
    ],
)
def test_rounds(count: float, together: int, expected: float) -> None:
    """(1-q)·⌈w/n⌉ + q·⌈(w+1)/n⌉."""
    whole = portfolio(
        service("a", {"callee": "b", "count": count, "together": together}),
        service("b", own=0.010),
        j=("a", 1.0),
    )

    assert on_means(whole).journeys[0].mean == pytest.approx(expected * 0.010)


def test_of_equal_members_the_first_listed_is_critical() -> None:
    whole = portfolio(
        service("a", ["z", "b"], own=0.001),
        service("b", own=0.010),
        service("z", own=0.010),
        j=("a", 1.0),
    )
    (times,) = on_means(whole).journeys

    assert dict(times.visits) == {"a": 1.0, "z": 1.0}
    assert [(row.operation, row.is_critical) for row in times.path] == [
        ("a", True),
        ("z", True),
        ("b", False),
    ]


def test_a_service_is_on_the_path_from_one_percent_on() -> None:
    def on_path(seconds: float) -> tuple[str, ...]:
        whole = portfolio(service("a", "b", own=0.099), service("b", own=seconds), j=("a", 1.0))
        return on_means(whole).journeys[0].on_path

    assert on_path(0.001) == ("a", "b")
    assert on_path(0.00099) == ("a",)


def test_the_waiting_adds_up_from_those_that_cause_least() -> None:
    """10/s × 10 ms on `a`, 30 and 50 ms on its callees: 0.1, 0.3 and 0.5 of 0.9 users."""
    whole = portfolio(
        service("a", "b", "c", own=0.01),
        service("b", own=0.03),
        service("c", own=0.05),
        j=("a", 10.0),
    )
    found = on_means(whole).waiting

    assert found.by_service == pytest.approx({"c": 0.5, "b": 0.3, "a": 0.1})
    assert list(found.by_service) == ["c", "b", "a"]
    assert [pytest.approx(point) for point in found.lorenz] == [
        (0.0, 0.0),
        (1 / 3, 1 / 9),
        (2 / 3, 4 / 9),
        (1.0, 1.0),
    ]


def test_where_nobody_waits_all_cause_alike() -> None:
    whole = portfolio(service("a", own=0.01), j=("a", None))

    assert on_means(whole).waiting.lorenz == ((0.0, 0.0), (1.0, 1.0))


def test_a_planned_service_is_in_no_time_and_no_count() -> None:
    whole = portfolio(
        service("a", "b", own=0.004),
        service("b", own=0.010, lifecycle="planned"),
        j=("a", 10.0),
    )
    analysis = on_means(whole)

    assert analysis.journeys[0].mean == pytest.approx(0.004)
    assert analysis.rates["b"] == 0.0
    assert whole.size == 1


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(("b", "c"), True, id="two calls one after another"),
        pytest.param((["b", "c"],), False, id="side by side"),
        pytest.param(("b",), False, id="one call needs no order"),
        pytest.param((), False, id="no calls"),
    ],
)
def test_the_header_owns_up_to_assuming_an_order(
    steps: tuple[Step | list[Step], ...], *, expected: bool
) -> None:
    whole = portfolio(
        service("a", *steps, own=0.01), service("b", own=0.01), service("c", own=0.01), j=("a", 1.0)
    )

    assert on_means(whole).assumes_sequence is expected
