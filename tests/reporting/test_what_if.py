"""A what-if in every format: what it says, how wide it is, and names that stay names."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from archlint.linting.assembling import assemble
from archlint.linting.supposing import Answer
from archlint.model import Catalogue
from archlint.reporting import Options, suppositions
from archlint.reporting.columns import width
from archlint.reporting.what_if_json import what_if_schema
from archlint.source import InputError, Problem

from hostile import FREE_TEXT, NAMES, manifest
from supposing import answer

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
  all figures at the same utilisation: cores are saved, queues stay as they are
  percentiles: the spread of 3 own times is assumed (σ = 0.7), for one figure is declared alone

journeys
  browse  mean 14 ms, p50 10.8 ms, p95 34.7 ms, p99 56.6 ms, as before
  order   mean  25.7 ms → 20.2 ms, -5.54 ms (-2.35 ms to -7.35 ms); onto the path: stock; off it:
                price
          p50   21.6 ms → 17.1 ms, -4.45 ms (-1.78 ms to -6.09 ms)
          p95   56.3 ms → 43.1 ms, -13.2 ms (-5.56 ms to -16.7 ms)
          p99   86.6 ms → 66.9 ms, -19.7 ms (-9.2 ms to -25 ms)

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
  kept: cores allocated, replicas, memory, own times but for the queue
  percentiles: the spread of 3 own times is assumed (σ = 0.7), for one figure is declared alone

journeys
  browse  mean 14 ms, p50 10.8 ms, p95 34.7 ms, p99 56.6 ms, as before
  order   mean  25.7 ms → 36.2 ms, +10.5 ms; 1.2k/s → 1.44k/s; now over its SLO of 30 ms
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
