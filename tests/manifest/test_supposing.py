"""Options of `what-if` -> portfolio: every type, every refusal, and the oracle of editing by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.linting.engine import catalogue_of
from archlint.manifest import loads
from archlint.manifest.loading import OneText, load_supposing
from archlint.manifest.supposing import Supposed, Supposition
from archlint.source import InputError
from archlint_ninety_ten import PACK

from styled import manifests

if TYPE_CHECKING:
    from archlint.model import Portfolio

CATALOGUE = catalogue_of((PACK,))
MANIFEST = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front/GET /, rate: 100/s, slo: {mean: 30ms}}
teams: {web: {engineers: 5}}
prices: {vcpu_month: 30 USD}
services:
  front:
    language: go
    self_time: 2ms
    operations:
      "GET /":
        calls:
          - cart
          - {to: stock, count: 2, timeout: 100ms}
          - parallel: [price, {to: tax, timeout: none}]
          - async: mail
      health: {self_time: {mean: 1ms, p99.9: 9ms}}
  cart: {language: go, self_time: {p50: 8ms, p99: 40ms}, load: {rate: 1.2k/s, cpu: 500m}, calls: [stock, {to: stock, count: 3}]}
  stock: {language: rust, rewrite: {cpu: 0.5}, replicas: 3}
  price: {availability: 99.9%}
  tax: {}
  mail: {}
  a.b: {load: {rate: 5/s}}
"""

Asked = tuple[str, str]


def supposing(*asked: Asked, text: str = MANIFEST) -> tuple[Portfolio, Supposed]:
    return load_supposing(
        "archlint.yaml",
        [Supposition(*item) for item in asked],
        tree=OneText("archlint.yaml", text.encode()),
        catalogue=CATALOGUE,
    )


def supposed(*asked: Asked, text: str = MANIFEST) -> Portfolio:
    return supposing(*asked, text=text)[1].portfolio


def declared(portfolio: Portfolio) -> tuple[Any, ...]:
    """All that it declares, without where it stands."""
    return tuple(
        getattr(portfolio, name)
        for name in portfolio.__struct_fields__
        if name not in ("at", "sources", "notes")
    )


def by_hand(*edits: tuple[str, str]) -> Portfolio:
    text = MANIFEST
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return loads(text, catalogue=CATALOGUE)


def said(*asked: Asked) -> list[str]:
    with pytest.raises(InputError) as caught:
        supposing(*asked)
    return [str(problem) for problem in caught.value.problems]


# --- what is set is what would have been written --------------------------------------------------

