"""The most that a rewrite can take off in every variant, without following samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from archlint.analysis.variants import above_zero
from archlint.analysis.varied_seats import Most

if TYPE_CHECKING:
    from archlint.analysis.variations import Figure
    from archlint.analysis.varied_times import Changes

_ROOM = 1.1
"""Chances happen a little more often in few samples than they should."""


class Bounds:
    """x·S̄·φ·(1-f) by journey: a visit gains no more, and no more of them are waited for.

    `visits` per request by journey and vertex, `rates` by journey in the same order; `again` are
    the most seconds by vertex that a visit waits for further attempts, which a rewrite may spare.
    """

    def __init__(
        self,
        visits: Sequence[Mapping[int, float]],
        rates: Mapping[str, Figure],
        sampled: AbstractSet[int],
        again: Mapping[int, Figure],
    ) -> None:
        self.visits = visits
        self.rates = rates
        self.sampled = sampled
        self.again = [_weighted(row, again) for row in visits]

    def most(self, changes: Changes) -> Most | None:
        """Upper bounds of what these seconds off own times take off; None where asking is cheap."""
        if self.sampled.isdisjoint(changes):
            return None
        saved = {vertex: above_zero(seconds) for vertex, seconds in changes.items()}
        users: Figure = 0.0
        found: dict[str, Figure] = {}
        for row, again, (journey, rate) in zip(
            self.visits, self.again, self.rates.items(), strict=True
        ):
            if any(row.get(vertex) for vertex in saved):
                found[journey] = _weighted(row, saved) + again
                users = users + rate * found[journey]
        return Most(users=users, seconds=found)


def _weighted(visits: Mapping[int, float], seconds: Mapping[int, Figure]) -> Figure:
    total: Figure = 0.0
    for vertex, each in seconds.items():
        if count := visits.get(vertex):
            total = total + count * _ROOM * each
    return total
