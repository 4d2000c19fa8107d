"""Random numbers that belong to a name, so that a change elsewhere changes nothing here.

An operation's own times come from a stream seeded by its name, a call's chances from one seeded by
caller and callee, and each repetition of a call reads the samples of its callee through a cyclic
shift hashed from the same names.

The n samples stand in rows. Shifts are cyclic within a row, the same in every row, so rows share no
draw and are independent of each other: batches of them give standard errors that know that a vector
is read several times. A row is also the least that can be simulated by itself: any grouping of rows
gives the same bits, which is what bounds memory.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from archlint.analysis.normal import normal_quantiles, to_normal_quantiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.distribution import Curve
    from archlint.model import Call

    Array = NDArray[np.float64]

BATCHES = 10
"""Independent batches of samples: enough for a standard error, few enough that a row is long.

Two reads of one vector coincide with probability 1 / row length and are then fully dependent.
"""

STRATA = 20
"""Rows of one batch where operations are correlated: the common factor is constant in a row.

As many as there are samples for, at least two.
"""

_TRANSFORMED = 262_144
"""Samples that are transformed at once: few calls even where rows are short, 2 MiB of memory."""

LEAST_WIDTH = 100
"""A row is longer than the reads of any one call, which have shifts of their own."""


class Rows(NamedTuple):
    """The rows from `start` to `end`, each of `width` samples."""

    start: int
    end: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.end - self.start, self.width


class Draws:
    """The random numbers of one seed.

    `samples` is rounded up to whole rows of equal length, 100 at least: to 1,000, or to 2,000 where
    there is a `correlation`, whose rows are more the more samples there are. It is that of
    the normal quantiles of any two own times of a request (a Gaussian copula with one common
    factor). Raises ValueError where it is not from 0 to below 1, or the seed is negative.
    """

    def __init__(self, samples: int, seed: int, correlation: float = 0.0) -> None:
        if not 0.0 <= correlation < 1.0:
            raise ValueError(f"expected a correlation from 0 to below 1, got {correlation}")
        if seed < 0:
            raise ValueError(f"expected a seed from 0, got {seed}")
        self.seed = seed
        self.correlation = correlation
        longest = samples // (BATCHES * LEAST_WIDTH)
        self.strata = min(STRATA, max(2, longest)) if correlation else 1
        self.row_count = BATCHES * self.strata
        self.width = max(LEAST_WIDTH, math.ceil(samples / self.row_count))

    @property
    def samples(self) -> int:
        return self.row_count * self.width

    def own_times(self, curves: Mapping[str, Curve], rows: Rows) -> dict[str, Array]:
        """Samples of the own times of operations by name, seconds; several at once cost less."""
        found = {
            name: np.full(rows.shape, curve.quantile(0.5))
            for name, curve in curves.items()
            if curve.is_constant
        }
        varying = [name for name in curves if name not in found]
        at_once = max(1, _TRANSFORMED // (rows.shape[0] * rows.width))
        for start in range(0, len(varying), at_once):
            names = varying[start : start + at_once]
            samples = np.empty((len(names), *rows.shape))
            for name, out in zip(names, samples, strict=True):
                self._stream(name, rows).random(out=out)
            to_normal_quantiles(samples)
            if self.correlation:
                samples *= math.sqrt(1.0 - self.correlation)
                samples += math.sqrt(self.correlation) * self._common_factor(rows)
            for name, out in zip(names, samples, strict=True):
                _to_times(curves[name], out)
                found[name] = out
        return found

    def uniforms(self, name: str, rows: Rows) -> Array:
        """The name's uniforms in these rows, each in [0, 1)."""
        return self._stream(name, rows).random(rows.shape)

    def _stream(self, name: str, rows: Rows) -> np.random.Generator:
        """The name's stream where these rows begin: a number is one step of it."""
        digest = int.from_bytes(sha256(name.encode()).digest())
        stream = np.random.PCG64(np.random.SeedSequence([self.seed, digest]))
        if rows.start:
            stream.advance(rows.start * rows.width)
        return np.random.Generator(stream)

    def chances(self, call: Call, what: str, rows: Rows) -> Array:
        """Uniforms of a call's own, one stream for each question asked of it."""
        return self.uniforms(_key(call, what), rows)

    def shifts(self, call: Call, repetitions: int) -> tuple[int, ...]:
        """By how many samples each repetition reads the callee's vector onwards, all different."""
        taken: dict[int, None] = {}
        for repetition in range(repetitions):
            shift = self.shift(call, repetition)
            while shift in taken:
                shift = (shift + 1) % self.width
            taken[shift] = None
        return tuple(taken)

    def shift(self, call: Call, repetition: int, attempt: int = 0) -> int:
        """The shift as hashed from the names, whatever the other repetitions have."""
        text = f"{self.seed}\0{_key(call, f'{repetition}.{attempt}')}"
        return int.from_bytes(sha256(text.encode()).digest()[:8]) % self.width

    def _common_factor(self, rows: Rows) -> Array:
        """The load that all operations share, one normal quantile a row.

        A shift would tear a factor that varies from sample to sample apart; one that is constant
        where shifts reach stays common. Every batch has one row in each stratum of the factor, and
        the batches share a stratum out between them in random order.
        """
        everywhere = Rows(0, self.row_count, 1)
        shape = BATCHES, self.strata
        order = self.uniforms("\0order of the common factor", everywhere).reshape(shape)
        within = self.uniforms("\0common factor", everywhere).reshape(shape)
        part = (order.argsort(axis=0).argsort(axis=0) + within) / BATCHES
        levels = normal_quantiles((np.arange(self.strata) + part) / self.strata)
        return levels.reshape(-1, 1)[rows.start : rows.end]


def _key(call: Call, what: str) -> str:
    """Names hold no control characters, so no two calls and no operation share a key."""
    return "\0".join((call.caller, call.callee, str(call.occurrence), what))


def _to_times(curve: Curve, z: Array) -> None:
    """Times in the place of z: the first line, and at every joint the change of slope on top."""
    first = curve.pieces[0]
    joints = [
        (after.slope - before.slope) * np.maximum(z - after.start, 0.0)
        for before, after in pairwise(curve.pieces)
        if after.slope != before.slope
    ]
    z *= first.slope
    z += first.intercept
    for joint in joints:
        z += joint
    np.exp(z, out=z)
