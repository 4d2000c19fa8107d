"""Figures from samples, each with its standard error.

Rows are independent batches; within one, samples may share draws, because a vector is read by
several repetitions. So every error is the spread between the batches, and at least what as many
independent samples would have: response times rise with every draw, so sharing adds variance.
The error of a percentile is that of the share of samples beyond it, carried over to seconds by the
order statistics on both sides: no density is estimated.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure and its standard error, in the same unit."""

    value: float
    error: float


def ratio(sums: Array, counts: Array) -> Estimate:
    """Σ sums / Σ counts, both by batch: a mean, a share, a mean over some of the samples."""
    count = float(counts.sum())
    if not count:
        return Estimate(0.0, 0.0)
    value = float(sums.sum()) / count
    return Estimate(value, _error_between(sums - value * counts) / count)


def mean(samples: Array) -> Estimate:
    """The mean of samples by batch, one batch a row."""
    value, error = ratio(samples.sum(axis=1), np.full(samples.shape[0], float(samples.shape[1])))
    alone = float(samples.std()) / math.sqrt(samples.size)
    return Estimate(value, max(error, alone))


class Ordered:
    """The samples of one figure by batch and in rising order."""

    def __init__(self, batches: Array) -> None:
        self.batches = batches
        self.rising = np.sort(batches, axis=None)

    def at(self, share: float) -> float:
        """The least sample that at least this share of them does not exceed."""
        place = _place(share, self.rising.size)
        return float(self.rising[min(max(place, 0), self.rising.size - 1)])

    def percentile(self, share: float) -> Estimate:
        """The percentile and its standard error."""
        value = self.at(share)
        error = max(self._share_error(value), math.sqrt(share * (1.0 - share) / self.rising.size))
        return Estimate(value, (self.at(share + error) - self.at(share - error)) / 2.0)

    def growth(self, before: Ordered, share: float) -> Estimate:
        """By how much a percentile is more than `before`, drawn from the same random numbers.

        Batch by batch both were given the same requests, so what those have in common is no error
        of the difference: the error is the spread of the batches' differences.
        """
        changes = self._by_batch(share) - before._by_batch(share)
        error = float(changes.std(ddof=1)) / math.sqrt(changes.size)
        return Estimate(self.at(share) - before.at(share), error)

    def _by_batch(self, share: float) -> Array:
        """The percentile of every batch."""
        width = self.batches.shape[1]
        place = min(max(_place(share, width), 0), width - 1)
        return np.partition(self.batches, place, axis=1)[:, place]

    def _share_error(self, value: float) -> float:
        """The standard error of the share of samples above `value`."""
        beyond = (self.batches > value).sum(axis=1, dtype=np.float64)
        return _error_between(beyond - beyond.mean()) / self.rising.size


def _place(share: float, size: int) -> int:
    """Where, of so many in rising order, the least stands that `share` of them do not exceed."""
    return math.ceil(share * size - _ROUNDING) - 1


def _error_between(sums: Array) -> float:
    """The standard error of the total of independent sums around zero."""
    batches = sums.size
    return math.sqrt(float((sums**2).sum()) * batches / (batches - 1))


_ROUNDING = 1e-9
"""0.99 · 1000 is not 990 in floating point."""
