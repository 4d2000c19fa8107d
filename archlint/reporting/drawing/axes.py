"""What all charts share: pixels, axes with round numbers, lines of at most so many points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

CHARACTER = 6.7
"""Width of a character of the charts' monospaced labels, with a little to spare."""


class Tick(NamedTuple):
    """A line of an axis and what stands beside it."""

    at: float
    text: str


class Bar(NamedTuple):
    """A stretch along the x axis."""

    x: float
    width: float


def px(value: float) -> float:
    return round(value, 1)


def steps(most: float, about: int) -> list[float]:
    """Round numbers from 0 to at most `most`, about so many."""
    if not most > 0:
        return [0.0]
    rough = most / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * (1 - 1e-9))
    return [step * number for number in range(int(most / step * (1 + 1e-9)) + 1)]


MOST_POINTS = 400


def thin(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most so many points, the first and the last among them."""
    if len(places) <= MOST_POINTS:
        return list(places)
    step = (len(places) - 1) / (MOST_POINTS - 1)
    return [places[round(number * step)] for number in range(MOST_POINTS)]


def through(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)
