"""What the page says of the rewritten portfolio is what `what-if` says of the same rewrites."""

from __future__ import annotations

import pytest

from archlint.reporting.page.rewritten import Rewritten

from reported import SHOP, linted

SLOW = """\
archlint: 1
portfolio: slow
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 90ms, availability: 99.9%}}
  quick: {entry: cold, rate: 1/s}
services:
  front: {language: go, kind: frontend, self_time: {p50: 5ms, p99: 9ms}, calls: [{parallel: [hot, cold]}]}
  hot:
    language: go
    kind: kernel
    self_time: {p50: 40ms, p99: 90ms}
    load: {rate: 1k/s, cpu: 40}
  cold: {language: go, kind: json-api, self_time: {p50: 25ms, p99: 40ms}, load: {rate: 1k/s, cpu: 5}}
"""


def test_without_rewrites_nothing_moves() -> None:
    state = Rewritten(linted(SHOP))

    assert state.after is state.report.analysis
    assert all(change.is_same() for change in state.percentiles("order"))


def test_a_percentile_moves_with_an_error_of_its_own_and_keeps_its_promise() -> None:
    state = Rewritten(linted(SLOW))
    assert [rewrite.target for rewrite in state.report.rewrites] == ["hot"]

    p99 = state.percentile("order", 0.99)

    assert p99 is not None
    assert p99.before is not None
    assert p99.after is not None
    assert p99.growth is not None
    growth = p99.growth["default"]
    assert growth.value == pytest.approx(p99.after["default"].value - p99.before.value)
    assert growth.value < -2 * growth.error
    assert (p99.promised_before is None, p99.promised_after is None) == (False, False)


def test_a_percentile_that_nobody_asked_for_is_none() -> None:
    assert Rewritten(linted(SHOP)).percentile("order", 0.42) is None
