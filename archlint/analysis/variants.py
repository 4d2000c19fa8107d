"""Many variants of one portfolio at once: the same calls, other figures (MATHEMATICS section 4).

A variant multiplies what a manifest declares. Confidence draws 200 of them, margins look for the
one at which a seat changes hands; both would be as many analyses, and are one with arrays.
Arrays have the shape (V,), one figure a variant; where every variant has the same figure a plain
number stands for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from archlint.analysis.accounts import scaled_share
from archlint.analysis.traffic import alone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.figures import Figures
    from archlint.analysis.structure import Structure
    from archlint.analysis.variations import Figure, Variation
    from archlint.model import Portfolio, Service

    Array = NDArray[np.float64]


class Variants(Struct, frozen=True, kw_only=True):
    """V variants: the multipliers of a `Variation`, an array of shape (V,) a name.

    `journeys` are multipliers of declared journey rates, over which the CPU of services without a
    `load.rate` is spread: it changes what a request of theirs computes, which `traffic` does not.
    `factors` are f by service, not multipliers. `seats` are how many there are beside those of the
    question: one number a variant, or 0 in all.
    """

    count: int
    times: Mapping[str, Array] = field(default_factory=dict)
    cpu: Mapping[str, Array] = field(default_factory=dict)
    rates: Mapping[str, Array] = field(default_factory=dict)
    journeys: Mapping[str, Array] = field(default_factory=dict)
    traffic: Mapping[str, Array] = field(default_factory=dict)
    factors: Mapping[str, Figure] = field(default_factory=dict)
    admitted: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    seats: NDArray[np.intp] | int = 0

    def rate_of(self, journey: str) -> Figure:
        """By what the journey's rate is multiplied."""
        one = self.journeys.get(journey, 1.0)
        return one * self.traffic[journey] if journey in self.traffic else one

    def part(self, start: int, end: int) -> Variants:
        """The variants from `start` to `end`: what is done to all can be done to some at a time."""

        def cut(figures: Mapping[str, Figure]) -> dict[str, Figure]:
            return {
                name: value if isinstance(value, float) else value[start:end]
                for name, value in figures.items()
            }

        return Variants(
            count=min(end, self.count) - start,
            times=_varied(cut(self.times)),
            cpu=_varied(cut(self.cpu)),
            rates=_varied(cut(self.rates)),
            journeys=_varied(cut(self.journeys)),
            traffic=_varied(cut(self.traffic)),
            factors=cut(self.factors),
            admitted={name: mask[start:end] for name, mask in self.admitted.items()},
            seats=self.seats if isinstance(self.seats, int) else self.seats[start:end],
        )


def _varied(figures: Mapping[str, Figure]) -> dict[str, Array]:
    """Without what is the same as declared in all of these variants."""
    return {name: np.asarray(value) for name, value in figures.items() if np.any(value != 1.0)}


def together(variations: Sequence[Variation], factors: Mapping[str, float]) -> Variants:
    """The variations side by side, with these factors in all of them."""
    admitted = sorted({name for item in variations for name in item.admitted})
    return Variants(
        count=len(variations),
        times=_columns([item.times for item in variations]),
        cpu=_columns([item.cpu for item in variations]),
        rates=_columns([item.rates for item in variations]),
        traffic=_columns([item.traffic for item in variations]),
        factors=dict(factors),
        admitted={
            name: np.array([name in item.admitted for item in variations]) for name in admitted
        },
        seats=np.array([item.seats for item in variations], np.intp),
    )


def _columns(rows: Sequence[Mapping[str, float]]) -> dict[str, Array]:
    columns: dict[str, Array] = {}
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name not in columns:
                columns[name] = np.ones(len(rows))
            columns[name][number] = value
    return columns


class Varied(Struct, frozen=True, kw_only=True):
    """The figures of all variants by vertex: own times S̄, seconds, and φ (None where unknown).

    `visits` are those over which the CPU of a service with several operations is divided.
    """

    own: Sequence[Figure]
    shares: Sequence[Figure | None]
    visits: Sequence[Figure]

    def share_of(self, members: Sequence[int]) -> Figure:
        """φ of a service: its operations' weighted by the time spent in each."""
        known = [vertex for vertex in members if self.shares[vertex] is not None]
        if len(known) == 1:
            only = self.shares[known[0]]
            return 0.0 if only is None else only
        weights = {vertex: self.visits[vertex] * self.own[vertex] for vertex in known}
        computing: Figure = sum(
            weights[vertex] * share
            for vertex in known
            if (share := self.shares[vertex]) is not None
        )
        return _quotient(computing, sum(weights.values()))

    def saved(self, members: Sequence[int], factor: Figure) -> dict[int, Figure]:
        """By vertex what a rewrite takes off an own time: S̄·φ·(1-f); only where φ is known."""
        return {
            vertex: self.own[vertex] * share * (1.0 - factor)
            for vertex in members
            if (share := self.shares[vertex]) is not None
        }


class VariedRemoval(Struct, frozen=True, kw_only=True):
    """A `Removal` in every variant: each figure an array, or one for all."""

    users: Figure
    seconds: Mapping[str, Figure]
    before: Mapping[str, Figure]


