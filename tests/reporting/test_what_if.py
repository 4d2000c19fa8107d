"""A what-if in every format: what it says, how wide it is, and names that stay names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from archlint.linting.assembling import assemble
from archlint.linting.supposing import Answer
from archlint.model import Catalogue
from archlint.reporting import Options, suppositions
from archlint.reporting.columns import width
from archlint.reporting.what_if_schema import what_if_schema
from archlint.source import InputError, Problem

from hostile import FREE_TEXT, NAMES, manifest
from supposing import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = """\
archlint: 1
portfolio: shop
prices: {vcpu_month: 30 USD, engineer_month: "10,000 USD"}
journeys:
  order: {entry: front, rate: 1.2k/s, slo: {mean: 30ms}}
  browse: {entry: stock, rate: 5/s}
services:
  front: {language: go, kind: frontend, self_time: {mean: 2ms}, calls: [{parallel: [price, stock]}]}
  price:
    language: go
    kind: kernel
    criticality: critical
    replicas: 4
    size: 9 kloc
    self_time: {mean: 20ms}
    load: {rate: 1.2k/s, cpu: 18, cpu_allocated: 24}
    rewrite: {cpu: {low: 0.3, default: 0.5, high: 0.8}, source: spike of May}
  stock: {language: rust, kind: crud, self_time: {mean: 14ms}, load: {cpu: 1}}
"""
REWRITE = (("--rewrite", "price"),)
TRAFFIC = (("--journey-rate", "order=1.2x"), ("--set", "front -> price.timeout=80ms"))


def written(name: str, found: Answer, **options: object) -> str:
    return suppositions(name)(found, Options(**options))  # type: ignore[arg-type]  # fields of Options


def test_a_rewrite_in_text() -> None:
    assert (
        written("text", answer(SHOP, *REWRITE))
        == """\
shop · what if: --rewrite price
order gets 5.54 ms faster (mean); 1 fixed finding; users waiting -6.65; cores paid for -12

  price in Rust: factor 0.5 (0.3 to 0.8), measured: spike of May; its times change at most so:
  `gc.cpu_share` not given
  all figures of the portfolio as it is, at the same utilisation: cores are saved, queues stay as
  they are
  percentiles: the spread of 3 own times is assumed (σ = 0.7), for one figure is declared alone

journeys
  browse  mean 14 ms, p50 10.8 ms, p95 34.7 ms, p99 56.6 ms, as before
  order   mean  25.8 ms → 20.2 ms, -5.54 ms (-2.35 ms to -7.35 ms); onto the path: stock; off it:
                price
          p50   21.6 ms → 17.1 ms, -4.45 ms (-1.78 ms to -6.09 ms)
          p95   56.3 ms → 43.1 ms, -13.2 ms (-5.56 ms to -16.7 ms)
          p99   86.6 ms → 66.9 ms, -19.7 ms ± 2.9 ms (-9.2 ms to -25 ms)

  users waiting   31 → 24.3, -6.65 (-2.82 to -8.82)
  cores paid for  25 → 13 cores, -12 (-4.8 to -16.8)
  money a month   -$360 (-$144 to -$504)
  payback         its effort, 17.5 person-months (15 to 20 person-months), back after 40.5 years
                  (24.8 years to never)
  same cores      0 cores saved; order 17.8 ms, -7.95 ms (-4.69 ms to -9.21 ms); 21.4 users waiting

findings
  fixed   warning  NT101 price: 93 % of removable waiting; 75 % of its time is computing (seat 1 of
                   1)
"""
    )


def test_other_traffic_in_text() -> None:
    text = written("text", answer(SHOP, *TRAFFIC))

    assert (
        text
        == """\
shop · what if: --journey-rate order=1.2x, --set front -> price.timeout=80ms
order gets 10.5 ms slower (mean), now over its SLO of 30 ms; 1 worse finding; users waiting +21.3;
cores paid for +0.199

  kept: CPU per request; cores in use follow the traffic: price 18 → 21.6 cores, stock 1 → 1.2 cores
  waiting for a free core changes too: price at 75 % → 90 %, +14.3 ms
  queues change too and are not computed, so no time below has them: stock without
  `load.cpu_allocated`, `replicas`, front without `load.cpu_allocated`, `replicas`, `load.cpu`
  kept: cores allocated, replicas, memory, own times but for the queue
  percentiles: the spread of 3 own times is assumed (σ = 0.7), for one figure is declared alone

journeys
  browse  mean 14 ms, p50 10.8 ms, p95 34.7 ms, p99 56.6 ms, as before
  order   mean  25.8 ms → 36.3 ms, +10.5 ms; 1.2k/s → 1.44k/s; now over its SLO of 30 ms
          p50   21.6 ms → 30.9 ms, +9.36 ms
          p95   56.3 ms → 81 ms, +24.7 ms
          p99   86.6 ms → 83.5 ms, none that shows

  users waiting   31 → 52.3, +21.3
  cores paid for  25 → 25.2 cores, +0.199
  money a month   +$5.98

