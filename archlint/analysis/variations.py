"""What is asked about variants of a portfolio: plain values, so that asking needs no arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from archlint.analysis.varied_seats import Accepts
    from archlint.model import Range

    Figure = float | NDArray[np.float64]
    Decided = bool | NDArray[np.bool_]
else:
    Figure = Decided = object
    """A figure, or one of each variant; and what is found true of it. For annotations only."""


MOST_TRACED = 500
"""Services up to which critical paths are followed anew in every variant."""


class Variation(Struct, frozen=True, kw_only=True):
    """One variant: by what it multiplies the figures it names; all others stay.

    By service: `times` its self times, all percentiles together; `cpu` its CPU, idle CPU and CPU
    times included; `rates` its declared `load.rate`. By journey: `traffic`, where every request
    computes what it computes today. `admitted` are candidates that may sit in this variant, though
    they may not in the others. There are so many `seats` more than in the question.
    """

    times: Mapping[str, float] = field(default_factory=dict)
    cpu: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    traffic: Mapping[str, float] = field(default_factory=dict)
    admitted: frozenset[str] = frozenset()
    seats: int = 0


class Uncertainty(Struct, frozen=True, kw_only=True):
    """How far figures may be off: σ of the logarithm, by name.

    `times` of a service's self times, which come from one measurement and err together; `rates` of
    its declared `load.rate`, by which its CPU is divided; `journeys` of a journey's rate. A factor
    lies between its low and its high end, most likely at its default.
    """

    times: Mapping[str, float]
    rates: Mapping[str, float]
    journeys: Mapping[str, float]
    factors: Mapping[str, Range]


class Question(Struct, frozen=True, kw_only=True):
    """Who may sit, and by what test.

    Services with f at its default; how many seats there are; `accepts` as in the search, of
    removals of at least `floor` users; without it whoever is left sits.
    """

    candidates: Mapping[str, float]
    limit: int
    accepts: Accepts | None = None
    floor: float = 0.0
