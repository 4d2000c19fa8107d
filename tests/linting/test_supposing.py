"""What would change: figures against the pack and the analysis, findings, verdicts, two modes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint import Pack, Service, Translation
from archlint.linting.engine import catalogue_of
from archlint.linting.finding_changes import Change
from archlint.manifest import loads
from archlint.model import Portfolio, Range
from archlint.source import InputError
from archlint_ninety_ten import PACK
from archlint_ninety_ten.case import prepare
from archlint_ninety_ten.gains import gain_of
from archlint_ninety_ten.options import NinetyTenOptions

from supposing import linted, what_if

SHOP = """\
archlint: 1
portfolio: shop
prices: {vcpu_month: 30 USD, gib_month: 2 USD, engineer_month: "10,000 USD"}
journeys:
  order: {entry: front, rate: 1.2k/s, slo: {mean: 30ms}}
services:
  front:
    language: go
    kind: frontend
    self_time: {mean: 2ms}
    calls: [checkout]
  checkout:
    language: go
    kind: orchestrator
    self_time: {mean: 3ms}
    load: {cpu: 2}
    calls: [{parallel: [price, stock]}]
  price:
    language: go
    kind: kernel
    criticality: critical
    replicas: 4
    size: 9 kloc
    self_time: {mean: 20ms}
    load: {rate: 1.2k/s, cpu: 18, cpu_allocated: 24, memory: 8Gi}
    rewrite: {cpu: {low: 0.3, default: 0.5, high: 0.8}, mem: 0.25, source: spike of May}
  stock:
    language: rust
    kind: crud
    self_time: {mean: 14ms}
    load: {cpu: 1}
