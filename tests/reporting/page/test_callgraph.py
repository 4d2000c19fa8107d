"""The call graph of a journey: which boxes and lines, with which figures, and how it folds."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest
from msgspec.structs import replace

from archlint.reporting.page import CallBox, CallGraphPart, CallLine, callgraph_part
from archlint.reporting.page.figures import Figure
from archlint.reporting.page.folding import folded
from archlint.reporting.page.merging import whole_graph
from archlint.reporting.path_json import path_json

from reported import SHOP, linted

RINGS = """\
archlint: 1
portfolio: rings
journeys:
  j: {entry: a/get, rate: 10/s}
services:
  a:
    operations:
      get: {self_time: {mean: 2ms}, calls: [{parallel: [b, {to: c, count: 3}]}, {async: log}, a/own]}
      own: {self_time: {mean: 1ms}}
  b: {self_time: {mean: 10ms}, calls: [d]}
  c: {self_time: {mean: 1ms}, calls: [d, a/get]}
  d: {}
  log: {self_time: {mean: 9ms}}
"""


def part(manifest: str, journey: str = "", *, by: str = "service") -> CallGraphPart:
    report = linted(manifest)
    name = journey or report.analysis.journeys[0].name
    return callgraph_part(report.analysis, report.analysis.journey(name), report.verdicts, by=by)


def test_a_service_is_one_box_with_what_its_operations_take_on_the_path() -> None:
    found = part(RINGS)

    assert [
        (box.name, box.note, box.number, box.is_critical, box.is_on_spine) for box in found.boxes
    ] == [
        ("a", "3 ms in 2 visits", 1, True, True),
        ("b", "10 ms", 2, True, True),
        ("d", "not measured", 3, True, True),
        ("c", "3 ms in 3 visits · slack 7 ms", None, False, False),
        ("log", "not waited for", None, False, False),
    ]
    assert (found.total, found.hidden) == (5, 0)


EDGE = """\
archlint: 1
portfolio: edge
journeys:
  look: {entry: edge/look, rate: 300/s}
  buy: {entry: edge/buy, rate: 100/s}
services:
  edge:
    operations:
      look: {self_time: 1ms, calls: [{to: identity, cache_hit: 80%}]}
      buy: {self_time: 1ms, calls: [{to: identity, count: 2}]}
  identity: {self_time: 5ms}
