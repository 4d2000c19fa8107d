"""`archlint path`: a journey's tree over its timeline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archlint.reporting.columns import width
from archlint.reporting.means_after import MeansAfter, means_after
from archlint.reporting.path import path_text
from archlint.reporting.path_json import path_json
from archlint.reporting.path_narrated import path_narrated

from reported import HOSTILE, SHOP, linted, options, part, uncolored

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
        ("{mean: 32ms}", "✕ SLO mean 32 ms: missed"),
        ("{mean: 36ms, availability: 99%}", "✓ SLO mean 36 ms: kept; SLO availability 99 %"),
        ("{mean: 35.05ms}", "? SLO mean 35 ms: too close to call"),
        ("{p50: 9ms}", "✕ SLO p50 9 ms: 32 ms, missed"),
        ("{p50: 32ms}", "? SLO p50 32 ms: 32 ms, too close to call"),
        ("{p95: 100ms}", "✓ SLO p95 100 ms: 59.7 ± 0.91 ms, kept"),
        ("{availability: 99%}", "SLO availability 99 %"),
    ],
)
def test_a_promise_is_held_against_what_it_promises(slo: str, told: str) -> None:
    changed = STORE.replace("{p99: 400ms, availability: 99.9%}", slo)

    assert told in path_text(analysis(changed), (), options()).splitlines()


WHOLE = """\
place-order · 35 ms mean · p50 32 ms, p95 59.7 ± 0.91 ms, p99 81.8 ± 2.7 ms,
p99.9 131 ± 6.9 ms · 24 ms if all ran in parallel, 43 ms one after another ·
1.2k/s · 7 of 7 services on the path
✓ SLO p99 400 ms: 81.8 ± 2.7 ms, kept; SLO availability 99.9 %

    call                          own   slack share  0       10      20 ms
  ┃ front                        4 ms          12 %  ▓▓▓────────────────────────
  ┃   checkout POST /checkout    4 ms          12 %     ▓▓▓─────────────────────
  ┃     cart                     2 ms           6 %         ▓▓
  ┃     catalog ×3               6 ms          18 %           ▓▓▓▓▓
  ┃     pricing                 16 ms          48 %                ██████▒▒▒▒▒▒▒
        stock …                  8 ms    6 ms                      ▓▓▓▓▓▓▓─·····
        mail (not waited for)
    on the network               1 ms           3 %

    waited for          mean    share  on path   of p99  of slowest 1 %
    pricing          13.3 ms     38 %     67 %  60.7 ms         79.7 ms
    catalog             6 ms     17 %    100 %  6.41 ms         6.24 ms
    checkout            4 ms     11 %    100 %  4.75 ms         4.92 ms
    front               4 ms     11 %    100 %   4.8 ms         4.66 ms
    stock            3.96 ms     11 %     33 %  3.29 ms         3.13 ms
    cart             1.98 ms      6 %    100 %  2.17 ms         2.14 ms
    disk              769 µs      2 %     33 %   103 µs          104 µs
    on the network      1 ms      3 %              1 ms            1 ms

  ┃ critical, █ computes, ▒ waits, ▓ own time, ─ in its calls, · slack
  own time is drawn before the first call; the tree is drawn on means
  it ends at 33 ms, the mean is 35 ms: of what runs at once the slowest counts,
  request by request; timeouts cut what takes long, and retries repeat it
  … behind a name: its own calls are not shown
  percentiles are those of 20,000 samples, ± is two standard errors; of 6
  operations one figure is given, the spread assumed
