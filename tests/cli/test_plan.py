"""`archlint plan`: quotas, budgets, objectives, exit codes; the same bytes every time."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from archlint.reporting.columns import width
from archlint.reporting.plan_json import plan_schema

from hostile import manifest as hostile_manifest
from running import Result, run, spawn

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = Draft202012Validator(plan_schema())
TODAY = ("--today", "2026-11-23")

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: web, rate: 1k/s, slo: {availability: 99.95%}}
prices: {vcpu_month: 30 USD, engineer_month: 10k USD}
services:
  web:
    language: go
    kind: json-api
    self_time: {p50: 2ms, p99: 2ms}
    load: {cpu: 0.4}
    calls:
      - parallel: [left, right]
      - codec
      - small
  left: {language: go, kind: kernel, self_time: {p50: 30ms, p99: 30ms}, load: {cpu: 29}, size: 5 kloc}
  right: {language: go, kind: kernel, self_time: {p50: 30ms, p99: 30ms}, load: {cpu: 29}, rewrite: {effort: 6 pm}}
  codec: {language: rust, kind: kernel, self_time: {p50: 40ms, p99: 40ms}, load: {cpu: 38}}
  small: {language: go, kind: kernel, self_time: {p50: 16ms, p99: 16ms}, load: {cpu: 15}}
"""
"""Nothing varies: left and right hide each other, codec is in Rust already, nobody has estimated small."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


def planned(directory: Path, *arguments: str) -> dict[str, Any]:
    result = run("plan", *TODAY, "--output-format", "json", *arguments, cwd=directory)
    assert result.code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    SCHEMA.validate(document)
    return document


def chosen(document: dict[str, Any]) -> list[str]:
    return [step["service"] for step in document["steps"]]


# --- what is chosen -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "seats", "taken", "services"),
    [
        ((), 1, ["codec"], []),
        (("--quota", "40%"), 2, ["codec"], ["small"]),
        (("--quota", "60%"), 3, ["codec"], ["left", "right"]),
        (("--quota", "80%"), 4, ["codec"], ["small", "left", "right"]),
        (("--quota", "100%", "--budget-engineer-months", "20"), 5, ["codec"], ["left", "right"]),
        (("--quota", "100%", "--budget-engineer-months", "2"), 5, ["codec"], []),
        (("--quota", "100%", "--budget", "200k USD"), 5, ["codec"], ["left", "right"]),
        (("--quota", "100%", "--budget", "$70k"), 5, ["codec"], []),
        (("--quota", "100%", "--budget", "$70k", "--objective", "cost"), 5, ["codec"], ["right"]),
        (("--quota", "60%", "--objective", "cost"), 3, ["codec"], ["left", "right"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_plan_keeps_to_the_quota_and_the_budget(
    shop: Path, arguments: tuple[str, ...], seats: int, taken: list[str], services: list[str]
) -> None:
    document = planned(shop, *arguments)

    assert document["limits"]["seats"] == seats
    assert document["limits"]["taken"] == taken
    assert chosen(document) == services
    assert document["is_optimal"] is True
    assert document["gap_share"] <= 1e-6


def test_it_says_what_the_greedy_and_the_naive_choice_leave_on_the_table(shop: Path) -> None:
    document = planned(shop, "--quota", "60%")

    assert document["greedy"]["services"] == ["small"]
    assert document["naive"]["services"] == ["left", "small"]
    assert document["best"]["removed_users"] == pytest.approx(10.15)
    assert document["greedy"]["removed_users"] == pytest.approx(5.25)
    assert document["greedy"]["left_users"] == pytest.approx(10.15 - 5.25)
    assert document["naive"]["left_users"] == pytest.approx(10.15 - 5.25)
    assert document["greedy"]["left_per_month"] == pytest.approx((20.3 - 5.25) * 30)
    assert document["waiting_before_users"] - document["waiting_after_users"] == pytest.approx(
        10.15
    )


def test_a_budget_names_the_services_whose_effort_is_unknown(shop: Path) -> None:
    document = planned(shop, "--quota", "100%", "--budget-engineer-months", "20")
    text = run("plan", "--quota", "100%", "--budget-engineer-months", "20", cwd=shop).stdout

    assert document["without_effort"] == ["small", "web"]
    assert "that of 2 services is not known (small, web): not chosen. Add `size`" in text


def test_a_budget_in_another_currency_is_a_problem_at_the_prices(shop: Path) -> None:
    result = run("plan", "--budget", "500k EUR", cwd=shop)

    assert result.code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(
        "archlint.yaml:5:9: expected a budget in USD, the currency of this manifest's prices,"
        " got one in EUR\n"
    )


# --- when there is no time, and nothing to do ------------------------------------------------------


def test_without_time_the_bound_is_given_and_said(shop: Path) -> None:
    arguments = ("--quota", "60%", "--time-limit", "0")
    document = planned(shop, *arguments)
    text = run("plan", *arguments, cwd=shop).stdout

    assert document["is_stopped"] is True
    assert document["is_optimal"] is False
    assert document["worth"] < 10.15 <= document["bound"]
    assert "Not proved, the time was up: the best choice is worth at most" in text
    assert "(gap " in text


NO_RATES = """\
archlint: 1
portfolio: shop
journeys: {order: {entry: web}}
services:
  web: {language: go, criticality: high, self_time: {mean: 9ms}, load: {cpu: 1}}
