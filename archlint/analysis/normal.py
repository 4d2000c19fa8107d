"""Normal quantiles of whole arrays: Wichura's AS 241 (PPND16), double precision.

M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
Statistics 37 (1988), 477-484: a ratio of two polynomials of degree seven for |p - ½| ≤ 0.425, two
more for the tails. Its error, relative, is about 1e-16 as published and below 1e-15 as computed
here; a test holds it against the inverse of the distribution function found by bisection.
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

_MIDDLE, _MIDDLE_SQUARED = 0.425, 0.180625
_NEAR_TAIL, _SHIFT = 5.0, 1.6

# The highest power first. A denominator ends in 1.
_CENTRE = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852854561,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
_TAIL = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)


def normal_quantiles(shares: Array) -> Array:
    """Every z with Φ(z) = share, for shares in [0, 1); zero is half the least step, 2⁻⁵⁴."""
    flat = shares.ravel()
    centred = flat - 0.5
    found = _ratio(_CENTRE, _MIDDLE_SQUARED - centred * centred)
    found *= centred
    tails = np.flatnonzero(np.abs(centred) > _MIDDLE)
    found[tails] = _tail_quantiles(flat[tails], centred[tails])
    return found.reshape(shares.shape)


def _tail_quantiles(shares: Array, centred: Array) -> Array:
    outside = np.maximum(np.where(centred < 0.0, shares, 1.0 - shares), _LEAST)
    depth = np.sqrt(-np.log(outside))
    found = _ratio(_TAIL, depth - _SHIFT)
    far = np.flatnonzero(depth > _NEAR_TAIL)
    found[far] = _ratio(_FAR_TAIL, depth[far] - _NEAR_TAIL)
    return np.copysign(found, centred)


def _ratio(polynomials: tuple[Sequence[float], Sequence[float]], at: Array) -> Array:
    above, below = (_horner(coefficients, at) for coefficients in polynomials)
    above /= below
    return above


def _horner(coefficients: Sequence[float], at: Array) -> Array:
    value = at * coefficients[0]
    value += coefficients[1]
    for coefficient in coefficients[2:]:
        value *= at
        value += coefficient
    return value
