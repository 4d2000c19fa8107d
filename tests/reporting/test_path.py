"""`archlint path`: a journey's tree over its timeline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archlint.reporting.columns import width
from archlint.reporting.path import path_json, path_text

from reported import HOSTILE, SHOP, options, part, uncolored

if TYPE_CHECKING:
    from archlint.analysis import Analysis

STORE = """\
archlint: 1
portfolio: store
journeys:
  place-order: {entry: front, rate: 1.2k/s, slo: {p99: 400ms, availability: 99.9%}}
services:
  front: {language: go, self_time: {mean: 4ms}, calls: ["checkout/POST /checkout"]}
  checkout:
    language: go
    self_time: {mean: 4ms}
    operations:
      "POST /checkout":
        calls:
          - {to: cart, network: 1ms, timeout: 50ms}
          - {to: catalog, count: 3}
          - parallel: [pricing, stock]
          - async: mail
  cart: {language: go, self_time: {mean: 2ms}}
  catalog: {language: go, self_time: {mean: 2ms}}
  pricing: {language: go, self_time: {mean: 16ms}, load: {rate: 1.2k/s, cpu: 9.6}}
  stock: {language: go, self_time: {mean: 8ms}, calls: [disk]}
  disk: {language: go, self_time: {mean: 2ms}}
  mail: {language: go, self_time: {mean: 9ms}}
"""


def analysis(text: str = STORE) -> Analysis:
    return part(text).analysis


def rows(text: str) -> list[str]:
    """The rows of the tree, between the axis and the captions."""
    return text.split("\n\n")[1].splitlines()


def test_a_journey_is_drawn_in_time_order() -> None:
    assert path_text(analysis(), (), options(columns=80)) == WHOLE


@pytest.mark.parametrize(
    ("slo", "told"),
    [
        ("{mean: 32ms}", "SLO mean 32 ms: missed"),
        ("{mean: 33ms, availability: 99%}", "SLO mean 33 ms: kept; SLO availability 99 %"),
        ("{p50: 9ms}", "SLO p50 9 ms is not tested: percentiles are not simulated yet"),
        ("{availability: 99%}", "SLO availability 99 %"),
    ],
)
def test_a_promised_mean_is_held_against_the_mean(slo: str, told: str) -> None:
    changed = STORE.replace("{p99: 400ms, availability: 99.9%}", slo)

    assert told in path_text(analysis(changed), (), options()).splitlines()


WHOLE = """\
place-order · 33 ms mean · 24 ms if all ran in parallel, 43 ms one after another
· 1.2k/s · 5 of 7 services on the path
SLO p99 400 ms is not tested: percentiles are not simulated yet; SLO
availability 99.9 %

    call                          own   slack share  0       10      20 ms
  ┃ front                        4 ms          12 %  ▓▓▓────────────────────────
  ┃   checkout POST /checkout    4 ms          12 %     ▓▓▓─────────────────────
  ┃     cart                     2 ms           6 %         ▓▓
  ┃     catalog ×3               6 ms          18 %           ▓▓▓▓▓
  ┃     pricing                 16 ms          48 %                ██████▒▒▒▒▒▒▒
        stock …                  8 ms    6 ms                      ▓▓▓▓▓▓▓─·····
        mail (not waited for)
    on the network               1 ms           3 %

  ┃ critical, █ computes, ▒ waits, ▓ own time, ─ in its calls, · slack
  own time is drawn before the first call; times are means
  timeouts and retries of 1 call do not enter the mean
  … behind a name: its own calls are not shown
