"""What the samples of many variants have in common: variants differ by their figures, not by luck.

Each variant's samples of an own time are scaled so that their mean is S̄ of that variant exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from archlint.analysis.draws import BATCHES, Draws, Rows
from archlint.analysis.maxplus import add_shifted
from archlint.analysis.sampled_calls import SampledCall

if TYPE_CHECKING:
    from archlint.analysis.distribution import Curve
    from archlint.analysis.graph import CallGraph
    from archlint.analysis.variants import Array

Some = NDArray[np.bool_]
"""Which of the variants."""

Times = Mapping[int, "Array"]
"""Samples by vertex, (V or 1, rows, width), seconds."""


class CommonDraws(Draws):
    """One batch of samples that all variants read: a row, or several where times are correlated."""

    def __init__(self, samples: int, seed: int, correlation: float = 0.0) -> None:
        super().__init__(samples * BATCHES, seed, correlation)

    @property
    def batch(self) -> Rows:
        return Rows(0, self.strata, self.width)


class Samples:
    """What the variants of one portfolio have in common: shapes of own times, shifts of calls.

    `curves` are the quantile functions of own times by vertex, of which only the shape counts.
    """

    def __init__(self, graph: CallGraph, curves: Sequence[Curve], draws: CommonDraws) -> None:
        self.graph = graph
        self.curves = curves
        self.draws = draws
        self._calls: dict[tuple[int, int], list[SampledCall]] = {}
        self._shapes: dict[int, Array] = {}

    @property
    def count(self) -> int:
        """Samples of one variant."""
        return self.draws.strata * self.draws.width

    def calls(self, vertex: int, number: int) -> list[SampledCall]:
        """The calls of a stage."""
        if (vertex, number) not in self._calls:
            stage = self.graph.stages[vertex][number]
            self._calls[vertex, number] = [SampledCall(link, self.draws) for link in stage]
        return self._calls[vertex, number]

    def shape(self, vertex: int) -> Array:
        """Samples of an own time with a mean of one second; ones of an unknown one."""
        if vertex not in self._shapes:
            name = self.graph.operations[vertex].id
            curves = {name: self.curves[vertex]}
            drawn = self.draws.own_times(curves, self.draws.batch)[name][np.newaxis]
            mean = drawn.mean()
            known = 0.0 < mean < np.inf
            self._shapes[vertex] = drawn / mean if known else np.ones_like(drawn)
        return self._shapes[vertex]

    def time(self, call: SampledCall, callee: Array) -> Array:
        """What a call takes where its callee takes this."""
        return call.term(callee, self.draws.batch).value

    def passed_on(self, call: SampledCall, change: Array) -> Array:
        """What comes off the time of a linear call when this comes off its callee's."""
        if not call.is_plain:
            nothing = np.zeros_like(change[:1])
            return self.time(call, change) - self.time(call, nothing)
        total = np.zeros_like(change)
        for shift in call.shifts[: call.full_rounds]:
            add_shifted(total, change, shift)
        return total


class Joint:
    """A stage whose mean is not that of its means: the calls, and what each of them takes now."""

    def __init__(self, samples: Samples, calls: Sequence[SampledCall], times: Times) -> None:
        self.samples = samples
        self.calls = calls
        self.taken = [samples.time(call, times[call.link.callee]) for call in calls]
        self.value = slowest(self.taken)

    def without(self, times: Times, less: Times, some: Some | None) -> list[Array]:
        """What each call takes once `less` comes off the response times of some callees."""
        return [
            self.samples.time(call, some_of(times[call.link.callee], some) - less[call.link.callee])
            if call.link.callee in less
            else some_of(taken, some)
            for call, taken in zip(self.calls, self.taken, strict=True)
        ]


def slowest(values: Sequence[Array]) -> Array:
    slowest = values[0]
    for value in values[1:]:
        slowest = np.maximum(slowest, value)
    return slowest


def some_of(samples: Array, some: Some | None) -> Array:
    """The samples of some variants; those that are the same for all stay one row."""
    return samples if some is None or samples.shape[0] == 1 else samples[some]


def with_some(samples: Array, new: Array, some: Some | None) -> Array:
    """The samples, those of some variants replaced: in place where every variant has its own."""
    if some is None:
        return new
    found = samples if samples.shape[0] > 1 else np.repeat(samples, some.size, axis=0)
    found[some] = new
    return found
