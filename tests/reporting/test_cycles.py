"""What every format says of call cycles: the ring, where times cut it, and whether rates exist."""

from __future__ import annotations

import json

import pytest

from archlint.linting.report import Report
from archlint.reporting import json as json_format
from archlint.reporting import text as text_format
from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.explain import service_text
from archlint.reporting.page.limits import limits
from archlint.reporting.path import path_text
from archlint.reporting.path_json import path_json

from reported import options, part

RING = """\
archlint: 1
portfolio: ring
journeys: {{order: {{entry: a, rate: 100/s}}, apart: {{entry: d, rate: 1/s}}}}
services:
  a: {{self_time: {{mean: 5ms}}, calls: [b]}}
  b: {{self_time: {{mean: 20ms}}, calls: [c]}}
  c: {{self_time: {{mean: 5ms}}, calls: [{back}]}}
  d: {{self_time: {{mean: 5ms}}}}
"""
ENDLESS = RING.format(back="b")
FADING = RING.format(back="{to: b, count: 0.5}")

LEFT_OUT = (
    "Call cycle b → c → b: times leave out the call c → b, so what passes through it takes at"
    " least what is shown."
)
NO_RATE = (
    "Each request makes at least one more around it, so its traffic has no finite rate and is shown"
    " without the cycle: a call's `count` below 1 or `async` would end it."
)


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        pytest.param(ENDLESS, [LEFT_OUT, NO_RATE], id="endless"),
        pytest.param(FADING, [LEFT_OUT], id="fading"),
        pytest.param(RING.format(back="d"), [], id="no ring"),
    ],
)
def test_a_ring_is_named_with_what_it_does_to_times_and_traffic(
    manifest: str, said: list[str]
) -> None:
    report = part(manifest)

    assert list(cycle_sentences(report.analysis.cycles)) == said
    assert [line for line in limits(report) if "cycle" in line] == said
    unwrapped = " ".join(text_format.render(Report(portfolios=(report,)), options()).split())
    assert all(sentence in unwrapped for sentence in said)


def test_many_rings_are_counted() -> None:
    services = "".join(f"  s{n}: {{calls: [{{to: s{n}, count: 0.1}}]}}\n" for n in range(5))
    manifest = f"archlint: 1\nportfolio: x\njourneys: {{j: {{entry: s0}}}}\nservices:\n{services}"
    said = list(cycle_sentences(part(manifest).analysis.cycles))

    assert said[0].startswith("Call cycle s0 → s0: times leave out the call s0 → s0, ")
    assert said[3:] == ["2 call cycles more."]


def test_several_calls_back_are_counted() -> None:
    manifest = FADING.replace("calls: [c]", "calls: [c, {to: a, count: 0.1}]")

    assert next(iter(cycle_sentences(part(manifest).analysis.cycles))).startswith(
        "Call cycle b → c → b: times leave out the call c → b and 1 call more, "
    )


def test_the_path_of_a_journey_through_a_ring_is_at_least_that_long() -> None:
    analysis = part(FADING).analysis
    order, apart = (path_text(analysis, (name,), options()) for name in ("order", "apart"))

    assert order.startswith("order · at least 30 ms mean · ")
    assert " ".join(order.split()).count(LEFT_OUT) == 1
    assert apart.startswith("apart · 5 ms mean · ")
    assert "cycle" not in apart


def test_the_documents_say_so_too() -> None:
    ring = {
        "members": ["b", "c"],
        "ring": ["b", "c"],
        "cut": [{"caller": "c", "callee": "b"}],
        "diverges": True,
    }
    report = part(ENDLESS)
    checked = json.loads(json_format.render(Report(portfolios=(report,)), options()))["portfolios"][
        0
    ]
    drawn = json.loads(path_json(report.analysis, ()))

    assert (checked["cycles"], drawn["cycles"]) == ([ring], [ring])
    for document in (checked, drawn):
        bounds = {item["name"]: item["is_lower_bound"] for item in document["journeys"]}
        assert bounds == {"apart": False, "order": True}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (ENDLESS, "without its call cycle, in which no rate is finite"),
        (FADING, "x = 200/s from the journeys and calls, its call cycle counted to the end"),
    ],
)
def test_a_member_says_how_its_rate_was_counted(manifest: str, said: str) -> None:
    report = part(manifest)

    assert said in " ".join(service_text(report, "b", options()).split())
    assert "cycle" not in service_text(report, "a", options())
