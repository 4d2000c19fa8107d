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
            len(stage) == 1 and is_linear(stage[0]) and stage[0].callee in found
            for stage in graph.stages[vertex]
        ):
            found.add(vertex)
    return frozenset(found)


def certain_visits(graph: CallGraph, entry: int) -> dict[int, float]:
    """By vertex, how often per request of `entry` its own time counts whatever the times are.

    The rounds of calls that nothing runs beside and nothing cuts short; below all others nothing is
    certain.
    """
    visits = {entry: 1.0}
    for vertex in sorted(graph.reachable(entry), key=graph.position.__getitem__):
        for stage in graph.stages[vertex] if vertex in visits else ():
            if len(stage) == 1 and is_linear(stage[0]):
                callee = stage[0].callee
                visits[callee] = visits.get(callee, 0.0) + visits[vertex] * stage[0].rounds
    return visits


def is_linear(link: Link) -> bool:
    """Whether what the call takes is, in the mean, so many times what its callee takes."""
    side_by_side = link.call.together > 1 and link.multiplicity > 1.0
    return not side_by_side and not link.call.is_limited
