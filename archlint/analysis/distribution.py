"""A declared time as a quantile function, and its moments (MATHEMATICS section 1).

The quantile function through the declared points is linear in (z, ln t), z being the normal
quantile; the first and last slopes continue. Two points are a lognormal.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.model import Distribution

ASSUMED_SPREAD = 0.7
"""σ of the lognormal assumed when one figure is declared alone: p99 / p50 ≈ 5."""

_NORMAL = NormalDist()


class Mean(NamedTuple):
    """A mean in seconds; `spread_assumed` when it rests on `ASSUMED_SPREAD`."""

    seconds: float
    spread_assumed: bool


class Piece(NamedTuple):
    """ln t = intercept + slope·z for z from `start` to `end`; t in seconds."""

    intercept: float
    slope: float
    start: float
    end: float


class Curve(Struct, frozen=True, kw_only=True):
    """The quantile function of a time in seconds, in straight pieces from z = -∞ to +∞.

    `spread_assumed` where its slope is not declared.
    """

    pieces: tuple[Piece, ...]
    spread_assumed: bool = False

    @property
    def mean(self) -> float:
        """The mean in closed form; infinite where no number holds it."""
        return sum(_moment(piece, 1) for piece in self.pieces)

    @property
    def variance(self) -> float:
        """Seconds squared; infinite where no number holds it."""
        if self.is_constant:
            return 0.0
        square = sum(_moment(piece, 2) for piece in self.pieces)
        return max(0.0, square - self.mean**2) if math.isfinite(square) else math.inf

    @property
    def is_constant(self) -> bool:
        return all(piece.slope == 0.0 for piece in self.pieces)

    def quantile(self, share: float) -> float:
        """The time below which `share` of the requests stay, seconds; 0 < share < 1."""
        z = _NORMAL.inv_cdf(share)
        piece = next(piece for piece in self.pieces if z <= piece.end)
        return math.exp(piece.intercept + piece.slope * z)

    def scaled(self, factor: float) -> Curve:
        """The same shape, every time multiplied by `factor`, which is above zero."""
        rise = math.log(factor)
        return Curve(
            pieces=tuple(piece._replace(intercept=piece.intercept + rise) for piece in self.pieces),
            spread_assumed=self.spread_assumed,
        )


def constant(seconds: float) -> Curve:
    """A time that never varies."""
    log_time = math.log(seconds) if seconds > 0.0 else -math.inf
    return Curve(pieces=(Piece(log_time, 0.0, -math.inf, math.inf),))


def lognormal(mean: float, variance: float) -> Curve:
    """The lognormal with this mean, above zero, and this finite variance."""
    squared = math.log1p(variance / mean**2)
    return _straight(math.log(mean) - squared / 2, math.sqrt(squared))


def curve_of(times: Distribution, *, spread: float = ASSUMED_SPREAD) -> Curve | None:
    """The quantile function of a declared time; None where percentiles contradict each other.

    One figure alone is a lognormal with σ = `spread` through it. A mean is the mean exactly: with
    one percentile beside it the lognormal has both; several percentiles stay where they are, and
    what lies beyond the last of them is as steep as the mean wants. Where even a level tail is too
    long for it, all are multiplied by the factor that brings the curve to the mean.
    """
    if times.is_decreasing or (times.mean is None and not times.percentiles):
        return None
    points = [(_NORMAL.inv_cdf(share), math.log(value)) for share, value in times.percentiles]
    if times.mean is None:
        return _through(points, spread)
    if times.mean <= 0.0:
        return constant(0.0)
    if len(points) > 1:
        shape = _through(points, spread)
        bent = _bent(shape, points[-1], times.mean)
        if bent is not None:
            return bent
        level = shape.mean
        return shape.scaled(times.mean / level) if math.isfinite(level) else None
    slope = _slope_through(points[0], times.mean) if points else None
    assumed = slope is None
    slope = spread if slope is None else slope
    return _straight(math.log(times.mean) - slope**2 / 2, slope, spread_assumed=assumed)


def mean_of(times: Distribution, *, spread: float = ASSUMED_SPREAD) -> Mean | None:
    """The mean: the declared one, else the closed form; None where percentiles contradict."""
    if times.is_decreasing:
        return None
    if times.mean is not None:
        return Mean(times.mean, spread_assumed=False)
    curve = curve_of(times, spread=spread)
    return None if curve is None else Mean(curve.mean, spread_assumed=curve.spread_assumed)


def _straight(intercept: float, slope: float, *, spread_assumed: bool = False) -> Curve:
    piece = Piece(intercept, slope, -math.inf, math.inf)
    return Curve(pieces=(piece,), spread_assumed=spread_assumed)


def _through(points: list[tuple[float, float]], spread: float) -> Curve:
    """The curve through (z, ln t); with σ = `spread` where there is one point only."""
    if len(points) == 1:
        z, log_time = points[0]
        return _straight(log_time - spread * z, spread, spread_assumed=True)
    pieces = []
    for position, ((z1, y1), (z2, y2)) in enumerate(pairwise(points)):
        slope = (y2 - y1) / (z2 - z1)
        start = -math.inf if position == 0 else z1
        end = math.inf if position == len(points) - 2 else z2
        pieces.append(Piece(y1 - slope * z1, slope, start, end))
    return Curve(pieces=tuple(pieces))


def _bent(shape: Curve, last: tuple[float, float], mean: float) -> Curve | None:
    """The curve with another slope beyond its last point, so that it has this mean.

    None where no slope from 0 on does: the mean grows with the slope, and is least with none.
    """
    (z, log_time), (*before, tail) = last, shape.pieces
    kept = [*before, tail._replace(end=z)]

    def with_slope(slope: float) -> Curve:
        beyond = Piece(log_time - slope * z, slope, z, math.inf)
        return Curve(pieces=(*kept, beyond))

    low, high = 0.0, _STEEPEST
    if not with_slope(low).mean <= mean <= with_slope(high).mean:
        return None
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if with_slope(middle).mean < mean:
            low = middle
        else:
            high = middle
    found = with_slope(high)
    return found.scaled(mean / found.mean)


_STEEPEST = 10.0
"""A slope at which the far tail alone makes the mean."""

_BISECTIONS = 60


def _slope_through(point: tuple[float, float], mean: float) -> float | None:
    """σ of the lognormal with this mean through one (z, ln t); None where there is none.

    ln mean - σ²/2 + σ·z = ln t is quadratic in σ. Of two answers the lesser spread is meant.
    """
    z, log_time = point
    beneath = z**2 - 2.0 * (log_time - math.log(mean))
    if beneath < 0.0:
        return None
    root = math.sqrt(beneath)
    return min((slope for slope in (z - root, z + root) if slope >= 0.0), default=None)


def _moment(piece: Piece, order: int) -> float:
    """E[t^order] over the piece: e^(ka+k²b²/2)·(Φ(z₂-kb) - Φ(z₁-kb))."""
    rise = order * piece.slope
    if rise > _STEEP and piece.end < math.inf:
        return _steep_moment(piece, order, piece.end) - _steep_moment(piece, order, piece.start)
    weight = _NORMAL.cdf(piece.end - rise) - _NORMAL.cdf(piece.start - rise)
    try:
        return math.exp(order * piece.intercept + rise**2 / 2) * weight
    except OverflowError:
        return math.inf


def _steep_moment(piece: Piece, order: int, end: float) -> float:
    """E[t^order] below z = `end` where both factors of `_moment` leave the range of numbers.

    With x = kb - z: t^k·φ(z)·(1/x - 1/x³ + 3/x⁵), the tail of the normal by its known series.
    """
    if end == -math.inf:
        return 0.0
    x = order * piece.slope - end
    tail = (1.0 - (1.0 - 3.0 / x**2) / x**2) / x
    log_value = order * (piece.intercept + piece.slope * end)
    return math.exp(log_value - end**2 / 2) / math.sqrt(2 * math.pi) * tail


_STEEP = 30.0
"""Above this kb the series for the normal's tail is good to seven digits at every percentile."""
