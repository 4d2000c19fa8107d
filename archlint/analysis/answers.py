"""Response times once some callees answer sooner; what the others take is remembered.

A rewrite changes one call of a stage or two: the other calls take what they took, and so do all the
other stages. Nothing is added in another order than `Simulation.response` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.draws import Rows
    from archlint.analysis.sampled_calls import SampledCall
    from archlint.analysis.simulation import Simulation

    Array = NDArray[np.float64]

_REMEMBERED = 256 * 2**20
"""Bytes of what calls take; what does not fit is made when it is asked for."""


class Answers:
    """Response times from `times`, samples by vertex, where some of them are replaced.

    Whoever changes `times` says so (`forget`).
    """

    def __init__(self, simulation: Simulation, times: Mapping[int, Array], rows: Rows) -> None:
        self.simulation = simulation
        self.times = times
        self.rows = rows
        self._known: dict[tuple[int, int], list[Array]] = {}
        self._bytes = 0

    def after(self, vertex: int, own: Array, moved: Mapping[int, Array]) -> Array:
        """The response times of a vertex with these own times, `moved` being those of callees."""
        stages = self.simulation.stages[vertex]
        if not stages:
            return own
        total = own.copy()
        same_for_all = 0.0
        for number, stage in enumerate(stages):
            if len(stage) == 1:
                callee = stage[0].link.callee
                times = moved.get(callee, self.times[callee])
                same_for_all += stage[0].add_to(total, times, self.rows)
            else:
                total += self._slowest((vertex, number), stage, moved)
        if same_for_all:
            total += same_for_all
        return total

    def forget(self, moved: Iterable[int]) -> None:
        """Say that the times of these vertices are others now."""
        stages, callers = self.simulation.stages, self.simulation.graph.callers
        for caller in {caller for vertex in moved for caller in callers[vertex]}:
            for number in range(len(stages[caller])):
                for taken in self._known.pop((caller, number), ()):
                    self._bytes -= taken.nbytes

    def _slowest(
        self, place: tuple[int, int], stage: Sequence[SampledCall], moved: Mapping[int, Array]
    ) -> Array:
        """What a stage takes; the last of what is remembered is that of all its calls."""
        *known, all_of_them = self._taken(place, stage)
        if not any(call.link.callee in moved for call in stage):
            return all_of_them
        taken = [
            call.term(moved[call.link.callee], self.rows).value
            if call.link.callee in moved
            else before
            for call, before in zip(stage, known, strict=True)
        ]
        return _greatest(taken)

    def _taken(self, place: tuple[int, int], stage: Sequence[SampledCall]) -> list[Array]:
        if place in self._known:
            return self._known[place]
        taken = [call.term(self.times[call.link.callee], self.rows).value for call in stage]
        taken.append(_greatest(taken))
        if self._bytes < _REMEMBERED:
            self._known[place] = taken
            self._bytes += sum(each.nbytes for each in taken)
        return taken


def _greatest(taken: Sequence[Array]) -> Array:
    greatest = np.maximum(taken[0], taken[1])
    for each in taken[2:]:
        np.maximum(greatest, each, out=greatest)
    return greatest
