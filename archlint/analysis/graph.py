"""The call graph: operations as vertices, calls as edges, cycles found and cut.

Vertices are numbered in the order of their ids, so that nothing depends on the order of a mapping;
the order of `calls` within an operation is kept, because it means something.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
from msgspec import Struct

if TYPE_CHECKING:
    from archlint.model import Call, Operation, Portfolio


class Link(NamedTuple):
    """A call as an edge between vertex numbers; `rounds` multiplies its time, m its traffic."""

    caller: int
    callee: int
    rounds: float
    network: float
    multiplicity: float
    call: Call

    @property
    def whole(self) -> int:
        """The calls that every request sends: ⌊m⌋."""
        return math.floor(self.multiplicity)

    @property
    def chance(self) -> float:
        """The probability of one more: m - ⌊m⌋."""
        return self.multiplicity - self.whole


class Cycle(Struct, frozen=True, kw_only=True):
    """Operations that call each other in a ring, and the calls at which timing cuts it.

    `members` by name; `ring` is one way around in the order of the calls, from the callee of the
    first cut call to its caller. `diverges` when each request makes at least one more request
    around the ring.
    """

    members: tuple[str, ...]
    ring: tuple[str, ...]
    cut: tuple[Call, ...]
    diverges: bool = False


Stages = tuple[tuple[Link, ...], ...]


class CallGraph(Struct, frozen=True, kw_only=True):
    """The portfolio's operations and calls, numbered.

    `stages[i]` are the synchronous stages of operation i without cut calls and without calls that
    are never made; `links` are all calls, async and cut ones included; `order` is topological over
    `stages`, callers first.
    """

    operations: tuple[Operation, ...]
    index: dict[str, int]
    links: tuple[Link, ...]
    stages: tuple[Stages, ...]
    callers: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]
    position: tuple[int, ...]
    cycles: tuple[Cycle, ...]
    cut: frozenset[Call]

    def members(self, service: str, portfolio: Portfolio) -> tuple[int, ...]:
        """The vertex numbers of a service's operations."""
        return tuple(
            self.index[operation.id] for operation in portfolio.services[service].operations
        )

    def reachable(self, start: int) -> set[int]:
        """The vertices that a request entering at `start` waits for, itself included."""
        seen, stack = {start}, [start]
        while stack:
            for stage in self.stages[stack.pop()]:
                for link in stage:
                    if link.callee not in seen:
                        seen.add(link.callee)
                        stack.append(link.callee)
        return seen


def rounds(call: Call) -> float:
    """How often a call's time stands in its stage: (1-q)·⌈w/n⌉ + q·⌈(w+1)/n⌉ (MATHEMATICS 3)."""
    whole = math.floor(call.multiplicity)
    fraction = call.multiplicity - whole
    side_by_side = call.together
    return (1 - fraction) * math.ceil(whole / side_by_side) + fraction * math.ceil(
        (whole + 1) / side_by_side
    )


def build(portfolio: Portfolio, entries: Iterable[str]) -> CallGraph:
    """Number the operations; find synchronous cycles and cut them depth-first from `entries`.

    Calls to planned services are left out: nobody makes them yet.
    """
    operations = tuple(portfolio.operations.values())
    planned = {name for name, service in portfolio.services.items() if service.is_planned}
    index = {operation.id: number for number, operation in enumerate(operations)}
    links = tuple(
        Link(
            caller=index[call.caller],
            callee=index[call.callee],
            rounds=rounds(call),
            network=call.network,
            multiplicity=call.multiplicity,
            call=call,
        )
        for operation in operations
        for call in operation.calls
        if operations[index[call.callee]].service not in planned
    )
    waited_for = [link for link in links if not link.call.is_async and link.multiplicity > 0]
    graph = _digraph(len(operations), waited_for)
    rings = [ring for ring in nx.strongly_connected_components(graph) if _is_ring(graph, ring)]
    cut = (
        _back_links(len(operations), waited_for, [index[entry] for entry in entries])
        if rings
        else []
    )
    cut_calls = frozenset(link.call for link in cut)
    kept = [link for link in waited_for if link.call not in cut_calls]
    if cut:
        graph = _digraph(len(operations), kept)
    cycles = _cycles(operations, graph, rings, cut)
    order = tuple(nx.topological_sort(graph))
    return CallGraph(
        operations=operations,
        index=index,
        links=links,
        stages=_stages(len(operations), kept),
        callers=tuple(
            tuple(sorted(graph.predecessors(vertex))) for vertex in range(len(operations))
        ),
        order=order,
        position=_inverse(order),
        cycles=tuple(sorted(cycles, key=lambda cycle: cycle.members)),
        cut=cut_calls,
    )


def _digraph(size: int, links: Iterable[Link]) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((link.caller, link.callee) for link in links)
    return graph


def _is_ring(graph: nx.DiGraph[int], members: set[int]) -> bool:
    return len(members) > 1 or any(graph.has_edge(vertex, vertex) for vertex in members)


def _stages(size: int, links: Iterable[Link]) -> tuple[Stages, ...]:
    grouped: list[dict[int, list[Link]]] = [{} for _ in range(size)]
    for link in links:
        grouped[link.caller].setdefault(link.call.stage, []).append(link)
    return tuple(tuple(tuple(stages[number]) for number in sorted(stages)) for stages in grouped)


def _back_links(size: int, links: Iterable[Link], entries: Iterable[int]) -> list[Link]:
    """The calls to an operation that is being answered, depth-first, calls in listed order."""
    outgoing: list[list[Link]] = [[] for _ in range(size)]
    for edge in links:
        outgoing[edge.caller].append(edge)
    back: list[Link] = []
    done: set[int] = set()
    for start in (*entries, *range(size)):
        if start in done:
            continue
        on_stack = {start}
        stack: list[tuple[int, Iterator[Link]]] = [(start, iter(outgoing[start]))]
        while stack:
            vertex, remaining = stack[-1]
            link: Link | None = next(remaining, None)
            if link is None:
                on_stack.discard(vertex)
                done.add(vertex)
                stack.pop()
            elif link.callee in on_stack:
                back.append(link)
            elif link.callee not in done:
                on_stack.add(link.callee)
                stack.append((link.callee, iter(outgoing[link.callee])))
    return back


def _cycles(
    operations: tuple[Operation, ...],
    graph: nx.DiGraph[int],
    rings: list[set[int]],
    cut: list[Link],
) -> Iterator[Cycle]:
    for ring in rings:
        back = [link for link in cut if link.caller in ring and link.callee in ring]
        around = nx.shortest_path(graph.subgraph(ring), back[0].callee, back[0].caller)
        yield Cycle(
            members=tuple(sorted(operations[vertex].id for vertex in ring)),
            ring=tuple(operations[vertex].id for vertex in around),
            cut=tuple(link.call for link in back),
        )


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    position = [0] * len(order)
    for place, vertex in enumerate(order):
        position[vertex] = place
    return tuple(position)
