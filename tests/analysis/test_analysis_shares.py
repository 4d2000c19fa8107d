"""Means of distributions, derived self times, CPU per request and the computing share."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.analysis.distribution import mean_of
from archlint.analysis.figures import measure
from archlint.model import Distribution, Gc, Load, Portfolio

from graphs import mean, on_means, operation, percentiles, portfolio, portfolios, service


def integrated(times: Distribution) -> float:
    """The mean by numerical integration of the quantile function over z."""
    normal = NormalDist()
    points = [(normal.inv_cdf(share), math.log(value)) for share, value in times.percentiles]
    grid = np.linspace(-9.0, 9.0, 200_001)
    knots, logs = zip(*points, strict=True)
    inner = np.interp(grid, knots, logs)
    first = (logs[1] - logs[0]) / (knots[1] - knots[0])
    last = (logs[-1] - logs[-2]) / (knots[-1] - knots[-2])
    inner = np.where(grid < knots[0], logs[0] + first * (grid - knots[0]), inner)
    inner = np.where(grid > knots[-1], logs[-1] + last * (grid - knots[-1]), inner)
    density = np.exp(-(grid**2) / 2) / math.sqrt(2 * math.pi)
    return float(np.trapezoid(np.exp(inner) * density, grid))


@settings(max_examples=60)
@given(st.lists(st.floats(1.0, 2.5), min_size=2, max_size=5), st.floats(0.001, 0.05))
def test_the_mean_is_the_integral_of_the_quantile_function(
    growth: list[float], start: float
) -> None:
    names = ("p50", "p75", "p90", "p95", "p99")
    values = np.cumprod([start, *growth[1:]])
    times = percentiles(**dict(zip(names, map(float, values), strict=False)))
    found = mean_of(times)

    assert found is not None
    assert found.seconds == pytest.approx(integrated(times), rel=1e-4)
    assert not found.spread_assumed


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (percentiles(p50=0.010, p99=0.050), 0.0127),
        (percentiles(p50=0.010, p99=0.020), 0.0105),
        (percentiles(p50=0.007, p99=0.140), 0.0160),
        (percentiles(p50=0.010, p99=0.010), 0.0100),
        (percentiles(p50=1.0, p99=10.0), 1.63),
        (percentiles(p50=1.0, p99=20.0), 2.29),
    ],
)
def test_published_means(times: Distribution, expected: float) -> None:
    found = mean_of(times)

    assert found is not None
    assert found.seconds == pytest.approx(expected, rel=5e-3)


def test_one_figure_alone_assumes_a_spread_of_five() -> None:
    median, high = mean_of(percentiles(p50=0.010)), mean_of(percentiles(p99=0.050))

    assert median is not None
    assert high is not None
    assert median.spread_assumed
    assert median.seconds == pytest.approx(0.010 * math.exp(0.7**2 / 2))
    assert high.seconds == pytest.approx(0.050 * math.exp(-0.7 * 2.3263 + 0.245), rel=1e-4)


def test_a_declared_mean_is_exact_and_contradictions_have_none() -> None:
    assert mean_of(Distribution(mean=0.2, percentiles=((0.5, 0.1), (0.99, 3.0)))) == (0.2, False)
    assert mean_of(percentiles(p50=0.02, p99=0.01)) is None
    assert mean_of(Distribution()) is None


# --- derived self times ---------------------------------------------------------------------------


@settings(max_examples=80)
@given(portfolios())
def test_self_times_come_back_from_response_times(whole: Portfolio) -> None:
    """Declare only what callers see; subtracting means gives the own part again."""
    before = on_means(whole)
    seen = replace(
        whole,
        services={
            name: replace(item, self_time=None, latency=mean(before.response(name)))
            for name, item in whole.services.items()
        },
    )
    after = on_means(seen)

    for name, found in after.self_times.items():
        assert found.origin == "derived"
        assert found.seconds == pytest.approx(before.self_times[name].seconds, abs=1e-9)


def test_a_mixture_over_operations_is_solved_for_one_self_time() -> None:
    """Σ x·T̄ / Σ x = 30 ms with 3:1 traffic and 0 / 40 ms in calls: S̄ = 30 - 10."""
    whole = portfolio(
        service(
            "api",
            latency=mean(0.030),
            operations=(operation("api/cheap"), operation("api/dear", "db")),
        ),
        service("db", own=0.040),
        cheap=("api/cheap", 30.0),
        dear=("api/dear", 10.0),
    )
    analysis = on_means(whole)

    assert {name: found.seconds for name, found in analysis.self_times.items()} == pytest.approx(
        {"api/cheap": 0.020, "api/dear": 0.020, "db": 0.040}
    )
    assert analysis.response_mixture("api") == pytest.approx(0.030)


def test_mixtures_that_wait_for_each_other_stay_unknown() -> None:
    def pair(name: str, other: str) -> object:
        return service(
            name,
            latency=mean(0.030),
            operations=(operation(f"{name}/a", f"{other}/b"), operation(f"{name}/b")),
        )

    whole = portfolio(pair("x", "y"), pair("y", "x"), j=("x/a", 1.0))  # type: ignore[arg-type]  # services

    assert {found.origin for found in on_means(whole).self_times.values()} == {"unknown"}


@pytest.mark.parametrize(
    ("callee", "contradiction"), [(0.110, None), (0.1101, 0.0101), (0.090, None)]
)
def test_callees_that_exceed_their_caller_by_a_tenth_contradict_it(
    callee: float, contradiction: float | None
) -> None:
    whole = portfolio(
        service("a", "b", latency=mean(0.100)), service("b", own=callee), j=("a", 1.0)
    )
    found = on_means(whole).self_times["a"]

    assert found.seconds == pytest.approx(max(0.0, 0.100 - callee))
    assert found.contradiction == (None if contradiction is None else pytest.approx(contradiction))


def test_where_a_self_time_comes_from() -> None:
    whole = portfolio(
        service("own", own=0.001),
        service(
            "many",
            own=0.002,
            operations=(
                operation("many/inherits"),
                operation("many/declares", self_time=mean(0.003)),
                operation("many/derives", "own", latency=mean(0.010)),
            ),
        ),
        service("bought", managed=True, latency=mean(0.004)),
        service("supplier", "own", kind="external", latency=mean(0.005)),
        service("silent"),
        j=("own", 1.0),
    )
    found = on_means(whole).self_times

    assert {name: (time.origin, time.seconds) for name, time in found.items()} == {
        "own": ("declared", 0.001),
        "many/inherits": ("service", 0.002),
        "many/declares": ("declared", 0.003),
        "many/derives": ("derived", pytest.approx(0.009)),
        "bought": ("declared", 0.004),
        "supplier": ("declared", 0.005),
        "silent": ("unknown", None),
    }


def test_an_unmeasured_operation_is_named_and_counts_nothing() -> None:
    whole = portfolio(service("a", "b", own=0.01), service("b"), j=("a", 1.0))
    (times,) = on_means(whole).journeys

    assert times.mean == pytest.approx(0.01)
    assert times.unmeasured == ("b",)


# --- the computing share --------------------------------------------------------------------------


def share(own: float, load: Load, gc: float | None = None) -> tuple[float | None, float | None]:
    whole = portfolio(service("s", own=own, load=load, gc=Gc(cpu_share=gc)), j=("s", 1000.0))
    account = on_means(whole).computing["s"]
    return account.share, account.raw_share


@pytest.mark.parametrize(
    ("load", "expected", "raw"),
    [
        (Load(rate=1000, cpu=2), 1 / 6, 1 / 6),
        (Load(rate=1000, cpu=10), 10 / 12, 10 / 12),
        (Load(rate=1000, cpu=20), 1.0, 20 / 12),
        (Load(cpu=6), 0.5, 0.5),
        (Load(rate=500, cpu=3), 0.5, 0.5),
        (Load(rate=1000, cpu=8, idle_cpu=2), 0.5, 0.5),
        (Load(rate=1000, cpu=2, idle_cpu=3), 0.0, 0.0),
    ],
)
def test_the_share_is_cpu_per_request_over_self_time(
    load: Load, expected: float, raw: float
) -> None:
    found, quotient = share(0.012, load)

    assert found == pytest.approx(expected)
    assert quotient == pytest.approx(raw)


def test_garbage_collection_is_not_in_the_request() -> None:
    checkout = percentiles(p50=0.003, p99=0.014)
    whole = portfolio(
        service("s", self_time=checkout, load=Load(rate=1200, cpu=2.1), gc=Gc(cpu_share=0.07)),
        service("t", self_time=checkout, load=Load(rate=1200, cpu=2.1)),
        j=("s", 1200.0),
    )
    computing = on_means(whole).computing

    assert computing["s"].cpu_per_request == pytest.approx(0.00175)
    assert computing["s"].share == pytest.approx(0.44, abs=0.005)
    assert computing["t"].share == pytest.approx(0.47, abs=0.005)
    assert (computing["s"].is_upper_bound, computing["t"].is_upper_bound) == (False, True)


def test_staging_numbers_have_a_share_of_one_at_most() -> None:
    whole = portfolio(service("s", own=0.008, load=Load(rate=2, cpu=0.05)), j=("s", 2.0))

    assert on_means(whole).computing["s"].raw_share == pytest.approx(3.125)
    assert on_means(whole).computing["s"].share == 1.0


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ({"own": 0.01}, ("load.cpu",)),
        ({"load": Load(cpu=1.0)}, ("self_time",)),
        ({}, ("self_time", "load.cpu")),
        ({"own": 0.01, "load": Load(cpu=1.0)}, ()),
    ],
)
def test_what_the_share_lacks_is_named(
    figures: dict[str, object], missing: tuple[str, ...]
) -> None:
    whole = portfolio(service("s", **figures), j=("s", 10.0))  # type: ignore[arg-type]  # a table

    assert on_means(whole).computing["s"].missing == missing


def partly_timed(*timed: str, of: tuple[str, ...], load: Load | None = None) -> Portfolio:
    """A service of several operations, 10 requests a second to each but `idle`."""
    return portfolio(
        service(
            "s",
            load=load or Load(),
            operations=tuple(
                operation(
                    f"s/{name}", self_time=mean(0.01), cpu_time=0.004 if name in timed else None
                )
                for name in of
            ),
        ),
        **{name.replace(" /", "-"): (f"s/{name}", 10.0) for name in of if name != "idle"},
    )


@pytest.mark.parametrize(
    ("timed", "operations", "missing"),
    [
        (("add",), ("add", "get", "idle"), ("operations.get.cpu_time",)),
        (("add",), ("add", "POST /get"), ("operations.POST /get.cpu_time",)),
        (("add",), ("add", "b", "c"), ("operations.b.cpu_time", "operations.c.cpu_time")),
        (
            ("add",),
            ("add", "b", "c", "d"),
            ("operations.b.cpu_time", "operations.c.cpu_time", "operations.d.cpu_time"),
        ),
        (("add",), ("add", "b", "c", "d", "e"), ("load.cpu",)),
        ((), ("add", "get"), ("load.cpu",)),
        (("add", "get"), ("add", "get"), ()),
        (("add",), ("add", "idle"), ()),
    ],
    ids=[
        "one of two",
        "a path for a name",
        "two of three",
        "three of four",
        "four of five",
        "nobody says",
        "everybody says",
        "the other is not used",
    ],
)
def test_the_operation_that_lacks_its_cpu_time_is_named(
    timed: tuple[str, ...], operations: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    account = on_means(partly_timed(*timed, of=operations)).computing["s"]

    assert (account.missing, account.missing_cpu) == (missing, missing)
    assert account.cpu == (None if missing else pytest.approx(0.04 * len(timed)))


def test_a_load_that_covers_the_other_operations_leaves_nothing_missing() -> None:
    account = on_means(partly_timed("add", of=("add", "get"), load=Load(cpu=0.1))).computing["s"]

    assert (account.missing, account.cpu, account.declared_parts) == ((), 0.1, 0.04)


def test_without_any_traffic_the_operation_that_lacks_its_cpu_time_is_named_too() -> None:
    add = operation("s/add", self_time=mean(0.01), cpu_time=0.004)
    get = operation("s/get", self_time=mean(0.01))
    whole = portfolio(service("s", operations=(add, get)), j=("s/add", None))
    account = on_means(whole).computing["s"]

    assert (account.cpu, account.self_seconds) == (None, None)
    assert account.missing == ("operations.get.cpu_time", "load.rate")
    assert account.missing_cpu == ("operations.get.cpu_time",)


@pytest.mark.parametrize(
    ("names", "expected"), [(("s/a",), 0.01), (("s/a", "s/b"), None)], ids=["one", "two"]
)
def test_without_any_traffic_only_a_single_operation_has_a_mean(
    names: tuple[str, ...], expected: float | None
) -> None:
    operations = tuple(operation(name, self_time=mean(0.01)) for name in names)
    whole = portfolio(service("s", operations=operations), j=("s/a", None))

    assert on_means(whole).computing["s"].self_seconds == expected


def test_an_operation_that_nobody_uses_needs_no_figures() -> None:
    """10/s × 10 ms, of which 4 ms compute: what `idle` takes and computes is not asked."""
    timed = partly_timed("add", of=("add", "idle"))
    used = operation("s/used", self_time=mean(0.01))
    loaded = portfolio(
        service("s", load=Load(cpu=0.04), operations=(used, operation("s/idle"))),
        j=("s/used", 10.0),
    )

    for whole in (timed, loaded):
        account = on_means(whole).computing["s"]
        assert account.share == pytest.approx(0.4)
        assert (account.self_seconds, account.missing) == (0.01, ())


def test_cpu_over_an_operation_of_unknown_time_is_apportioned_to_none() -> None:
    warm = operation("s/warm", self_time=mean(0.010))
    whole = portfolio(
        service("s", load=Load(cpu=1.0), operations=(warm, operation("s/cold"))),
        warm=("s/warm", 100.0),
        cold=("s/cold", 100.0),
    )
    analysis = on_means(whole)

    assert analysis.computing["s"].share is None
    assert analysis.computing["s"].missing == ("self_time",)
    assert analysis.with_rewrites({"s": 0.5}).response("s/warm") == 0.010


def test_without_any_traffic_the_rate_is_missing() -> None:
    whole = portfolio(service("s", own=0.01, load=Load(cpu=1.0)), j=("s", None))

    assert on_means(whole).computing["s"].missing == ("load.rate",)


def test_declared_cpu_times_are_taken_first_and_the_rest_is_apportioned() -> None:
    """4 cores at 100/s: 2 in `hot` (100/s × 20 ms), 2 over 100/s × 10 ms + 200/s × 5 ms: φ = 1."""
    whole = portfolio(
        service(
            "s",
            load=Load(cpu=4.0),
            operations=(
                operation("s/hot", cpu_time=0.020, self_time=mean(0.040)),
                operation("s/warm", self_time=mean(0.010)),
                operation("s/cold", self_time=mean(0.005)),
            ),
        ),
        hot=("s/hot", 100.0),
        warm=("s/warm", 100.0),
        cold=("s/cold", 200.0),
    )
    analysis = on_means(whole)
    account = analysis.computing["s"]
    faster = analysis.with_rewrites({"s": 0.5})

    assert account.declared_parts == pytest.approx(2.0)
    assert account.cpu_per_request == pytest.approx(0.010)
    assert account.self_seconds == pytest.approx(0.015)
    assert account.share == pytest.approx((0.5 * 4.0 + 2.0) / 6.0)
    assert faster.response("s/hot") == pytest.approx(0.030)
    assert faster.response("s/warm") == pytest.approx(0.005)


def test_the_declared_rate_is_split_by_derived_visits() -> None:
    """The CPU was measured at 400/s, twice the journeys' traffic: d = 2 / 400."""
    whole = portfolio(
        service(
            "s",
            own=0.010,
            load=Load(rate=400.0, cpu=2.0),
            operations=(operation("s/a"), operation("s/b")),
        ),
        a=("s/a", 150.0),
        b=("s/b", 50.0),
    )
    account = on_means(whole).computing["s"]

    assert (account.rate, account.rate_origin) == (400.0, "declared")
    assert account.cpu_per_request == pytest.approx(0.005)
    assert account.share == pytest.approx(0.5)


@given(portfolios(), st.data())
def test_a_supposed_load_is_measured_as_a_declared_one(
    whole: Portfolio, data: st.DataObject
) -> None:
    """Only what the load of that service decides is computed anew; rewrites do not carry over."""
    analysis = analyse(whole)
    name = data.draw(st.sampled_from(sorted(whole.services)))
    cpu = data.draw(st.none() | st.floats(0.0, 20.0))
    supposed = replace(whole.services[name], load=replace(whole.services[name].load, cpu=cpu))
    declared = replace(whole, services={**whole.services, name: supposed})
    rewritten = analysis.with_rewrites(dict.fromkeys(whole.services, 0.5))

    expected = measure(declared, analysis._structure, spread=analysis.sampling.spread)
    assert analysis.supposing(supposed)._figures == expected
    assert rewritten.supposing(supposed)._figures == expected
