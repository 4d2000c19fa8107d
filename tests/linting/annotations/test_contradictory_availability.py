"""Availabilities that follow from each other never contradict."""

from __future__ import annotations

from math import prod

from hypothesis import given
from hypothesis import strategies as st

from archlint.linting.annotations.contradictory_availability import contradictory_availability
from archlint.model import Call, Operation, Portfolio, Service

SIZE = 7

graphs = st.lists(
    st.sets(st.integers(min_value=1, max_value=SIZE - 1)), min_size=SIZE, max_size=SIZE
)
availabilities = st.lists(st.floats(min_value=0.9, max_value=0.9999), min_size=SIZE, max_size=SIZE)


def closure(graph: list[set[int]], start: int) -> set[int]:
    """By brute force: everything reached, callees always have a greater number."""
    direct = {start + step for step in graph[start] if start + step < SIZE}
    return direct.union(*(closure(graph, callee) for callee in direct))


def portfolio(graph: list[set[int]], declared: list[float]) -> Portfolio:
    def operation(number: int) -> Operation:
        calls = tuple(
            Call(caller=f"s{number}", callee=f"s{number + step}", stage=stage)
            for stage, step in enumerate(sorted(graph[number]))
            if number + step < SIZE
        )
        return Operation(id=f"s{number}", service=f"s{number}", calls=calls)

    return Portfolio(
        name="drawn",
        services={
            f"s{number}": Service(
                name=f"s{number}", availability=figure, operations=(operation(number),)
            )
            for number, figure in enumerate(declared)
        },
    )


def whole(graph: list[set[int]], own: list[float]) -> list[float]:
    """What callers get of each: its own availability and that of all it cannot do without."""
    return [
        own[number] * prod(own[other] for other in closure(graph, number)) for number in range(SIZE)
    ]


@given(graph=graphs, own=availabilities)
def test_what_follows_from_own_availabilities_never_contradicts(
    graph: list[set[int]], own: list[float]
) -> None:
    assert list(contradictory_availability(portfolio(graph, whole(graph, own)))) == []


@given(graph=graphs, own=availabilities)
def test_a_service_above_its_ceiling_by_a_fifth_of_its_budget_always_contradicts(
    graph: list[set[int]], own: list[float]
) -> None:
    declared = whole(graph, own)
    ceiling = prod(own[other] for other in closure(graph, 0))
    declared[0] = (ceiling + 0.2) / 1.2
    found = [item.subject.text for item in contradictory_availability(portfolio(graph, declared))]
    assert found == (["s0"] if closure(graph, 0) else [])