"""


def still_of(text: str) -> str:
    """The same where no time varies, so that samples say what means do."""
    return re.sub(r"self_time: \{mean: (\w+)\}", r"self_time: {p50: \1, p99: \1}", text)


STILL = still_of(SHOP)


def analysed(text: str = SHOP) -> Any:
    return linted(loads(text, catalogue=catalogue_of((PACK,))))


# --- a rewrite ------------------------------------------------------------------------------------


def test_a_rewrite_is_worth_what_the_pack_says() -> None:
    text = STILL.replace("language: rust", "language: go")  # the pack weighs all as if in Go
    found = what_if(text, ("--rewrite", "price"))
    report = analysed(text)
    case = prepare(report.analysis, NinetyTenOptions())
    gain = gain_of(case, report.portfolio.services["price"])

    assert gain is not None
    assert gain.cores is not None
    assert gain.users is not None
    assert gain.per_month is not None
    (now,), then = set(found.now.means["order"]), found.then.means["order"]
    assert [(now - mean) * 1e3 for mean in then] == pytest.approx(list(gain.milliseconds["order"]))
    assert _less(found.now.users, found.then.users) == pytest.approx(list(gain.users))
    assert _less(found.now.cores, found.then.cores) == pytest.approx(list(gain.cores))
    assert [-amount for amount in found.per_month or ()] == pytest.approx(list(gain.per_month))
    assert list(found.payback or ()) == pytest.approx(list(gain.payback or ()))
    assert list(found.effort or ()) == pytest.approx(list(gain.effort or ()))
    (told,) = found.rewrites
    assert (told.translation.cpu, told.translation.source) == (gain.factor, gain.factor_source)


def _less(before: Range | None, after: Range | None) -> list[float]:
    assert before is not None
    assert after is not None
    return [was - now for was, now in zip(before, after, strict=True)]


def test_a_rewrite_is_the_removal_of_the_analysis() -> None:
    for text, close in ((STILL, 1e-9), (SHOP, 0.01)):  # what varies is known to its error
        analysis = analysed(text).analysis
        found = what_if(text, ("--rewrite", "price"))

        for end, factor in zip(found.then.means["order"], (0.8, 0.5, 0.3), strict=True):
            removal = analysis.removal({"price": factor})
            expected = analysis.journey("order").mean - removal.seconds["order"]
            assert end == pytest.approx(expected, rel=close)


def test_the_path_moves_when_another_branch_takes_longer() -> None:
    (order,) = what_if(SHOP, ("--rewrite", "price")).journeys

    assert (order.joined, order.left) == (("stock",), ("price",))


@pytest.mark.parametrize("service", ["stock", "checkout"])
def test_verdicts_on_all_others_stay(service: str) -> None:
    changed = {item.service for item in what_if(SHOP, ("--rewrite", "price")).difference.verdicts}

    assert service not in changed


def test_the_finding_that_argued_for_it_is_fixed() -> None:
    found = what_if(SHOP, ("--rewrite", "price")).difference

    assert [
        (item.change, item.finding.rule)
        for item in found.findings
        if item.finding.severity.word != "note"
    ] == [(Change.FIXED, "NT101")]


def test_a_service_with_slack_gains_nothing_until_the_path_moves() -> None:
    text = SHOP.replace("language: rust", "language: go").replace("{cpu: 1}", "{cpu: 15}")
    faster = ("--set", "price.self_time=1ms")
    now = what_if(text, ("--rewrite", "stock"))
    moved = what_if(text, ("--rewrite", "stock"), faster)
    without = what_if(text, faster)

    still = what_if(still_of(text), ("--rewrite", "stock"))

    assert still.then.means["order"] == still.now.means["order"]
    assert still.then.users == still.now.users
    assert now.then.means["order"].default < now.now.means["order"].default  # now and then slower
    assert moved.then.means["order"].default < without.then.means["order"].default


def test_a_rust_service_as_if_in_go() -> None:
    found = what_if(SHOP, ("--rewrite", "stock=go"))
    report = analysed()
    case = prepare(report.analysis, NinetyTenOptions())
    after = found.difference.after

    assert after is not None
    assert after.portfolio.services["stock"].language == "go"
    assert after.analysis.own["stock"] == pytest.approx(case.equivalent.own["stock"])
    assert after.analysis.computing["stock"].cpu == pytest.approx(
        case.equivalent.computing["stock"].cpu
    )
    assert found.payback is None
    assert found.effort_unknown == ("stock",)


# --- two modes ------------------------------------------------------------------------------------


def test_head_room_is_not_spent_twice() -> None:
    found = what_if(SHOP, ("--rewrite", "price"))

    assert found.same_cores is not None
    assert found.then.cores == Range(24 * 0.8 + 3, 24 * 0.5 + 3, 24 * 0.3 + 3)
    assert found.same_cores.cores == found.now.cores
    same, then = found.same_cores.means["order"], found.then.means["order"]
    assert all(a <= b for a, b in zip(same, then, strict=True))
    assert same.low < then.low  # where price is still what is waited for


@pytest.mark.parametrize(
    ("edit", "missing"),
    [
        (("    replicas: 4\n", ""), ("replicas",)),
        ((", cpu_allocated: 24", ""), ("load.cpu_allocated",)),
    ],
)
def test_the_same_cores_need_a_known_capacity(
    edit: tuple[str, str], missing: tuple[str, ...]
) -> None:
    found = what_if(SHOP.replace(*edit), ("--rewrite", "price"))

    assert (found.same_cores, found.same_cores_lacks) == (None, {"price": missing})


def test_payback_weighs_the_rewrite_alone() -> None:
    """What else is supposed is paid for with or without it."""
    alone = what_if(SHOP, ("--rewrite", "price"))
    both = what_if(SHOP, ("--rewrite", "price"), ("--set", "stock.load.cpu_allocated=99"))

    assert list(alone.payback or ()) == pytest.approx(list(both.payback or ()))
    assert alone.per_month != both.per_month


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("stock", "cannot rewrite stock: it is in Rust already"),
        ("front=go", "cannot rewrite front: it is in Go already"),
    ],
)
def test_a_rewrite_that_nobody_knows_is_refused_at_its_option(service: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        what_if(SHOP, ("--rewrite", service))
    assert list(map(str, caught.value.problems)) == [f"--rewrite:1:1: {message}"]


def knowing(name: str, found: Translation) -> Pack:
    return Pack(name=name, rules=(), translate=lambda _portfolio, _service, _language: found)


HALF = Translation(cpu=Range(0.5, 0.5, 0.5), source="a half")
NO = Translation(refusal="it is not for sale", advice="ask somebody")


@pytest.mark.parametrize(
    ("edit", "missing", "is_upper_bound"),
    [
        (("load: {cpu: 2}", ""), ("load.cpu",), True),
        (("load: {cpu: 2}", "load: {cpu: 2}\n    gc: {cpu_share: 5%}"), (), False),
        (("load: {cpu: 2}", "load: {cpu: 2}\n"), (), True),
    ],
    ids=["no CPU", "a collector that is measured", "a collector that is not"],
)
def test_what_a_rewrite_does_not_know_is_told(
    edit: tuple[str, str], missing: tuple[str, ...], *, is_upper_bound: bool
) -> None:
    found = what_if(SHOP.replace(*edit), ("--rewrite", "checkout"))
    (told,) = found.rewrites

    assert (told.missing, told.is_upper_bound) == (missing, is_upper_bound)
    assert (found.now.means == found.then.means) == bool(missing)


def test_any_pack_may_know_a_factor() -> None:
    packs = (Pack(name="silent", rules=()), knowing("no", NO), knowing("half", HALF))
    (told,) = what_if(SHOP, ("--rewrite", "price"), packs=packs).rewrites

    assert told.translation == HALF


@pytest.mark.parametrize(
    ("packs", "message"),
    [
        ((), "cannot rewrite price: no pack that is loaded knows a factor"),
        ((knowing("no", NO),), "cannot rewrite price: it is not for sale (ask somebody)"),
    ],
)
def test_where_none_does_that_is_said(packs: tuple[Pack, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        what_if(SHOP, ("--rewrite", "price"), packs=packs)
    assert list(map(str, caught.value.problems)) == [f"--rewrite:1:1: {message}"]


def test_a_bug_in_a_pack_names_the_pack() -> None:
    def broken(_portfolio: Portfolio, _service: Service, _language: str) -> Translation:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        what_if(SHOP, ("--rewrite", "price"), packs=(Pack(name="x", rules=(), translate=broken),))
    assert caught.value.__notes__ == ["translate of pack x failed: report it"]


def test_the_factor_may_be_supposed_too() -> None:
    found = what_if(SHOP, ("--rewrite", "price"), ("--set", "price.rewrite.cpu=0.9"))

    assert found.rewrites[0].translation.cpu == Range(0.9, 0.9, 0.9)


def test_two_currencies_are_not_subtracted() -> None:
    text = SHOP.replace('gib_month: 2 USD, engineer_month: "10,000 USD"', "").replace(
        "USD, }", "USD}"
    )

    assert what_if(text, ("--set", "portfolio.prices.vcpu_month=20 EUR")).per_month is None
    assert what_if(text, ("--set", "portfolio.prices.vcpu_month=2x")).per_month is not None


# --- values and removals --------------------------------------------------------------------------


def test_nothing_supposed_changes_nothing() -> None:
    assert what_if(SHOP).is_empty


def test_a_promise_that_is_broken_is_told() -> None:
    (order,) = what_if(SHOP, ("--set", "price.self_time=40ms")).journeys

    assert order.crossing == "over"


LEAVES = st.sampled_from(["leaf", "other"])


@settings(max_examples=40)
@given(
    own=st.integers(1, 40),
    more=st.integers(1, 40),
    rate=st.sampled_from(["5/s", "400/s"]),
    leaf=LEAVES,
)
def test_removing_a_leaf_is_a_manifest_without_it(
    own: int, more: int, rate: str, leaf: str
) -> None:
    services: dict[str, Any] = {
        "front": {"self_time": f"{own}ms", "calls": ["leaf", {"to": "other", "count": 2}, "leaf"]},
        "leaf": {"self_time": f"{more}ms", "load": {"cpu": 1}},
        "other": {"self_time": "7ms", "language": "go"},
    }
    whole = {
        "archlint": 1,
        "portfolio": "shop",
        "journeys": {"j": {"entry": "front", "rate": rate}},
        "services": services,
    }
    found = what_if(json.dumps(whole), ("--remove", leaf))
    del services[leaf]
    services["front"]["calls"] = [
        call for call in services["front"]["calls"] if leaf not in (call, dict_of(call).get("to"))
    ]
    alone = analysed(json.dumps(whole))
    after = found.difference.after

    assert after is not None
    assert after.analysis.journey("j").mean == alone.analysis.journey("j").mean
    assert after.analysis.waiting == alone.analysis.waiting
    assert [item.identity for item in after.findings] == [item.identity for item in alone.findings]
    assert after.verdicts == alone.verdicts


def dict_of(call: str | dict[str, Any]) -> dict[str, Any]:
    return call if isinstance(call, dict) else {}


@settings(max_examples=40)
@given(
    key=st.sampled_from(
        ["front.self_time.mean", "price.self_time.mean", "checkout -> price.network"]
    ),
    value=st.integers(1, 90).map(lambda number: f"{number}ms"),
)
def test_a_set_time_is_the_manifest_edited_by_hand(key: str, value: str) -> None:
    whole = SHOP.replace("price, stock", "{to: price, network: 7ms}, stock")
    old = {"front.self_time.mean": "mean: 2ms", "price.self_time.mean": "mean: 20ms"}
    edit = old.get(key, "network: 7ms")
    edited = analysed(whole.replace(edit, f"{edit.partition(':')[0]}: {value}"))
    after = what_if(whole, ("--set", f"{key}={value}")).difference.after

    assert after is not None
    assert after.analysis.journeys[0].mean == edited.analysis.journeys[0].mean
    assert _declared(after.portfolio) == _declared(edited.portfolio)
    assert [(item.identity, item.message) for item in after.findings] == [
        (item.identity, item.message) for item in edited.findings
    ]
    assert after.verdicts == edited.verdicts


def _declared(portfolio: Portfolio) -> list[Any]:
    return [portfolio.services, portfolio.journeys, portfolio.prices, portfolio.waivers]


def test_an_inline_waiver_still_covers_what_it_covered() -> None:
    comment = "  # archlint: ignore[ANN003] until=2027-01-01 owner=x reason=y"
    text = SHOP.replace(
        "cpu: 18, cpu_allocated: 24, memory: 8Gi}",
        f"cpu: 36, cpu_allocated: 48, memory: 8Gi}}{comment}",
    )
    found = what_if(text, ("--set", "price.load.cpu=37"))
    before, after = found.difference.before, found.difference.after

    assert before is not None
    assert after is not None
    assert [item.finding.rule for item in before.suppressed] == ["ANN003"]
    assert [item.finding.rule for item in after.suppressed] == ["ANN003"]


def test_a_portfolio_of_which_nothing_is_left() -> None:
    text = "archlint: 1\nportfolio: x\nservices: {a: {load: {cpu: 2}}}\n"
    found = what_if(text, ("--remove", "a"))

    assert found.difference.after is not None
    assert found.difference.after.portfolio.services == {}
    assert found.per_month == Range(-49.0, -62.0, -84.0)


# --- kernels --------------------------------------------------------------------------------------

SEARCH = """\
archlint: 1
portfolio: shop
prices: {vcpu_month: 30 USD, gib_month: 2 USD, engineer_month: "10,000 USD"}
journeys:
  find: {entry: search/rank, rate: 1k/s}
  edit: {entry: search/save, rate: 50/s}
