"""Every default figure: printed with its source, set by its key, refused where it makes no sense."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archlint import ASSUMPTIONS, options_of
from archlint.analysis.distribution import ASSUMED_SPREAD
from archlint.linting.analysing import EngineOptions
from archlint.manifest.grammar import CALIBRATION, PRICES
from archlint.manifest.types import Record
from archlint_ninety_ten import PACK
from archlint_ninety_ten.calibration import ROW_OF_KIND, TABLE

from judging import judge
from running import run

PAGE = PACK.topics["calibration"]
HEAD = "archlint: 1\nportfolio: shop\n"


def options() -> list[tuple[str, Any]]:
    owners = [("ninety-ten", PACK.options), *((rule.code, rule) for rule in PACK.rules)]
    return [
        (f"policies.{name}.{item.name}", item)
        for name, owner in owners
        if owner is not None
        for item in options_of(owner)
    ]


# --- what is printed ------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "item"), options(), ids=[key for key, _ in options()])
def test_every_option_is_listed_with_its_source(key: str, item: Any) -> None:
    assert item.source, f"say where the default of {key} comes from: option(…, source=…)"
    assert f"| {key} | " in PAGE
    assert f" | {item.source} |" in PAGE


@pytest.mark.parametrize("item", ASSUMPTIONS, ids=[item.key for item in ASSUMPTIONS])
def test_every_assumption_is_listed_with_its_range_and_source(item: Any) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {item.key} | "))

    assert all(f"{value:,g}" in row for value in item.used)
    assert row.endswith(f" | {item.what} | {item.source} |")
    assert item.used.low <= item.used.default <= item.used.high
    assert item.seen is None or (item.seen[0] <= item.used.low and item.used.high <= item.seen[1])


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_row_is_listed_with_its_range_its_confidence_and_its_sources(name: str) -> None:
    row, line = TABLE[name], next(x for x in PAGE.splitlines() if x.startswith(f"| {name} | "))

    for figure in (row.cpu, row.mem):
        assert f" {figure.low:g} - {figure.default:g} - {figure.high:g} |" in line
        assert figure.low <= figure.default <= figure.high
    assert row.confidence
    assert line.endswith(f"| {row.confidence} | {'; '.join(row.sources)} |")


def test_the_spread_on_the_page_is_the_one_that_is_assumed() -> None:
    (spread,) = (item for item in ASSUMPTIONS if item.key == "policies.engine.assumed_spread")

    assert set(spread.used) == {ASSUMED_SPREAD, EngineOptions().assumed_spread}


def test_what_the_manifest_can_set_is_what_the_page_lists() -> None:
    rows = {
        f"calibration.{row.name}.{column.name}"
        for row in CALIBRATION.keys
        if isinstance(row.type, Record)
        for column in row.type.keys
    }
    prices = {f"prices.{key.name}" for key in PRICES.keys}
    factors = {f"calibration.{name}.{column}" for name in TABLE for column in ("cpu", "mem")}

    spread = "policies.engine.assumed_spread"
    assert rows | prices | {spread} == factors | {item.key for item in ASSUMPTIONS}
    assert set(ROW_OF_KIND.values()) - {None} == set(TABLE)


# --- what a key changes ---------------------------------------------------------------------------

SHOP = """journeys:
  buy: {entry: shop, rate: 500k/s, slo: {availability: 99.9%}}
teams:
  web: {engineers: 6, rust_engineers: 1, priority: delivery}
services:
  shop:
    language: go
    kind: KIND
    owner: web
    size: 14 kloc
    self_time: {p50: 20ms}
    load: {cpu: 9000, memory: 900Gi}
  tuned: {language: go, kind: json-api, gc: {cpu_share: 12%}, load: {cpu: 350}}
  ranks:
    language: go
    kind: json-api
    operations:
      rank: {self_time: {mean: 20ms}, cpu_time: 16ms}
      save: {self_time: {mean: 30ms}, cpu_time: 1ms}
