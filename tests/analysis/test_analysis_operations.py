"""One operation of a service: what it computes, and what rewriting it alone leaves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.analysis import Part, analyse
from archlint.model import Gc, Load, Portfolio

from graphs import mean, operation, portfolio, service


def close(left: float | None, right: float | None) -> bool:
    return math.isclose(left or 0.0, right or 0.0, rel_tol=1e-9, abs_tol=1e-11)


def shop(cpu: float | None = None, rate: float | None = None) -> Portfolio:
    """Ranks (20 ms, 15 ms of CPU) 100/s and lists (10 ms) 300/s; the load is of the whole."""
    api = service(
        "api",
        operations=[
            operation("api/rank", self_time=mean(0.020), cpu_time=0.015),
            operation("api/list", self_time=mean(0.010)),
        ],
        load=Load(cpu=cpu, rate=rate),
        gc=Gc(cpu_share=0.1),
    )
    return portfolio(api, rank=("api/rank", 100.0), list=("api/list", 300.0))


def test_the_parts_of_a_service_are_declared_or_apportioned() -> None:
    analysis = analyse(shop(cpu=2.1))

    declared, rest = analysis.parts("api")

    assert declared == Part(
        operation="api/rank",
        is_declared=True,
        rate=100.0,
        cores=1.5,
        self_seconds=0.020,
        share=pytest.approx(0.675),  # type: ignore[arg-type]
    )
    assert (rest.operation, rest.is_declared, rest.rate) == ("api/list", False, 300.0)
    assert close(rest.cores, 0.6)
    assert close(rest.share, 0.18)


def test_the_rate_of_the_cpu_divides_it_over_the_operations() -> None:
    declared, rest = analyse(shop(cpu=4.2, rate=800.0)).parts("api")

    assert (declared.rate, rest.rate) == (200.0, 600.0)
    assert close(declared.cores, 3.0)
    assert close(rest.cores, 1.2)


def test_what_nobody_declares_is_not_known() -> None:
    assert [part.cores for part in analyse(shop()).parts("api")] == [1.5, None]


def test_rewriting_one_operation_leaves_the_others_as_they_were() -> None:
    before = analyse(shop(cpu=2.1))
    after = before.with_rewrites({"api/rank": 0.5})

    assert close(after.response("api/rank"), 0.020 * (0.325 + 0.675 * 0.5))
    assert after.response("api/list") == before.response("api/list")
    assert close(after.computing["api"].cpu, 2.1 - 0.75)
    assert close(after.computing["api"].declared_parts, 0.75)
    rank, rest = after.parts("api")
    assert close(rank.cores, 0.75)
    assert rest == before.parts("api")[1]


def test_a_removal_counts_only_the_operation() -> None:
    removal = analyse(shop(cpu=2.1)).removal({"api/rank": 0.5})

    assert close(removal.users, 100 * 0.020 * 0.675 * 0.5)
    assert {name: round(seconds, 9) for name, seconds in removal.seconds.items()} == {
        "rank": 0.00675
    }


def test_at_most_all_of_an_operations_time_computes() -> None:
    analysis = analyse(shop())

    removal = analysis.removal({"api/rank": 0.5, "api/list": 0.5}, at_most={"api/list"})

    assert close(removal.users, 100 * 0.020 * 0.675 * 0.5 + 300 * 0.010 * 0.5)


_MILLISECONDS = st.integers(1, 40).map(lambda value: value / 1000)


@settings(max_examples=80)
@given(
    st.lists(st.tuples(_MILLISECONDS, st.floats(0.0, 1.0), st.integers(0, 500)), min_size=2, max_size=4),
    st.sampled_from([0.3, 0.65, 0.95]),
)  # fmt: skip
def test_all_operations_one_by_one_are_the_whole_service(
    rows: list[tuple[float, float, int]], factor: float
) -> None:
    """S̄, φ, cores and times agree, whichever way the rewrite is written down."""
    operations = [
        operation(f"api/{number}", self_time=mean(own), cpu_time=own * share)
        for number, (own, share, _) in enumerate(rows)
    ]
    entries = {
        f"j{number}": (f"api/{number}", float(rate)) for number, (*_, rate) in enumerate(rows)
    }
    analysis = analyse(portfolio(service("api", operations=operations), **entries))

    whole = analysis.with_rewrites({"api": factor})
    parts = analysis.with_rewrites({item.id: factor for item in operations})

    for item in operations:
        assert close(parts.response(item.id), whole.response(item.id))
    one, other = parts.computing["api"], whole.computing["api"]
    assert close(one.cpu, other.cpu)
    assert close(one.self_seconds, other.self_seconds)
    assert close(one.share, other.share)
    assert close(one.cpu_per_request, other.cpu_per_request)
    for left, right in zip(parts.parts("api"), whole.parts("api"), strict=True):
        assert close(left.cores, right.cores)
        assert close(left.share, right.share)