services:
  search:
    language: go
    kind: json-api
    criticality: high
    replicas: 4
    size: 9 kloc
    load: {cpu: 17, cpu_allocated: 24, memory: 8Gi}
    operations:
      rank: {self_time: {p50: 16ms, p99: 50ms}, cpu_time: 15ms}
      save: {self_time: {mean: 30ms}, cpu_time: 1ms}
      ping: {self_time: {mean: 30ms}}
  single: {language: go, operations: {only: {self_time: 2ms, cpu_time: 1ms}}}
  java: {language: java, operations: {x: {cpu_time: 1ms}, y: {}}}
"""


def test_a_kernel_is_worth_what_the_pack_says() -> None:
    found = what_if(SEARCH, ("--rewrite", "search/rank"))
    report = analysed(SEARCH)
    case = prepare(report.analysis, NinetyTenOptions())
    gain = gain_of(case, report.portfolio.services["search"], "search/rank")

    assert gain is not None
    assert gain.cores is not None
    assert gain.users is not None
    assert gain.per_month is not None
    (now,), then = set(found.now.means["find"]), found.then.means["find"]
    assert [(now - mean) * 1e3 for mean in then] == pytest.approx(list(gain.milliseconds["find"]))
    assert found.then.means["edit"] == found.now.means["edit"]
    assert _less(found.now.users, found.then.users) == pytest.approx(list(gain.users))
    assert _less(found.now.cores, found.then.cores) == pytest.approx(list(gain.cores))
    assert [-amount for amount in found.per_month or ()] == pytest.approx(list(gain.per_month))
    assert list(found.payback or ()) == pytest.approx(list(gain.payback or ()))
    (told,) = found.rewrites
    assert (told.service, told.operation, told.missing) == ("search", "search/rank", ())


def test_a_service_around_a_kernel_stays_in_its_language() -> None:
    difference = what_if(SEARCH, ("--rewrite", "search/rank")).difference

    assert difference.after is not None
    service = difference.after.portfolio.services["search"]
    assert service.language == "go"
    assert {item.id: item.cpu_time for item in service.operations} == {
        "search/rank": 0.015 * 0.55,
        "search/save": 0.001,
        "search/ping": None,
    }


def test_a_kernel_may_stay_on_the_cores_there_are() -> None:
    found = what_if(SEARCH, ("--rewrite", "search/rank"))

    assert found.same_cores is not None
    assert found.same_cores.cores == found.now.cores
    assert found.then.cores is not None
    assert found.then.cores.default == pytest.approx(24 * (1 - 0.45 * 15 / 17))
    for name in ("find", "edit"):  # what shares its cores waits less for one
        assert found.same_cores.means[name].default < found.then.means[name].default


def test_two_kernels_of_a_service_are_rewritten_together_and_paid_once() -> None:
    both = what_if(SEARCH, ("--rewrite", "search/rank"), ("--rewrite", "search/save"))
    one = what_if(SEARCH, ("--rewrite", "search/rank"))
    removal = analysed(SEARCH).analysis.removal({"search/rank": 0.55, "search/save": 0.55})

    assert both.effort == one.effort
    assert both.now.users is not None
    assert both.then.users is not None
    assert both.now.users.default - both.then.users.default == pytest.approx(removal.users)


def test_a_kernel_whose_time_nobody_knows_changes_none() -> None:
    text = SEARCH.replace("{self_time: {p50: 16ms, p99: 50ms}, cpu_time: 15ms}", "{cpu_time: 15ms}")
    found = what_if(text, ("--rewrite", "search/rank"))

    assert found.rewrites[0].missing == ("self_time",)
    assert found.then.means == found.now.means
    assert found.then.cores != found.now.cores


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            "search/ping",
            (
                "cannot rewrite search/ping: what it computes is not known (declare"
                " services.search.operations.ping.cpu_time, its CPU per request)"
            ),
        ),
        (
            "single/only",
            ("cannot rewrite single/only: it is all that the service does (--rewrite single)"),
        ),
        ("search/rank=go", "cannot rewrite search/rank: it is in Go already"),
        (
            "java/x",
            (
                "cannot rewrite java/x: no factor leads from java to Rust (declare `rewrite: {cpu:"
                " …}`, the measured factor)"
            ),
        ),
    ],
)
def test_a_kernel_that_nobody_knows_is_refused_at_its_option(target: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        what_if(SEARCH, ("--rewrite", target))
    assert list(map(str, caught.value.problems)) == [f"--rewrite:1:1: {message}"]
