"""How own times vary: a quantile function for every operation (MATHEMATICS sections 1 and 5).

What is declared has the curve of its figures. A self time that is derived from a response time
gets the variance that is left as well: variances of what follows one another add, so they subtract
like the means, and the curve is the lognormal with both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.analysis.distribution import ASSUMED_SPREAD, Curve, constant, curve_of, lognormal
from archlint.analysis.selftimes import callees_first, declared_response, declared_times
from archlint.analysis.timing import slowest, waiting_for_calls

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link
    from archlint.analysis.selftimes import SelfTime
    from archlint.model import Portfolio

LEAST_SPREAD = 0.05
"""A derived self time has at least this standard deviation, as a share of its mean."""

_UNKNOWN = constant(0.0)


def own_curves(
    portfolio: Portfolio,
    graph: CallGraph,
    rates: Sequence[float],
    found: Sequence[SelfTime],
    *,
    spread: float = ASSUMED_SPREAD,
) -> tuple[Curve, ...]:
    """The quantile function of every own time by vertex; constant 0 where the time is unknown.

    `rates` weigh the operations of a service's `latency`; `found` are the self times in means.
    """
    curves = _Curves(portfolio, graph, rates, found, spread)
    curves.run()
    return tuple(curves.found)


class _Curves:
    """One pass over the graph, callees first, that carries variances along."""

    def __init__(
        self,
        portfolio: Portfolio,
        graph: CallGraph,
        rates: Sequence[float],
        times: Sequence[SelfTime],
        spread: float,
    ) -> None:
        self.portfolio = portfolio
        self.graph = graph
        self.rates = rates
        self.own = times
        self.spread = spread
        self.found: list[Curve] = [_UNKNOWN] * len(times)
        self.means = [0.0] * len(times)
        self.variances = [0.0] * len(times)

    def run(self) -> None:
        for members in callees_first(self.portfolio, self.graph):
            waiting = [waiting_for_calls(self.graph, vertex, self.means) for vertex in members]
            behind = [self._variance_of_calls(vertex) for vertex in members]
            if self.own[members[0]].origin == "derived":
                curve = self._derived(members, waiting, behind)
            else:
                curve = self._declared(members[0])
            for vertex, time, variance in zip(members, waiting, behind, strict=True):
                self.found[vertex] = curve
                self.means[vertex] = curve.mean + time
                self.variances[vertex] = curve.variance + variance

    def _declared(self, vertex: int) -> Curve:
        operation = self.graph.operations[vertex]
        declared = declared_times(self.portfolio.services[operation.service], operation)
        curve = curve_of(declared[0], spread=self.spread) if declared is not None else None
        return _UNKNOWN if curve is None else curve

    def _derived(
        self, members: Sequence[int], waiting: Sequence[float], behind: Sequence[float]
    ) -> Curve:
        """Var S = Var(latency) - what the calls vary by, within an operation and between them."""
        operation = self.graph.operations[members[0]]
        latency = declared_response(self.portfolio.services[operation.service], operation)
        whole = curve_of(latency, spread=self.spread) if latency is not None else None
        mean = self.own[members[0]].seconds
        if whole is None or not mean:
            return _UNKNOWN
        if operation.variation is not None:
            left = (operation.variation * mean) ** 2
        else:
            left = whole.variance - self._mixed_variance(members, waiting, behind)
        if not math.isfinite(left):
            return whole.scaled(mean / whole.mean)
        curve = lognormal(mean, max(left, (LEAST_SPREAD * mean) ** 2))
        return replace(curve, spread_assumed=whole.spread_assumed)

    def _mixed_variance(
        self, members: Sequence[int], waiting: Sequence[float], behind: Sequence[float]
    ) -> float:
        """The variance of the calls of a request that is any of these operations' by its rate."""
        rates = [self.rates[vertex] for vertex in members]
        weights = rates if any(rates) else [1.0] * len(members)
        total = sum(weights)
        mean = sum(w * time for w, time in zip(weights, waiting, strict=True)) / total
        return (
            sum(
                weight * (variance + (time - mean) ** 2)
                for weight, time, variance in zip(weights, waiting, behind, strict=True)
            )
            / total
        )

    def _variance_of_calls(self, vertex: int) -> float:
        """Σ over the stages of the variance of the slowest member."""
        return sum(
            self._variance_of_call(slowest(stage, self.means))
            for stage in self.graph.stages[vertex]
        )

    def _variance_of_call(self, link: Link) -> float:
        """Rounds vary independently of each other; a fraction of a call is there or not."""
        whole, chance, side_by_side = link.whole, link.chance, link.call.together
        more = math.ceil((whole + 1) / side_by_side) - math.ceil(whole / side_by_side)
        stay = link.network + self.means[link.callee]
        return (
            link.rounds * self.variances[link.callee] + chance * (1 - chance) * (more * stay) ** 2
        )
