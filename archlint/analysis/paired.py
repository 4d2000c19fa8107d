"""Percentiles of journeys in two states of a portfolio, on the same random numbers.

Random numbers belong to names, so what is the same in both states draws the same in both, and a
difference has far less error than either side of it: none at all where nothing changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.analysis.estimates import Estimate, Ordered
    from archlint.analysis.simulation import Simulation

_AT_ONCE = 100
"""Journeys whose samples are held at once, in every state."""


class Pair(NamedTuple):
    """A percentile before and after, and its growth with an error of its own, all in seconds.

    A side is None where the journey is not there, the growth where either is not.
    """

    before: Estimate | None
    after: Estimate | None
    growth: Estimate | None


def paired(
    before: Simulation, after: Simulation, wanted: Mapping[str, Collection[float]]
) -> dict[str, dict[float, Pair]]:
    """The percentiles that are wanted (journey -> shares) in both states."""
    found: dict[str, dict[float, Pair]] = {}
    names = sorted(wanted)
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        old, new = _ordered(before, some), _ordered(after, some)
        for name in some:
            pairs = _pairs(old.get(name), new.get(name), sorted(wanted[name]))
            found[name] = dict(pairs)
    return found


def _ordered(simulation: Simulation, names: Sequence[str]) -> dict[str, Ordered]:
    """The samples of those journeys that are there."""
    entries = {
        journey.name: simulation.graph.index[journey.entry]
        for journey in simulation.entered
        if journey.name in names
    }
    samples = simulation.ordered(sorted(set(entries.values()))) if entries else {}
    return {name: samples[entry] for name, entry in entries.items()}


def _pairs(
    old: Ordered | None, new: Ordered | None, shares: Sequence[float]
) -> Iterator[tuple[float, Pair]]:
    for share in shares:
        growth = None if old is None or new is None else new.growth(old, share)
        yield (
            share,
            Pair(
                None if old is None else old.percentile(share),
                None if new is None else new.percentile(share),
                growth,
            ),
        )
