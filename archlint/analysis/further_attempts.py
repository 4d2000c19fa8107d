"""What attempts after the first cost today: what a rewrite can spare beside its own time.

A rewrite that brings an attempt under its timeout spares all the attempts that were made after it,
though they take many times what it takes off. So no bound on a rewrite holds without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from archlint.analysis.attempts import longest_rest, patience
from archlint.analysis.sampling import luck

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from archlint.analysis.graph import Link
    from archlint.analysis.simulation import Simulation

    Array = NDArray[np.float64]


class Again(NamedTuple):
    """A call that is made again: the most users who wait for that, and for whom they wait."""

    users: float
    below: frozenset[int]


def made_again(simulation: Simulation, visits: Sequence[float]) -> Iterator[Again]:
    """The calls of which some sample is made again; `visits` per second by vertex, first attempts.

    Beyond the first, attempts of what is called by further attempts belong to those.
    """
    graph = simulation.graph
    links = [
        link
        for vertex in sorted(simulation.reached)
        for stage in graph.stages[vertex]
        for link in stage
        if longest_rest(link.call)
    ]
    if not links:
        return
    cut = [0] * len(links)
    for group in simulation.groups(simulation.reached):
        for place, link in enumerate(links):
            cut[place] += int(_is_cut(link, group.times[link.callee]).sum())
    for link, count in zip(links, cut, strict=True):
        if count:
            seconds = _at_most(link, np.array(count / simulation.samples), simulation.samples)
            below = frozenset(graph.reachable(link.callee))
            yield Again(visits[link.caller] * float(seconds), below)


def longest_again(link: Link, times: Array) -> Array | None:
    """The most that a caller's visit waits for further attempts, in the mean of the last two axes.

    `times` are samples of the callee's response time; None where none is cut.
    """
    if not longest_rest(link.call):
        return None
    share: Array = _is_cut(link, times).mean(axis=(-2, -1))
    return _at_most(link, share, times[0].size) if share.any() else None


def _is_cut(link: Link, times: Array) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = times + link.network > patience(link.call)
    return found


def _at_most(link: Link, share: Array, samples: int) -> Array:
    """Calls are sent, and what is drawn anew is cut, as often as luck allows."""
    cut = np.minimum(1.0, share + luck(share, samples))
    one_more = np.minimum(cut, link.chance + luck(link.chance, samples))
    found: Array = (link.whole * cut + one_more) * longest_rest(link.call)
    return found
