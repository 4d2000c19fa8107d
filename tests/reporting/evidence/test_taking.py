"""What a rewrite takes off means and users, of the portfolio as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.reporting.evidence.asked import Asked
from archlint.reporting.evidence.taking import Taking

from reported import linted

LINE = """\
archlint: 1
portfolio: line
journeys: {{order: {{entry: a, rate: {rate}/s}}}}
services:
  a: {{language: go, criticality: high, self_time: {{mean: {first}ms}}, load: {{cpu: 2}}, rewrite: {{cpu: 0.4}}, calls: [b, r]}}
  b: {{language: go, criticality: high, self_time: {{mean: {second}ms}}, load: {{cpu: 1}}, rewrite: {{cpu: 0.5}}}}
  r: {{language: rust, criticality: high, self_time: {{mean: 5ms}}, load: {{cpu: 0.4}}, rewrite: {{cpu: 0.5}}}}
  off: {{language: go, criticality: high}}
"""


def taking(first: float = 20, second: float = 10, rate: int = 100) -> Taking:
    return Taking(Asked(linted(LINE.format(first=first, second=second, rate=rate))))


@given(first=st.integers(25, 200), second=st.integers(15, 200), rate=st.integers(80, 200))
def test_one_after_another_each_takes_off_what_computes(first: int, second: int, rate: int) -> None:
    """S·φ·(1-f) = cpu/rate·(1-f), whatever its own time and whatever was rewritten above it."""
    told = taking(first, second, rate)
    alone, after = told.of("b"), told.of("b", ["a"])
    assert alone is not None
    assert after is not None
    expected = min(second / 1e3, 1 / rate) * 0.5

    assert alone.seconds["order"].default == pytest.approx(expected)
    assert after.seconds["order"].default == pytest.approx(expected)
    assert alone.users.default == pytest.approx(rate * expected)


def test_one_in_rust_takes_off_what_its_step_from_go_did() -> None:
    """4 ms of 5 compute: in Go 1 + 4/0.5 = 9 ms, so the step took 4."""
    taken = taking().of("r")
    assert taken is not None

    assert taken.seconds["order"].default == pytest.approx(0.004)


def test_nothing_is_told_where_nothing_is_known() -> None:
    assert taking().of("off") is None
