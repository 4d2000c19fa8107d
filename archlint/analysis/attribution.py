"""What response times are made of: the way back through the samples.

A weight on every sample of an entry is passed down to the samples it was made of. Weight 1 on every
request gives mean contributions and critical visits V; weight 1 on the slowest 1 % of them gives
what made the tail slow; on those around the p99, what makes the p99. All are exact decompositions:
own times, network and waits between attempts add up to the times they were taken from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from archlint.analysis.draws import BATCHES
from archlint.analysis.estimates import Estimate, ratio
from archlint.analysis.journey_samples import TAIL
from archlint.analysis.maxplus import Ledger
from archlint.analysis.sampled_calls import stage_term
from archlint.analysis.waiting import Account

if TYPE_CHECKING:
    from archlint.analysis.estimates import Array, Ordered
    from archlint.analysis.maxplus import Marks
    from archlint.analysis.sampled_times import Group
    from archlint.analysis.simulation import Simulation
    from archlint.model import Journey

BAND = (0.985, 0.995)
"""Requests whose time lies between these percentiles stand for the p99."""

_BITS = 64


class Contribution(Struct, frozen=True, kw_only=True):
    """What one part adds to a journey, in seconds with standard errors.

    To its `mean`; to the mean of the slowest 1 % (`tail`); to the `p99`.
    """

    mean: Estimate
    tail: Estimate
    p99: Estimate


class Blame(Struct, frozen=True, kw_only=True):
    """A journey's time by part: services by falling mean contribution, and what none of them has.

    The parts add up: `mean` to the journey's mean, `tail` to its tail mean, `p99` to the mean of
    the requests between p98.5 and p99.5, which is its p99 within the standard error. `network` is
    the calls' network time, `retry_wait` the pauses between attempts. `visits` is V by operation
    id: how often its own time counts in a request's time, the cut part of an attempt left out.
    """

    services: Mapping[str, Contribution]
    network: Contribution
    retry_wait: Contribution
    visits: Mapping[str, float]


def blame(simulation: Simulation, journey: Journey, ordered: Ordered) -> Blame:
    """Follow the mean, the tail and the band around the p99 of one journey back."""
    entry = simulation.graph.index[journey.entry]
    tail, low, high = ordered.at(TAIL), ordered.at(BAND[0]), ordered.at(BAND[1])
    back = _Back(simulation, [entry], layers=3)
    for group in simulation.groups(frozenset(back.order)):
        times = group.times[entry]
        asked = (np.ones(times.shape, bool), times >= tail, (times >= low) & (times <= high))
        back.follow(group, {entry: np.stack(asked).astype(np.float64)})
    counts = back.batches(back.entered[entry])
    services: dict[str, Array] = {}
    for vertex, seconds in back.own.items():
        service = simulation.graph.operations[vertex].service
        services[service] = services.get(service, 0.0) + seconds
    found = {name: _contribution(back.batches(sums), counts) for name, sums in services.items()}
    return Blame(
        services=dict(sorted(found.items(), key=lambda item: (-item[1].mean.value, item[0]))),
        network=_contribution(back.batches(back.network), counts),
        retry_wait=_contribution(back.batches(back.waits), counts),
        visits={
            simulation.graph.operations[vertex].id: float(visits[0].sum() / counts[0].sum())
            for vertex, visits in back.entered.items()
        },
    )


def criticality(
    simulation: Simulation, journey: Journey, services: Sequence[str]
) -> dict[str, Estimate]:
    """The share of requests with the service on their critical path, by falling share."""
    entry = simulation.graph.index[journey.entry]
    back = _Back(simulation, [entry], layers=1)
    named = [services[start : start + _BITS] for start in range(0, len(services), _BITS)]
    sums = {name: np.zeros(simulation.draws.row_count) for name in services}
    for group in simulation.groups(frozenset(back.order)):
        for names in named:
            marks = _marks(simulation, group, back.order, names)[entry]
            rows = slice(group.rows.start, group.rows.end)
            for bit, name in enumerate(names):
                on_path = (marks >> np.uint64(bit)) & np.uint64(1)
                sums[name][rows] = on_path.sum(axis=-1, dtype=np.float64)
    counts = np.full(BATCHES, simulation.samples / BATCHES)
    found = {
        name: ratio(by_row.reshape(BATCHES, -1).sum(axis=1), counts)
        for name, by_row in sums.items()
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1].value, item[0])))


def account_of(simulation: Simulation, entries: Mapping[str, float]) -> Account:
    """What the mean of several operations' response times is made of, each weighed.

    `entries` are operation ids -> weights: 1 for one journey's time, rates for users waiting. As in
    `Simulation.mean`, own times that certainly count do so with their known means.
    """
    weighed = {simulation.graph.index[entry]: weight for entry, weight in entries.items()}
    back = _Back(simulation, list(weighed), layers=1)
    for group in simulation.groups(frozenset(back.order)):
        back.follow(
            group,
            {
                entry: np.full((1, *group.times[entry].shape), weight / simulation.samples)
                for entry, weight in weighed.items()
            },
        )
    own = _known(simulation, back, weighed, {})
    names = {vertex: simulation.graph.operations[vertex].id for vertex in back.order}
    return Account(
        own={names[vertex]: seconds for vertex, seconds in own.items()},
        visits={names[vertex]: float(times.sum()) for vertex, times in back.entered.items()},
        network=float(back.network.sum()),
        retry_wait=float(back.waits.sum()),
    )


def waited_for(
    simulation: Simulation,
    group: Group,
    rates: Mapping[int, float],
    levels: Mapping[int, float],
) -> dict[int, float]:
    """Users who wait for each vertex's own time in these samples, which are all there are.

    `rates` are users per second by vertex entered, or 1 for the seconds of one request; `levels`
    are means S̄ of own times, where they are others than the simulation's.
    """
    back = _Back(simulation, list(rates), layers=1)
    back.follow(
        group,
        {
            entry: np.full((1, *group.times[entry].shape), rate / simulation.samples)
            for entry, rate in rates.items()
        },
    )
    return _known(simulation, back, rates, levels)


def _known(
    simulation: Simulation,
    back: _Back,
    weighed: Mapping[int, float],
    levels: Mapping[int, float],
) -> dict[int, float]:
    """Own times by vertex, those that certainly count with their known means."""
    own = {vertex: float(seconds.sum()) for vertex, seconds in back.own.items()}
    for entry, weight in weighed.items():
        for vertex, visits in simulation.certain(entry).items():
            excess = float(simulation.excess(vertex).mean())
            if vertex in levels and simulation.levels[vertex]:
                excess *= levels[vertex] / simulation.levels[vertex]
            own[vertex] -= weight * visits * excess
    return own


class _Back:
    """The way back from some entries, group of rows by group of rows.

    `own` and `entered` are Σ weight · own time and Σ weight by vertex; they, `network` and `waits`
    have a layer for each question and a figure for each row.
    """

    def __init__(self, simulation: Simulation, entries: Sequence[int], layers: int) -> None:
        self.simulation = simulation
        self.order = _callers_first(simulation, entries)
        shape = layers, simulation.draws.row_count
        self.layers = layers
        self.own = {vertex: np.zeros(shape) for vertex in self.order}
        self.entered = {vertex: np.zeros(shape) for vertex in self.order}
        self.network = np.zeros(shape)
        self.waits = np.zeros(shape)

    def follow(self, group: Group, entering: Mapping[int, Array]) -> None:
        """Pass the weights of the entries down through these rows."""
        rows = slice(group.rows.start, group.rows.end)
        ledger = Ledger(self.layers, group.rows.end - group.rows.start)
        ledger.weights.update(entering)
        for vertex in self.order:
            weights = ledger.weights.pop(vertex, None)
            if weights is None:
                continue
            self.own[vertex][:, rows] = (weights * group.own[vertex]).sum(axis=-1)
            self.entered[vertex][:, rows] = weights.sum(axis=-1)
            for stage in self.simulation.stages[vertex]:
                stage_term(stage, group.times, group.rows).credit(weights, ledger)
        self.network[:, rows] = ledger.network
        self.waits[:, rows] = ledger.waits

    @staticmethod
    def batches(by_row: Array) -> Array:
        """Figures by row added up by batch."""
        found: Array = by_row.reshape(by_row.shape[0], BATCHES, -1).sum(axis=-1)
        return found


def _callers_first(simulation: Simulation, entries: Sequence[int]) -> list[int]:
    """What the entries reach, in an order that nothing else in the portfolio can change."""
    graph = simulation.graph
    reached = set().union(*(graph.reachable(entry) for entry in entries))
    depth = dict.fromkeys(sorted(reached), 0)
    for vertex in sorted(reached, key=graph.position.__getitem__):
        for stage in graph.stages[vertex]:
            for link in stage:
                depth[link.callee] = max(depth[link.callee], depth[vertex] + 1)
    return sorted(reached, key=lambda vertex: (depth[vertex], vertex))


def _marks(
    simulation: Simulation, group: Group, order: Sequence[int], names: Sequence[str]
) -> dict[int, Marks]:
    """By vertex and sample, which of the services a request's critical path goes through."""
    bit_of = {name: np.uint64(1 << bit) for bit, name in enumerate(names)}
    marks: dict[int, Marks] = {}
    for vertex in reversed(order):
        service = simulation.graph.operations[vertex].service
        found = np.full(group.rows.shape, bit_of.get(service, np.uint64(0)), np.uint64)
        for stage in simulation.stages[vertex]:
            found |= stage_term(stage, group.times, group.rows).mark(marks)
        marks[vertex] = found
    return marks


def _contribution(sums: Array, counts: Array) -> Contribution:
    parts = [ratio(by_batch, count) for by_batch, count in zip(sums, counts, strict=True)]
    return Contribution(mean=parts[0], tail=parts[1], p99=parts[2])
