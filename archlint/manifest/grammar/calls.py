"""Calls and the steps that they are made in."""

from __future__ import annotations

from archlint.manifest.grammar.scalars import (
    DURATION_OR_ZERO,
    FLAG,
    LIMIT,
    PERCENT,
    REFERENCE,
    TEXT,
)
from archlint.manifest.types import Choice, Items, Key, Record, Step, number, whole

BACKOFF = Record(
    name="backoff",
    text="The pause before attempt n+1: initial · factor^(n-1), at most max. A bare duration is "
    "constant.",
    keys=(
        Key(
            name="initial",
            type=DURATION_OR_ZERO,
            text="The first pause.",
            example="20ms",
            required=True,
        ),
        Key(
            name="factor",
            type=number(1, 100),
            text="By what each further pause is longer.",
            example=2,
            default="1",
        ),
        Key(name="max", type=DURATION_OR_ZERO, text="The longest pause.", example="1s"),
    ),
    short="initial",
)
CALL = Record(
    name="call",
    text="A call to an operation of another service. A bare name is a call without further facts.",
    short="to",
    mistaken=dict.fromkeys(
        ("parallel", "async"), "`parallel` and `async` are steps of `calls` and do not nest"
    )
    | dict.fromkeys(("service", "target", "name", "callee"), "did you mean `to`?"),
    keys=(
        Key(
            name="to",
            type=REFERENCE,
            text="Whom: a service with one operation, or service/operation.",
            example="payment/POST /charge",
            required=True,
        ),
        Key(
            name="count",
            type=number(0, 1e6),
            text="Look-ups per request, on average. The whole part repeats one after another, a "
            "fraction is a probability.",
            example=3,
            default="1",
        ),
        Key(
            name="together",
            type=whole(1, 10_000),
            text="How many of `count` run at once.",
            example=10,
            default="1",
        ),
        Key(
            name="timeout",
            type=LIMIT,
            text="The longest that one attempt is waited for; none: for ever.",
            example="150ms",
            default="unknown",
        ),
        Key(
            name="deadline",
            type=LIMIT,
            text="The longest that all attempts together are waited for; none: for ever.",
            example="350ms",
            default="unknown",
        ),
        Key(
            name="retries",
            type=whole(0, 100),
            text="Attempts after the first.",
            example=1,
            default="0, assumed",
        ),
        Key(
            name="backoff",
            type=BACKOFF,
            text="The pause between attempts.",
            example="20ms",
            default="none",
        ),
        Key(
            name="retry_budget",
            type=PERCENT,
            text="The most retries, as a share of requests.",
            example="10%",
            default="unlimited",
        ),
        Key(
            name="idempotent",
            type=FLAG,
            text="Whether sending it twice does no harm.",
            example=True,
            default="unknown",
        ),
        Key(
            name="optional",
            type=FLAG,
            text="Whether the caller succeeds when this call fails.",
            example=True,
            default="false",
        ),
        Key(
            name="fallback",
            type=FLAG,
            text="Whether the caller has another answer when this call fails.",
            example=True,
            default="false",
        ),
        Key(
            name="cache_hit",
            type=PERCENT,
            text="The share of look-ups that are answered without the call.",
            example="80%",
            default="0%",
        ),
        Key(
            name="circuit_breaker",
            type=FLAG,
            text="Whether the caller stops calling when the callee keeps failing.",
            example=True,
            default="false",
        ),
        Key(
            name="pool",
            type=whole(1, 10**6),
            text="Connections per instance of the caller.",
            example=50,
            default="unknown",
        ),
        Key(
            name="network",
            type=DURATION_OR_ZERO,
            text="Time on the wire, there and back.",
            example="0.5ms",
            default="0, assumed",
        ),
        Key(name="protocol", type=TEXT, text="How it is called.", example="grpc"),
        Key(
            name="access",
            type=Choice(words=("read", "write")),
            text="What it does to a store.",
            example="write",
        ),
    ),
)
PARALLEL = Record(
    name="parallel",
    text="Calls that run side by side. They do not nest.",
    keys=(
        Key(
            name="parallel",
            type=Items(item=CALL),
            text="The calls.",
            example=["pricing", {"to": "inventory", "timeout": "50ms"}],
            required=True,
        ),
    ),
)
ASYNC = Record(
    name="async",
    text="A call that is not waited for.",
    keys=(Key(name="async", type=CALL, text="The call.", example="email", required=True),),
)
STEP = Step(call=CALL, forms=(PARALLEL, ASYNC))
CALLS = Items(item=STEP)
CALLS_EXAMPLE = ["cart", {"parallel": ["pricing", "inventory"]}, {"async": "email"}]
