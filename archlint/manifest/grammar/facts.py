"""Facts about a service: its load, its garbage collector, its rewrite, and who measured."""

from __future__ import annotations

from archlint.manifest.grammar.scalars import (
    BYTES,
    CORES,
    DAY,
    DURATION,
    EFFORT,
    FLAG,
    PERCENT,
    RATE,
    TEXT,
)
from archlint.manifest.types import Choice, Key, Record, number, whole

MEASURED = Record(
    name="measured",
    text="Where the figures come from. Without it they are estimates.",
    keys=(
        Key(name="at", type=DAY, text="The day of the measurement.", example="2026-10-01"),
        Key(
            name="source",
            type=Choice(words=("prometheus", "traces", "load-test", "estimate")),
            text="What measured them.",
            example="prometheus",
            default="estimate",
        ),
        Key(name="window", type=DURATION, text="How long it was measured.", example="7d"),
        Key(
            name="samples",
            type=whole(0, 10**15),
            text="How many requests were seen.",
            example=120000,
        ),
    ),
)
MEASURED_KEY = Key(
    name="measured",
    type=MEASURED,
    text="Where the figures come from, and when.",
    example={"at": "2026-10-01", "source": "prometheus"},
    default="an estimate",
)
LOAD = Record(
    name="load",
    text="What a service handles and uses, all replicas together, averaged over one window.",
    keys=(
        Key(name="rate", type=RATE, text="Requests handled.", example="1.2k/s", default="unknown"),
        Key(name="cpu", type=CORES, text="Cores in use.", example=2.1, default="unknown"),
        Key(
            name="idle_cpu",
            type=CORES,
            text="Cores in use when no request comes in.",
            example="50m",
            default="0",
        ),
        Key(
            name="cpu_allocated",
            type=CORES,
            text="Cores paid for.",
            example=6,
            default="unknown",
        ),
        Key(name="memory", type=BYTES, text="Memory in use.", example="6Gi", default="unknown"),
        MEASURED_KEY,
    ),
)
GC = Record(
    name="gc",
    text="What garbage collection costs.",
    keys=(
        Key(name="cpu_share", type=PERCENT, text="Its share of the CPU in use.", example="7%"),
        Key(
            name="pause_p99",
            type=DURATION,
            text="The 99th percentile of stop-the-world pauses.",
            example="0.4ms",
        ),
        Key(
            name="stall_p99",
            type=DURATION,
            text="The 99th percentile of pause and assist as one request feels them.",
            example="2ms",
        ),
        Key(
            name="tuned",
            type=FLAG,
            text="Whether GOGC, GOMEMLIMIT and allocation have been worked on.",
            example=True,
        ),
    ),
)
_FACTOR = number(0.001, 1000)
RANGE = Record(
    name="range",
    text="A figure that is not known exactly, low ≤ default ≤ high. A bare number is exact.",
    keys=(
        Key(name="low", type=_FACTOR, text="The least it may be.", example=0.4, required=True),
        Key(name="default", type=_FACTOR, text="The best guess.", example=0.65, required=True),
        Key(name="high", type=_FACTOR, text="The most it may be.", example=0.9, required=True),
    ),
    short="default",
)
REWRITE = Record(
    name="rewrite",
    text="What is known about rewriting the service. Factors are new / old, measured.",
    keys=(
        Key(
            name="cpu",
            type=RANGE,
            text="CPU factor.",
            example=0.5,
            default="the calibration table's row for the kind",
        ),
        Key(
            name="mem",
            type=RANGE,
            text="Memory factor.",
            example={"low": 0.2, "default": 0.3, "high": 0.5},
            default="the calibration table's row for the kind",
        ),
        Key(
            name="effort",
            type=EFFORT,
            text="Person-months that it takes.",
            example="3 pm",
            default="estimated from `size`",
        ),
        Key(name="source", type=TEXT, text="Where the factors come from.", example="spike of May"),
    ),
)
