"""The manifest format, declared once: reading, the JSON Schema and the reference page follow it."""

from __future__ import annotations

from archlint import quantities
from archlint.manifest import words
from archlint.manifest.types import (
    Choice,
    Day,
    Flag,
    Items,
    Key,
    Quantity,
    Record,
    Reference,
    Settings,
    Step,
    Table,
    Text,
    Word,
    number,
    quantity,
    whole,
)
from archlint.model import NEVER

VERSION = 1


def _version(text: str) -> int:
    if text.strip() != str(VERSION):
        hint = "this archlint reads version 1 of the format"
        raise quantities.QuantityError(f"expected {VERSION}, got '{text[:40]}': {hint}")
    return VERSION


def _limit(text: str) -> float:
    return NEVER if text.strip().lower() == "none" else quantities.parse_duration(text)


def _respelled_limit(text: str) -> str:
    is_none = text.strip().lower() == "none"
    return "none" if is_none else quantities.respelled(quantities.DURATION, text)


# --- scalars --------------------------------------------------------------------------------------

TEXT = Text()
FLAG = Flag()
DAY = Day()
REFERENCE = Reference()
FORMAT_VERSION = Quantity(
    title="1",
    expected="1",
    parse=_version,
    pattern=rf"^\s*{VERSION}\s*$",
    numbers=(VERSION, VERSION),
    is_whole=True,
)
DURATION = quantity("duration", quantities.DURATION)
DURATION_OR_ZERO = quantity(
    "duration, 0 allowed",
    quantities.DURATION,
    parse=lambda text: quantities.parse_duration(text, zero=True),
    bare=(0.0, 0.0),
)
LIMIT = Quantity(
    title="duration or none",
    expected="a duration such as 150ms, or none",
    parse=_limit,
    pattern=quantities.DURATION.pattern,
    words=("none",),
    respell=_respelled_limit,
)
RATE = quantity("rate", quantities.RATE)
CORES = quantity("cores", quantities.CORES)
BYTES = quantity("memory", quantities.BYTES)
PERCENT = quantity("percentage", quantities.PERCENT)
SIZE = quantity("lines of code", quantities.SIZE)
EFFORT = quantity("person-months", quantities.EFFORT)
MONEY = Quantity(
    title="amount of money",
    expected=quantities.MONEY_EXPECTED,
    parse=quantities.parse_money,
    pattern=quantities.MONEY_PATTERN,
    respell=quantities.respelled_money,
)
KIND = Word(
    title="kind", expected="a kind such as json-api", canonical=words.kind, words=words.KINDS
)
LANGUAGE = Word(
    title="language",
    expected="a language such as go",
    canonical=words.language,
    words=words.LANGUAGES,
    is_free=True,
)
LIFECYCLE = Choice(words=("production", "experimental", "planned", "deprecated"))
CRITICALITY = Choice(
    words=("critical", "high", "medium", "low"),
    advice="numbered tiers rank from the top in some catalogues and from the bottom in others",
)
SEVERITY = Choice(words=("error", "warning", "note"))

# --- times ----------------------------------------------------------------------------------------

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

