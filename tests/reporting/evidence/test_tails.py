"""What a rewrite takes off the percentiles that argue for it."""

from __future__ import annotations

import pytest

from archlint.analysis.paired import paired
from archlint.reporting.evidence.answering import answering
from archlint.reporting.evidence.answers import SHRINKING
from archlint.reporting.gain_rows import gain_rows

from reported import linted

STALLED = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: shop, rate: 200/s, latency_is_revenue: true, slo: {p99: 20ms}}
  browse: {entry: shop/browse, rate: 100/s}
services:
  shop:
    language: go
    kind: json-api
    self_time: {p50: 4ms, p99: 30ms}
    load: {rate: 300/s, cpu: 2.1, cpu_allocated: 6}
    gc: {cpu_share: 7%, stall_p99: 12ms}
    operations: {order: {}, browse: {}}
"""


def stalled(slo: str = "slo: {p99: 20ms}") -> str:
    text = STALLED.replace("entry: shop,", "entry: shop/order,")
    return text.replace(", slo: {p99: 20ms}", f", {slo}" if slo else "")


@pytest.mark.parametrize(
    ("slo", "found"),
    [
        pytest.param("slo: {p99: 20ms}", [("order", 0.99)], id="what is missed"),
        pytest.param(
            "slo: {p95: 10ms, p99: 20ms}", [("order", 0.95), ("order", 0.99)], id="both missed"
        ),
        pytest.param("slo: {p99: 5s}", [("order", 0.99)], id="kept, and a rule is about it"),
        pytest.param("", [("order", 0.99)], id="nothing promised"),
    ],
)
def test_the_percentiles_are_those_that_argue(slo: str, found: list[tuple[str, float]]) -> None:
    told = answering(linted(stalled(slo)))

    assert [(item.journey, item.share) for item in told.rewriting.tails.of("shop")] == found


def test_a_service_that_no_verdict_asks_to_rewrite_is_told_none() -> None:
    text = stalled().replace("language: go", "language: rust")

    assert answering(linted(text)).rewriting.tails.of("shop") == ()


def test_it_is_what_both_states_drawn_alike_differ_by() -> None:
    report = linted(stalled())
    (tail,) = answering(report).rewriting.tails.of("shop")
    after = report.analysis.with_rewrites({"shop": 0.55})
    pair = paired(report.analysis.samples, after.samples, {"order": (0.99,)})["order"][0.99]

    assert tail.growth == pair.growth
    assert tail.growth.value < 0


def test_it_stands_first_in_the_table_and_in_the_answer() -> None:
    report = linted(stalled())
    told, shop = answering(report), report.portfolio.services["shop"]
    (tail,) = told.rewriting.tails.of("shop")
    first, *_ = gain_rows(told, shop)
    answer = {item.question: item for item in told.answers(shop)}[SHRINKING]

    assert (first.label, first.alone) == ("order, p99", f"-{tail.off}")
    assert answer.rest.endswith(f": {tail.off} off the p99 of `order`")
