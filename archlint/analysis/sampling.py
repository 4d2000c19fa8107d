"""How samples are drawn; here, and not beside the drawing, so that asking needs no NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from archlint.analysis.distribution import ASSUMED_SPREAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_SAMPLES = 20_000
"""Samples of a request where nobody says how many."""

_LEAST_SAMPLES = 1_250
_WORK = 20_000_000
"""Samples · operations of an analysis: what a search on samples can hold and afford."""


class Sampling(Struct, frozen=True, kw_only=True):
    """How samples are drawn.

    `samples` is rounded up to whole rows: 1,000 at least, 2,000 where there is a `correlation`,
    that of any two own times of one request. `spread` is σ where one figure is declared alone.
    """

    samples: int = MOST_SAMPLES
    seed: int = 0
    correlation: float = 0.0
    spread: float = ASSUMED_SPREAD

    def fitting(self, operations: int) -> Sampling:
        """The same with fewer samples where there are many operations: halved until they fit.

        Halving keeps the number the same while a portfolio grows by a service or two, and with it
        every random number.
        """
        samples = self.samples
        while samples * operations > _WORK and samples // 2 >= _LEAST_SAMPLES:
            samples //= 2
        return self if samples == self.samples else replace(self, samples=samples)


DEFAULT = Sampling()


_Share = TypeVar("_Share", float, "NDArray[np.float64]")


def luck(chance: _Share, samples: int) -> _Share:
    """By how much the share of so many samples may exceed a chance: once in 20,000 times it does.

    By Bernstein's inequality, which holds for what is rare as well: there standard errors say too
    little.
    """
    variance = chance * (1.0 - chance) / samples
    rare = 2.0 * _UNLIKELY / (3.0 * samples) * (chance > 0.0)
    found: _Share = (2.0 * _UNLIKELY * variance) ** 0.5 + rare
    return found


_UNLIKELY = 10.0
"""-ln of a probability: 4.5e-5."""