# --- facts about a service ------------------------------------------------------------------------

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
_MEASURED = Key(
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
        _MEASURED,
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

# --- calls ----------------------------------------------------------------------------------------

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
_CALLS = Items(item=STEP)
_CALLS_EXAMPLE = ["cart", {"parallel": ["pricing", "inventory"]}, {"async": "email"}]

# --- operations, services, journeys ---------------------------------------------------------------

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
            type=_CALLS,
            text="What it calls, one after another in this order.",
            example=_CALLS_EXAMPLE,
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
        _MEASURED,
        Key(
            name="operations",
            type=Table(what="operation", item=OPERATION),
            text="What it does, by name. Without it the service has one operation of its own name.",
            example={"POST /checkout": {"calls": ["cart"]}},
        ),
        Key(
            name="calls",
            type=_CALLS,
            text="What it calls: the short form, only without `operations`.",
            example=_CALLS_EXAMPLE,
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
        _MEASURED,
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

# --- root only ------------------------------------------------------------------------------------

PRICES = Record(
    name="prices",
    text="What things cost a month, in one currency.",
    keys=(
        Key(name="vcpu_month", type=MONEY, text="One vCPU.", example="31 USD"),
        Key(name="gib_month", type=MONEY, text="One GiB of memory.", example="4 USD"),
        Key(name="engineer_month", type=MONEY, text="One engineer.", example="15,000 USD"),
    ),
)
_ROW = Record(
    name="calibration row",
    text="Factors of a rewrite, new / old.",
    keys=(
        Key(
            name="cpu",
            type=RANGE,
            text="CPU factor.",
            example={"low": 0.4, "default": 0.65, "high": 0.9},
        ),
        Key(
            name="mem",
            type=RANGE,
            text="Memory factor.",
            example={"low": 0.2, "default": 0.3, "high": 0.5},
        ),
    ),
)
_EFFORT_FIGURES = Record(
    name="effort of a rewrite",
    text="From lines of code to person-months: kloc / kloc_per_month · overrun.",
    keys=(
        Key(
            name="kloc_per_month",
            type=RANGE,
            text="Thousand lines that one person ports in a month.",
            example={"low": 0.5, "default": 0.9, "high": 1.5},
            default="0.9",
        ),
        Key(
            name="overrun",
            type=RANGE,
            text="Effort over the estimate.",
            example={"low": 1.2, "default": 1.4, "high": 1.6},
            default="1.5 to 2",
        ),
        Key(
            name="ramp_months",
            type=RANGE,
            text="Until one who learns Rust is productive.",
            example={"low": 1, "default": 2, "high": 3},
            default="2 to 4",
        ),
    ),
)
CALIBRATION = Record(
    name="calibration",
    text="Your own figures in place of the calibration table's.",
    keys=(
        *(
            Key(name=row, type=_ROW, text=text, example={"cpu": 0.6})
            for row, text in (
                ("json_api", "Kinds json-api, frontend, orchestrator."),
                ("crud_io_bound", "Kinds crud, worker, scheduler, control-plane, batch."),
                ("proxy_l4", "Kind proxy."),
                ("gateway_l7", "Kind gateway."),
                ("storage_cache", "Kinds database, storage, cache, queue."),
                ("stream_processing", "Kinds video-stream, stream-processor."),
                ("compute_kernel", "Kinds trading, kernel."),
                ("agent_startup", "Kind agent."),
            )
        ),
        Key(
            name="effort",
            type=_EFFORT_FIGURES,
            text="What a rewrite costs in time.",
            example={"kloc_per_month": 1.2},
        ),
    ),
)
WAIVER = Record(
    name="waiver",
    text="A finding that a team accepts until a date. Without reason, owner or date it is void: "
    "WVR001 says so.",
    keys=(
        Key(name="rule", type=TEXT, text="Code or name.", example="NT101", required=True),
        Key(
            name="on",
            type=TEXT,
            text="What the finding is about: a service, service/operation, `CALLER -> CALLEE`, "
            "`journey:NAME`, `portfolio`.",
            example="checkout",
            required=True,
        ),
        Key(name="reason", type=TEXT, text="Why.", example="moves next year", lenient=True),
        Key(name="owner", type=TEXT, text="Who answers for it.", example="web", lenient=True),
        Key(
            name="until",
            type=DAY,
            text="The last day on which it counts.",
            example="2027-03-31",
            lenient=True,
        ),
    ),
)
FILE = Record(
    name="file",
    text="One manifest file. `portfolio` makes it a root; other files are included by a root.",
    keys=(
        Key(
            name="archlint",
            type=FORMAT_VERSION,
            text="The version of the format.",
            example=VERSION,
            required=True,
        ),
        Key(
            name="portfolio",
            type=TEXT,
            text="The name of the portfolio; makes this file a root.",
            example="storefront",
        ),
        Key(
            name="include",
            type=Items(item=TEXT, or_one=True),
            text="Files that belong to it: relative paths and globs of files named archlint.yaml "
            "or *.archlint.yaml.",
            example=["services/*/archlint.yaml"],
        ),
        Key(
            name="journeys",
            type=Table(what="journey", item=JOURNEY),
            text="What users do. Without any, every operation that nobody calls is a journey.",
            example={"place-order": {"entry": "frontend", "rate": "1.2k/s"}},
        ),
        Key(
            name="services",
            type=Table(what="service", item=SERVICE),
            text="The parts of the portfolio, by name.",
            example={"cart": {"language": "go", "kind": "crud"}},
        ),
        Key(
            name="teams",
            type=Table(what="team", item=TEAM),
            text="The owners, by name.",
            example={"payments": {"engineers": 6, "rust_engineers": 2}},
        ),
        Key(
            name="prices",
            type=PRICES,
            text="What things cost a month.",
            example={"vcpu_month": "31 USD"},
            default="public list prices, as a range",
            root_only=True,
        ),
        Key(
            name="policies",
            type=Settings(),
            text="Settings of packs (by name) and rules (by code or name);"
            " `archlint config show` lists them all.",
            example={"ninety-ten": {"quota": "10%"}, "NT101": {"severity": "warning"}},
            root_only=True,
        ),
        Key(
            name="calibration",
            type=CALIBRATION,
            text="Your own factors and effort of a rewrite.",
            example={"json_api": {"cpu": {"low": 0.4, "default": 0.65, "high": 0.9}}},
            default="the calibration table",
            root_only=True,
        ),
        Key(
            name="waivers",
            type=Items(item=WAIVER),
            text="Findings that are accepted until a date.",
            example=[
                {
                    "rule": "NT101",
                    "on": "checkout",
                    "reason": "moves next year",
                    "owner": "web",
                    "until": "2027-03-31",
                }
            ],
            root_only=True,
        ),
    ),
)
