"""Percentiles of journeys and who is to blame for them, on the model's check values."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.analysis.distribution import mean_of
from archlint.model import Distribution, Portfolio

from events import shops
from graphs import percentiles, portfolio, service
from sampling import rows, simulated, users_waiting, within

STAGE = percentiles(p50=0.010, p99=0.050)


def chain(times: Distribution, *, length: int = 5) -> Portfolio:
    """Services that call one another in a row, all with these own times."""
    names = [f"s{number}" for number in range(length)]
    return portfolio(
        *(
            service(name, *names[number + 1 : number + 2], self_time=times)
            for number, name in enumerate(names)
        ),
        j=("s0", 100.0),
    )


def shards(together: int) -> Portfolio:
    return portfolio(
        service("a", {"callee": "b", "count": 10, "together": together}, own=0.0),
        service("b", self_time=STAGE),
        j=("a", 10.0),
    )


# --- check values of the model --------------------------------------------------------------------


def test_five_lognormal_stages() -> None:
    """Σp99 is 250 ms, the p99 is 134: it is never the sum that comes out."""
    journey = simulated(chain(STAGE)).journey("j")

    assert within(journey.mean, 0.0635, more=0.0001)
    assert simulated(chain(STAGE)).means == {"j": pytest.approx(journey.mean.value)}
    assert within(journey.p99, 0.134, errors=2.0)
    assert within(journey.tail_mean, 0.154, errors=2.0)
    assert abs(journey.p99.value - 0.250) > 50 * journey.p99.error
    assert within(journey.mean, 5 * (mean_of(STAGE) or (0.0,))[0])


@pytest.mark.slow
def test_a_million_samples_of_five_stages_settle_the_third_digit() -> None:
    journey = simulated(chain(STAGE), samples=1_000_000).journey("j")
    band = sum(row.p99.value for row in rows(journey.blame))

    assert journey.p99.value == pytest.approx(0.134, abs=0.0005)
    assert journey.tail_mean.value == pytest.approx(0.154, abs=0.0005)
    assert band == pytest.approx(0.1353, abs=0.0004)


def test_rare_stalls_make_a_p99_that_no_stage_has() -> None:
    """Five stages with p99 = 10 ms, 9 of 1,000 requests 1 s: Σp99 = 50 ms, the p99 is 1,040."""
    stalls = Distribution(
        percentiles=((0.5, 0.010), (0.990999, 0.010), (0.991001, 1.0), (0.999, 1.0))
    )
    journey = simulated(chain(stalls)).journey("j")

    assert journey.p50.value == pytest.approx(0.050)
    assert journey.p99.value == pytest.approx(1.040)


@pytest.mark.parametrize(
    ("together", "median", "p99"),
    [pytest.param(1, 0.123, 0.220, id="in turn"), pytest.param(10, 0.028, 0.085, id="at once")],
)
def test_ten_shards(together: int, median: float, p99: float) -> None:
    journey = simulated(shards(together)).journey("j")

    assert within(journey.p50, median, errors=2.0, more=0.0005)
    assert within(journey.p99, p99, errors=2.0, more=0.0005)


def test_a_heavy_tail_ranks_by_its_mean() -> None:
    """Medians rank X first; on samples, as on means, Y is the greater part."""
    whole = portfolio(
        service("entry", "x", "y", own=0.0),
        service("x", self_time=percentiles(p50=0.010, p99=0.020)),
        service("y", self_time=percentiles(p50=0.007, p99=0.140)),
        j=("entry", 10.0),
    )
    services = simulated(whole).journey("j").blame.services

    assert list(services) == ["y", "x", "entry"]
    assert within(services["x"].mean, 0.0105, more=0.0001)
    assert within(services["y"].mean, 0.0160, more=0.0001)


def test_six_children_by_means_leave_the_caller_what_it_has() -> None:
    """Medians by subtraction say 19.3 ms for an own time whose mean is 3.74."""
    own = percentiles(p50=0.003, p99=0.014)
    children = [f"c{number}" for number in range(6)]

    def shop(**figures: Any) -> Portfolio:
        return portfolio(
            service("a", *children, **figures),
            *(service(name, self_time=STAGE) for name in children),
            j=("a", 1.0),
        )

    true = simulated(shop(self_time=own), samples=200_000).journey("j")
    response = percentiles(p50=true.p50.value, p99=true.p99.value)
    from_response = shop(latency=replace(response, mean=true.mean.value))

    assert true.mean.value - 6 * (mean_of(STAGE) or (0.0,))[0] == pytest.approx(0.00374, abs=0.0003)
    assert analyse(from_response).self_times["a"].seconds == pytest.approx(0.00374, abs=0.0003)
    assert within(simulated(from_response).journey("j").p99, true.p99.value, errors=2.0, more=0.004)


def test_constants_and_network_add_up_exactly() -> None:
    constant = {"entry": 0.003, "child": 0.010}
    whole = portfolio(
        service(
            "entry",
            {"callee": "child", "count": 2, "network": 0.002},
            self_time=percentiles(p50=constant["entry"], p99=constant["entry"]),
        ),
        service("child", self_time=percentiles(p50=0.010, p99=0.010)),
        j=("entry", 10.0),
    )
    simulation = simulated(whole)
    journey = simulation.journey("j")
    blame = journey.blame

    assert journey.p99.value == pytest.approx(0.027)
    assert journey.p99.error == 0.0
    assert {name: row.p99.value for name, row in blame.services.items()} == {
        "child": pytest.approx(0.020),
        "entry": pytest.approx(0.003),
    }
    assert blame.network.tail.value == pytest.approx(0.004)
    assert blame.visits == {"entry": pytest.approx(1.0), "child": pytest.approx(2.0)}
    assert users_waiting(simulation).network == pytest.approx(0.04)


# --- who is to blame ------------------------------------------------------------------------------


def test_two_equal_parallel_branches_share_the_credit() -> None:
    """On means one hides the other and T is a quarter too low."""
    branch = percentiles(p50=0.050, p99=0.200)
    whole = portfolio(
        service("a", ["b", "c"], own=0.0),
        service("b", self_time=branch),
        service("c", self_time=branch),
        j=("a", 10.0),
    )
    journey = simulated(whole).journey("j")
    services = journey.blame.services

    assert analyse(whole).journeys[0].length / journey.mean.value == pytest.approx(0.75, abs=0.01)
    assert abs(services["b"].mean.value - services["c"].mean.value) < 4 * services["b"].mean.error
    assert within(journey.criticality["b"], 0.5)
    assert within(journey.criticality["c"], 0.5)


@pytest.mark.parametrize("order", [["b", "c"], ["c", "b"]], ids=str)
def test_two_branches_that_are_cut_at_once_share_the_credit_in_either_order(
    order: list[str],
) -> None:
    branch = percentiles(p50=0.050, p99=0.200)
    whole = portfolio(
        service("a", [{"callee": name, "timeout": 0.05} for name in order], own=0.0),
        service("b", self_time=branch),
        service("c", self_time=branch),
        j=("a", 10.0),
    )
    journey = simulated(whole).journey("j")
    services = journey.blame.services

    for name in ("b", "c"):
        assert within(services[name].mean, journey.mean.value / 2)
        assert within(services[name].p99, 0.025)
        assert within(
            journey.criticality[name], 0.5 + 0.5 * 0.25
        )  # a quarter of them wait for both


@pytest.mark.parametrize(
    "whole", [chain(STAGE), shards(1), shards(10)], ids=["chain", "in turn", "at once"]
)
def test_contributions_add_up_to_mean_tail_and_p99(whole: Portfolio) -> None:
    journey = simulated(whole).journey("j")
    parts = rows(journey.blame)

    assert sum(row.mean.value for row in parts) == pytest.approx(journey.mean.value)
    assert sum(row.tail.value for row in parts) == pytest.approx(journey.tail_mean.value)
    assert within(journey.p99, sum(row.p99.value for row in parts), errors=2.0)


@pytest.mark.slow
@settings(max_examples=40)
@given(shops())
def test_contributions_add_up_whatever_runs_at_once_or_is_cut(whole: Portfolio) -> None:
    """Mean and tail to the last digit, the p99 within its standard error."""
    journey = simulated(whole).journey("j")
    parts = rows(journey.blame)

    assert sum(row.mean.value for row in parts) == pytest.approx(journey.mean.value)
    assert sum(row.tail.value for row in parts) == pytest.approx(journey.tail_mean.value)
    assert within(journey.p99, sum(row.p99.value for row in parts), errors=2.0)


def test_criticality_is_the_share_of_requests_that_wait_for_a_service() -> None:
    whole = portfolio(
        service("a", {"callee": "b", "count": 0.3}, own=0.001),
        service("b", {"callee": "c", "count": 3}, own=0.001),
        service("c", own=0.001),
        service("d", own=0.001),
        j=("a", 1.0),
    )
    journey = simulated(whole).journey("j")

    assert list(journey.criticality) == ["a", "b", "c"]
    assert journey.criticality["a"] == (1.0, 0.0)
    assert within(journey.criticality["b"], 0.3)
    assert journey.criticality["c"] == journey.criticality["b"]
    assert journey.criticality_of(["d", "b"]) == {"b": journey.criticality["b"], "d": (0.0, 0.0)}
    assert journey.blame.visits["c"] == pytest.approx(3 * journey.criticality["b"].value)


def test_many_services_are_marked_in_groups() -> None:
    names = [f"s{number:03}" for number in range(150)]
    whole = portfolio(
        service("a", *names, own=0.001), *(service(name, own=0.001) for name in names), j=("a", 1.0)
    )
    shares = simulated(whole, samples=1_000).journey("j").criticality

    assert shares == dict.fromkeys(["a", *names], (1.0, 0.0))


def test_a_slow_part_of_the_tail_is_blamed_there_and_not_for_the_mean() -> None:
    whole = portfolio(
        service("a", "steady", "stalling", own=0.0),
        service("steady", self_time=percentiles(p50=0.020, p99=0.022)),
        service("stalling", self_time=percentiles(p50=0.002, p99=0.060)),
        j=("a", 1.0),
    )
    services = simulated(whole).journey("j").blame.services

    assert services["steady"].mean.value > services["stalling"].mean.value
    assert services["steady"].p99.value < services["stalling"].p99.value
    assert services["steady"].tail.value < services["stalling"].tail.value


def test_shared_load_widens_the_tail_and_leaves_the_mean() -> None:
    alone = simulated(chain(STAGE)).journey("j")
    together = simulated(chain(STAGE), correlation=0.5).journey("j")

    assert within(together.mean, 0.0635, more=0.0001)
    assert together.p99.value > alone.p99.value + 2 * together.p99.error


def test_full_correlation_approaches_the_sum_of_percentiles() -> None:
    journey = simulated(chain(STAGE), samples=200_000, correlation=0.999).journey("j")

    assert within(journey.p99, 0.250, errors=2.0)


# --- standard errors ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("whole", "truth"),
    [
        pytest.param(chain(STAGE), (0.06351, 0.13424), id="independent stages"),
        pytest.param(shards(1), (0.12703, 0.22000), id="ten reads of one vector"),
        pytest.param(shards(10), (0.03171, 0.08500), id="the slowest of ten reads"),
    ],
)
def test_two_standard_errors_hold_the_truth_as_often_as_they_should(
    whole: Portfolio, truth: tuple[float, float]
) -> None:
    """On ten batches 2·SE is a 92 % interval; independent samples would give 46 % in turn."""
    found = [simulated(whole, samples=4_000, seed=seed).journey("j") for seed in range(100)]
    mean, p99 = truth

    assert sum(within(item.mean, mean, errors=2.0) for item in found) >= 85
    assert sum(within(item.p99, p99, errors=2.0) for item in found) >= 85


def test_errors_halve_with_four_times_the_samples() -> None:
    few = [simulated(chain(STAGE), samples=5_000, seed=n).journey("j").p99.error for n in range(20)]
    many = [
        simulated(chain(STAGE), samples=20_000, seed=n).journey("j").p99.error for n in range(20)
    ]

    assert sum(many) / sum(few) == pytest.approx(0.5, abs=0.1)


def test_the_share_above_a_limit_is_what_an_objective_lets_fail() -> None:
    journey = simulated(chain(STAGE)).journey("j")

    assert journey.share_above(journey.p99.value).value == pytest.approx(0.01)
    assert journey.percentile(0.99) == journey.p99
    assert journey.share_above(9.0) == (0.0, 0.0)


# --- what is not simulated --------------------------------------------------------------------------


def test_a_cycle_is_cut_where_the_mean_model_cuts_it() -> None:
    whole = portfolio(
        service("a", "b", self_time=STAGE), service("b", "a", self_time=STAGE), j=("a", 1.0)
    )
    journey = simulated(whole).journey("j")

    assert within(journey.mean, analyse(whole).journeys[0].mean)
    assert journey.blame.visits == {"a": pytest.approx(1.0), "b": pytest.approx(1.0)}


def test_what_is_unknown_adds_nothing() -> None:
    whole = portfolio(service("a", "b", self_time=STAGE), service("b"), j=("a", 1.0))
    journey = simulated(whole).journey("j")

    assert journey.blame.services["b"].mean == (0.0, 0.0)
    assert journey.criticality["b"] == (1.0, 0.0)


def test_a_time_beyond_all_numbers_where_nobody_waits_changes_nothing() -> None:
    beyond = percentiles(p95=1e-9, p99=2.5e6)
    alone = portfolio(service("a", self_time=STAGE), j=("a", 1.0))
    more = portfolio(service("a", self_time=STAGE), service("b", self_time=beyond), j=("a", 1.0))

    assert simulated(more).journey("j").p99 == simulated(alone).journey("j").p99


def test_without_journeys_there_is_nothing_to_simulate() -> None:
    whole = portfolio(service("a", "b"), service("b", "a"), j=("a", 1.0))
    simulation = simulated(replace(whole, journeys={}), samples=1_000)

    assert simulation.journeys == ()
    assert simulation.means == {}
    with pytest.raises(KeyError):
        simulation.journey("j")


def test_an_analysis_without_percentiles_does_not_load_the_simulation() -> None:
    program = (
        "import sys; from archlint.analysis import analyse; from archlint.model import Portfolio; "
        "analyse(Portfolio(name='p')).journeys; "
        "print([m for m in sys.modules if m == 'numpy' or m.startswith('archlint.analysis.sim')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
