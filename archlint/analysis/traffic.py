"""Visits per second by flow balance (MATHEMATICS section 2).

x = ext + Mᵀx over all calls, async included.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import networkx as nx
from msgspec import Struct

from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link
    from archlint.model import Journey, Portfolio

_DENSE_LIMIT = 1_000
"""Above this many operations in one ring the dense solve costs too much; iteration takes over."""

_SWEEPS = 2_000
_SETTLED = 50
"""Sweeps after which a ring that fades moves less each time."""

_CONVERGED = 1e-13


class Traffic(Struct, frozen=True, kw_only=True):
    """Visits per second by vertex: `journeys` from the journeys alone, `rates` with background.

    `diverging` are the rings in which each request makes at least one more; their own feedback is
    left out of the figures.
    """

    journeys: tuple[float, ...]
    rates: tuple[float, ...]
    reached: frozenset[int]
    diverging: tuple[frozenset[int], ...] = ()


def flow(portfolio: Portfolio, graph: CallGraph, journeys: Sequence[Journey]) -> Traffic:
    """Solve the balance. Raises InputError where a rate is not finite."""
    size = len(graph.operations)
    entering = [0.0] * size
    for journey in journeys:
        entering[graph.index[journey.entry]] += journey.rate or 0.0
    background = _background(portfolio, graph, journeys)
    components, outgoing = _components(graph), _outgoing(graph)
    from_journeys = list(entering)
    diverging = _balance(outgoing, components, from_journeys)
    rates = [a + b for a, b in zip(entering, background, strict=True)]
    _balance(outgoing, components, rates)
    _require_finite(portfolio, graph, rates)
    entries = {graph.index[journey.entry] for journey in journeys}
    return Traffic(
        journeys=tuple(from_journeys),
        rates=tuple(rates),
        reached=frozenset(_onward(outgoing, entries)),
        diverging=tuple(diverging),
    )


def alone(graph: CallGraph, journeys: Iterable[Journey]) -> list[dict[int, float]]:
    """The visits per second that each journey would bring without the others, where it comes."""
    components = _components(graph)
    outgoing = _outgoing(graph)
    place = {vertex: number for number, members in enumerate(components) for vertex in members}
    found = []
    for journey in journeys:
        entry = graph.index[journey.entry]
        reached = {place[vertex] for vertex in _onward(outgoing, {entry})}
        rates = dict.fromkeys((v for number in reached for v in components[number]), 0.0)
        rates[entry] = journey.rate or 0.0
        _balance(outgoing, [components[number] for number in sorted(reached)], rates)
        found.append(rates)
    return found


def _onward(outgoing: Sequence[Sequence[Link]], entries: AbstractSet[int]) -> set[int]:
    """The vertices that requests entering there come to, by async calls too."""
    seen, stack = set(entries), list(entries)
    while stack:
        for link in outgoing[stack.pop()]:
            if link.callee not in seen:
                seen.add(link.callee)
                stack.append(link.callee)
    return seen


def _background(portfolio: Portfolio, graph: CallGraph, journeys: Sequence[Journey]) -> list[float]:
    """Declared rates of operations that nobody calls and no journey enters."""
    rates = [0.0] * len(graph.operations)
    if not portfolio.journeys:
        return rates
    known = {link.callee for link in graph.links} | {graph.index[j.entry] for j in journeys}
    for vertex, operation in enumerate(graph.operations):
        if vertex not in known:
            service = portfolio.services[operation.service]
            only = len(service.operations) == 1
            rate = operation.rate if operation.rate is not None or not only else service.load.rate
            rates[vertex] = rate or 0.0
    return rates


def _components(graph: CallGraph) -> list[list[int]]:
    """Strongly connected components over all calls, callers before callees."""
    whole: nx.DiGraph[int] = nx.DiGraph()
    whole.add_nodes_from(range(len(graph.operations)))
    whole.add_edges_from((link.caller, link.callee) for link in graph.links)
    if nx.is_directed_acyclic_graph(whole):
        return [[vertex] for vertex in nx.topological_sort(whole)]
    condensed = nx.condensation(whole)
    return [
        sorted(condensed.nodes[component]["members"])
        for component in nx.topological_sort(condensed)
    ]


def _outgoing(graph: CallGraph) -> list[list[Link]]:
    outgoing: list[list[Link]] = [[] for _ in graph.operations]
    for link in graph.links:
        outgoing[link.caller].append(link)
    return outgoing


def _balance(
    outgoing: Sequence[Sequence[Link]],
    components: Sequence[list[int]],
    rates: MutableMapping[int, float] | list[float],
) -> list[frozenset[int]]:
    """Pass on what enters, callers first: `rates` by vertex; the rings that diverge."""
    diverging = []
    for members in components:
        ring = set(members)
        inside = [link for v in members for link in outgoing[v] if link.callee in ring]
        if inside:
            entering_ring = [rates[vertex] for vertex in members]
            solved = _ring(members, inside, entering_ring)
            if solved is None:
                diverging.append(frozenset(members))
            for vertex, rate in zip(members, solved or entering_ring, strict=True):
                rates[vertex] = rate
        for link in (link for v in members for link in outgoing[v] if link.callee not in ring):
            rates[link.callee] += rates[link.caller] * link.multiplicity
    return diverging


def _ring(members: list[int], inside: list[Link], entering: list[float]) -> list[float] | None:
    """Solve (I - Mᵀ)x = ext in one ring; None where the ring feeds itself without end.

    M is non-negative and the ring strongly connected, so a solution with x ≥ 0 for some ext ≥ 0,
    ext ≠ 0, exists only if the spectral radius is below one (Perron-Frobenius); an all-one ext
    decides it even where nothing enters.
    """
    if len(members) > _DENSE_LIMIT:
        return _iterate(members, inside, entering)
    place = {vertex: number for number, vertex in enumerate(members)}
    import numpy as np

    matrix = np.eye(len(members))
    for link in inside:
        matrix[place[link.callee], place[link.caller]] -= link.multiplicity
    try:
        solved = np.linalg.solve(matrix, np.column_stack([entering, np.ones(len(members))]))
    except np.linalg.LinAlgError:
        return None
    if not bool(np.isfinite(solved).all()) or float(solved[:, 1].min()) < 0:
        return None
    return [max(0.0, float(rate)) for rate in solved[:, 0]]


def _iterate(members: list[int], inside: list[Link], entering: list[float]) -> list[float] | None:
    """Gauss-Seidel in depth-first order, for rings too large to solve densely.

    It converges exactly where the ring fades (regular splitting of an M-matrix); in this order
    one sweep carries a request all the way round.
    """
    ring: nx.DiGraph[int] = nx.DiGraph((link.caller, link.callee) for link in inside)
    order = list(nx.dfs_postorder_nodes(ring, members[0]))[::-1]
    incoming: dict[int, list[tuple[int, float]]] = {vertex: [] for vertex in members}
    for link in inside:
        incoming[link.callee].append((link.caller, link.multiplicity))
    probe = entering if any(entering) else [1.0] * len(members)
    external = dict(zip(members, probe, strict=True))
    rates = dict(external)
    before = math.inf
    for sweep in range(_SWEEPS):
        moved = 0.0
        for vertex in order:
            rate = external[vertex] + sum(rates[caller] * m for caller, m in incoming[vertex])
            moved = max(moved, abs(rate - rates[vertex]))
            rates[vertex] = rate
        if moved <= max(rates.values()) * _CONVERGED:
            return [rates[vertex] if any(entering) else 0.0 for vertex in members]
        if not math.isfinite(moved) or (sweep > _SETTLED and moved >= before):
            return None
        before = moved
    return None


def _require_finite(portfolio: Portfolio, graph: CallGraph, rates: list[float]) -> None:
    problems = [
        Problem(
            message="rates overflow here: the counts on the way multiply beyond any number",
            span=portfolio.at.get(operation.pointer),
            pointer=".".join(map(str, operation.pointer)),
            kind="overflow",
        )
        for operation, rate in zip(graph.operations, rates, strict=True)
        if not math.isfinite(rate)
    ]
    if problems:
        raise InputError(problems[:1], portfolio.sources)