SETS = {
    "a rate": ("cart.load.rate=90/min", ("rate: 1.2k/s", "rate: 90/min")),
    "a rate, multiplied": ("cart.load.rate=2x", ("rate: 1.2k/s", "rate: 2.4k/s")),
    "a part of it": ("cart.load.rate=.5x", ("rate: 1.2k/s", "rate: 0.6k/s")),
    "cores, multiplied": ("cart.load.cpu=1.5x", ("cpu: 500m", "cpu: 750m")),
    "a key that was not there": ("cart.load.memory=6Gi", ("cpu: 500m", "cpu: 500m, memory: 6Gi")),
    "a record that was not there": (
        "price.load.cpu=2",
        ("{availability", "{load: {cpu: 2}, availability"),
    ),
    "a whole record": ("cart.load={cpu: 3}", ("{rate: 1.2k/s, cpu: 500m}", "{cpu: 3}")),
    "the short form of a record": ("cart.self_time=5ms", ("{p50: 8ms, p99: 40ms}", "5ms")),
    "a key beside a short form": (
        "front.self_time.p99=9ms",
        ("self_time: 2ms", "self_time: {mean: 2ms, p99: 9ms}"),
    ),
    "all percentiles together": (
        "cart.self_time=2x",
        ("{p50: 8ms, p99: 40ms}", "{p50: 16ms, p99: 80ms}"),
    ),
    "a time in its short form": ("front.self_time=2x", ("self_time: 2ms", "self_time: 4ms")),
    "a key that is a short form": (
        "front.self_time.mean=2x",
        ("self_time: 2ms", "self_time: {mean: 4ms}"),
    ),
    "a key with a dot": ("front/health.self_time.p99.9=3ms", ("p99.9: 9ms", "p99.9: 3ms")),
    "a service with a dot": ("a.b.load.rate=2x", ("rate: 5/s", "rate: 10/s")),
    "a percentage": ("price.availability=99.99%", ("99.9%}", "99.99%}")),
    "a count": ("stock.replicas=2x", ("replicas: 3", "replicas: 6")),
    "a range in its short form": ("stock.rewrite.cpu=0.4", ("cpu: 0.5", "cpu: 0.4")),
    "a flag": ("tax.managed=true", ("tax: {}", "tax: {managed: true}")),
    "a choice": ("tax.criticality=high", ("tax: {}", "tax: {criticality: high}")),
    "a word": ("tax.kind=crud", ("tax: {}", "tax: {kind: crud}")),
    "free text": ("tax.owner=web", ("tax: {}", "tax: {owner: web}")),
    "text that looks like a factor": ("tax.system=2x", ("tax: {}", "tax: {system: 2x}")),
    "a date": ("tax.measured.at=2026-10-01", ("tax: {}", "tax: {measured: {at: 2026-10-01}}")),
    "a list": ("tax.calls=[mail]", ("tax: {}", "tax: {calls: [mail]}")),
    "a call by its services": ("front -> stock.timeout=80ms", ("timeout: 100ms", "timeout: 80ms")),
    "a call by its operations": (
        "front/GET / -> stock.timeout=2x",
        ("timeout: 100ms", "timeout: 200ms"),
    ),
    "a call that is a bare name": (
        "front -> cart.timeout=80ms",
        ("- cart\n", "- {to: cart, timeout: 80ms}\n"),
    ),
    "a call side by side": (
        "front -> price.timeout=80ms",
        ("[price,", "[{to: price, timeout: 80ms},"),
    ),
    "a call not waited for": (
        "front -> mail.count=2",
        ("async: mail", "async: {to: mail, count: 2}"),
    ),
    "the second call": ("cart -> stock#2.count=9", ("count: 3", "count: 9")),
    "the first of two": ("cart -> stock.count=9", ("[stock,", "[{to: stock, count: 9},")),
    "no timeout": ("front -> stock.timeout=none", ("timeout: 100ms", "timeout: none")),
    "a journey": ("journey:order.slo.mean=2x", ("mean: 30ms", "mean: 60ms")),
    "a journey's entry": ("journey:order.entry=cart", ("entry: front/GET /", "entry: cart")),
    "a price": ("portfolio.prices.vcpu_month=2x", ("30 USD", "60 USD")),
    "a team": (
        "portfolio.teams.web.rust_engineers=2",
        ("engineers: 5", "engineers: 5, rust_engineers: 2"),
    ),
    "a pack's option": (
        "portfolio.policies.ninety-ten.quota=20%",
        ("teams:", "policies: {ninety-ten: {quota: 20%}}\nteams:"),
    ),
    "a rule's severity": (
        "portfolio.policies.NT101.severity=note",
        ("teams:", "policies: {NT101: {severity: note}}\nteams:"),
    ),
    "a calibration row": (
        "portfolio.calibration.json_api.cpu=0.5",
        ("teams:", "calibration: {json_api: {cpu: 0.5}}\nteams:"),
    ),
    "a service from the top": (
        "portfolio.services.tax.owner=web",
        ("tax: {}", "tax: {owner: web}"),
    ),
}


@pytest.mark.parametrize(("asked", "edit"), SETS.values(), ids=SETS)
def test_a_value_is_as_if_it_were_written(asked: str, edit: tuple[str, str]) -> None:
    assert declared(supposed(("--set", asked))) == declared(by_hand(edit))


