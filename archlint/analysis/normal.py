"""Normal quantiles of whole arrays: Wichura's AS 241 in its shorter form, PPND7.

M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
Statistics 37 (1988), 477-484: a ratio of cubic polynomials for |p - ½| ≤ 0.425, two more for the
tails, the relative error about 1e-7 as published and below 1.5e-7 as computed here, which a test
holds against the inverse of the distribution function found by bisection. It displaces a time by
less than a millionth; the form with polynomials of degree seven, exact to double precision, costs
as much as everything else in a simulation together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_LEAST = 2.0**-54
"""Half the step of `Generator.random`: what its zero stands for."""

_AT_ONCE = 16_384
"""Values worked on at once: what is between two steps stays in the cache, and in one place."""

_MIDDLE, _MIDDLE_SQUARED = 0.425, 0.180625
_NEAR_TAIL, _SHIFT = 5.0, 1.6

# The highest power first. A denominator ends in 1.
_CENTRE = (
    (59.109374720, 159.29113202, 50.434271938, 3.3871327179),
    (67.187563600, 78.757757664, 17.895169469, 1.0),
)
_TAIL = (
    (0.17023821103, 1.3067284816, 2.7568153900, 1.4234372777),
    (0.12021132975, 0.73700164250, 1.0),
)
_FAR_TAIL = (
    (0.017337203997, 0.42868294337, 3.0812263860, 6.6579051150),
    (0.012258202635, 0.24197894225, 1.0),
)


def normal_quantiles(shares: Array) -> Array:
    """Every z with Φ(z) = share, for shares in [0, 1); zero is half the least step, 2⁻⁵⁴."""
    found = shares.copy()
    to_normal_quantiles(found)
    return found


def to_normal_quantiles(shares: Array) -> None:
    """The same in the place of the shares, which stand one behind the other in memory."""
    flat = shares.reshape(-1)
    work = np.empty((3, min(_AT_ONCE, flat.size)))
    for start in range(0, flat.size, _AT_ONCE):
        part = flat[start : start + _AT_ONCE]
        centred, radius, below = work[:, : part.size]
        np.subtract(part, 0.5, out=centred)
        tails = np.flatnonzero(np.abs(centred, out=radius) > _MIDDLE)
        outside = part[tails]
        np.multiply(centred, centred, out=radius)
        np.subtract(_MIDDLE_SQUARED, radius, out=radius)
        _horner(_CENTRE[0], radius, part)
        part /= _horner(_CENTRE[1], radius, below)
        part *= centred
        part[tails] = _tail_quantiles(outside, centred[tails])


def _tail_quantiles(shares: Array, centred: Array) -> Array:
    outside = np.maximum(np.where(centred < 0.0, shares, 1.0 - shares), _LEAST)
    depth = np.sqrt(-np.log(outside))
    found = _ratio(_TAIL, depth - _SHIFT)
    far = np.flatnonzero(depth > _NEAR_TAIL)
    found[far] = _ratio(_FAR_TAIL, depth[far] - _NEAR_TAIL)
    return np.copysign(found, centred)


def _ratio(polynomials: tuple[Sequence[float], Sequence[float]], at: Array) -> Array:
    above, below = polynomials
    return _horner(above, at, np.empty_like(at)) / _horner(below, at, np.empty_like(at))


def _horner(coefficients: Sequence[float], at: Array, out: Array) -> Array:
    np.multiply(at, coefficients[0], out=out)
    out += coefficients[1]
    for coefficient in coefficients[2:]:
        out *= at
        out += coefficient
    return out
