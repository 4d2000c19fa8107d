"""What a manifest says is in the model, in the model's units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archlint.manifest import loads
from archlint.manifest.grammar import FILE
from archlint.manifest.types import Items, Record, Step, Table, Type
from archlint.model import (
    NEVER,
    Backoff,
    Call,
    Catalogue,
    Distribution,
    Gc,
    Journey,
    Load,
    Measurement,
    Objective,
    Operation,
    Option,
    PackSettings,
    Portfolio,
    Prices,
    Range,
    RewriteFacts,
    RuleEntry,
    RuleSettings,
    Service,
    Settings,
    Severity,
    Team,
    Waiver,
)
from archlint.yamltext import MappingNode, Node, SequenceNode, parse

EVERYTHING = Path(__file__).with_name("everything.archlint.yaml")
HEAD = "archlint: 1\nportfolio: p\n"
CATALOGUE = Catalogue(
    packs={
        "ninety-ten": (
            Option(name="quota", kind="share", default=0.1),
            Option(name="saving", kind="money", default=5e4),
            Option(name="min_ms", kind="duration", default=0.01),
        )
    },
    rules=(
        RuleEntry(
            code="NT101",
            name="critical-path-service-not-rust",
            pack="ninety-ten",
            aliases=("not-rust",),
            options=(Option(name="factor", kind="number", default=1.0),),
        ),
    ),
)


@pytest.fixture(scope="module")
def everything() -> Portfolio:
    return loads(EVERYTHING.read_bytes(), catalogue=CATALOGUE)


def test_a_journey_is_read_whole(everything: Portfolio) -> None:
    assert everything.journeys == {
        "buy": Journey(
            name="buy",
            entry="shop/POST /buy",
            rate=1200.0,
            slo=Objective(
                latency=Distribution(mean=0.1, percentiles=((0.5, 0.09), (0.999, 0.9))),
                availability=0.999,
            ),
            latency_is_revenue=True,
            measured=Measurement(
                at=date(2026, 10, 1), source="traces", window=604800.0, samples=120000
            ),
            description="Buys a thing.",
            pointer=("journeys", "buy"),
        )
    }


def test_a_service_is_read_whole(everything: Portfolio) -> None:
    place = ("services", "shop", "operations", "POST /buy")
    caller = "shop/POST /buy"
    calls = (*place, "calls")
    assert everything.services["shop"] == Service(
        name="shop",
        language="go",
        kind="control-plane",
        description="Sells things.",
        owner="web",
        system="store",
        lifecycle="experimental",
        criticality="high",
        managed=False,
        replicas=6,
        zones=3,
        load=Load(
            rate=1.5,
            cpu=2.1,
            idle_cpu=0.05,
            cpu_allocated=6.0,
            memory=6 * 2.0**30,
            measured=Measurement(source="load-test"),
        ),
        availability=0.9995,
        slo=Objective(latency=Distribution(mean=0.25)),
        latency=Distribution(percentiles=((0.75, 0.03), (0.9, 0.04), (0.95, 0.05))),
        self_time=Distribution(mean=0.012),
        gc=Gc(cpu_share=0.07, pause_p99=0.0004, stall_p99=0.002, tuned=True),
        kloc=14.0,
        rewrite=RewriteFacts(
            cpu=Range(0.5, 0.5, 0.5), mem=Range(0.2, 0.3, 0.5), effort=3.0, source="a spike"
        ),
        measured=Measurement(source="prometheus"),
        operations=(
            Operation(
                id=caller,
                service="shop",
                rate=5.0,
                cpu_time=0.0015,
                self_time=Distribution(percentiles=((0.5, 0.003), (0.99, 0.014))),
                latency=Distribution(mean=0.04),
                slo=Objective(availability=0.99),
                calls=(
                    Call(caller=caller, callee="stock", stage=0, pointer=(*calls, 0)),
                    Call(
                        caller=caller,
                        callee="stock",
                        stage=1,
                        occurrence=2,
                        count=2.5,
                        together=10,
                        timeout=NEVER,
                        deadline=0.35,
                        retries=2,
                        backoff=Backoff(initial=0.02, factor=2.0, maximum=1.0),
                        retry_budget=0.1,
                        idempotent=False,
                        optional=True,
                        fallback=True,
                        cache_hit=0.8,
                        circuit_breaker=True,
                        pool=50,
                        network=0.0,
                        protocol="grpc",
                        access="write",
                        pointer=(*calls, 1),
                    ),
                    Call(
                        caller=caller,
                        callee="stock",
                        stage=2,
                        occurrence=3,
                        pointer=(*calls, 2, "parallel", 0),
                    ),
                    Call(
                        caller=caller,
                        callee="mail",
                        stage=2,
                        timeout=0.05,
                        pointer=(*calls, 2, "parallel", 1),
                    ),
                    Call(
                        caller=caller,
                        callee="mail",
                        stage=3,
                        is_async=True,
                        occurrence=2,
                        backoff=Backoff(initial=0.005),
                        pointer=(*calls, 3, "async"),
                    ),
                ),
                pointer=place,
            ),
        ),
        pointer=("services", "shop"),
    )


def test_a_service_without_operations_has_one_of_its_own_name(everything: Portfolio) -> None:
    place = ("services", "stock")
    assert everything.services["stock"].operations == (
        Operation(
            id="stock",
            service="stock",
            calls=(Call(caller="stock", callee="mail", stage=0, pointer=(*place, "calls", 0)),),
            pointer=place,
        ),
    )


def test_what_only_the_root_says_is_read(everything: Portfolio) -> None:
    assert everything.teams == {
        "web": Team(
            name="web",
            engineers=6,
            rust_engineers=2,
            priority="delivery",
            pointer=("teams", "web"),
        )
    }
    assert everything.prices == Prices(
        currency="EUR", vcpu_month=1900.0, gib_month=4.0, engineer_month=15000.0
    )
    assert everything.calibration["json_api"] == {
        "cpu": Range(0.4, 0.65, 0.9),
        "mem": Range(0.3, 0.3, 0.3),
    }
    assert everything.calibration["effort"] == {
        "kloc_per_month": Range(0.5, 1.0, 1.5),
        "overrun": Range(1.4, 1.4, 1.4),
        "ramp_months": Range(3.0, 3.0, 3.0),
    }
    assert everything.settings == Settings(
        packs={
            "ninety-ten": PackSettings(
                enabled=True,
                options={"quota": 0.2, "saving": 60000.0},
                pointer=("policies", "ninety-ten"),
            )
        },
        rules={
            "NT101": RuleSettings(
                enabled=False,
                severity=Severity.NOTE,
                options={"factor": 0.5},
                pointer=("policies", "NT101"),
            )
        },
    )


def test_a_waiver_without_valid_reason_owner_or_date_is_kept_for_its_rule(
    everything: Portfolio,
) -> None:
    assert everything.waivers == (
        Waiver(
            rule="NT101",
            on="shop",
            reason="moves",
            owner="web",
            until=date(2027, 3, 31),
            until_text="2027-03-31",
            pointer=("waivers", 0),
        ),
        Waiver(
            rule="NT999",
            on="shop/POST /buy -> stock#2",
            until_text="soon",
            pointer=("waivers", 1),
        ),
    )


def declared(kind: Type) -> Iterator[tuple[str, str]]:
    """Every key of the grammar with its record."""
    if isinstance(kind, Record):
        for key in kind.keys:
            yield kind.name, key.name
            yield from declared(key.type)
    elif isinstance(kind, Table | Items):
        yield from declared(kind.item)
    elif isinstance(kind, Step):
        for form in (kind.call, *kind.forms):
            yield from declared(form)


def written(node: Node, kind: Type) -> Iterator[tuple[str, str]]:
    """Every key that a text writes, with its record."""
    if isinstance(kind, Record) and isinstance(node, MappingNode):
        for entry in node.entries:
            yield kind.name, entry.key.text
            yield from written(entry.value, kind.by_name[entry.key.text].type)
    elif isinstance(kind, Table) and isinstance(node, MappingNode):
        for entry in node.entries:
            yield from written(entry.value, kind.item)
    elif isinstance(kind, Items) and isinstance(node, SequenceNode):
        for item in node.items:
            yield from written(item, kind.item)
    elif isinstance(kind, Step):
        forms = (form for form in kind.forms if _has(node, form.name))
        yield from written(node, next(forms, kind.call))


def _has(node: Node, key: str) -> bool:
    return isinstance(node, MappingNode) and node.get(key) is not None


def test_the_manifest_of_these_tests_uses_every_key_but_include() -> None:
    root = parse(EVERYTHING.read_bytes(), "x").root
    assert root is not None
    percentiles = {("slo", "p75"), ("slo", "p90"), ("slo", "p95"), ("slo", "p99")}
    times = {("times", "mean"), ("times", "p99.9")}
    missing = set(declared(FILE)) - set(written(root, FILE))
    assert missing == {("file", "include")} | percentiles | times


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("json-api", "json-api"),
        ("JSON API", "json-api"),
        ("stream_processor", "stream-processor"),
        ("website", "frontend"),
        ("edge-proxy", "gateway"),
        ("broker", "queue"),
        ("consumer", "worker"),
        ("loadgen", "external"),
        ("microservice", None),
        ("component", None),
    ],
)
def test_kinds_are_canonical_and_words_that_say_nothing_are_none(
    word: str, kind: str | None
) -> None:
    portfolio = loads(f"{HEAD}services: {{a: {{kind: {word}}}}}")
    assert (portfolio.services["a"].kind, portfolio.notes) == (kind, ())


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("Go", "go"),
        ("golang", "go"),
        ("go1.22", "go"),
        ("RUST", "rust"),
        ("C#", "c#"),
        ("csharp", "c#"),
        ("node", "javascript"),
        ("Node.js", "javascript"),
        ("js", "javascript"),
        ("ts", "typescript"),
        ("C++17", "c++"),
        ("cpp", "c++"),
        ("Python3", "python"),
        ("py", "python"),
        ("Java 21", "java"),
        ("c", "c"),
        ("Visual Basic", "visual basic"),
        ("es6", "es6"),
        ("Haskell", "haskell"),
        ("COBOL 85", "cobol 85"),
        ("Pascal", "pascal"),
        ("Cython 3", "cython 3"),
    ],
)
def test_languages_are_canonical_and_other_words_stay(word: str, language: str) -> None:
    portfolio = loads(f'{HEAD}services: {{a: {{language: "{word}"}}}}')
    assert (portfolio.services["a"].language, portfolio.notes) == (language, ())


@pytest.mark.parametrize(
    ("word", "meant"),
    [("ruts", "rust"), ("RSUT", "rust"), ("gol", "go"), ("javascrip", "javascript")],
)
def test_a_language_that_may_be_a_slip_is_kept_with_a_note(word: str, meant: str) -> None:
    portfolio = loads(f"{HEAD}services: {{a: {{language: {word}}}, b: {{language: {word}}}}}")
    assert portfolio.services["a"].language == word.lower()
    assert [(note.message, note.suggestion, note.kind) for note in portfolio.notes] == [
        (
            f"the language '{word}' is not known and read as a managed one",
            f"did you mean `{meant}`?",
            "unknown language",
        )
    ]
    assert [len(note.related) for note in portfolio.notes] == [1]


def test_an_unknown_kind_is_one_note_with_all_its_places() -> None:
    portfolio = loads(
        f"{HEAD}services:\n  a: {{kind: gatway}}\n  b: {{kind: blob}}\n  c: {{kind: gatway}}\n"
    )
    assert portfolio.services["a"].kind is None
    assert [str(note) for note in portfolio.notes] == [
        (
            "archlint.yaml:4:13: services.a.kind: the kind 'gatway' is not known and read as not "
            "declared (did you mean `gateway`?) (and here: 6:13)"
        ),
        (
            "archlint.yaml:5:13: services.b.kind: the kind 'blob' is not known and read as not "
            "declared (docs/manifest.md lists the kinds)"
        ),
    ]


def test_yes_and_no_are_names_like_any_other() -> None:
    assert list(loads(f"{HEAD}services: {{yes: {{}}, no: {{}}, on: {{}}}}").services) == [
        "no",
        "on",
        "yes",
    ]


def test_a_bare_name_refers_to_the_only_operation_of_a_service() -> None:
    portfolio = loads(
        f"{HEAD}services:\n  a: {{calls: [b]}}\n  b: {{operations: {{x y/z: {{calls: [c]}}}}}}\n"
        "  c: {operations: {}}\n"
    )
    assert [
        call.subject for operation in portfolio.operations.values() for call in operation.calls
    ] == ["a -> b/x y/z", "b/x y/z -> c"]


def test_decreasing_percentiles_are_not_the_reader_s_business() -> None:
    service = loads(f"{HEAD}services: {{a: {{latency: {{p50: 9ms, p99: 3ms}}}}}}").services["a"]
    assert service.latency == Distribution(percentiles=((0.5, 0.009), (0.99, 0.003)))


def test_rules_are_found_by_code_name_and_alias_in_any_case() -> None:
    names = ("nt101", "critical-path-service-not-rust", "not-rust")
    found = [
        loads(f"{HEAD}policies: {{{name}: {{enabled: false}}}}", catalogue=CATALOGUE).settings
        for name in names
    ]
    assert [list(settings.rules) for settings in found] == [["NT101"]] * 3


def test_settings_of_packs_that_are_not_loaded_are_one_note() -> None:
    catalogue = Catalogue(open_ended=True)
    portfolio = loads(
        f"{HEAD}policies: {{resilience: {{x: 1}}, TMO001: {{}}}}", catalogue=catalogue
    )
    assert [str(note) for note in portfolio.notes] == [
        (
            "archlint.yaml:3:12: policies: settings of packs and rules that are not loaded are left "
            "aside: resilience, TMO001"
        )
    ]


def test_a_file_without_a_portfolio_is_read_under_a_given_name() -> None:
    text = "archlint: 1\nservices: {a: {}}\nprices: {vcpu_month: 31 USD}\n"
    portfolio = loads(text, portfolio_name="team-a")
    assert (portfolio.name, portfolio.size) == ("team-a", 1)
