"""The mean of a declared time (MATHEMATICS section 1).

The quantile function through the declared points is linear in (z, ln t), z being the normal
quantile; the first and last slopes continue. Two points are a lognormal.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.model import Distribution

ASSUMED_SPREAD = 0.7
"""σ of the lognormal assumed when one figure is declared alone: p99 / p50 ≈ 5."""

_NORMAL = NormalDist()


class Mean(NamedTuple):
    """A mean in seconds; `spread_assumed` when it rests on `ASSUMED_SPREAD`."""

    seconds: float
    spread_assumed: bool


def mean_of(times: Distribution, *, spread: float = ASSUMED_SPREAD) -> Mean | None:
    """The mean: the declared one, else the closed form; None where percentiles contradict.

    A segment ln t = a + b·z between z₁ and z₂ contributes e^(a+b²/2)·(Φ(z₂-b) - Φ(z₁-b)).
    """
    if times.is_decreasing:
        return None
    if times.mean is not None:
        return Mean(times.mean, spread_assumed=False)
    points = [(_NORMAL.inv_cdf(share), math.log(value)) for share, value in times.percentiles]
    if not points:
        return None
    if len(points) == 1:
        z, log_time = points[0]
        return Mean(math.exp(log_time - spread * z + spread**2 / 2), spread_assumed=True)
    return Mean(sum(_segment_mean(*segment) for segment in _segments(points)), spread_assumed=False)


def _segments(points: list[tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """(intercept, slope, z from, z to) of each straight piece, from -∞ to +∞."""
    pieces = []
    for position, ((z1, y1), (z2, y2)) in enumerate(pairwise(points)):
        slope = (y2 - y1) / (z2 - z1)
        start = -math.inf if position == 0 else z1
        end = math.inf if position == len(points) - 2 else z2
        pieces.append((y1 - slope * z1, slope, start, end))
    return pieces


def _segment_mean(intercept: float, slope: float, start: float, end: float) -> float:
    weight = _NORMAL.cdf(end - slope) - _NORMAL.cdf(start - slope)
    return math.exp(intercept + slope**2 / 2) * weight
