"""The whole graph of a journey, against every path of it walked one by one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from graphs import on_means, portfolio, portfolios, response_time, rounds_of, service

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.model import Portfolio


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def walked(whole: Portfolio, entry: str) -> dict[str, list[tuple[float, float, bool]]]:
    """Operation -> (times, slack, on the path) of each way that leads to it."""
    ways: dict[str, list[tuple[float, float, bool]]] = {}

    def walk(identifier: str, times: float, slack: float, *, critical: bool) -> None:
        ways.setdefault(identifier, []).append((times, slack, critical))
        stages: dict[int, list[tuple[float, float, str]]] = {}
        for call in whole.operations[identifier].calls:
            if not call.is_async and call.multiplicity > 0:
                taken = rounds_of(call) * (call.network + response_time(whole, call.callee))
                stages.setdefault(call.stage, []).append((taken, rounds_of(call), call.callee))
        for members in stages.values():
            longest = max(members)[0]
            first = next(n for n, member in enumerate(members) if member[0] == longest)
            for number, (taken, rounds, callee) in enumerate(members):
                walk(
                    callee,
                    times * rounds,
                    slack + times * (longest - taken),
                    critical=critical and number == first,
                )

    walk(entry, 1.0, 0.0, critical=True)
    return ways


@settings(max_examples=60, deadline=None)
@given(portfolios())
def test_slack_visits_and_own_times_are_those_of_every_way_walked(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        ways = walked(whole, times.journey.entry)
        awaited = [stop for stop in times.calls.stops if stop.is_awaited]

        assert sorted(stop.operation for stop in awaited) == sorted(ways)
        for stop in awaited:
            every = ways[stop.operation]
            counted = [way for way in every if way[2] and times.length] or every
            visits = sum(way[0] for way in counted)
            seconds = whole.services[stop.operation].self_time
            assert stop.is_critical == (counted != every or (every[0][2] and times.length > 0))
            assert close(stop.slack, min(way[1] for way in every))
            assert close(stop.visits, visits)
            assert close(stop.own, visits * ((seconds.mean or 0.0) if seconds else 0.0))


def by_call(times: JourneyTimes) -> dict[str, float]:
    """The least slack of the path's rows by call; async ones aside."""
    found: dict[str, float] = {}
    for row in times.path:
        if row.call is not None and not row.is_async:
            subject = row.call.subject
            found[subject] = min(found.get(subject, math.inf), row.slack)
    return found


@settings(max_examples=40, deadline=None)
@given(portfolios())
def test_no_call_has_more_slack_than_a_row_of_the_path_says(whole: Portfolio) -> None:
    for times in on_means(whole).journeys:
        made = {item.call.subject: item for item in times.calls.calls}
        for subject, slack in by_call(times).items():
            assert made[subject].slack <= slack + 1e-12


def test_calls_that_nobody_waits_for_and_calls_that_close_a_ring_are_untimed() -> None:
    whole = portfolio(
        service("a", "b", {"callee": "log", "is_async": True}, own=0.001),
        service("b", "a", own=0.002),
        service("log", "disk", own=0.5),
        service("disk", own=0.1),
        j=("a", 1.0),
    )
    calls = on_means(whole).journeys[0].calls

    assert [(stop.operation, stop.is_awaited, stop.slack) for stop in calls.stops] == [
        ("a", True, 0.0),
        ("b", True, 0.0),
        ("log", False, math.inf),
    ]
    assert [
        (made.call.subject, made.seconds, made.is_critical, made.closes_ring)
        for made in calls.calls
    ] == [
        ("a -> b", 0.002, True, False),
        ("a -> log", 0.0, False, False),
        ("b -> a", 0.0, False, True),
    ]


def test_nothing_is_critical_where_no_time_is_known() -> None:
    calls = on_means(portfolio(service("a", "b"), service("b"), j=("a", 1.0))).journeys[0].calls

    assert [stop.is_critical for stop in calls.stops] == [False, False]
    assert [made.is_critical for made in calls.calls] == [False]


def test_many_ways_to_one_operation_are_quickly_told_apart() -> None:
    """A ladder of 40 rungs has 2^40 ways."""
    rungs = [
        service(f"s{n:02}", [f"s{n + 1:02}", {"callee": f"s{n + 1:02}", "count": 0.9}], own=0.001)
        for n in range(40)
    ]
    whole = portfolio(*rungs, service("s40", own=0.001), j=("s00", 1.0))
    (times,) = on_means(whole).journeys

    assert times.calls.stops[-1].slack == 0.0
    assert times.calls.stops[-1].visits == pytest.approx(1.0)