def test_several_at_once_in_any_order() -> None:
    names = ("a rate", "a call side by side", "a flag", "a price", "a key with a dot")
    asked = [("--set", SETS[name][0]) for name in names]
    whole = declared(by_hand(*(SETS[name][1] for name in names)))

    assert declared(supposed(*asked)) == whole
    assert declared(supposed(*reversed(asked))) == whole


@given(st.permutations(list(SETS.values())), st.integers(1, 8))
def test_the_order_does_not_matter(chosen: list[tuple[str, tuple[str, str]]], most: int) -> None:
    asked = [("--set", text) for text, _ in chosen[:most]]

    assert came_to(*asked) == came_to(*reversed(asked))


def came_to(*asked: Asked) -> tuple[Any, ...]:
    """What it declares then, or for which kinds of reasons it cannot."""
    try:
        return declared(supposed(*asked))
    except InputError as error:
        return tuple(sorted(problem.message for problem in error.problems))


def test_nothing_supposed_is_the_portfolio() -> None:
    before, after = supposing()

    assert declared(before) == declared(after.portfolio) == declared(by_hand())


@pytest.mark.parametrize(
    ("asked", "edits"),
    [
        pytest.param("stock", (
            ("  stock: {language: rust, rewrite: {cpu: 0.5}, replicas: 3}\n", ""),
            ("          - {to: stock, count: 2, timeout: 100ms}\n", ""),
            ("[stock, {to: stock, count: 3}]", "[]"),
        ), id="a service, and every call to it"),
        pytest.param("mail", (("  mail: {}\n", ""), ("          - async: mail\n", "")), id="a callee nobody waits for"),
        pytest.param("price", (("  price: {availability: 99.9%}\n", ""), ("[price, ", "[")), id="one of several side by side"),
        pytest.param("front -> cart", (("          - cart\n", ""),), id="a call"),
        pytest.param("cart -> stock#2", ((", {to: stock, count: 3}]", "]"),), id="the second call"),
        pytest.param("front -> mail", (("          - async: mail\n", ""),), id="a call not waited for"),
    ],
)  # fmt: skip
def test_what_is_removed_is_as_if_it_were_never_written(
    asked: str, edits: tuple[tuple[str, str], ...]
) -> None:
    assert list(map(bare, declared(supposed(("--remove", asked))))) == list(
        map(bare, declared(by_hand(*edits)))
    )


