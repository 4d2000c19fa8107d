"""Max-plus terms over vectors of samples: what a call adds to a response time, sample by sample.

A term has a `value` in seconds and can be followed backwards. `credit` takes weights, one a sample
of the caller (in as many layers as there are questions), down to the samples of the operations
that make up the value: a slowest member takes all of the weight, a sum passes it to every part. So
Σ weight · value = Σ credited weight · own time + network + waits between attempts, to the last
digit that floating point keeps. `mark` carries bit sets of services up along the same paths.

Values, weights and marks are arrays that end in (rows, width); shifts are cyclic within a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Marks = NDArray[np.uint64]
    Mask = NDArray[np.bool_]


class Ledger:
    """Where weights arrive: the samples of each vertex, and seconds per row that no service has.

    `network` and `waits` have a layer for each question and a figure for each row.
    """

    def __init__(self, layers: int, rows: int) -> None:
        self.weights: dict[int, Array] = {}
        self.network = np.zeros((layers, rows))
        self.waits = np.zeros((layers, rows))

    def visit(self, vertex: int, weights: Array, shift: int = 0) -> None:
        """Add weights to the vertex's samples, `shift` onwards."""
        if vertex not in self.weights:
            self.weights[vertex] = np.zeros_like(weights)
        add_back(self.weights[vertex], weights, shift)


class Term(Protocol):
    """See the module."""

    @property
    def value(self) -> Array: ...

    def credit(self, weights: Array, ledger: Ledger) -> None: ...

    def mark(self, marks: Mapping[int, Marks]) -> Marks: ...


def shifted(values: Array, shift: int) -> Array:
    """values[i + shift] for every i, cyclic."""
    if not shift:
        return values.copy()
    return np.concatenate((values[..., shift:], values[..., :shift]), axis=-1)


def add_shifted(total: Array, values: Array, shift: int) -> None:
    """total[i] += values[i + shift], without a copy."""
    split = values.shape[-1] - shift
    total[..., :split] += values[..., shift:]
    total[..., split:] += values[..., :shift]


def add_back(total: Array, values: Array, shift: int) -> None:
    """total[i + shift] += values[i]: the way back of `add_shifted`."""
    split = values.shape[-1] - shift
    total[..., shift:] += values[..., :split]
    total[..., :shift] += values[..., split:]


class Read:
    """One request to a callee: network · its share, and the callee's time through a shift."""

    def __init__(self, vertex: int, times: Array, shift: int, network: float) -> None:
        self.vertex = vertex
        self.times = times
        self.shift = shift
        self.network = network

    @cached_property
    def value(self) -> Array:
        found = shifted(self.times, self.shift)
        if self.network:
            found += self.network
        return found

    def credit(self, weights: Array, ledger: Ledger) -> None:
        ledger.visit(self.vertex, weights, self.shift)
        if self.network:
            ledger.network += weights.sum(axis=-1) * self.network

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = marks[self.vertex]
        return np.concatenate((found[..., self.shift :], found[..., : self.shift]), axis=-1)


class InTurn:
    """Two parts or more, one after another."""

    def __init__(self, parts: Sequence[Term]) -> None:
        self.parts = parts

    @cached_property
    def value(self) -> Array:
        total = self.parts[0].value + self.parts[1].value
        for part in self.parts[2:]:
            total += part.value
        return total

    def credit(self, weights: Array, ledger: Ledger) -> None:
        for part in self.parts:
            part.credit(weights, ledger)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = self.parts[0].mark(marks) | self.parts[1].mark(marks)
        for part in self.parts[2:]:
            found |= part.mark(marks)
        return found


class SideBySide:
    """Two parts or more at once: the slowest counts; equal ones share the credit.

    Two that are cut at the same moment are equal, and neither was waited for more than the other.
    """

    def __init__(self, parts: Sequence[Term]) -> None:
        self.parts = parts

    @cached_property
    def value(self) -> Array:
        slowest = np.maximum(self.parts[0].value, self.parts[1].value)
        for part in self.parts[2:]:
            np.maximum(slowest, part.value, out=slowest)
        return slowest

    def credit(self, weights: Array, ledger: Ledger) -> None:
        wins = self._wins()
        among = np.sum(wins, axis=0)
        are_shared = int(among.max(initial=1)) > 1
        for part, won in zip(self.parts, wins, strict=True):
            part.credit(weights * (won / among if are_shared else won), ledger)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = np.zeros(self.value.shape, np.uint64)
        for part, won in zip(self.parts, self._wins(), strict=True):
            np.bitwise_or(found, part.mark(marks), out=found, where=won)
        return found

    def _wins(self) -> list[Mask]:
        return [part.value == self.value for part in self.parts]


class Sometimes:
    """A part that only some requests have."""

    def __init__(self, part: Term, happens: Mask) -> None:
        self.part = part
        self.happens = happens

    @cached_property
    def value(self) -> Array:
        return self.part.value * self.happens

    def credit(self, weights: Array, ledger: Ledger) -> None:
        self.part.credit(weights * self.happens, ledger)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        return self.part.mark(marks) * self.happens.astype(np.uint64)


class Stretched:
    """`count` times one after another, of which `part` holds `drawn` drawn ones in turn.

    Y = √(count/drawn)·X + (count - √(count·drawn))·μ, μ being the row's mean of one: the mean
    and the variance of `count` independent ones. Y ≥ 0 where count ≥ drawn.
    """

    def __init__(self, part: Term, count: int, drawn: int) -> None:
        self.part = part
        self.spread = (count / drawn) ** 0.5
        self.level = (count - (count * drawn) ** 0.5) / drawn

    @cached_property
    def value(self) -> Array:
        drawn = self.part.value
        stretched: Array = self.spread * drawn + self.level * drawn.mean(axis=-1, keepdims=True)
        return stretched

    def credit(self, weights: Array, ledger: Ledger) -> None:
        even = weights.mean(axis=-1, keepdims=True)
        self.part.credit(self.spread * weights + self.level * even, ledger)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        return self.part.mark(marks)


class Ranking:
    """A term and the places of its values in rising order, row by row."""

    def __init__(self, part: Term) -> None:
        self.part = part

    @cached_property
    def order(self) -> NDArray[np.intp]:
        return np.argsort(self.part.value, axis=-1, kind="stable")


class SlowestOf:
    """The slowest of many like the ranked term: the value whose rank is that of the greatest.

    With u uniform, the greatest of k independent draws has rank u^(1/k); `ranks` are those.
    """

    def __init__(self, ranking: Ranking, ranks: Array) -> None:
        self.ranking = ranking
        self.part = ranking.part
        self.ranks = ranks

    @cached_property
    def places(self) -> NDArray[np.intp]:
        width = self.ranks.shape[-1]
        ranked = np.minimum((self.ranks * width).astype(np.intp), width - 1)
        order = self.ranking.order
        return np.take_along_axis(order, np.broadcast_to(ranked, order.shape), axis=-1)

    @cached_property
    def value(self) -> Array:
        return np.take_along_axis(self.part.value, self.places, axis=-1)

    def credit(self, weights: Array, ledger: Ledger) -> None:
        width = weights.shape[-1]
        rows = np.arange(self.places.shape[0])[:, np.newaxis] * width
        flat = (self.places + rows).ravel()
        size = self.places.size
        gathered = [
            np.bincount(flat, weights=layer.ravel(), minlength=size).reshape(self.places.shape)
            for layer in weights
        ]
        self.part.credit(np.stack(gathered), ledger)

    def mark(self, marks: Mapping[int, Marks]) -> Marks:
        found = self.part.mark(marks)
        return np.take_along_axis(found, self.places, axis=-1)