"""


@cache
def checked(setting: str, kind: str, where: str) -> dict[str, Any]:
    """The one portfolio of `check --output-format json` with this setting at its end."""
    path = Path(where) / "archlint.yaml"
    path.write_text(f"{HEAD}{SHOP.replace('KIND', kind)}{setting}\n", encoding="utf-8")
    done = run("check", str(path), "--output-format", "json", "--exit-zero", "--today=2026-11-23")
    assert done.code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["portfolios"][0]
    return found


CHEAP_PEOPLE = "prices: {engineer_month: 1 USD}"
"""So that the bill argues for Rust whatever the factor, and there is a gain."""


def gain(document: dict[str, Any], service: str = "shop") -> dict[str, Any]:
    found: dict[str, Any] = next(
        item["gain"] for item in document["verdicts"] if item["service"] == service
    )
    return found


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        pytest.param(kind, column, id=f"{row}, {column}")
        for row in sorted(TABLE)
        for kind in [next(kind for kind, home in ROW_OF_KIND.items() if home == row)]
        for column in ("cpu", "mem")
    ],
)
def test_a_row_set_in_the_manifest_is_the_factor(kind: str, column: str, tmp_path: Path) -> None:
    row = ROW_OF_KIND[kind]
    was = gain(checked(CHEAP_PEOPLE, kind, str(tmp_path)))
    own = f"calibration: {{{row}: {{{column}: 0.123}}}}"
    now = gain(checked(f"{CHEAP_PEOPLE}\n{own}", kind, str(tmp_path)))

    assert was["factor_source"] == f"prior for {kind} ({row})"
    if column == "cpu":
        assert now["factor"] == {"low": 0.123, "default": 0.123, "high": 0.123}
        assert now["factor_source"] == f"the manifest's calibration, {row}"
    else:
        assert (now["factor"], now["factor_source"]) == (was["factor"], was["factor_source"])
    assert now["saving_per_month"] != was["saving_per_month"]
    assert (now["freed_cores"] != was["freed_cores"]) is (column == "cpu")


def effort(document: dict[str, Any]) -> Any:
    return gain(document)["effort_person_months"]


def argument(document: dict[str, Any], rule: str, service: str = "shop") -> dict[str, Any]:
    found: dict[str, Any] = next(
        item
        for item in document["arguments"]
        if (item["rule"], item["subject"]["text"]) == (rule, service)
    )
    return found


def three(low: float, default: float, high: float) -> Any:
    return pytest.approx({"low": low, "default": default, "high": high})


@pytest.mark.parametrize(
    ("setting", "figure", "before", "after"),
    [
        pytest.param(
            "prices: {vcpu_month: 62 USD}",
            lambda found: argument(found, "NT103")["numbers"]["saving_per_month"],
            pytest.approx(0.2 * 9000 * 31),
            pytest.approx(0.2 * 9000 * 62),
            id="a vCPU",
        ),
        pytest.param(
            "prices: {gib_month: 12.6 USD}",
            lambda found: gain(found)["saving_per_month"]["default"],
            pytest.approx(9000 * 0.45 * 31 + 900 * 0.5 * 2.6),
            pytest.approx(9000 * 0.45 * 31 + 900 * 0.5 * 12.6),
            id="a GiB",
        ),
        pytest.param(
            "prices: {engineer_month: 30k USD}",
            lambda found: gain(found)["payback_months"]["default"],
            pytest.approx(14 / 0.9 * 1.75 * 15_000 / (9000 * 0.45 * 31 + 900 * 0.5 * 2.6)),
            pytest.approx(14 / 0.9 * 1.75 * 30_000 / (9000 * 0.45 * 31 + 900 * 0.5 * 2.6)),
            id="a person-month",
        ),
        pytest.param(
            "calibration: {effort: {kloc_per_month: {low: 0.5, default: 1, high: 1.5}}}",
            effort,
            three(14 / 0.9 * 1.5, 14 / 0.9 * 1.75, 14 / 0.9 * 2),
            three(14 / 1.5 * 1.5, 14 / 1 * 1.75, 14 / 0.5 * 2),
            id="lines a month: the slow end is the high effort",
        ),
        pytest.param(
            "calibration: {effort: {overrun: 1}}",
            effort,
            three(14 / 0.9 * 1.5, 14 / 0.9 * 1.75, 14 / 0.9 * 2),
            three(14 / 0.9, 14 / 0.9, 14 / 0.9),
            id="overrun",
        ),
        pytest.param(
            "calibration: {effort: {ramp_months: {low: 5, default: 6, high: 8}}}",
            lambda found: argument(found, "NT204")["message"],
            "web ships features and has one Rust engineer: add a ramp of 2-4 months",
            "web ships features and has one Rust engineer: add a ramp of 5-8 months",
            id="months of ramp",
        ),
        pytest.param(
            "policies: {engine: {assumed_spread: 1}}",
            lambda found: found["journeys"][0]["mean_ms"],
            pytest.approx(20 * 2.718281828459045 ** (0.7**2 / 2)),
            pytest.approx(20 * 2.718281828459045 ** (1.0**2 / 2)),
            id="the assumed spread",
        ),
        pytest.param(
            "policies: {NT103: {cut: 10%}}",
            lambda found: argument(found, "NT103")["numbers"]["saving_per_month"],
            pytest.approx(55_800.0),
            pytest.approx(27_900.0),
            id="NT103.cut",
        ),
        pytest.param(
            "policies: {NT103: {saving_per_month: 60k USD}}",
            lambda found: argument(found, "NT103")["answer"],
            "yes",
            "no",
            id="NT103.saving_per_month",
        ),
        pytest.param(
            "policies: {NT103: {max_payback: 3}}",
            lambda found: argument(found, "NT103")["answer"],
            "yes",
            "no",
            id="NT103.max_payback",
        ),
        pytest.param(
            "policies: {NT106: {max_payback: 3}}",
            lambda found: argument(found, "NT106")["answer"],
            "unknown",  # on an estimate
            "no",
            id="NT106.max_payback",
        ),
        pytest.param(
            "policies: {NT106: {least_effort: 4}}",
            lambda found: argument(found, "NT106", "tuned")["answer"],
            "unknown",
            "no",
            id="NT106.least_effort",
        ),
        pytest.param(
            "policies: {NT307: {min_share: 10%}}",
            lambda found: argument(found, "NT307", "tuned")["answer"],
            "no",
            "yes",
            id="NT307.min_share",
        ),
        pytest.param(
            "policies: {NT204: {fewest: 1}}",
            lambda found: argument(found, "NT204")["message"],
            "web ships features and has one Rust engineer: add a ramp of 2-4 months",
            "web ships features and has one Rust engineer: Rust competes with its roadmap",
            id="NT204.fewest",
        ),
        pytest.param(
            "policies: {ninety-ten: {quota: 67%}}",
            lambda found: found["seats"]["limit"],
            1,
            3,
            id="quota",
        ),
    ],
)  # fmt: skip
def test_a_figure_set_in_the_manifest_is_the_one_that_counts(
    setting: str, figure: Any, before: Any, after: Any, tmp_path: Path
) -> None:
    assert figure(checked("", "json-api", str(tmp_path))) == before
    assert figure(checked(setting, "json-api", str(tmp_path))) == after


CHEAP = """
journeys:
  find: {entry: search/rank, rate: 50/s}
  edit: {entry: search/save, rate: 50/s}
