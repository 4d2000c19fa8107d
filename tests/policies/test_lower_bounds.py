"""An argument that is known from below alone is never a no."""

from __future__ import annotations

import pytest

from archlint.model import Answer

from judging import judge

RING = """\
journeys:
  buy: {{entry: a, rate: 1k/s}}
services:
  a: {{language: go, kind: json-api, criticality: critical, self_time: {own}, load: {{rate: 100k/s{cpu}}}, calls: [{{to: b, count: {count}}}]}}
  b: {{language: go, self_time: 1ms, load: {{rate: 100k/s, cpu: 1}}, calls: [{{to: a, count: {count}}}]}}
"""
TWO = """\
journeys:
  buy: {{entry: web, rate: 20/s}}
  other: {{entry: {entry}{rate}}}
services:
  web: {{language: go, kind: kernel, criticality: critical, self_time: 20ms, load: {{rate: 200/s, cpu: {cpu}}}}}
  mail: {{language: go, self_time: 1ms}}
"""


def asked(manifest: str, service: str) -> tuple[Answer, tuple[str, ...], str]:
    argument = judge(manifest).argument("NT101", service)
    return argument.answer, argument.missing, argument.could_be


@pytest.mark.parametrize(
    ("own", "cpu", "count", "answer"),
    [
        ("0.3ms", ", cpu: 28", 1, Answer.UNKNOWN),
        ("0.3ms", "", 1, Answer.UNKNOWN),
        ("0.3ms", ", cpu: 28", 0.5, Answer.UNKNOWN),
        ("0.3ms", ", cpu: 1", 1, Answer.NO),
        ("20ms", ", cpu: 28", 1, Answer.NO),
        ("20ms", ", cpu: 1900", 1, Answer.YES),
    ],
    ids=[
        "what it frees is a lower bound",
        "and its CPU is not known",
        "a cycle that fades is cut, too",
        "its CPU bounds what it could free",
        "too little of its time computes, whoever waits",
        "a lower bound is enough to say yes",
    ],
)
def test_a_cycle_leaves_open_what_it_could_free(
    own: str, cpu: str, count: float, answer: Answer
) -> None:
    assert asked(RING.format(own=own, cpu=cpu, count=count), "a")[0] is answer


@pytest.mark.parametrize(
    ("entry", "rate", "cpu", "answer", "missing"),
    [
        ("web", "", "3.8", Answer.UNKNOWN, ("journeys.other.rate",)),
        ("web", ", rate: 0/s", "3.8", Answer.NO, ()),
        ("mail", "", "3.8", Answer.NO, ()),
        ("web", "", "1.1", Answer.NO, ()),
    ],
    ids=["nobody counts", "nobody comes", "it does not wait for it", "its CPU bounds it"],
)
def test_a_journey_without_a_rate_leaves_open_who_waits(
    entry: str, rate: str, cpu: str, answer: Answer, missing: tuple[str, ...]
) -> None:
    found = asked(TWO.format(entry=entry, rate=rate, cpu=cpu), "web")

    assert found[:2] == (answer, missing)


def test_the_rate_that_decides_does() -> None:
    """20 ms, 95 % computing, at f = 0.65: 6.65 ms off; one user is 151/s, of which buy brings 20."""
    _, _, could_be = asked(TWO.format(entry="web", rate="", cpu="3.8"), "web")

    assert could_be == (
        "Rust by the 90/10 rule if other brings more than 140/s (`journeys.other.rate` not given)"
    )
    below = asked(TWO.format(entry="web", rate=", rate: 130/s", cpu="3.8"), "web")
    above = asked(TWO.format(entry="web", rate=", rate: 140/s", cpu="3.8"), "web")
    assert (below[0], above[0]) == (Answer.NO, Answer.YES)
