"""Times in many variants: what is followed from a change against times made anew, and simulation."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.analysis.linearity import linear
from archlint.analysis.spreads import own_curves
from archlint.analysis.varied_samples import CommonDraws, Samples
from archlint.analysis.varied_times import VariedTimes

from graphs import percentiles, portfolio, portfolios, service
from sampling import parts, simulated

if TYPE_CHECKING:
    from archlint.analysis import Figure
    from archlint.model import Portfolio


def varied(
    whole: Portfolio, own: list[Figure], *, width: int = 100, correlation: float = 0.0
) -> VariedTimes:
    structure, figures = parts(whole)
    graph = structure.graph
    curves = own_curves(whole, graph, structure.traffic.rates, figures.found)
    samples = Samples(graph, curves, CommonDraws(width, 0, correlation))
    entries = [graph.index[journey.entry] for journey in structure.journeys]
    return VariedTimes(graph, own, entries, samples)


def limited(whole: Portfolio, timeout: float) -> Portfolio:
    """Every third call is cut short and made again."""
    count = 0
    services = {}
    for name, item in whole.services.items():
        calls = []
        for call in item.operations[0].calls:
            count += 1
            is_cut = count % 3 == 0
            calls.append(replace(call, timeout=timeout, retries=1) if is_cut else call)
        only = replace(item.operations[0], calls=tuple(calls))
        services[name] = replace(item, operations=(only,))
    return replace(whole, services=services)


@settings(max_examples=150)
@given(portfolios(), st.sampled_from([0.015, 0.06, None]), st.sampled_from([0.0, 0.4]), st.data())
def test_what_changes_take_off_is_the_difference_of_times_made_anew(
    whole: Portfolio, timeout: float | None, correlation: float, data: st.DataObject
) -> None:
    whole = limited(whole, timeout) if timeout else whole
    size = len(whole.services)
    own: list[Figure] = [
        np.array([0.004 * (n + 1), 0.02]) if data.draw(st.booleans()) else 0.01 for n in range(size)
    ]
    before = varied(whole, own, correlation=correlation)
    for _ in range(2):
        vertex = data.draw(st.integers(0, size - 1))
        part: Any = data.draw(st.sampled_from([0.1, 0.5, np.array([0.0, 0.9])]))
        change = own[vertex] * part
        own = [seconds - change if n == vertex else seconds for n, seconds in enumerate(own)]
        after = varied(whole, own, correlation=correlation)
        found = before.reduction({vertex: change}).seconds
        for journey, (old, new) in enumerate(zip(before.means, after.means, strict=True)):
            shown = np.broadcast_to(found.get(journey, 0.0), (2,))
            np.testing.assert_allclose(shown, np.broadcast_to(old - new, (2,)), atol=1e-12)
        before.take({vertex: change})
        for old, new in zip(before.means, after.means, strict=True):
            np.testing.assert_allclose(np.broadcast_to(old, (2,)), np.broadcast_to(new, (2,)))


@settings(max_examples=60)
@given(portfolios())
def test_journeys_of_sums_are_exact(whole: Portfolio) -> None:
    analysis = analyse(whole)
    found = varied(whole, list(analysis._figures.own))
    exact = linear(analysis._structure.graph)
    for journey, mean in zip(analysis.journeys, found.means, strict=True):
        vertex = analysis._structure.graph.index[journey.journey.entry]
        if vertex in exact and vertex in found.visits:
            assert math.isclose(float(np.mean(mean)), journey.mean, rel_tol=1e-9, abs_tol=1e-12)


def branches(*more: Any) -> Portfolio:
    """Two equal branches side by side, below a caller."""
    own = percentiles(p50=0.01, p99=0.05)
    return portfolio(
        service("a", ["b", "c"], own=0.002),
        service("b", self_time=own),
        service("c", self_time=own),
        *more,
        j=("a", 100.0),
    )


@pytest.mark.parametrize("timeout", [None, 0.03])
def test_samples_agree_with_the_simulation(timeout: float | None) -> None:
    whole = branches() if timeout is None else limited(branches(), timeout)
    structure, figures = parts(whole)
    found = varied(whole, list(figures.own), width=20_000)
    expected = simulated(whole, samples=100_000).journeys[0].mean

    assert abs(float(np.mean(found.means[0])) - expected.value) < 6 * expected.error + 2e-4
    assert structure.graph.index["a"] in found.visits


@pytest.mark.parametrize("correlation", [0.0, 0.4, 0.95])
def test_two_that_share_their_load_take_as_long_as_their_closed_form(correlation: float) -> None:
    """E max(X, Y) = 2·S̄·Φ(σ·√((1-ρ)/2)) for equal lognormals whose normals have correlation ρ."""
    whole = branches()
    structure, figures = parts(whole)
    sigma = math.log(5.0) / NormalDist().inv_cdf(0.99)
    share = NormalDist().cdf(sigma * math.sqrt((1.0 - correlation) / 2.0))
    expected = 2.0 * figures.own[structure.graph.index["b"]] * share + 0.002
    found = varied(whole, list(figures.own), width=40_000, correlation=correlation)

    assert float(np.mean(found.means[0])) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("correlation", [0.0, 0.4])
@pytest.mark.parametrize("together", [2, 33, 40])
def test_many_at_once_in_variants_take_as_long_as_in_the_simulation(
    together: int, correlation: float
) -> None:
    step = {"callee": "b", "count": 80.0, "together": together}
    whole = portfolio(
        service("a", step, own=0.002),
        service("b", self_time=percentiles(p50=0.01, p99=0.05)),
        j=("a", 100.0),
    )
    _, figures = parts(whole)
    own: list[Figure] = [np.full(2, seconds) for seconds in figures.own]
    found = varied(whole, own, width=10_000, correlation=correlation)
    expected = simulated(whole, samples=100_000, correlation=correlation).journeys[0].mean

    assert found.means[0] == pytest.approx(np.full(2, expected.value), rel=0.03)


def test_equal_branches_share_what_either_takes_off() -> None:
    """On means neither takes anything off."""
    whole = branches()
    structure, figures = parts(whole)
    found = varied(whole, list(figures.own), width=20_000)
    gains = [
        float(np.mean(found.reduction({vertex: figures.own[vertex] / 2}).seconds[0]))
        for vertex in (structure.graph.index["b"], structure.graph.index["c"])
    ]

    assert gains[0] == pytest.approx(gains[1], rel=0.05)
    assert gains[0] > 0.002


def test_variants_differ_by_their_figures_not_by_luck() -> None:
    whole = branches()
    _, figures = parts(whole)
    own: list[Figure] = [np.full(3, seconds) for seconds in figures.own]
    means = varied(whole, own).means[0]

    assert np.ptp(means) == 0.0
