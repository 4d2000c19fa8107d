"""What a root manifest alone says, and the whole file."""

from __future__ import annotations

from archlint.manifest.grammar.facts import RANGE
from archlint.manifest.grammar.scalars import DAY, FORMAT_VERSION, MONEY, TEXT, VERSION
from archlint.manifest.grammar.services import JOURNEY, SERVICE, TEAM
from archlint.manifest.types import Items, Key, Record, Settings, Table

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
