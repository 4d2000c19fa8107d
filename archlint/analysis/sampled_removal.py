"""What rewrites together take off on samples, for a choice that was made on means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archlint.analysis.linearity import linear

if TYPE_CHECKING:
    from archlint.analysis.analysis import Analysis


def removed_on_samples(analysis: Analysis, factors: Mapping[str, float]) -> float | None:
    """Users that the rewrites (target -> factor) free where everything that runs at once does.

    Both states draw the same random numbers. A journey in which nothing runs side by side and
    nothing is cut short is as exact on means, and taken from there; None where all of them are.
    """
    now = analysis.simulate()
    exact = linear(now.graph)
    varying = {item.name for item in now.entered if now.graph.index[item.entry] not in exact}
    if not varying:
        return None
    on_means = analysis.on_means().removal(factors).seconds
    then = analysis.with_rewrites(factors).simulate(after=now)
    before, after = now.means, then.means
    return sum(
        (item.rate or 0.0)
        * (
            before[item.name] - after[item.name]
            if item.name in varying
            else on_means.get(item.name, 0.0)
        )
        for item in now.entered
    )