findings
  worse   warning  NT101 price: 96 % of removable waiting; 44 % of its time is computing (seat 1 of
                   1); removable waiting 7.96 users, was 6.54 (archlint.yaml:15:16)
"""
    )


@pytest.mark.parametrize(
    "asked", [REWRITE, TRAFFIC, (("--remove", "price"),)], ids=["rewrite", "traffic", "removal"]
)
@pytest.mark.parametrize("columns", [40, 72, 100, 300])
def test_no_line_is_wider_than_the_terminal(
    asked: tuple[tuple[str, str], ...], columns: int
) -> None:
    for plain in (False, True):
        text = written("text", answer(SHOP, *asked), columns=columns, plain=plain)

        assert max(map(width, text.splitlines())) <= max(40, min(columns, 100)) or columns == 40
        assert not plain or text.isascii()


@pytest.mark.parametrize(
    "asked", [REWRITE, TRAFFIC, (("--remove", "price"),), (("--rewrite", "stock=go"),)]
)
def test_json_meets_its_schema(asked: tuple[tuple[str, str], ...]) -> None:
    document = json.loads(written("json", answer(SHOP, *asked)))

    jsonschema.Draft202012Validator(what_if_schema()).validate(document)
    assert document["asked"] == [{"option": option, "value": text} for option, text in asked]


def test_json_tells_both_modes() -> None:
    portfolio = json.loads(written("json", answer(SHOP, *REWRITE)))["portfolio"]

    assert portfolio["mode"] == "same-utilisation"
    assert portfolio["same_cores"]["saved_cores"] == 0
    assert portfolio["same_cores"]["missing"] == []
    assert portfolio["rewrites"] == [
        {
            "service": "price",
            "operation": None,
            "language": "rust",
            "cpu_factor": {"low": 0.3, "default": 0.5, "high": 0.8},
            "memory_factor": {"low": 0.2, "default": 0.5, "high": 1.5},
            "factor_source": "measured: spike of May",
            "is_measured": True,
            "is_upper_bound": True,
            "missing": [],
        }
    ]
    assert [item["name"] for item in portfolio["journeys"]] == ["browse", "order"]
    assert portfolio["before"]["cores"]["default"] == 25
    assert portfolio["after"]["cores"]["default"] == 13


def failed() -> Answer:
    def job() -> None:
        raise InputError([Problem("expected `x`\n# heading", kind="what-if")])

    return Answer(
        asked=(("--set", "`a` | b"),),
        failed=assemble([job], catalogue=Catalogue()),  # type: ignore[list-item]  # it raises
    )


def test_what_could_not_be_answered_is_still_a_document() -> None:
    document = json.loads(written("json", failed()))

    jsonschema.Draft202012Validator(what_if_schema()).validate(document)
    assert (document["exit_code"], document["portfolio"]) == (2, None)
    assert written("text", failed()) == ""
    assert written("markdown", failed()).startswith("### archlint could not answer\n\n```text\n")


# --- names ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile() -> Answer:
    """Every name hostile, and the options hostile too."""
    first, last = NAMES[0], NAMES[-1].replace("/", "∕")
    text = manifest()
    return answer(
        text,
        ("--rewrite", first),
        ("--set", f"{last}.description={json.dumps(FREE_TEXT)}"),
        ("--journey-rate", f"{first}=2x"),
    )


def test_no_name_gives_orders_to_a_terminal_or_a_build_server(hostile: Answer) -> None:
    text = written("text", hostile)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", text)
    assert not re.search(r"^[ \t]*::|##\[", text, re.MULTILINE)


def test_no_name_is_markup(hostile: Answer) -> None:
    text = written("markdown", hostile)
    outside = re.sub(r"(`+)(?:(?!\1).)+?\1", "", text)

    assert set(re.findall(r"<[^>]*>", outside)) == {
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<sub>",
        "</sub>",
    }
    assert "javascript:" not in outside
    assert "<!-- archlint" not in text


def test_json_is_ascii_and_whole(hostile: Answer) -> None:
    text = written("json", hostile)

    assert text.isascii()
    assert "##[" not in text
    jsonschema.Draft202012Validator(what_if_schema()).validate(json.loads(text))


# --- percentiles ----------------------------------------------------------------------------------

PROMISED = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s, slo: {p99: 50ms}}
  browse: {entry: shelf, rate: 10/s, slo: {p99: 200ms}}
  blank: {entry: empty, rate: 10/s}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 9ms}, calls: [price]}
  price:
    language: go
    replicas: 2
    self_time: {p50: 12ms, p99: 52ms}
    load: {cpu: 1.5, cpu_allocated: 4}
    rewrite: {cpu: 0.2}
  shelf: {language: go, self_time: {p50: 20ms, p99: 90ms}}
  empty: {language: go}
"""


