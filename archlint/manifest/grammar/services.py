"""Operations, services, journeys and teams."""

from __future__ import annotations

from archlint.manifest.grammar.calls import CALLS, CALLS_EXAMPLE
from archlint.manifest.grammar.facts import GC, LOAD, MEASURED_KEY, REWRITE
from archlint.manifest.grammar.scalars import (
    CRITICALITY,
    DURATION,
    FLAG,
    KIND,
    LANGUAGE,
    LIFECYCLE,
    PERCENT,
    RATE,
    REFERENCE,
    SIZE,
    TEXT,
)
from archlint.manifest.grammar.times import SLO, TIMES
from archlint.manifest.types import Choice, Key, Record, Table, whole

_DEPENDS = (
    "did you mean `calls`? A dependency elsewhere is start-up order or a generic relation, "
    "here it is a call per request"
)
_MISTAKEN_CALLS = dict.fromkeys(("dependsOn", "depends_on", "dependencies", "depends"), _DEPENDS)
_SELF_TIME = Key(
    name="self_time",
    type=TIMES,
    text="The time of its own part, without the calls it waits for.",
    example={"p50": "3ms", "p99": "14ms"},
    default="derived from `latency`, else unknown",
)
_LATENCY = Key(
    name="latency",
    type=TIMES,
    text="Response time as callers see it, with the calls it waits for.",
    example={"p50": "20ms", "p99": "60ms"},
    default="unknown",
)
_SLO = Key(
    name="slo",
    type=SLO,
    text="The target.",
    example={"p99": "400ms", "availability": "99.9%"},
)
OPERATION = Record(
    name="operation",
    text="One thing that a service does.",
    mistaken=_MISTAKEN_CALLS,
    keys=(
        Key(
            name="rate",
            type=RATE,
            text="Requests from outside every journey.",
            example="5/s",
            default="unknown",
        ),
        Key(
            name="cpu_time",
            type=DURATION,
            text="CPU time per request.",
            example="1.5ms",
            default="its share of `load.cpu`",
        ),
        _SELF_TIME,
        _LATENCY,
        _SLO,
        Key(
            name="calls",
            type=CALLS,
            text="What it calls, one after another in this order.",
            example=CALLS_EXAMPLE,
        ),
    ),
)
SERVICE = Record(
    name="service",
    text="A deployable part of the portfolio.",
    mistaken=_MISTAKEN_CALLS
    | dict.fromkeys(
        ("tier", "priority"), "did you mean `criticality`: critical, high, medium, low?"
    )
    | dict.fromkeys(("type", "role"), "did you mean `kind`?")
    | dict.fromkeys(("team", "owners"), "did you mean `owner`?")
    | {"rate": "did you mean `load: {rate: …}`?", "cpu": "did you mean `load: {cpu: …}`?"},
    excludes=(
        (
            "calls",
            "operations",
            "`calls` is for a service without `operations`: move the calls into an operation",
        ),
    ),
    keys=(
        Key(
            name="language",
            type=LANGUAGE,
            text="What it is written in. Any other word is read as a managed language; one that is "
            "like a known one gets a note.",
            example="go",
            default="judged as Go, said once",
        ),
        Key(
            name="kind",
            type=KIND,
            text="What sort of work it does; decides the calibration row. An unknown word is read "
            "as not declared.",
            example="orchestrator",
            default="not declared",
        ),
        Key(name="description", type=TEXT, text="For people.", example="Takes orders."),
        Key(name="owner", type=TEXT, text="The team that owns it.", example="payments"),
        Key(name="system", type=TEXT, text="The system it is part of.", example="shop"),
        Key(
            name="lifecycle",
            type=LIFECYCLE,
            text="Where it is in its life.",
            example="production",
            default="production",
        ),
        Key(
            name="criticality",
            type=CRITICALITY,
            text="How much depends on it.",
            example="critical",
            default="unknown",
        ),
        Key(
            name="managed",
            type=FLAG,
            text="Whether it is bought: it takes part in paths and is never told a language.",
            example=True,
            default="false",
        ),
        Key(
            name="replicas",
            type=whole(0, 10**6),
            text="Instances; 0: not running, not judged.",
            example=6,
            default="unknown",
        ),
        Key(
            name="zones",
            type=whole(1, 10**6),
            text="Availability zones that it runs in.",
            example=3,
            default="unknown",
        ),
        Key(
            name="load",
            type=LOAD,
            text="What it handles and uses.",
            example={"rate": "1.2k/s", "cpu": 2.1, "memory": "6Gi"},
            default="unknown",
        ),
        Key(
            name="availability",
            type=PERCENT,
            text="What callers get, dependencies included: measured or promised.",
            example="99.95%",
            default="unknown",
        ),
        _SLO,
        _LATENCY,
        _SELF_TIME,
        Key(
            name="gc",
            type=GC,
            text="What garbage collection costs.",
            example={"cpu_share": "7%", "pause_p99": "0.4ms"},
        ),
        Key(
            name="size",
            type=SIZE,
            text="Lines of code.",
            example="14 kloc",
            default="unknown",
        ),
        Key(
            name="rewrite",
            type=REWRITE,
            text="What is known about rewriting it.",
            example={"cpu": 0.5, "effort": "3 pm"},
        ),
        MEASURED_KEY,
        Key(
            name="operations",
            type=Table(what="operation", item=OPERATION),
            text="What it does, by name. Without it the service has one operation of its own name.",
            example={"POST /checkout": {"calls": ["cart"]}},
        ),
        Key(
            name="calls",
            type=CALLS,
            text="What it calls: the short form, only without `operations`.",
            example=CALLS_EXAMPLE,
        ),
    ),
)
JOURNEY = Record(
    name="journey",
    text="What users do; where traffic enters.",
    keys=(
        Key(
            name="entry",
            type=REFERENCE,
            text="Where it enters: a service with one operation, or service/operation.",
            example="frontend",
            required=True,
        ),
        Key(
            name="rate",
            type=RATE,
            text="How often. Without it: paths and shares of time, no users waiting, no seats.",
            example="1.2k/s",
            default="unknown",
        ),
        _SLO,
        Key(
            name="latency_is_revenue",
            type=FLAG,
            text="Whether ten milliseconds are lost revenue.",
            example=True,
            default="false",
        ),
        MEASURED_KEY,
        Key(name="description", type=TEXT, text="For people.", example="Places an order."),
    ),
)
TEAM = Record(
    name="team",
    text="A team that owns services.",
    keys=(
        Key(name="engineers", type=whole(0, 10**6), text="How many.", example=6),
        Key(
            name="rust_engineers",
            type=whole(0, 10**6),
            text="How many of them write Rust.",
            example=2,
        ),
        Key(
            name="priority",
            type=Choice(words=("delivery", "efficiency")),
            text="What comes first.",
            example="delivery",
        ),
    ),
)
