"""Where the mean model is exact, and where only samples tell the mean.

An expectation passes through sums and through repetitions, not through the slowest of several and
not through a limit. So T on means is the mean of T for every operation below which nothing runs
side by side and nothing is cut short; samples would add nothing there but their noise. Everywhere
else it is only an estimate: too low where calls run at once, too high where timeouts cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link


def linear(graph: CallGraph) -> frozenset[int]:
    """The vertices whose mean response time is exactly T on means."""
    found: set[int] = set()
    for vertex in reversed(graph.order):
        if all(
            len(stage) == 1 and _is_linear(stage[0]) and stage[0].callee in found
            for stage in graph.stages[vertex]
        ):
            found.add(vertex)
    return frozenset(found)


def _is_linear(link: Link) -> bool:
    side_by_side = link.call.together > 1 and link.multiplicity > 1.0
    return not side_by_side and not link.call.is_limited
