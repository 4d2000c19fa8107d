"""Samples: whose they are, which are taken over, and that they are the same to the bit."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from archlint.analysis import Estimate, Sampling, Simulation, analyse

from graphs import percentiles, portfolio, portfolios, service
from sampling import simulated, users_waiting

if TYPE_CHECKING:
    from archlint.analysis.draws import Rows
    from archlint.analysis.sampled_times import Group
    from archlint.model import Portfolio

STAGE = percentiles(p50=0.010, p99=0.050)

# --- common random numbers ------------------------------------------------------------------------


def figures(simulation: Simulation) -> str:
    """Everything a simulation says, to the last digit."""
    return json.dumps(
        [
            [
                journey.name,
                journey.mean,
                journey.p50,
                journey.p99,
                journey.p999,
                journey.tail_mean,
                [
                    [name, row.mean, row.tail, row.p99]
                    for name, row in journey.blame.services.items()
                ],
                list(journey.blame.visits.items()),
                list(journey.criticality.items()),
            ]
            for journey in simulation.journeys
        ]
    )


def shop(**renamed: str) -> Portfolio:
    """Two journeys that share a store; `renamed` services have other names."""
    of = {name: renamed.get(name, name) for name in ("web", "cart", "store", "app", "feed", "tax")}
    limit = {"callee": of["store"], "timeout": 0.04, "retries": 1, "count": 2.5}
    return portfolio(
        service(of["web"], [of["cart"], of["tax"]], self_time=STAGE),
        service(of["cart"], limit, self_time=STAGE),
        service(of["tax"], self_time=STAGE),
        service(of["app"], of["feed"], self_time=STAGE),
        service(of["feed"], {"callee": of["store"], "count": 40}, self_time=STAGE),
        service(of["store"], self_time=STAGE),
        app=(of["app"], 3.0),
        web=(of["web"], 5.0),
    )


@pytest.mark.parametrize("name", ["aaa", "tax-2", "zzz"])
def test_a_new_name_changes_no_sample_of_anything_that_does_not_call_it(name: str) -> None:
    before, after = simulated(shop()), simulated(shop(tax=name))

    for operation in ("store", "cart", "feed", "app"):
        assert before.times(operation).tobytes() == after.times(operation).tobytes()
    assert before.times("web").tobytes() != after.times("web").tobytes()
    assert json.loads(figures(before))[0] == json.loads(figures(after))[0]


def test_a_service_more_changes_no_figure_of_the_others() -> None:
    whole = shop()
    more = replace(
        whole,
        services={"alone": service("alone", "store", self_time=STAGE), **whole.services},
    )

    assert figures(simulated(more)) == figures(simulated(whole))


def test_other_self_times_change_only_what_waits_for_them() -> None:
    whole = shop()
    services = dict(whole.services)
    services["tax"] = replace(services["tax"], self_time=percentiles(p50=0.1, p99=0.2))
    before, after = simulated(whole), simulated(replace(whole, services=services))

    assert before.times("cart").tobytes() == after.times("cart").tobytes()
    assert before.journey("app").p999 == after.journey("app").p999
    assert (after.times("web") >= before.times("web")).all()


def test_a_rewrite_scales_the_samples_of_its_service() -> None:
    whole = portfolio(service("a", self_time=STAGE), j=("a", 1.0))
    loaded = replace(
        whole,
        services={
            "a": replace(
                whole.services["a"], load=replace(whole.services["a"].load, rate=1.0, cpu=0.00635)
            )
        },
    )
    analysis = analyse(loaded)
    share = analysis.computing["a"].share or 0.0
    before, after = analysis.simulate(), analysis.with_rewrites({"a": 0.5}).simulate()

    np.testing.assert_allclose(after.times("a"), before.times("a") * (1 - share / 2), rtol=1e-12)


@pytest.mark.slow
@settings(max_examples=20)
@given(portfolios())
def test_samples_taken_over_from_a_variant_are_those_drawn_anew(whole: Portfolio) -> None:
    analysis = analyse(whole)
    sampling = Sampling(samples=1_000)
    variant = analysis.with_rewrites(dict.fromkeys(whole.services, 0.4))
    before = analysis.simulate(sampling)
    before.journeys  # noqa: B018  # draws its samples

    assert figures(variant.simulate(sampling, after=before)) == figures(variant.simulate(sampling))


def test_a_variant_of_other_samples_takes_nothing_over() -> None:
    analysis = analyse(shop())
    before = analysis.simulate(Sampling(samples=1_000, seed=1))
    fresh = analysis.simulate(Sampling(samples=1_000))

    assert figures(analysis.simulate(Sampling(samples=1_000), after=before)) == figures(fresh)


def response(simulation: Simulation, operation: str) -> Estimate:
    return simulation.mean(simulation.graph.index[operation])


@pytest.mark.slow
@settings(max_examples=20)
@given(portfolios())
def test_a_few_rows_at_a_time_give_the_same_bits(whole: Portfolio) -> None:
    kept = simulated(whole, samples=1_000)
    apart = simulated(whole, samples=1_000)
    with pytest.MonkeyPatch.context() as patch:
        expected = figures(kept)
        patch.setattr("archlint.analysis.sampled_times._KEPT", 0)
        patch.setattr(
            "archlint.analysis.sampled_times._AT_ONCE", 100 * 16 * len(whole.operations) * 3
        )

        assert not apart.is_kept
        assert figures(apart) == expected
        assert users_waiting(apart) == users_waiting(kept)
        entries = [item.journey.entry for item in kept.journeys]
        assert [response(apart, entry) for entry in entries] == [
            response(kept, entry) for entry in entries
        ]


def test_means_that_are_made_again_are_made_once_for_all_journeys() -> None:
    whole = portfolio(
        *(service(f"a{n}", ["b", "c"], own=0.001) for n in range(5)),
        service("b", own=0.010),
        service("c", own=0.010),
        **{f"j{n}": (f"a{n}", 1.0) for n in range(5)},
    )
    apart = simulated(whole, samples=1_000)
    made: list[Rows] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archlint.analysis.sampled_times._KEPT", 16 * 1_000 * 5)
        forward = apart._forward

        def counted(rows: Rows, vertices: frozenset[int]) -> Group:
            made.append(rows)
            return forward(rows, vertices)

        patch.setattr(apart, "_forward", counted)
        found = [response(apart, f"a{n}") for n in range(5)]

    assert len(made) == 1
    assert found == [response(simulated(whole, samples=1_000), f"a{n}") for n in range(5)]


def test_no_correlation_is_bit_for_bit_none_at_all() -> None:
    analysis = analyse(shop())

    assert figures(analysis.simulate(Sampling(samples=1_000, correlation=0.0))) == figures(
        analysis.simulate(Sampling(samples=1_000))
    )


@pytest.mark.slow
@settings(max_examples=20)
@given(portfolios())
def test_the_order_of_mappings_changes_no_bit(whole: Portfolio) -> None:
    services, journeys = list(whole.services.items()), list(whole.journeys.items())
    shuffled = replace(
        whole,
        services=dict(services[1::2] + services[::2]),
        journeys=dict(reversed(journeys)),
    )

    assert figures(simulated(shuffled, samples=1_000)) == figures(simulated(whole, samples=1_000))


def digest() -> str:
    return hashlib.sha256(figures(simulated(shop(), samples=2_000)).encode()).hexdigest()


@pytest.mark.slow
def test_every_run_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    here = Path(__file__)
    program = "import test_sampled_times; print(test_sampled_times.digest())"
    path = os.pathsep.join([str(here.parent), str(here.parents[1] / "support")])
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert found == [digest(), digest()]


def test_another_seed_gives_other_samples() -> None:
    assert (
        simulated(shop(), seed=1).times("web").tobytes() != simulated(shop()).times("web").tobytes()
    )
