"""Waits for a core against closed forms and the check values of the mathematics."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.analysis import analyse
from archlint.analysis.queueing import (
    Capacity,
    capacity_of,
    erlang_c,
    missing_of,
    squared_variation,
)
from archlint.model import Load

from graphs import mean, percentiles, portfolio, service


def textbook(servers: int, load: float) -> float:
    """Erlang's C formula as it is printed, with factorials."""
    rho = load / servers
    last = load**servers / math.factorial(servers) / (1 - rho)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@given(st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_recursion_is_the_textbook_formula(servers: int, rho: float) -> None:
    assert erlang_c(servers, servers * rho) == pytest.approx(textbook(servers, servers * rho))


@pytest.mark.parametrize(
    ("servers", "wait"), [(1, 4.0), (4, 0.75), (16, 0.10), (64, 0.004)], ids=str
)
def test_the_wait_at_four_fifths(servers: int, wait: float) -> None:
    queue = Capacity(servers=servers, utilisation=0.8, seconds=1.0)

    assert queue.wait == pytest.approx(wait, rel=0.1)


@pytest.mark.parametrize(
    ("servers", "rho"),
    [(1, 0.33), (2, 0.58), (4, 0.75), (8, 0.85), (16, 0.92), (32, 0.96), (64, 0.98)],
)
def test_where_the_wait_is_half_a_service_time(servers: int, rho: float) -> None:
    below, above = (
        Capacity(servers=servers, utilisation=rho + step, seconds=1.0).wait
        for step in (-0.01, 0.01)
    )

    assert below < 0.5 < above


@pytest.mark.parametrize(
    ("servers", "rho", "seconds", "total"),
    [(16, 0.8, 10, 10.95), (16, 0.4, 5, 5.0), (8, 0.8, 5, 6.4)],
    ids=["now", "same cores", "same utilisation on half the cores"],
)
def test_head_room_is_spent_once(servers: int, rho: float, seconds: float, total: float) -> None:
    queue = Capacity(servers=servers, utilisation=rho, seconds=seconds)

    assert seconds + queue.wait == pytest.approx(total, rel=0.005)


def test_six_replicas_are_six_queues() -> None:
    pooled, alone = (
        Capacity(servers=servers, utilisation=0.8, seconds=1.0).wait for servers in (12, 2)
    )

    assert [pooled, alone] == pytest.approx([0.15, 1.78], rel=0.1)


def test_what_cannot_be_served_waits_for_ever() -> None:
    assert Capacity(servers=4, utilisation=1.0, seconds=1.0).wait == math.inf
    assert Capacity(servers=4, utilisation=0.0, seconds=1.0).wait == 0.0


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (None, 1.0),
        (mean(0.01), 1.0),
        (percentiles(p50=0.01), 1.0),
        (percentiles(p50=0.01, p99=0.01), 0.0),
        (percentiles(p50=0.01, p99=0.05), math.expm1((math.log(5) / 2.3263478740408408) ** 2)),
        (percentiles(p50=0.02, p99=0.01), 1.0),
    ],
    ids=["nothing", "a mean", "one percentile", "constant", "lognormal", "contradictory"],
)  # fmt: skip
def test_variation_is_read_off_the_percentiles(times: object, expected: float) -> None:
    assert squared_variation(times) == pytest.approx(expected)  # type: ignore[arg-type]  # a table


def test_capacity_takes_the_greater_rate() -> None:
    whole = portfolio(
        service("a", own=0.02, replicas=2, load=Load(rate=50, cpu=0.5, cpu_allocated=4)),
        j=("a", 100.0),
    )
    analysis = analyse(whole)

    assert capacity_of(analysis, whole.services["a"]) == Capacity(
        servers=2, utilisation=0.25, seconds=0.01
    )


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ({"load": Load(cpu=1.0)}, ("load.cpu_allocated", "replicas")),
        ({"load": Load(cpu=1.0, cpu_allocated=4)}, ("replicas",)),
        ({"load": Load(cpu_allocated=4), "replicas": 2}, ("load.cpu",)),
        ({"load": Load(cpu=1.0, cpu_allocated=0.0), "replicas": 2}, ("load.cpu_allocated",)),
        ({"load": Load(cpu=1.0, cpu_allocated=4), "replicas": 0}, ("replicas",)),
        ({"load": Load(cpu=1.0, cpu_allocated=4), "replicas": 2}, ()),
    ],
)
def test_what_capacity_needs_is_named(figures: dict[str, object], missing: tuple[str, ...]) -> None:
    whole = portfolio(service("a", own=0.02, **figures), j=("a", 100.0))
    analysis = analyse(whole)

    assert missing_of(analysis, whole.services["a"]) == missing
    assert (capacity_of(analysis, whole.services["a"]) is None) == bool(missing)


def test_without_traffic_a_rate_is_missing() -> None:
    whole = portfolio(
        service("a", own=0.02, replicas=1, load=Load(cpu=1.0, cpu_allocated=4)), j=("a", None)
    )

    assert missing_of(analyse(whole), whole.services["a"]) == ("load.rate",)