services:
  search:
    language: go
    kind: json-api
    load: {cpu: 100.5}
    operations:
      rank: {self_time: {mean: 9s}, cpu_time: 2s}
      save: {self_time: {mean: 9s}, cpu_time: 10ms}
"""


@pytest.mark.parametrize(
    ("options", "is_kernel"),
    [
        pytest.param({}, False, id="three person-months"),
        pytest.param({"least_effort": 1.0}, True, id="one"),
    ],
)
def test_the_least_effort_of_a_kernel_is_an_option(
    options: dict[str, Any],
    is_kernel: bool,  # noqa: FBT001  # expected
) -> None:
    found = judge(CHEAP, rules={"NT105": options}).argument("NT105", "search")

    assert ("cost_kernel" in found.numbers) is is_kernel


# --- what is refused, and what is free ------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("calibration: {json_api: {cpu: -1}}", "3:31: calibration.json_api.cpu: expected a number"),
        ("calibration: {json_api: {p99: 0.4}}", "3:26: calibration.json_api.p99: unknown key"),
        ("calibration: {effort: {weeks: 1}}", "3:24: calibration.effort.weeks: unknown key"),
        (
            "calibration: {effort: {kloc_per_month: 0}}",
            "3:40: calibration.effort.kloc_per_month: expected a number from 0.001",
        ),
        (
            "calibration: {effort: {overrun: {low: 2, default: 1.5, high: 2}}}",
            "3:33: calibration.effort.overrun: expected low ≤ default ≤ high, got 2, 1.5, 2",
        ),
        (
            "policies: {engine: {assumed_spread: 4}}",
            "3:37: policies.engine.assumed_spread: expected a number from 0.01 to 3",
        ),
        ("prices: {vcpu_month: dear}", "3:22: prices.vcpu_month: expected an amount of money"),
        ("policies: {NT103: {cut: 200%}}", "3:25: policies.NT103.cut: expected a percentage"),
        (
            "policies: {ninety-ten: {min_phi: much}}",
            "3:34: policies.ninety-ten.min_phi: expected a percentage",
        ),
        ("policies: {NT106: {max_payback: -3}}", "3:33: policies.NT106.max_payback: expected a"),
    ],
)
def test_a_wrong_value_is_a_problem_with_its_place(
    setting: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "archlint.yaml"
    path.write_text(f"{HEAD}{setting}\nservices: {{a: {{}}}}\n", encoding="utf-8")
    done = run("check", str(path), cwd=tmp_path)

    assert done.code == 2
    assert f"archlint.yaml:{problem}" in done.stderr


@pytest.mark.parametrize("load", ["cpu: 900", "rate: 1k/s", "memory: 64Gi", "cpu_allocated: 90"])
@pytest.mark.parametrize(
    "setting",
    [
        "prices: {vcpu_month: 0 USD}",
        "prices: {gib_month: 0 USD}",
        "prices: {engineer_month: 0 USD}",
        "prices: {vcpu_month: 0 USD, gib_month: 0 USD, engineer_month: 0 USD}",
        "policies: {NT103: {cut: 0%, saving_per_month: 0 USD, max_payback: 0}}",
        "policies: {NT105: {min_share: 0%, max_payback: 0, least_effort: 0}}",
        "policies: {NT106: {max_payback: 0, least_effort: 0}}",
        "policies: {ninety-ten: {min_phi: 0%, min_ms: 0ms, min_share: 0%, min_users: 0}}",
        "policies: {ninety-ten: {quota: 0%, gate_availability: 0%}, NT307: {min_share: 0%}}",
        "policies: {engine: {assumed_spread: 3}}",
    ],
)
def test_nothing_is_divided_by_what_is_set_to_nothing(
    setting: str, load: str, tmp_path: Path
) -> None:
    services = f"services: {{a: {{language: go, self_time: {{p50: 5ms}}, load: {{{load}}}}}}}"
    path = tmp_path / "archlint.yaml"
    path.write_text(f"{HEAD}{setting}\n{services}\n", encoding="utf-8")

    assert run("check", str(path), cwd=tmp_path).code in (0, 1)


@pytest.mark.parametrize(
    ("prices", "load", "answer", "message"),
    [
        pytest.param(
            "vcpu_month: 0 USD",
            "cpu: 900",
            "no",
            "a rewrite would save no money at these prices",
            id="cores cost nothing",
        ),
        pytest.param(
            "engineer_month: 0 USD",
            "rate: 1k/s",
            "unknown",
            "a rewrite costs nothing at these prices; its cores are not known",
            id="people cost nothing, the CPU is unknown",
        ),
        pytest.param(
            "engineer_month: 0 USD",
            "cpu: 900",
            "unknown",
            "a rewrite saves 405 cores and $12.6k a month; its $0 are back after 0 months,"
            " on an estimate",
            id="people cost nothing",
        ),
    ],
)
def test_payback_at_no_price(prices: str, load: str, answer: str, message: str) -> None:
    row = f"language: go, kind: json-api, load: {{{load}}}"
    judged = judge(f"prices: {{{prices}}}\nservices: {{a: {{{row}}}}}\n")
    found = judged.argument("NT106", "a")

    assert (found.answer.value, f"{found.message}") == (answer, message)