"""
NOTHING_MEASURED = "archlint: 1\nportfolio: shop\nservices: {web: {language: go}}\n"
SWITCHED_OFF = NOTHING_MEASURED + "policies: {ninety-ten: {enabled: false}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NO_RATES, "Nothing to rewrite: no service is a candidate"),
        (NOTHING_MEASURED, "No verdicts yet: add `load.rate` to service web"),
        (SWITCHED_OFF, "Nothing to rewrite"),
    ],
    ids=["no rates", "nothing measured", "pack switched off"],
)
def test_a_plan_of_nothing_says_why_and_exits_with_0(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "archlint.yaml").write_text(text, encoding="utf-8")
    result = run("plan", cwd=tmp_path)

    assert result.code == 0
    assert said in " ".join(result.stdout.split())
    assert planned(tmp_path)["steps"] == []


# --- what can go wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--objective", "p99"), "'p99' is not one of 'waiting', 'cost'"),
        (("--budget", "500k"), "expected an amount of money such as 1,900 USD, got '500k'"),
        (("--budget-engineer-months", "nan"), "expected a number from 0 to"),
        (("--budget-engineer-months", "-1"), "expected a number from 0 to"),
        (("--time-limit", "soon"), "expected a number from 0 to"),
        (("--quota", "5"), "expected a percentage such as 99.9%, got '5': write 5%"),
        (("--quota", "0.1"), "expected a percentage such as 99.9%, got '0.1': write 10%"),
        (("--quota", "500%"), "expected a percentage of at most 100%, got '500%'"),
        (("--output-format", "html"), "no format is called 'html'"),
        (("--manifest", "nowhere.yaml"), "nowhere.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_planned_exits_with_2(
    shop: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run("plan", *arguments, cwd=shop)

    assert result.code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_without_the_extra_it_exits_with_2_and_the_pip_line(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archlint.analysis.solver.is_installed", lambda: False)

    assert run("plan", cwd=shop) == Result(
        2,
        "",
        "Error: plan needs the solver HiGHS, which is not installed:"
        " pip install 'archlint[plan]'\n",
    )


# --- what is printed ------------------------------------------------------------------------------


def test_the_text_of_a_plan(shop: Path) -> None:
    text = run("plan", *TODAY, "--quota", "60%", cwd=shop).stdout

    assert text == textwrap.dedent("""\
        shop · plan for the most users out of waiting · at most 3 seats (60 % of 5 services, 1 taken by
        codec)
        2 rewrites: 88 → 77.8 users waiting at any moment. At the same utilisation: 10.2 users (0 to 18.9
        users) freed, 10.2 ms (0 to 18.9 ms) off order, 20.3 cores (0 to 37.7 cores) saved, $609 ($0 to
        $1.13k) a month, effort 15.7 person-months (14.3 to 17.1 person-months), back after 21.5 years (10.6
        years to never).
        Proved: at the default factors no choice within the limits is better (gap 0 %).
        All figures are on means, where T is linear, of the portfolio as it is: of calls side by side the
        slowest on average counts alone. On samples, as what-if has them, it frees 10.2 users.

           #  rewrite                         users   cores   a month    effort  off the path of means
           1  left                                0    10.1      $304   9.72 pm  nothing
           2  right        ████████████████    10.2    10.1      $304      6 pm  order -10.2 ms
          ── 2 of 2 free seats ── 10.2 users freed ── proved ───────────────────────────────────────────────

        in this order, each with what it takes off after those before it
          1. left (check: go)
              0 users freed · 10.1 cores (0 to 18.9 cores) saved · $304 ($0 to $566) a month · effort 9.72
              person-months (8.33 to 11.1 person-months) · back after 26.6 years (12.3 years to never)
          2. right (check: go)
              10.2 users (0 to 18.9 users) freed · 10.2 ms (0 to 18.9 ms) off order ·
              10.1 cores (0 to 18.9 cores) saved · $304 ($0 to $566) a month · effort 6 person-months ·
              back after 16.4 years (8.84 years to never)

          The seats of check, greedy (small): 5.25 users, $158 a month; leaves 4.9 users and $451 a month on
          the table.
          The busiest services, naive (left, small): 5.25 users, $462 a month; leaves 4.9 users and $147 a
          month on the table.

        The best so many services, users freed
               1  ██████████▊                       5.25
               2  ████████████████████▉             10.2  this plan
          ── seats that are free ───────────────────────────────────────────────────────────────────────────
               3  ███████████████████████████████▋  15.4
               4  ████████████████████████████████  15.6

        Check does not conclude a rewrite of left, right, see `archlint explain left`: the quota is a cap,
        not a target.
        """)


def test_hostile_names_are_made_visible_and_lines_stay_short(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(hostile_manifest(), encoding="utf-8")
    text = run("plan", "--quota", "50%", cwd=tmp_path).stdout

    assert "\x1b" not in text
    assert max(map(width, text.splitlines())) <= 100
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    planned(tmp_path, "--quota", "50%")


@pytest.mark.slow
@pytest.mark.parametrize("format_name", ["text", "json"])
def test_the_same_bytes_whatever_the_hash_seed(shop: Path, format_name: str) -> None:
    arguments = ("plan", *TODAY, "--quota", "80%", "--output-format", format_name)
    results = {
        (result.code, result.stdout, result.stderr)
        for seed in ("0", "1", "2")
        for result in [spawn(*arguments, cwd=shop, PYTHONHASHSEED=seed)]
    }

    ((code, stdout, stderr),) = results
    assert (code, stderr) == (0, "")
    assert stdout == run(*arguments, cwd=shop).stdout


def test_the_schema_is_published(tmp_path: Path) -> None:
    printed = json.loads(run("schema", "plan", cwd=tmp_path).stdout)

    Draft202012Validator.check_schema(printed)
    assert printed == plan_schema()


def test_the_schema_would_find_a_mistake(shop: Path) -> None:
    document = planned(shop)

    assert not SCHEMA.is_valid(document | {"colour": "red"})
    assert not SCHEMA.is_valid({key: document[key] for key in document if key != "bound"})


KERNEL = """\
archlint: 1
portfolio: shop
journeys:
  find: {entry: search/rank, rate: 500/s}
  edit: {entry: search/save, rate: 50/s}
services:
  search:
    language: go
    kind: json-api
    criticality: high
    rewrite: {cpu: 0.5, effort: 6 pm}
    operations:
      rank: {self_time: 20ms, cpu_time: 16ms}
      save: {self_time: 30ms, cpu_time: 1ms}
"""


def test_of_a_hybrid_verdict_the_kernel_is_planned(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(KERNEL, encoding="utf-8")
    document = planned(tmp_path)
    text = run("plan", *TODAY, cwd=tmp_path).stdout

    (step,) = document["steps"]
    assert (step["service"], step["operation"]) == ("search", "search/rank")
    assert step["verdict"] == "hybrid"
    assert document["best"]["removed_users"] == pytest.approx(4.0)
    assert document["removed_on_samples_users"] is None
    assert "1. search/rank (check: hybrid)\n" in text
    assert "at most the whole service's effort, 6 person-months" in " ".join(text.split())
    assert "Check does not conclude" not in text
