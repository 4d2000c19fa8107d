"""Times and objectives."""

from __future__ import annotations

from archlint.manifest.grammar.scalars import DURATION, PERCENT
from archlint.manifest.types import Key, Record

PERCENTILES = {
    "p50": 0.5,
    "p75": 0.75,
    "p90": 0.9,
    "p95": 0.95,
    "p99": 0.99,
    "p99.9": 0.999,
}
"""The percentiles that can be declared, as fractions."""

_TIMES = (
    Key(name="mean", type=DURATION, text="The mean.", example="12ms"),
    *(
        Key(
            name=name,
            type=DURATION,
            text=f"The time that {name[1:]} % of requests stay below.",
            example=example,
        )
        for name, example in zip(
            PERCENTILES, ("3ms", "5ms", "8ms", "10ms", "14ms", "40ms"), strict=True
        )
    ),
)
TIMES = Record(
    name="times",
    text="Any of the mean and the percentiles of a time. A bare duration is its mean.",
    keys=_TIMES,
    short="mean",
)
SLO = Record(
    name="slo",
    text="A service level objective: the target, not what is measured. A bare duration is the "
    "target of the mean.",
    keys=(
        *_TIMES,
        Key(
            name="availability",
            type=PERCENT,
            text="The share of requests that shall succeed.",
            example="99.9%",
        ),
    ),
    short="mean",
)