def rows(text: str, *asked: tuple[str, str]) -> str:
    """The journeys, and the headline before them."""
    whole = written("text", answer(text, *asked))
    lines = whole.splitlines()
    headline = " ".join(lines[1 : lines.index("")])
    return "\n".join([headline, *_block(whole, "journeys")])


def _block(text: str, head: str) -> list[str]:
    lines = text.splitlines()
    start = lines.index(head) + 1
    return lines[start : lines.index("", start)]


def test_a_promise_that_is_kept_again_is_news() -> None:
    assert (
        rows(PROMISED, ("--rewrite", "price"))
        == """\
order gets 11.7 ms faster (mean); 1 new finding, 1 fixed; 1 verdict changed; the p99 of order is back within its SLO of 50 ms; users waiting -1.17; cores paid for -3.2
  blank   mean not measured, as before
  browse  mean 24.6 ms, p50 20 ms, p95 57.8 ms, p99 90.6 ms, as before; SLO p99 200 ms: kept
  order   mean  17.1 ms → 5.39 ms, -11.7 ms
          p50   14.5 ms → 4.81 ms, -9.73 ms
          p95   36.8 ms → 10.5 ms, -26.3 ms
          p99   54.8 ms → 14.6 ms, -40.1 ms; SLO p99 50 ms: kept, was missed\
"""
    )


def test_a_percentile_alone_may_be_the_news() -> None:
    asked = ("--set", "shelf.self_time={mean: 30ms, p50: 20ms, p99: 170ms}")
    text = PROMISED.replace("{p50: 20ms, p99: 90ms}", "{mean: 30ms, p50: 20ms, p99: 90ms}")

    assert (
        rows(text, asked)
        == """\
the p99 of browse gets 77.7 ms slower
  blank   mean not measured, as before
  browse  mean  30 ms, as before
          p50   20 ms → 19.9 ms, none that shows
          p95   57.8 ms → 90.4 ms, +32.7 ms
          p99   92.9 ms → 171 ms, +77.7 ms ± 9.77 ms; SLO p99 200 ms: kept
  order   mean 17.1 ms, p50 14.5 ms, p95 36.8 ms, p99 54.8 ms, as before; SLO p99 50 ms: missed\
"""
    )


def test_what_comes_to_be_measured_is_compared_with_nothing() -> None:
    assert (
        rows(PROMISED, ("--set", "empty.self_time={p50: 4ms, p99: 9ms}"))
        == """\
more of blank is measured than was; 1 fixed finding; 1 verdict changed; users waiting +0.0425
  blank   mean  not measured → 4.25 ms, unknown; more of it is measured than was
          p50   not measured → 3.97 ms, unknown
          p95   not measured → 7.05 ms, unknown
          p99   not measured → 9.07 ms, unknown
  browse  mean 24.6 ms, p50 20 ms, p95 57.8 ms, p99 90.6 ms, as before; SLO p99 200 ms: kept
  order   mean 17.1 ms, p50 14.5 ms, p95 36.8 ms, p99 54.8 ms, as before; SLO p99 50 ms: missed\
"""
    )


def test_a_change_within_its_error_is_none_that_shows() -> None:
    asked = ("--set", "front.self_time={p50: 2.0001ms, p99: 8.9993ms}")

    assert (
        rows(PROMISED, asked)
        == """\
order gets 35.7 ns slower (mean); users waiting +3.57e-06
  blank   mean not measured, as before
  browse  mean 24.6 ms, p50 20 ms, p95 57.8 ms, p99 90.6 ms, as before; SLO p99 200 ms: kept
  order   mean  17.1 ms → 17.1 ms, +35.7 ns
          p50   14.5 ms → 14.5 ms, +89.6 ns ± 73.3 ns
          p95   36.8 ms → 36.8 ms, -8.99 ns ± 1.95 ns
          p99   54.8 ms → 54.8 ms, none that shows; SLO p99 50 ms: missed\
"""
    )