"""


def test_a_service_calls_as_often_as_its_operations_are_asked_for() -> None:
    """300 looks at 0.2 and 100 purchases at 2 calls each: 260 calls of 400 requests."""
    report = linted(EDGE)
    whole = whole_graph(report.analysis, report.analysis.journeys, report.verdicts)

    assert [line.often for line in whole.lines] == ["0.65"]
    assert [part(EDGE, name).lines[0].often for name in ("look", "buy")] == ["0.2", "2"]


def test_lines_say_how_often_and_whether_anybody_waits() -> None:
    found = part(RINGS)

    assert [
        (line.source, line.target, line.often, line.is_critical, line.is_async, line.closes_ring)
        for line in found.lines
    ] == [
        ("a", "b", "", True, False, False),
        ("a", "c", "3", False, False, False),
        ("a", "log", "", False, True, False),
        ("b", "d", "", True, False, False),
        ("c", "a", "", False, False, True),
        ("c", "d", "", False, False, False),
    ]


def test_by_operation_calls_within_a_service_are_lines() -> None:
    found = part(RINGS, by="operation")

    assert [(box.name, box.service, box.note) for box in found.boxes][:2] == [
        ("a/get", "a", "2 ms"),
        ("b", "b", "10 ms"),
    ]
    assert ("a/get", "a/own") in [(line.source, line.target) for line in found.lines]


def test_own_times_and_slack_are_those_of_the_path_as_json() -> None:
    for manifest in (SHOP, RINGS):
        report = linted(manifest)
        (times,) = report.analysis.journeys
        rows = json.loads(path_json(report.analysis, ()))["journeys"][0]["rows"]
        found = callgraph_part(report.analysis, times, report.verdicts)
        for box in (box for box in found.boxes if box.is_awaited):
            mine = [row for row in rows if row["service"] == box.name and not row["is_async"]]
            on_path = [row for row in mine if row["is_critical"]]
            assert box.is_critical == bool(on_path)
            if box.own.value is not None:
                own = sum(row["own_ms"] for row in on_path or mine)
                assert box.own.value * 1e3 == pytest.approx(own)
            slack = min(row["slack_ms"] for row in mine)
            assert (box.slack.value or 0.0) * 1e3 == pytest.approx(slack)


def test_verdicts_are_their_marks() -> None:
    report = linted(SHOP)
    words = {verdict.service: verdict.word for verdict in report.verdicts}
    (times,) = report.analysis.journeys
    marks = {
        box.name: box.mark for box in callgraph_part(report.analysis, times, report.verdicts).boxes
    }

    assert set(words) == set(marks)
    assert all(mark != "none" for mark in marks.values())


def test_a_journey_of_unknown_times_has_boxes_and_no_path() -> None:
    found = part("archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}, b: {}}\n")

    assert [(box.name, box.note, box.is_critical, box.number) for box in found.boxes] == [
        ("a", "not measured", False, None),
        ("b", "not measured", False, None),
    ]
    assert found.description.startswith("Nothing of it takes a known time")


# --- folding --------------------------------------------------------------------------------------


def box(name: str, *, slack: float | None = None, **fields: Any) -> CallBox:
    """On the path where no slack is given."""
    return CallBox(
        name=name,
        slack=Figure(slack or 0.0, f"{slack} s"),
        is_critical=slack is None,
        **fields,
    )


def fan(size: int) -> tuple[list[CallBox], list[CallLine]]:
    """An entry, a path of two, and so many rivals that each call one service more."""
    rivals = [box(f"r{number:02}", slack=float(number + 1)) for number in range(size)]
    deeper = [box(f"x{number:02}", slack=float(number + 2)) for number in range(size)]
    lines = [CallLine(source="entry", target="next", is_critical=True)]
    lines += [CallLine(source="entry", target=rival.name) for rival in rivals]
    lines += [
        CallLine(source=one.name, target=other.name)
        for one, other in zip(rivals, deeper, strict=True)
    ]
    return [box("entry"), box("next"), *rivals, *deeper], lines


def test_what_fits_is_left_as_it_is() -> None:
    boxes, lines = fan(3)

    assert folded(boxes, lines, 8) == (tuple(boxes), tuple(lines))


def test_the_path_and_who_it_calls_stay_and_the_rest_folds_beside_its_caller() -> None:
    boxes, lines = fan(3)
    shown, left = folded(boxes, lines, 7)

    assert [(each.label, each.note) for each in shown] == [
        ("entry", "not measured"),
        ("next", "not measured"),
        ("r00", "not measured"),
        ("r01", "not measured"),
        ("x00", "not measured"),
        ("x01", "not measured"),
        ("+ 2 more", "slack ≥ 3.0 s"),
    ]
    assert sum(each.stands_for or 1 for each in shown) == len(boxes)
    assert {line.source for line in left} | {line.target for line in left} == {
        each.name for each in shown
    }


@pytest.mark.parametrize("most", [2, 5, 9, 20, 40])
def test_no_more_boxes_than_asked_for_and_none_forgotten(most: int) -> None:
    boxes, lines = fan(30)
    shown, left = folded(boxes, lines, most)
    names = {each.name for each in shown}

    assert len(shown) <= most
    assert sum(each.stands_for or 1 for each in shown) == len(boxes)
    assert {line.source for line in left} | {line.target for line in left} <= names
    assert reached("entry", left) == names


def reached(start: str, lines: tuple[CallLine, ...]) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        name = stack.pop()
        further = {line.target for line in lines if line.source == name} - seen
        seen |= further
        stack += further
    return seen


def test_the_rivals_with_least_slack_stay() -> None:
    boxes, lines = fan(30)
    shown, _ = folded(boxes, lines, 6)
    (more,) = [each for each in shown if each.stands_for and each.name.startswith("entry")]
    rivals = [each.name for each in shown if each.name.startswith("r") and not each.stands_for]

    assert rivals == [f"r{number:02}" for number in range(len(rivals))]
    assert more.note == f"slack ≥ {float(len(rivals) + 1)} s"


def test_a_name_that_looks_like_a_folded_one_is_still_its_own() -> None:
    boxes, lines = fan(30)
    boxes[1] = replace(boxes[1], name="entry + 55")
    lines[0] = replace(lines[0], target="entry + 55")
    shown, _ = folded(boxes, lines, 3)

    assert len({each.name for each in shown}) == len(shown)


def test_a_line_to_what_is_folded_is_heavy_by_its_own_calls_only() -> None:
    """What is folded is critical by a call from elsewhere; the one that is drawn has slack."""
    rivals = [box(name, slack=1.0) for name in ("near", "other")]
    boxes = [box("entry"), box("next", seconds=9.0), box("far"), *rivals]
    lines = [
        CallLine(source="entry", target="other"),
        CallLine(source="entry", target="far"),
        CallLine(source="entry", target="near"),
        CallLine(source="entry", target="next", is_critical=True),
        CallLine(source="next", target="far", is_critical=True),
    ]
    _, left = folded(boxes, lines, 3)

    assert {(line.source, line.is_critical) for line in left if "+" in line.target} == {
        ("entry", False)
    }


def test_by_owner_a_line_is_heavy_where_somebody_waits_for_a_critical_call_of_it() -> None:
    manifest = """\
        archlint: 1
        portfolio: x
        journeys: {j: {entry: a, rate: 10/s}}
        services:
          a: {owner: one, self_time: {mean: 1ms}, calls: [{parallel: [slow, quick]}, {async: mail}]}
          slow: {owner: two, self_time: {mean: 9ms}}
          quick: {owner: three, self_time: {mean: 1ms}, calls: [{async: next}]}
          next: {owner: two, self_time: {mean: 50ms}}
          mail: {owner: two, self_time: {mean: 50ms}, calls: [{to: log}]}
          log: {owner: four, self_time: {mean: 5ms}}
        """
    found = part(dedent(manifest), by="owner")

    assert {(line.source, line.target): line.is_critical for line in found.lines} == {
        ("one", "two"): True,
        ("one", "three"): False,
        ("three", "two"): False,
    }