"""


@pytest.mark.parametrize("columns", range(60, 101))
def test_a_row_that_calls_nothing_is_all_own_time(columns: int) -> None:
    shown = path_text(analysis(), (), options(columns=columns))

    leaves = [row for row in rows(shown) if "cart" in row or "catalog" in row or "pricing" in row]
    assert [row for row in leaves if "─" in row] == []


@pytest.mark.parametrize(
    ("call", "remark"),
    [
        ("{to: b, retries: 2}", "timeouts and retries of 1 call do not enter the mean"),
        ("{to: b, deadline: 5ms}", "timeouts and retries of 1 call do not enter the mean"),
        ("{to: b, timeout: none, retries: 0}", ""),
    ],
)
def test_what_guards_a_call_is_said_to_stay_out_of_the_mean(call: str, remark: str) -> None:
    text = (
        f"archlint: 1\nportfolio: p\nservices:\n  a: {{calls: [{call}]}}\n  b: {{self_time: 1ms}}\n"
    )

    captions = path_text(analysis(text), (), options()).splitlines()

    assert [line.strip() for line in captions if "do not enter" in line] == [remark][: bool(remark)]


def test_the_time_of_the_rows_on_the_path_adds_up_to_the_mean() -> None:
    document = json.loads(path_json(analysis(), ()))
    (journey,) = document["journeys"]
    own = sum(row["own_ms"] for row in journey["rows"] if row["is_critical"])

    assert own + journey["network_ms"] == pytest.approx(journey["mean_ms"])


def test_rows_as_a_document() -> None:
    document = json.loads(path_json(analysis(), ("place-order",)))
    rows = {row["operation"]: row for row in document["journeys"][0]["rows"]}

    assert document["portfolio"] == "store"
    assert rows["catalog"] == {
        "operation": "catalog",
        "service": "catalog",
        "call": "checkout/POST /checkout -> catalog",
        "depth": 2,
        "start_ms": pytest.approx(11.0),
        "end_ms": pytest.approx(17.0),
        "own_ms": pytest.approx(6.0),
        "network_ms": 0.0,
        "slack_ms": 0.0,
        "share": pytest.approx(6 / 33),
        "computing_share": None,
        "multiplicity": 3.0,
        "is_critical": True,
        "is_async": False,
        "is_collapsed": False,
    }
    assert (rows["stock"]["slack_ms"], rows["stock"]["is_critical"]) == (pytest.approx(6.0), False)
    assert (rows["mail"]["own_ms"], rows["mail"]["is_async"]) == (None, True)


BARE = """\
archlint: 1
portfolio: bare
services:
  a: {calls: [b, c]}
  b: {self_time: 3ms}
  c: {calls: [d]}
  d: {}
"""


def test_what_is_not_measured_is_said() -> None:
    shown = path_text(analysis(BARE), (), options())

    assert shown.splitlines()[:2] == [
        "a · at least 3 ms mean · rate not given · 1 of 4 services on the path",
        "lower bound: 3 operations without self_time (a, c, d)",
    ]
    assert [line.split()[:3] for line in rows(shown)[1:]] == [
        ["┃", "a", "?"],
        ["┃", "b", "3"],
        ["c", "?", "0"],
        ["d", "?", "0"],
    ]


def test_journeys_are_chosen_by_name() -> None:
    both = SHOP.replace("journeys:", "journeys:\n  browse: {entry: stock}")

    assert path_text(analysis(both), ("order", "order"), options()).count(" mean · ") == 1
    assert path_text(analysis(both), (), options()).count(" mean · ") == 2
    with pytest.raises(KeyError):
        path_text(analysis(both), ("pay",), options())


def test_nothing_running_is_said() -> None:
    empty = "archlint: 1\nportfolio: p\nservices: {}\n"

    assert path_text(analysis(empty), (), options()) == "no journeys: nothing is running\n"


def test_journeys_that_enter_only_what_is_planned_are_said() -> None:
    planned = """
archlint: 1
portfolio: shop
journeys: {go: {entry: new}}
services: {new: {lifecycle: planned}, old: {}}
"""

    assert path_text(analysis(planned), (), options()) == (
        "no journeys: none enters what is running\n"
    )


def test_colour_changes_nothing_but_the_colour() -> None:
    plain = path_text(analysis(), (), options())

    assert uncolored(path_text(analysis(), (), options(color=True))) == plain


@pytest.mark.parametrize("columns", [60, 80, 100, 150])
@pytest.mark.parametrize("name", [f"{HOSTILE}.".replace("/", ""), "价格" * 40, "x" * 150])
def test_no_name_makes_it_wider(name: str, columns: int) -> None:
    text = STORE.replace("catalog", json.dumps(name, ensure_ascii=False))

    shown = path_text(analysis(text), (), options(columns=columns))

    assert max(map(width, shown.splitlines())) <= min(columns, 100)


def test_ascii_alone_draws_the_same_tree() -> None:
    shown = path_text(analysis(), (), options(plain=True))

    assert shown.isascii()
    assert "  *     catalog x3" in shown


def test_a_journey_of_which_nothing_is_measured_takes_no_zero() -> None:
    blind = "archlint: 1\nportfolio: p\nservices: {a: {calls: [b]}, b: {}}\n"
    half = blind.replace("b: {}", "b: {self_time: 2ms}")

    assert path_text(analysis(blind), (), options()).startswith("a · not measured · rate not given")
    assert path_text(analysis(half), (), options()).startswith("a · at least 2 ms mean · ")