"""


@pytest.mark.parametrize("columns", range(60, 101))
def test_a_row_that_calls_nothing_is_all_own_time(columns: int) -> None:
    shown = path_text(analysis(), (), options(columns=columns))

    leaves = [row for row in rows(shown) if "cart" in row or "catalog" in row or "pricing" in row]
    assert [row for row in leaves if "─" in row] == []


def test_what_the_tree_cannot_show_is_said() -> None:
    text = STORE.replace("{mean: 8ms}", "{mean: 16ms}")

    captions = " ".join(path_text(analysis(text), (), options()).split())

    assert (
        "it ends at 35 ms, the mean is 40.1 ms: of what runs at once the slowest counts" in captions
    )
    assert "of what runs at once" not in path_text(analysis(SHOP), (), options())


def test_the_time_of_the_rows_on_the_path_adds_up_to_the_mean() -> None:
    document = json.loads(path_json(analysis(), ()))
    (journey,) = document["journeys"]
    own = sum(row["own_ms"] for row in journey["rows"] if row["is_critical"])

    network = sum(row["network_ms"] for row in journey["rows"] if row["is_critical"])
    assert own + network == pytest.approx(journey["length_ms"])


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
    assert "\\" not in shown
    assert "  *     catalog x3" in shown
    assert "SLO p99 400 ms: 81.8 +/- 2.7 ms, kept" in shown


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_what_is_longer_in_ascii_is_no_wider(columns: int) -> None:
    """`±` takes three columns there: lines are broken after it is spelt."""
    shown = path_text(analysis(), (), options(columns=columns, plain=True))

    assert max(map(width, shown.splitlines())) <= columns


def test_a_journey_of_which_nothing_is_measured_takes_no_zero() -> None:
    blind = "archlint: 1\nportfolio: p\nservices: {a: {calls: [b]}, b: {}}\n"
    half = blind.replace("b: {}", "b: {self_time: 2ms}")

    assert path_text(analysis(blind), (), options()).startswith("a · not measured · rate not given")
    assert path_text(analysis(half), (), options()).startswith("a · at least 2 ms mean · ")


DARK = """\
archlint: 1
portfolio: dark
journeys: {order: {entry: front, rate: 1/s}}
services:
  front: {calls: [{parallel: [left, right]}]}
  left: {}
  right: {}
"""


def test_where_no_time_is_known_nothing_is_critical_and_nothing_has_slack() -> None:
    dark = analysis(DARK)
    drawn = path_text(dark, (), options(columns=80))
    (journey,) = json.loads(path_json(dark, ()))["journeys"]

    assert rows(drawn)[1:] == [
        "    front         ?",
        "      left        ?",
        "      right       ?",
    ]
    assert drawn.endswith("  nothing of it takes a known time: the calls in their order\n")
    assert {(row["is_critical"], row["slack_ms"]) for row in journey["rows"]} == {(False, None)}


RARE = """\
archlint: 1
portfolio: p
journeys: {order: {entry: a}}
services:
  a: {self_time: {p50: 1ms, p99: 1ms}, calls: [{parallel: [b, c]}]}
  b: {self_time: {p50: 10ms, p99: 90ms}}
  c: {self_time: {p50: 9ms, p99: 9ms}}