def vary(
    portfolio: Portfolio,
    structure: Structure,
    figures: Figures,
    variants: Variants,
    as_if: Mapping[str, Figure],
) -> Varied:
    """The figures of every variant, computed from what is declared as `computing` does.

    `as_if` are factors by service: those are taken to be written in the language in which their
    computing part takes 1/f of the time (S° = S̄·(1-φ) + S̄·φ/f).
    """
    own: list[Figure] = [time.seconds or 0.0 for time in figures.found]
    shares: list[Figure | None] = list(figures.shares)
    visits = _visits(structure, variants)
    for service in portfolio.services.values():
        members = structure.graph.members(service.name, portfolio)
        times = variants.times.get(service.name)
        if times is not None:
            for vertex in members:
                own[vertex] = own[vertex] * times
        if any(shares[vertex] is not None for vertex in members):
            account = _Account(service, structure, members, visits, variants)
            for vertex, share, used in zip(
                members, account.shares(own), account.visits, strict=True
            ):
                shares[vertex] = None if shares[vertex] is None else share
                visits[vertex] = used
        if service.name in as_if:
            _translate(members, 1.0 / as_if[service.name], own, shares)
    return Varied(own=own, shares=shares, visits=visits)


def _translate(
    members: Sequence[int],
    factor: Figure,
    own: list[Figure],
    shares: list[Figure | None],
) -> None:
    """Own times and φ of a service whose computing part is scaled."""
    for vertex in members:
        share = shares[vertex]
        if share is not None:
            own[vertex] = own[vertex] * (1.0 - share + share * factor)
            shares[vertex] = scaled_shares(share, factor)


def scaled_shares(share: Figure, factor: Figure) -> Figure:
    """`scaled_share` of one figure or of many."""
    if isinstance(share, float) and isinstance(factor, float):
        return scaled_share(share, factor)
    return _quotient(share * factor, 1.0 - share + share * factor)


def _visits(structure: Structure, variants: Variants) -> list[Figure]:
    """Visits per second by vertex, background included, where journeys have other rates."""
    rates: list[Figure] = list(structure.traffic.rates)
    moved = [item for item in structure.journeys if item.rate and item.name in variants.journeys]
    if not moved:
        return rates
    more = np.stack([variants.journeys[item.name] - 1.0 for item in moved], axis=1)
    flows = np.zeros((len(moved), len(rates)))
    for row, alone_there in zip(flows, alone(structure.graph, moved), strict=True):
        row[list(alone_there)] = list(alone_there.values())
    return [rate + change for rate, change in zip(rates, (more @ flows).T, strict=True)]


class _Account:
    """One service's CPU divided over its operations, as in `computing`, in every variant.

    Which operations have a figure is the same in all of them: multipliers are above zero.
    """

    def __init__(
        self,
        service: Service,
        structure: Structure,
        members: Sequence[int],
        visits: Sequence[Figure],
        variants: Variants,
    ) -> None:
        operations = [structure.graph.operations[vertex] for vertex in members]
        self.cpu_times = [operation.cpu_time for operation in operations]
        self.is_visited = [bool(structure.traffic.rates[vertex]) for vertex in members]
        self.members = members
        self.service = service
        self.cpu: Figure = variants.cpu.get(service.name, 1.0)
        self.visits = self._split([visits[vertex] for vertex in members], variants)
        self.foreground = 1.0 - (service.gc.cpu_share or 0.0)

    def _split(self, derived: Sequence[Figure], variants: Variants) -> list[Figure]:
        """The rate that CPU is divided by, over the operations."""
        declared: Figure | None = self.service.load.rate
        if declared is None:
            return list(derived)
        declared = declared * variants.rates.get(self.service.name, 1.0)
        if any(self.is_visited):
            total = sum(derived)
            return [declared * rate / total for rate in derived]
        self.is_visited = [len(derived) == 1] * len(derived)
        return [declared] * len(derived)

    def shares(self, own: Sequence[Figure]) -> list[Figure]:
        """φ by operation; meaningless where nothing is declared that says it."""
        rest = self._rest(own)
        return [
            _cut(rest)
            if time is None
            else _cut(_quotient(time * self.cpu * self.foreground, own[vertex]))
            for time, vertex in zip(self.cpu_times, self.members, strict=True)
        ]

    def _rest(self, own: Sequence[Figure]) -> Figure:
        """One φ for all operations without a `cpu_time`."""
        rows = list(zip(self.visits, self.cpu_times, self.members, self.is_visited, strict=True))
        parts: Figure = sum(visits * time for visits, time, _, _ in rows if time is not None)
        load = self.service.load
        busy = parts
        if load.cpu is not None:
            busy = parts + above_zero(load.cpu - (load.idle_cpu or 0.0) - parts)
        waiting: Figure = sum(
            visits * own[vertex] for visits, time, vertex, used in rows if time is None and used
        )
        return _quotient((busy - parts) * self.cpu * self.foreground, waiting)


def _cut(share: Figure) -> Figure:
    """φ is at most one."""
    return min(1.0, share) if isinstance(share, float) else np.minimum(1.0, share)


def above_zero(value: Figure) -> Figure:
    """The figure, 0 where it is less."""
    return max(0.0, value) if isinstance(value, float) else np.maximum(0.0, value)


def _quotient(above: Figure, below: Figure) -> Figure:
    """Above / below; 0 where there is nothing below."""
    if isinstance(above, float) and isinstance(below, float):
        return above / below if below else 0.0
    whole, part = np.broadcast_arrays(below, above)
    found: Array = np.divide(part, whole, out=np.zeros(whole.shape), where=whole != 0.0)
    return found
