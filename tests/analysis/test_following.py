"""What follows from a change: cores, own times, response times and queues."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis.following import follow
from archlint.analysis.queueing import Capacity
from archlint.analysis.rewriting import Factors, on_the_same_cores, rewritten
from archlint.model import Load, Operation, Service

from graphs import mean, on_means, operation, percentiles, portfolio, portfolios, service

if TYPE_CHECKING:
    from archlint.analysis.following import Followed
    from archlint.model import Distribution, Portfolio


def close(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-11)


def followed(before: Portfolio, after: Portfolio, *pointers: tuple[str, ...]) -> Followed:
    def is_set(*pointer: str | int) -> bool:
        return any(known[: len(pointer)] == pointer[: len(known)] for known in pointers)

    return follow(on_means(before), after, is_set)


def with_journey(whole: Portfolio, name: str, factor: float) -> Portfolio:
    journey = whole.journeys[name]
    faster = replace(journey, rate=None if journey.rate is None else journey.rate * factor)
    return replace(whole, journeys={**whole.journeys, name: faster})


def with_service(whole: Portfolio, name: str, **fields: Any) -> Portfolio:
    changed = replace(whole.services[name], **fields)
    return replace(whole, services={**whole.services, name: changed})


# --- nothing, and everything ----------------------------------------------------------------------


@settings(max_examples=60)
@given(portfolios())
def test_from_nothing_nothing_follows(whole: Portfolio) -> None:
    found = followed(whole, whole)

    assert found.portfolio == whole
    assert (found.loads, found.queues) == ((), ())


@settings(max_examples=60)
@given(portfolios(), st.sampled_from([0.5, 2.0, 10.0]))
def test_other_traffic_leaves_cpu_per_request_and_means(whole: Portfolio, factor: float) -> None:
    before = on_means(whole)
    after = whole
    for name in whole.journeys:
        after = with_journey(after, name, factor)
    found = followed(whole, after)

    for name in whole.services:
        old, new = before.computing[name], found.analysis.computing[name]
        if before.service_rate(name) and old.rate_origin == "derived":
            grown = found.analysis.service_rate(name) / before.service_rate(name)
            assert close(new.cpu_per_request, old.cpu_per_request)
            assert close(new.cpu, None if old.cpu is None else old.cpu * grown)
    for journey in before.journeys:
        assert close(found.analysis.journey(journey.name).mean, journey.mean)


# --- cores follow traffic -------------------------------------------------------------------------

CHAIN = portfolio(
    service("a", "b", own=0.005, load=Load(rate=100.0, cpu=1.0)),
    service("b", own=0.01, load=Load(rate=300.0, cpu=3.5, idle_cpu=0.5, cpu_allocated=8.0)),
    service("c", own=0.01, load=Load(cpu=3.0)),
    j=("a", 100.0),
)


@pytest.mark.parametrize(
    ("change", "pointers", "loads"),
    [
        pytest.param(
            lambda whole: with_journey(whole, "j", 2.0), (),
            {"a": (200.0, 2.0), "b": (400.0, 4.5), "c": (None, 3.0)},
            id="a journey: what comes in addition, at today's CPU per request",
        ),
        pytest.param(
            lambda whole: with_service(whole, "b", load=replace(whole.services["b"].load, rate=600.0)),
            (("services", "b", "load", "rate"),),
            {"a": (100.0, 1.0), "b": (600.0, 6.5), "c": (None, 3.0)},
            id="a load's rate alone: idle CPU does not grow",
        ),
        pytest.param(
            lambda whole: with_service(whole, "b", load=Load(rate=600.0, cpu=4.0)),
            (("services", "b", "load", "rate"), ("services", "b", "load", "cpu")),
            {"a": (100.0, 1.0), "b": (600.0, 4.0), "c": (None, 3.0)},
            id="a load's cores win where they are given",
        ),
        pytest.param(
            lambda whole: with_service(whole, "a", operations=(operation("a"),)), (),
            {"a": (100.0, 1.0), "b": (200.0, 2.5), "c": (None, 3.0)},
            id="a call taken away: its traffic goes",
        ),
    ],
)  # fmt: skip
def test_cores_follow_traffic(
    change: Any, pointers: tuple[tuple[str, ...], ...], loads: dict[str, tuple[float, float]]
) -> None:
    found = followed(CHAIN, change(CHAIN), *pointers)

    services = found.portfolio.services
    for name, (rate, cpu) in loads.items():
        assert services[name].load.rate == rate
        assert services[name].load.cpu == pytest.approx(cpu)
    assert found.portfolio.services["b"].load.cpu_allocated in (8.0, None)


# --- times ----------------------------------------------------------------------------------------

DERIVED = portfolio(
    Service(
        name="front",
        latency=percentiles(p50=0.04, p99=0.09),
        operations=(operation("front", "back"),),
    ),
    service("back", own=0.01),
    j=("front", 10.0),
)


def test_an_own_time_that_was_derived_stays_and_the_latency_moves() -> None:
    before = on_means(DERIVED)
    after = with_service(DERIVED, "back", self_time=mean(0.03))
    found = followed(DERIVED, after, ("services", "back", "self_time"))

    assert found.analysis.own["front"] == pytest.approx(before.own["front"])
    assert found.analysis.journey("j").mean == pytest.approx(before.journey("j").mean + 0.02)
    ratio = found.analysis.journey("j").mean / before.journey("j").mean
    latency = found.portfolio.services["front"].latency
    assert latency is not None
    assert [value for _, value in latency.percentiles] == pytest.approx(
        [0.04 * ratio, 0.09 * ratio]
    )


@pytest.mark.parametrize("latency", [percentiles(p50=0.04, p99=0.09), mean(0.05)])
def test_an_own_time_that_was_derived_keeps_its_spread(latency: Distribution) -> None:
    whole = with_service(DERIVED, "front", latency=latency)
    before = on_means(whole)
    after = with_service(whole, "back", self_time=mean(0.03))
    found = followed(whole, after, ("services", "back", "self_time")).analysis.curves["front"]

    for share in (0.1, 0.5, 0.99):
        assert close(found.quantile(share), before.curves["front"].quantile(share))


def test_a_latency_that_was_set_is_taken_at_its_word() -> None:
    after = with_service(DERIVED, "front", latency=mean(0.05))
    found = followed(DERIVED, after, ("services", "front", "latency"))

    assert found.portfolio.services["front"].latency == mean(0.05)
    assert found.analysis.journey("j").mean == pytest.approx(0.05)


def test_a_mixture_of_operations_keeps_its_common_own_time() -> None:
    whole = portfolio(
        Service(
            name="front",
            latency=mean(0.05),
            operations=(operation("front/x", "back"), operation("front/y")),
        ),
        service("back", own=0.02),
        x=("front/x", 10.0),
        y=("front/y", 30.0),
    )
    before = on_means(whole)
    after = with_service(whole, "back", self_time=mean(0.04))
    found = followed(whole, after, ("services", "back", "self_time"))

    assert before.own["front/y"] == pytest.approx(0.045)
    assert found.analysis.own["front/y"] == pytest.approx(0.045)
    assert found.analysis.journey("x").mean == pytest.approx(0.085)


def test_what_is_bought_keeps_its_latency() -> None:
    bought = Service(
        name="pay", kind="external", latency=mean(0.02), operations=(operation("pay"),)
    )
    whole = portfolio(service("a", "pay", own=0.01), bought, j=("a", 5.0))

    assert followed(whole, with_journey(whole, "j", 3.0)).portfolio.services["pay"] == bought


# --- queues ---------------------------------------------------------------------------------------

BUSY = portfolio(
    service(
        "a",
        own=0.012,
        replicas=1,
        load=Load(rate=80.0, cpu=0.8, cpu_allocated=1.0),
    ),
    j=("a", 80.0),
)


def test_more_load_adds_the_difference_of_the_waits() -> None:
    before, after = (Capacity(servers=1, utilisation=rho, seconds=0.01).wait for rho in (0.8, 0.88))
    found = followed(BUSY, with_journey(BUSY, "j", 1.1))

    assert [item.service for item in found.queues] == ["a"]
    assert found.analysis.own["a"] == pytest.approx(0.012 + after - before)


def test_more_cores_take_the_wait_away_but_never_the_computing() -> None:
    after = with_service(BUSY, "a", load=replace(BUSY.services["a"].load, cpu_allocated=16.0))
    found = followed(BUSY, after, ("services", "a", "load", "cpu_allocated"))

    assert found.analysis.own["a"] == pytest.approx(0.01)


def test_a_queue_without_end_adds_nothing_and_is_told() -> None:
    found = followed(BUSY, with_journey(BUSY, "j", 2.0))

    (queue,) = found.queues
    assert (queue.after.is_saturated, queue.added) == (True, 0.0)
    assert found.analysis.own["a"] == 0.012


def test_a_self_time_that_was_set_has_its_queue_in_it() -> None:
    after = with_service(with_journey(BUSY, "j", 1.1), "a", self_time=mean(0.02))
    found = followed(BUSY, after, ("services", "a", "self_time"))

    assert (found.queues, found.analysis.own["a"]) == ((), 0.02)


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        pytest.param({"replicas": None}, ("replicas",), id="replicas"),
        pytest.param(
            {"load": Load(rate=80.0, cpu=0.8)}, ("load.cpu_allocated",), id="allocated cores"
        ),
        pytest.param(
            {"load": Load(rate=80.0, cpu_allocated=1.0)}, ("load.cpu",), id="cores in use"
        ),
        pytest.param({}, None, id="nothing lacks: it is computed"),
        pytest.param({"kind": "external", "replicas": None}, None, id="what is bought"),
    ],
)
def test_a_queue_that_moves_and_cannot_be_computed_is_told(
    lacking: dict[str, Any], missing: tuple[str, ...] | None
) -> None:
    whole = with_service(BUSY, "a", **lacking)
    found = followed(whole, with_journey(whole, "j", 1.1))

    assert found.queues_lack == ({} if missing is None else {"a": missing})


def test_a_queue_that_stays_as_it_is_lacks_nothing() -> None:
    whole = with_service(BUSY, "a", replicas=None)

    assert followed(whole, with_service(whole, "a", owner="us")).queues_lack == {}


# --- rewrites -------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(portfolios(), st.sampled_from([0.3, 0.65, 1.2]), st.data())
def test_a_rewritten_portfolio_declares_what_the_analysis_says(
    whole: Portfolio, factor: float, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(whole.services)), unique=True))
    analysis = on_means(whole)
    after = on_means(rewritten(analysis, dict.fromkeys(names, Factors(factor, 1.0))))
    expected = analysis.with_rewrites(dict.fromkeys(names, factor))
    removal = analysis.removal(dict.fromkeys(names, factor))

    for journey in analysis.journeys:
        taken = removal.seconds.get(journey.name, 0.0)
        assert close(after.journey(journey.name).mean, journey.mean - taken)
    assert close(analysis.waiting.total - after.waiting.total, removal.users)
    for name in whole.services:
        assert close(after.computing[name].cpu, expected.computing[name].cpu)
        assert close(after.computing[name].share, expected.computing[name].share)


@settings(max_examples=60)
@given(portfolios(), st.sampled_from([0.3, 0.65, 2.0]))
def test_a_rewrite_there_and_back_is_the_portfolio(whole: Portfolio, factor: float) -> None:
    analysis = on_means(whole)
    there = on_means(rewritten(analysis, dict.fromkeys(whole.services, Factors(factor, factor))))
    back = on_means(
        rewritten(there, dict.fromkeys(whole.services, Factors(1 / factor, 1 / factor)))
    )

    for name in whole.operations:
        assert close(back.response(name), analysis.response(name))
    for name in whole.services:
        assert close(back.computing[name].cpu, analysis.computing[name].cpu)


@settings(max_examples=80)
@given(
    first=st.sampled_from([0.3, 0.65, 1.2]),
    second=st.sampled_from([None, 0.4, 1.0]),
    rest=st.sampled_from([None, 0.0, 0.5, 1.0]),
    idle=st.sampled_from([None, 0.5]),
    rates=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    times=st.tuples(st.integers(1, 20), st.integers(1, 20)),
)
def test_a_portfolio_with_kernels_declares_what_the_analysis_says(
    first: float,
    second: float | None,
    rest: float | None,
    idle: float | None,
    rates: tuple[int, int],
    times: tuple[int, int],
) -> None:
    """`rest` is what z computes of its 20 ms: all the CPU that x and y do not account for."""
    parts = rates[0] * times[0] + (rates[0] + rates[1]) * times[1]
    cpu = None if rest is None else (parts + rates[0] * 20 * rest) / 1000 + (idle or 0.0)
    operations = (
        operation("a/x", cpu_time=times[0] / 1000, self_time=mean(0.03)),
        operation("a/y", cpu_time=times[1] / 1000),
        operation("a/z"),
    )
    load = Load(cpu=cpu, idle_cpu=idle, cpu_allocated=12.0, memory=50.0)
    whole = portfolio(
        service("front", ["a/x", "a/y"], "a/z", own=0.001),
        service("a", own=0.02, load=load, operations=operations),
        j=("front", float(rates[0])),
        k=("a/y", float(rates[1])),
    )
    factors = {"a/x": first} | ({"a/y": second} if second else {})
    analysis = on_means(whole)
    then = rewritten(analysis, {target: Factors(f, 0.1) for target, f in factors.items()})
    after, expected = on_means(then), analysis.with_rewrites(factors)

    for name in whole.operations:
        assert close(after.own[name], expected.own[name])
        assert close(after.response(name), expected.response(name))
    assert close(after.computing["a"].cpu, expected.computing["a"].cpu)
    assert close(after.computing["a"].share, expected.computing["a"].share)
    for was, now, said in zip(*(a.parts("a") for a in (analysis, after, expected)), strict=True):
        assert close(now.cores, said.cores)
        assert now.is_declared == was.is_declared
    assert then.services["a"].load.memory == 50.0
    assert then.services["a"].load.idle_cpu == idle


def test_a_kernel_takes_its_part_of_the_cores_that_are_paid_for() -> None:
    """8 of 10 cores at f = 0.25: 6 cores less in use, and 60 % of the 20 allocated ones."""
    operations = (operation("a/x", cpu_time=0.08), operation("a/y", cpu_time=0.01))
    load = Load(cpu=10.0, cpu_allocated=20.0, memory=100.0)
    whole = portfolio(
        service("a", own=0.1, load=load, operations=operations),
        x=("a/x", 100.0),
        y=("a/y", 200.0),
    )
    after = rewritten(on_means(whole), {"a/x": Factors(0.25, 0.5)}).services["a"]

    assert after.load == Load(cpu=4.0, cpu_allocated=8.0, memory=100.0)
    assert [item.cpu_time for item in after.operations] == [0.02, 0.01]


def test_all_that_is_paid_for_shrinks_at_the_same_utilisation() -> None:
    load = Load(rate=10.0, cpu=4.0, idle_cpu=1.0, cpu_allocated=8.0, memory=100.0)
    operations = (operation("a/x", cpu_time=0.1), operation("a/y"))
    whole = portfolio(
        service("a", own=0.5, load=load, replicas=2, operations=operations), x=("a/x", 10.0)
    )
    after = rewritten(on_means(whole), {"a": Factors(0.5, 0.25)}).services["a"]

    assert after.load == Load(rate=10.0, cpu=2.0, idle_cpu=0.5, cpu_allocated=4.0, memory=25.0)
    assert [item.cpu_time for item in after.operations] == [0.05, None]
    assert after.replicas == 2


def test_percentiles_move_together() -> None:
    times = percentiles(p50=0.01, p99=0.05)
    item = Service(
        name="a",
        self_time=times,
        operations=(Operation(id="a", service="a"),),
        load=Load(rate=100.0, cpu=0.5),
    )
    whole = portfolio(item, j=("a", 100.0))
    analysis = on_means(whole)
    after = rewritten(analysis, {"a": Factors(0.5, 1.0)}).services["a"].self_time

    assert after is not None
    ratio = (analysis.own["a"] - 0.0025) / analysis.own["a"]
    assert [value for _, value in after.percentiles] == pytest.approx([0.01 * ratio, 0.05 * ratio])


def test_head_room_is_not_spent_twice() -> None:
    """D 10 → 5 ms at f = 0.5, 16 cores, ρ 0.8: T 10.95, on the same cores 5.0."""
    now = Capacity(servers=16, utilisation=0.8, seconds=0.01)
    whole = portfolio(
        service(
            "a",
            own=0.01 + now.wait,
            replicas=1,
            load=Load(rate=1280.0, cpu=12.8, cpu_allocated=16.0),
        ),
        j=("a", 1280.0),
    )
    before = on_means(whole)
    after = on_means(rewritten(before, {"a": Factors(0.5, 1.0)}))
    same = on_the_same_cores(before, after, ["a"])

    assert before.journey("j").mean == pytest.approx(0.01095, rel=0.005)
    assert after.journey("j").mean == pytest.approx(0.01095 - 0.005, rel=0.005)
    assert after.portfolio.services["a"].load.cpu_allocated == 8.0
    assert same.journey("j").mean == pytest.approx(0.005, rel=0.005)
    assert same.portfolio.services["a"].load.cpu_allocated == 16.0
