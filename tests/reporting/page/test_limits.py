"""Each limit is said where it holds, and nowhere else."""

from __future__ import annotations

import pytest

from archlint.reporting.page.limits import limits

from reported import linted, settled

CHAIN = """\
archlint: 1
portfolio: chain
policies: {engine: {correlation: CORRELATION}}
journeys:
  order: {entry: front, rate: 100/s}
services:
  front: {language: go, self_time: SELF, calls: [CALLS]}
  hot: {language: go, self_time: {p50: 4ms, p99: 9ms}}
  cold: {language: go, self_time: {p50: 2ms, p99: 9ms}}
"""
SPREAD = "{p50: 5ms, p99: 20ms}"


def said(calls: str = "hot, cold", *, own: str = SPREAD, correlation: str = "0") -> str:
    text = CHAIN.replace("CALLS", calls).replace("SELF", own).replace("CORRELATION", correlation)
    return " ".join(limits(settled(text)))


EXACT = "Means add up exactly"
SAMPLED = "In `order` calls run side by side"
SLOW = "Attempts fail only by being slow"
SEQUENCE = "Calls are assumed sequential"
TOGETHER = "drawn independently"
ALONE = "One figure alone is declared for the self time of `front`"
UNREACHED = "No journey reaches `cold`."
UNKNOWN = "Counted as 0 because their self time is unknown"


@pytest.mark.parametrize(
    ("text", "told", "not_told"),
    [
        (said(), [EXACT, SEQUENCE, TOGETHER], [SAMPLED, SLOW, ALONE, UNREACHED, UNKNOWN]),
        (said("{parallel: [hot, cold]}"), [SAMPLED, TOGETHER], [EXACT, SEQUENCE, SLOW]),
        (said("hot, {to: cold, timeout: 3ms, retries: 1}"), [SAMPLED, SLOW], [EXACT]),
        (said(correlation="0.3"), [EXACT], [TOGETHER]),
        (said(own="{p50: 5ms}"), [ALONE], []),
        (said("hot"), [UNREACHED], [SEQUENCE]),
    ],
    ids=[
        "one after another",
        "side by side",
        "a timeout and a retry",
        "a correlation",
        "one figure alone",
        "out of reach",
    ],
)
def test_a_limit_is_said_where_it_holds(text: str, told: list[str], not_told: list[str]) -> None:
    assert [sentence for sentence in told if sentence not in text] == []
    assert [sentence for sentence in not_told if sentence in text] == []


def test_what_is_unknown_makes_a_time_a_lower_bound() -> None:
    bare = "archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}, b: {self_time: 3ms}}\n"

    assert f"{UNKNOWN}, so that every time through them is “at least”: `a`." in " ".join(
        limits(linted(bare))
    )


def test_no_sentence_speaks_of_times_as_the_model_does_not_make_them() -> None:
    text = said("{parallel: [hot, {to: cold, timeout: 3ms}]}")

    for outdated in ("Times are means", "do not enter these times", "lower estimate"):
        assert outdated not in text