def test_json_tells_errors_and_promises() -> None:
    document = json.loads(written("json", answer(PROMISED, ("--rewrite", "price"))))
    journeys = {item["name"]: item for item in document["portfolio"]["journeys"]}
    percentiles = {item["percentile"]: item for item in journeys["order"]["percentiles"]}

    assert list(percentiles) == [50, 95, 99, 99.9]
    p99 = percentiles[99]
    assert p99["shows"] == {"low": True, "default": True, "high": True}
    assert p99["growth_ms"]["default"] == pytest.approx(
        p99["after_ms"]["default"] - p99["before_ms"]
    )
    sides = p99["slo_before"], p99["slo_after"]
    assert [side["promised_ms"] for side in sides] == [50, 50]
    assert [side["standing"] for side in sides] == ["missed", "kept"]
    assert [side["value_ms"] for side in sides] == [p99["before_ms"], p99["after_ms"]["default"]]
    assert journeys["blank"]["percentiles"] == []
    assert journeys["order"]["mean_growth_error_ms"] == {"low": 0, "default": 0, "high": 0}
    still = {key: set(item["growth_ms"].values()) for key, item in _by_share(journeys["browse"])}
    assert still == {key: {0.0} for key in (50, 95, 99, 99.9)}


def _by_share(journey: dict[str, Any]) -> Iterator[tuple[float, dict[str, Any]]]:
    return ((item["percentile"], item) for item in journey["percentiles"])


# --- kernels --------------------------------------------------------------------------------------

SEARCH = """\
archlint: 1
portfolio: shop
journeys:
  find: {entry: search/rank, rate: 1k/s}
  edit: {entry: search/save, rate: 50/s}
services:
  search:
    language: go
    kind: json-api
    replicas: 4
    size: 9 kloc
    load: {cpu: 17, cpu_allocated: 24}
    rewrite: {cpu: 0.5}
    operations:
      rank: {self_time: {p50: 16ms, p99: 16ms}, cpu_time: 15ms}
      save: {self_time: {p50: 30ms, p99: 30ms}, cpu_time: 1ms}
"""


def test_a_kernel_in_text() -> None:
    text = written("text", answer(SEARCH, ("--rewrite", "search/rank")))

    assert (
        text
        == """\
shop · what if: --rewrite search/rank
find gets 7.5 ms faster (mean); users waiting -7.5; cores paid for -10.6

  search/rank in Rust: factor 0.5, measured: rewrite.cpu in the manifest; its times change at most
  so: `gc.cpu_share` not given; a kernel of its own, what calling it costs is not in the times;
  search stays as it is around it, and its verdict still counts the kernel as part of it
  all figures of the portfolio as it is, at the same utilisation: cores are saved, queues stay as
  they are

journeys
  edit  mean 30 ms, p50 30 ms, p95 30 ms, p99 30 ms, as before
  find  mean  16 ms → 8.5 ms, -7.5 ms
        p50   16 ms → 8.5 ms, -7.5 ms
        p95   16 ms → 8.5 ms, -7.5 ms
        p99   16 ms → 8.5 ms, -7.5 ms

  users waiting   17.5 → 10, -7.5
  cores paid for  24 → 13.4 cores, -10.6
  money a month   -$328 (-$259 to -$445)
  payback         at most the whole service's effort, 17.5 person-months (15 to 20 person-months),
                  back after 66.6 years (42.2 to 96.4 years)
  same cores      0 cores saved, kernels on the cores of their services; edit 28.6 ms, -1.45 ms;
                  find 7.19 ms, -8.81 ms; 8.62 users waiting
"""
    )


BARE = SHOP.replace("    replicas: 4\n", "").replace(", cpu_allocated: 24", "")


def test_queues_that_cannot_be_computed_are_told() -> None:
    told = " ".join(written("text", answer(BARE, ("--journey-rate", "order=100x"))).split())

    assert (
        "queues change too and are not computed, so no time below has them: price, stock without"
        " `load.cpu_allocated`, `replicas`" in told
    )


def test_no_promise_is_kept_by_a_service_that_is_saturated() -> None:
    promised = SHOP.replace("slo: {mean: 30ms}", "slo: {p99: 900ms}")
    told = " ".join(written("text", answer(promised, ("--journey-rate", "order=9x"))).split())

    assert "SLO p99 900 ms: missed, price is saturated" in told
    assert "SLO p99 900 ms: kept" not in told


PACE = (("--set", "portfolio.calibration.effort.kloc_per_month=1.8"),)


def test_a_payback_alone_is_news() -> None:
    found = answer(SHOP, *PACE)
    document = json.loads(written("json", found))
    (change,) = document["portfolio"]["paybacks"]
    was, now = change["before_months"], change["after_months"]

    assert written("text", found).splitlines()[1] == "the payback of price changes"
    assert change["service"] == "price"
    assert now["default"] == pytest.approx(was["default"] / 2)
    jsonschema.validate(document, what_if_schema())


def test_nothing_is_news_where_nothing_that_is_printed_changes() -> None:
    found = answer(SHOP, ("--set", "portfolio.prices.engineer_month=10000 USD"))

    assert written("text", found).splitlines()[1] == "nothing that is measured changes"
