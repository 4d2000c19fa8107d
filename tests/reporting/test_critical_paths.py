"""What is said of the critical paths."""

from __future__ import annotations

import pytest

from archlint.reporting.critical_paths import critical_paths
from archlint.reporting.summary import verdict_paragraphs

from reported import part

SEQUENCE = """\
archlint: 1
portfolio: shop
{journeys}
services:
  a: {{language: go, self_time: {{mean: {own}}}, calls: [b]}}
  b: {{language: go{b}}}
"""


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        pytest.param(
            {"own": "6ms", "b": ", self_time: {mean: 4ms}"},
            "Critical path of a: 10 ms (mean), 60 % in 1 service (a).",
            id="the fewest services with half of the time",
        ),
        pytest.param(
            {"own": "6ms", "b": ""},
            "Critical path of a: at least 6 ms (mean), 100 % in 1 service (a).",
            id="a lower bound says so",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": "",
                "journeys": "journeys: {a: {entry: a, slo: {p99: 1ms}}, b: {entry: a, slo: {mean: 5.9ms}},"
                " c: {entry: a, slo: {mean: 6ms}}}",
            },
            "Critical path of a: at least 6 ms (mean), p99 at least 24 ± 1.1 ms of 1 ms: over its SLO,"
            " 100 % in 1 service (a)."
            " Critical path of b: at least 6 ms (mean, over its SLO of 5.9 ms), 100 % in 1 service (a)."
            " Critical path of c: at least 6 ms (mean), 100 % in 1 service (a).",
            id="each promise is held against what it promises",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": ", self_time: {mean: 4ms}",
                "journeys": "journeys: {slow: {entry: a}, busy: {entry: b, rate: 9/s}}",
            },
            "Critical path of busy: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of slow: 10 ms (mean), 60 % in 1 service (a).",
            id="the journey that most users wait for comes first",
        ),
        pytest.param(
            {
                "own": "6ms",
                "b": ", self_time: {mean: 4ms}",
                "journeys": "journeys: {u: {entry: b}, v: {entry: b}, w: {entry: b}, x: {entry: b}}",
            },
            "Critical path of u: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of v: 4 ms (mean), 100 % in 1 service (b)."
            " Critical path of w: 4 ms (mean), 100 % in 1 service (b)."
            " 1 journey more: `archlint path`.",
            id="at most three are written out",
        ),
    ],
)
def test_a_critical_path_says_what_it_takes_and_where(manifest: dict[str, str], text: str) -> None:
    assert critical_paths(part(SEQUENCE.format(**({"journeys": ""} | manifest)))) == text


def test_nothing_measured_is_said_and_not_zero() -> None:
    text = "archlint: 1\nportfolio: shop\nservices: {a: {calls: [b]}, b: {}}\n"

    assert critical_paths(part(text)) == "Critical path of a: not measured."
    assert verdict_paragraphs(part(text, lines=("no verdicts yet: add `rate` to a",))) == [
        "Longest chain of calls: a → b; no call cycles.",
        "No verdicts yet: add `rate` to a.",
    ]


PARTLY = """
    archlint: 1
    portfolio: shop
    journeys:
      known: {entry: front, rate: 1/s}
      dark: {entry: left, rate: 9/s}
      grey: {entry: right}
      dim: {entry: back}
    services:
      front: {self_time: 3ms}
      left: {}
      right: {}
      back: {}
    """


def test_journeys_that_nobody_measured_share_a_sentence() -> None:
    assert critical_paths(part(PARTLY)) == (
        "Critical path of known: 3 ms (mean), 100 % in 1 service (front)."
        " Critical path of dark, dim, grey: not measured."
    )