def bare(value: Any) -> Any:
    """Without the positions and stages of steps, which count the steps that are left."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if hasattr(value, "operations") and hasattr(value, "replicas"):
        return [
            (item.id, [(call.subject, call.is_async, call.count) for call in item.calls])
            for item in value.operations
        ]
    return value


def test_two_calls_side_by_side_removed_leave_no_step() -> None:
    after = supposed(("--remove", "price"), ("--remove", "front -> tax"))

    calls = after.operations["front/GET /"].calls
    assert [(call.callee, call.stage) for call in calls] == [("cart", 0), ("stock", 1), ("mail", 2)]


@pytest.mark.parametrize(
    ("asked", "rewrites", "language"),
    [
        ("cart", [("cart", "rust")], {"cart": "rust"}),
        ("cart=Rust", [("cart", "rust")], {"cart": "rust"}),
        ("stock=go", [("stock", "go")], {"stock": "go"}),
    ],
)
def test_a_rewrite_changes_the_declared_language(
    asked: str, rewrites: list[tuple[str, str]], language: dict[str, str]
) -> None:
    _, found = supposing(("--rewrite", asked))

    assert [(item.service, item.language) for item in found.rewrites] == rewrites
    assert {name: found.portfolio.services[name].language for name in language} == language


@pytest.mark.parametrize("asked", ["front/health", "front/health=Rust"])
def test_the_rewrite_of_an_operation_leaves_the_language_of_its_service(asked: str) -> None:
    before, found = supposing(("--rewrite", asked))
    (item,) = found.rewrites

    assert (item.service, item.operation, item.language) == ("front", "front/health", "rust")
    assert item.target == "front/health"
    assert declared(found.portfolio) == declared(before)


def test_operations_are_rewritten_beside_each_other_and_beside_services() -> None:
    asked = ("front/health", "cart", "front/GET /")
    _, found = supposing(*(("--rewrite", item) for item in asked))

    assert [item.target for item in found.rewrites] == ["cart", "front/GET /", "front/health"]


def test_a_name_with_an_equals_sign_is_a_name() -> None:
    text = MANIFEST.replace("a.b:", "a=go:").replace("order:", "o=1:")

    _, found = supposing(("--rewrite", "a=go"), ("--journey-rate", "o=1=2x"), text=text)
    assert [item.service for item in found.rewrites] == ["a=go"]
    assert found.portfolio.journeys["o=1"].rate == 200


@pytest.mark.parametrize(("rate", "expected"), [("2x", 200.0), ("6/min", 0.1), ("1.5k/s", 1500.0)])
def test_a_journey_has_another_rate(rate: str, expected: float) -> None:
    assert supposed(("--journey-rate", f"order={rate}")).journeys["order"].rate == expected


def test_what_is_set_stands_where_the_old_value_stood() -> None:
    before, after = supposing(("--set", "cart.load.cpu=2"), ("--set", "price.load.cpu=3"))
    cpu = ("services", "cart", "load", "cpu")

    assert after.portfolio.at[cpu] == before.at[cpu]
    assert after.portfolio.at["services", "price", "load", "cpu"] == before.at["services", "price"]


def test_after_a_removal_the_other_calls_stand_where_they_stood() -> None:
    before, after = supposing(("--remove", "cart"))

    def places(portfolio: Portfolio) -> dict[str, str]:
        calls = portfolio.operations["front/GET /"].calls
        return {call.subject: str(portfolio.at[call.pointer]) for call in calls}

    assert places(after.portfolio) == {
        subject: place for subject, place in places(before).items() if "cart" not in subject
    }


# --- what is refused ------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Asked, str]] = {
    "a wrong unit": (
        ("--set", "cart.load.rate=3ms"),
        "--set:1:16: services.cart.load.rate: expected a rate such as 120/s, got '3ms'",
    ),
    "no unit": (
        ("--set", "cart.load.rate=3"),
        "--set:1:16: services.cart.load.rate: expected a rate such as 120/s, got '3': write 3/s",
    ),
    "out of bounds": (
        ("--set", "price.availability=2x"),
        "--set:1:20: services.price.availability: expected a percentage of at most 100%, got '199.8%'",
    ),
    "no whole number": (
        ("--set", "stock.replicas=1.5x"),
        "--set:1:16: services.stock.replicas: expected a whole number, got '4.5'",
    ),
    "no choice": (
        ("--set", "tax.criticality=hihg"),
        "--set:1:17: services.tax.criticality: expected critical, high, medium or low, got 'hihg' (did you mean `high`?)",
    ),
    "no flag": (
        ("--set", "tax.managed=yes"),
        "--set:1:13: services.tax.managed: expected true or false, got 'yes': write true",
    ),
    "nothing": (
        ("--set", "tax.owner="),
        "--set:1:11: services.tax.owner: expected text, got nothing",
    ),
    "a range out of order": (
        ("--set", "stock.rewrite.cpu={low: 2, default: 1, high: 3}"),
        "--set:1:19: services.stock.rewrite.cpu: expected low ≤ default ≤ high, got 2, 1, 3",
    ),
    "no YAML": (
        ("--set", "tax.owner=[a"),
        '--set:1:13: expected `,` or `]`, found the end of the file (close the list, or quote names that contain ":" or "?" inside [ ] and { }) (the list begins here: 1:11)',
    ),
    "an unknown service": (
        ("--set", "crat.load.rate=2x"),
        "--set:1:1: no service is named 'crat' (did you mean `cart`?)",
    ),
    "an unknown operation": (
        ("--set", "front/GET.self_time=2x"),
        "--set:1:1: no operation is named 'front/GET' (did you mean `front/GET /`?)",
    ),
    "an unknown call": (
        ("--set", "front -> crat.timeout=3ms"),
        "--set:1:1: no call is 'front -> crat' (did you mean `front -> cart`?)",
    ),
    "an unknown journey": (
        ("--set", "journey:oder.rate=2x"),
        "--set:1:1: no journey is named 'oder' (did you mean `order`?)",
    ),
    "an operation of an unknown service": (
        ("--set", "crat/GET.self_time=2x"),
        "--set:1:1: no service is named 'crat' (did you mean `cart`?)",
    ),
    "an operation like no other": (
        ("--set", "front/zzz.self_time=2x"),
        "--set:1:1: no operation is named 'front/zzz' (expected one of front/GET /, front/health)",
    ),
    "a service like no other": (
        ("--set", "zzz.load.rate=2x"),
        "--set:1:1: no service is named 'zzz' (expected one of a.b, cart, front, mail, price, stock, tax)",
    ),
    "a journey like no other": (
        ("--set", "journey:zzz.rate=2x"),
        "--set:1:1: no journey is named 'zzz' (expected one of order)",
    ),
    "a call like no other": (
        ("--set", "x -> y.timeout=3ms"),
        "--set:1:1: no call is 'x -> y' (expected one of cart -> stock, front/GET / -> cart, front -> cart, front/GET / -> stock, front -> stock, front/GET / -> price, front -> price, front/GET / -> tax, front -> tax, front/GET / -> mail, front -> mail, cart -> stock#2)",
    ),
    "a key like no other": (
        ("--set", "cart.load.zzz=2x"),
        "--set:1:11: unknown key of a load: 'zzz' (expected one of rate, cpu, idle_cpu, cpu_allocated, memory, measured)",
    ),
    "an unknown key": (
        ("--set", "cart.load.rte=2x"),
        "--set:1:11: unknown key of a load: 'rte' (did you mean `rate`?)",
    ),
    "another tool's key": (
        ("--set", "cart.tier=1"),
        "--set:1:6: unknown key of a service: 'tier' (did you mean `criticality`: critical, high, medium, low?)",
    ),
    "an unknown rule": (
        ("--set", "portfolio.policies.NT1O1.severity=note"),
        "--set:1:20: no installed pack or rule is named so: 'NT1O1' (did you mean `NT101`?)",
    ),
    "an unknown team": (
        ("--set", "portfolio.teams.webb.engineers=2"),
        "--set:1:17: no team is named so: 'webb' (did you mean `web`?)",
    ),
    "a key that makes the file": (
        ("--set", "portfolio.portfolio=x"),
        "--set:1:11: unknown key of the portfolio: 'portfolio' (expected one of journeys, services, teams, prices, policies, calibration)",
    ),
    "a waiver": (
        ("--set", "portfolio.waivers=[]"),
        "--set:1:11: unknown key of the portfolio: 'waivers' (expected one of journeys, services, teams, prices, policies, calibration)",
    ),
    "no key": (("--set", "cart=2x"), "--set:1:5: expected a key, as in `cart.KEY=VALUE`"),
    "no value": (("--set", "cart.load.rate"), "--set:1:15: expected `=` and a value, got none"),
    "no sense": (
        ("--set", "2x"),
        "--set:1:1: expected SERVICE.KEY=VALUE such as cart.load.rate=2x",
    ),
    "a key in a list": (
        ("--set", "cart.calls.0=x"),
        "--set:1:12: nothing is below `calls`: a list is set whole; a call is named `CALLER -> CALLEE`",
    ),
    "nothing to multiply": (
        ("--set", "tax.load.rate=2x"),
        "--set:1:15: nothing to multiply: `load.rate` is not declared (give a value instead)",
    ),
    "none, multiplied": (
        ("--set", "front -> tax.timeout=2x"),
        "--set:1:22: expected a number to multiply, got 'none'",
    ),
    "several measures, multiplied": (
        ("--set", "cart.load=2x"),
        "--set:1:11: services.cart.load: expected a mapping with keys such as `rate` and `cpu`, got '2x'",
    ),
    "a dangling call": (
        ("--set", "tax.calls=[mial]"),
        "--set:1:12: services.tax.calls.0: no service is named 'mial' (did you mean `mail`?)",
    ),
    "a rewrite of nothing": (
        ("--rewrite", "crat"),
        "--rewrite:1:1: no service is named 'crat' (did you mean `cart`?)",
    ),
    "a rewrite of a service like no other": (
        ("--rewrite", "zzz"),
        "--rewrite:1:1: no service is named 'zzz' (expected one of a.b, cart, front, mail, price, stock, tax)",
    ),
    "a rewrite to what is nearly Rust": (
        ("--rewrite", "cart=rest"),
        "--rewrite:1:6: expected rust or go, got 'rest' (did you mean `rust`?)",
    ),
    "a rewrite of no operation": (
        ("--rewrite", "front/helth=rust"),
        ("--rewrite:1:1: no operation is named 'front/helth' (did you mean `front/health`?)"),
    ),
    "a rewrite of an operation of nothing": (
        ("--rewrite", "crat/health"),
        "--rewrite:1:1: no service is named 'crat' (did you mean `cart`?)",
    ),
    "a rewrite of an operation of a service that has none": (
        ("--rewrite", "cart/x"),
        "--rewrite:1:1: no operation is named 'cart/x' (`cart` declares no operations)",
    ),
    "a rewrite to elsewhere": (
        ("--rewrite", "cart=python"),
        "--rewrite:1:6: expected rust or go, got 'python'",
    ),
    "nothing to remove": (
        ("--remove", "crat"),
        "--remove:1:1: no service is named 'crat' (did you mean `cart`?)",
    ),
    "nothing like it to remove": (
        ("--remove", "zzz"),
        "--remove:1:1: no service is named 'zzz' (expected one of a.b, cart, front, mail, price, stock, tax)",
    ),
    "no such call to remove": (
        ("--remove", "cart -> tax"),
        "--remove:1:1: no call is 'cart -> tax' (did you mean `front -> tax`?)",
    ),
    "an entry removed": (
        ("--remove", "front"),
        "--remove:1:1: journey order enters there (set journey:order.entry to another service too)",
    ),
    "no such journey": (
        ("--journey-rate", "oder=2x"),
        "--journey-rate:1:1: no journey is named 'oder' (did you mean `order`?)",
    ),
    "a journey like no other to change the rate of": (
        ("--journey-rate", "zzz=2x"),
        "--journey-rate:1:1: no journey is named 'zzz' (expected one of order)",
    ),
    "no rate": (
        ("--journey-rate", "order"),
        "--journey-rate:1:1: expected JOURNEY=RATE such as place-order=2x",
    ),
    "a wrong rate": (
        ("--journey-rate", "order=2"),
        "--journey-rate:1:7: journeys.order.rate: expected a rate such as 120/s, got '2': write 2/s",
    ),
}


@pytest.mark.parametrize(("asked", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_was_expected_and_where(asked: Asked, message: str) -> None:
    assert said(asked) == [message]


def test_everything_wrong_is_said_at_once() -> None:
    asked = [
        asked
        for name, (asked, _) in REFUSED.items()
        if name in ("a wrong unit", "no flag", "an unknown key", "a rewrite of nothing")
    ]

    assert [line.partition(": ")[0] for line in said(*asked)] == [
        "--rewrite:1:1", "--set:1:16", "--set:2:13", "--set:3:11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param([("--set", "cart.load.cpu=1"), ("--set", "cart.load.cpu=2")], id="twice"),
        pytest.param([("--set", "cart.load.cpu=1"), ("--set", "cart.load={}")], id="part and whole"),
        pytest.param([("--rewrite", "cart"), ("--set", "cart.language=go")], id="two languages"),
        pytest.param([("--rewrite", "cart"), ("--rewrite", "cart=go")], id="rewritten twice"),
        pytest.param([("--journey-rate", "order=2x"), ("--set", "journey:order.rate=3/s")], id="two rates"),
        pytest.param([("--remove", "tax"), ("--set", "tax.owner=web")], id="set and removed"),
        pytest.param([("--remove", "tax"), ("--rewrite", "tax")], id="rewritten and removed"),
        pytest.param([("--remove", "tax"), ("--set", "front -> tax.count=2")], id="a call to what goes"),
        pytest.param([("--rewrite", "front/health"), ("--rewrite", "front/health=go")], id="a kernel twice"),
        pytest.param([("--rewrite", "front/health"), ("--rewrite", "front")], id="a kernel and the whole"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_in_any_order(asked: list[Asked]) -> None:
    messages = said(*asked)

    assert len(messages) == 1
    assert re.search("this is (set|rewritten) (twice|and removed)", messages[0])
    assert len(said(*reversed(asked))) == 1


def test_a_kernel_of_what_goes_is_refused() -> None:
    messages = said(("--remove", "front"), ("--rewrite", "front/health"))

    assert any(text.startswith("--rewrite:1:1: this is rewritten and removed") for text in messages)


def test_calls_that_share_a_name_are_told_apart() -> None:
    text = MANIFEST.replace("health: {", "health: {calls: [cart], ")
    with pytest.raises(
        InputError, match=r"is 2 calls, name one: `front/GET / -> cart`, `front/health"
    ):
        supposing(("--set", "front -> cart.timeout=3ms"), text=text)


def test_without_journeys_there_is_another_place_for_a_rate() -> None:
    text = "archlint: 1\nportfolio: x\nservices: {a: {load: {rate: 5/s}}}\n"
    with pytest.raises(
        InputError, match=r"names no journeys \(set the `load\.rate` of a service\)"
    ):
        supposing(("--journey-rate", "a=2x"), text=text)


def test_an_entry_that_moves_may_lose_its_service() -> None:
    after = supposed(("--remove", "front"), ("--set", "journey:order.entry=cart"))

    assert (after.journeys["order"].entry, "front" in after.services) == ("cart", False)


@pytest.mark.parametrize("name", ["async", "parallel", "services", "calls", "to"])
def test_no_name_of_a_service_is_taken_for_a_key(name: str) -> None:
    text = MANIFEST.replace("mail", name)

    after = supposed(("--remove", name), ("--set", "cart.owner=web"), text=text)
    assert sorted(after.services) == ["a.b", "cart", "front", "price", "stock", "tax"]
    assert after.services["cart"].owner == "web"


@given(st.text(max_size=30), st.sampled_from(["--set", "--rewrite", "--remove", "--journey-rate"]))
def test_no_text_is_a_crash(text: str, option: str) -> None:
    assert came_to((option, text))


@given(st.text(max_size=30))
def test_no_value_is_a_crash(text: str) -> None:
    assert came_to(("--set", f"cart.load={text}"))


# --- manifests in every style ---------------------------------------------------------------------


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(manifests(), st.integers(0, 3))
def test_in_every_style_of_yaml_it_is_as_if_written(data: bytes, place: int) -> None:
    before = services_of(data)
    if not before:
        return
    name = sorted(before)[place % len(before)]
    service = before[name]
    after = supposed(
        ("--set", f"{name}.load.rate=7/s"), ("--set", f"{name}.owner=them"), text=data.decode()
    ).services

    load = replace(service.load, rate=7.0)
    assert after == {**before, name: replace(service, owner="them", load=load)}


def services_of(data: bytes) -> dict[str, Any]:
    """The services of a manifest, none where it cannot be read."""
    try:
        return dict(loads(data, catalogue=CATALOGUE).services)
    except InputError:
        return {}