"""


def test_what_adds_nothing_to_the_p99_has_no_bar() -> None:
    shown = path_text(analysis(RARE), (), options(), at="p99")

    (row,) = (line for line in shown.splitlines() if line.startswith("    c "))
    assert row.split() == ["c", "0", "ms", "0", "%"]


@pytest.mark.parametrize(
    ("slo", "marked"),
    [
        pytest.param("{mean: 32ms}", "SLO mean 32 ms", id="before the end"),
        pytest.param("{mean: 44ms}", "SLO mean 44 ms", id="not far beyond it"),
        pytest.param("{mean: 90ms}", "", id="too far to be drawn"),
        pytest.param("{p99: 32ms}", "", id="of a percentile, which means do not meet"),
    ],
)
def test_a_promised_mean_is_marked_below_the_timeline(slo: str, marked: str) -> None:
    changed = STORE.replace("{p99: 400ms, availability: 99.9%}", slo)
    shown = path_text(analysis(changed), (), options()).splitlines()
    marks = [place for place, line in enumerate(shown) if line.strip() == "▲"]

    assert [shown[place + 1].strip() for place in marks] == ([marked] if marked else [])


def test_a_promised_p99_is_marked_where_the_p99_is_drawn() -> None:
    changed = STORE.replace("p99: 400ms", "p99: 90ms")
    shown = path_text(analysis(changed), (), options(), at="p99").splitlines()
    axis = next(line for line in shown if "waited for" in line)
    place = next(number for number, line in enumerate(shown) if line.strip() == "▲")

    assert shown[place + 1].strip() == "SLO p99 90 ms"
    assert shown[place].index("▲") == 99
    assert axis.endswith("80 ms")


def test_at_the_p99_what_lies_below_an_elided_branch_stands_with_it() -> None:
    shown = path_text(analysis(), (), options(), at="p99").splitlines()
    first = next(number for number, line in enumerate(shown) if "waited for" in line) + 1
    names = [line.split()[0] for line in shown[first : first + 8]]

    assert names == ["front", "checkout", "cart", "catalog", "pricing", "stock", "disk", "on"]


AFTER = MeansAfter(targets=("pricing",), means={"place-order": 0.025})


def test_what_rewrites_make_of_the_mean_is_said_in_every_format() -> None:
    text = path_text(analysis(), (), options(), after=AFTER)
    (journey,) = json.loads(path_json(analysis(), (), after=AFTER))["journeys"]

    assert "  after the 1 rewrite that `archlint check` argues for: 25 ms mean\n" in text
    assert journey["mean_after_rewrites_ms"] == 25.0
    assert (
        "After the 1 rewrite that `archlint check` argues for: 25 milliseconds on average."
        in path_narrated(analysis(), (), options(), after=AFTER)
    )


def test_rewrites_take_off_the_means_what_the_analysis_says() -> None:
    report = linted(STORE.replace("kernel", "go").replace("pricing: {", "pricing: {kind: kernel, "))
    factors = {item.target: item.factor for item in report.rewrites}
    found = means_after(report)

    assert factors
    assert found is not None
    assert found.targets == tuple(factors)
    assert found.means["place-order"] == pytest.approx(
        report.analysis.with_rewrites(factors).journey("place-order").mean
    )


def test_without_a_rewrite_nothing_is_said_of_any() -> None:
    assert means_after(part(STORE)) is None


HEARD = """\
Journey order: 10 milliseconds on average, called 100 per second.
Percentiles: p50 """


def test_a_path_read_aloud_has_every_call_and_nothing_drawn() -> None:
    told = path_narrated(analysis(SHOP), (), options())

    assert told.startswith(HEARD)
    assert (
        "Call 2, level 1: pricing, critical: own time 6 milliseconds, how much of it computes is"
        " not known, from 2 milliseconds to 8 milliseconds.\n"
    ) in told
    assert not set(told) & set("│┃█▒▓─·…━┌╭╰×±→▲✓✕")


@pytest.mark.parametrize(
    "name",
    ["支払い" * 20, "🦀" * 60, "x" * 200, "مرحبا", "<script>`|@team"],
    ids=["wide", "emoji", "long", "right to left", "hostile"],
)
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("at", ["mean", "p99"])
def test_no_row_is_wider_than_the_terminal_whatever_the_names(
    name: str, *, plain: bool, at: str
) -> None:
    text = json.dumps(
        {
            "archlint": 1,
            "portfolio": "p",
            "journeys": {"order": {"entry": "a", "rate": "9/s", "slo": {"mean": "9ms"}}},
            "services": {
                "a": {"self_time": "3ms", "calls": [{"to": name, "count": 2}]},
                name: {"self_time": "2ms"},
            },
        },
        ensure_ascii=False,
    )
    for columns in (80, 93, 100):
        shown = path_text(analysis(text), (), options(columns=columns, plain=plain), at=at)
        assert max(map(width, shown.splitlines())) <= columns
        assert not plain or shown.isascii()
