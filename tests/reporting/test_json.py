"""The report for machines, held against its published schema."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import date
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from archlint.linting.pack import Seats
from archlint.linting.report import PortfolioReport, Report, Suppressed
from archlint.model import (
    Answer,
    Argument,
    Call,
    Gain,
    Label,
    Margin,
    Measure,
    Range,
    Severity,
    Subject,
    Verdict,
    Waiver,
)
from archlint.reporting import report_schema
from archlint.reporting.json import render
from archlint.reporting.path_json import path_json
from archlint.reporting.strict_json import dumps, finite
from archlint.reporting.verdict_groups import verdict_groups
from archlint.source import Problem, not_listed
from archlint.version import __version__

from reported import HOSTILE, SNEAKY, finding, linted, note, options, part, report, span, verdict

SCHEMA = Draft202012Validator(report_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def read(run: Report, **changes: Any) -> dict[str, Any]:
    """The document, which meets its schema."""
    document: dict[str, Any] = json.loads(render(run, options(**changes)))
    SCHEMA.validate(document)
    return document


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object with named members."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    here = [schema] if "properties" in schema else []
    return here + [found for item in schema.values() for found in objects(item)]


def test_the_schema_is_a_schema_that_names_every_member() -> None:
    schema = report_schema()

    Draft202012Validator.check_schema(schema)
    assert [found for found in objects(schema) if found["additionalProperties"] is not False] == []
    assert [f for f in objects(schema) if sorted(f["required"]) != sorted(f["properties"])] == []


PROBLEMS = (
    Problem("unknown key", span(4, 5, 9), "services.a.x", "did you mean `y`?", "unknown key"),
    Problem("no manifest", related=((span(1, 1, 2), "here"),)),
)


@pytest.mark.parametrize(
    ("run", "code", "filled"),
    [
        pytest.param(report(), 0, {"portfolios"}, id="nothing found"),
        pytest.param(report(finding(), note()), 1, {"portfolios"}, id="something found"),
        pytest.param(Report(problems=PROBLEMS), 2, {"problems"}, id="problems"),
        pytest.param(Report(crash="Traceback: …"), 2, {"crash"}, id="a crash"),
        pytest.param(
            replace(report(finding()), problems=PROBLEMS, crash="Traceback"),
            2,
            {"problems", "crash", "portfolios"},
            id="one portfolio of several",
        ),
        pytest.param(Report(nothing_evaluated="no services"), 2, {"problems"}, id="no services"),
        pytest.param(Report(), 0, set(), id="no portfolio at all"),
    ],
)
def test_the_document_is_complete_whatever_happened(
    run: Report, code: int, filled: set[str]
) -> None:
    document = read(run)

    assert document["exit_code"] == code
    assert {key for key in ("problems", "crash", "portfolios") if document[key]} == filled


def test_problems_have_their_places() -> None:
    assert read(Report(problems=PROBLEMS))["problems"] == [
        {
            "message": "unknown key",
            "pointer": "services.a.x",
            "suggestion": "did you mean `y`?",
            "kind": "unknown key",
            "place": {
                "file": "archlint.yaml",
                "line": 4,
                "column": 5,
                "end_line": 4,
                "end_column": 9,
            },
            "related": [],
        },
        {
            "message": "no manifest",
            "pointer": None,
            "suggestion": None,
            "kind": None,
            "place": None,
            "related": [
                {
                    "place": {
                        "file": "archlint.yaml",
                        "line": 1,
                        "column": 1,
                        "end_line": 1,
                        "end_column": 2,
                    },
                    "text": "here",
                }
            ],
        },
    ]


def test_no_more_than_a_thousand_problems_are_listed_and_the_rest_is_counted() -> None:
    kept = tuple(Problem(f"number {number}") for number in range(1_200))
    *_, last, cut = read(Report(problems=(*kept, not_listed(300))))["problems"]

    assert last["message"] == "number 999"
    assert (cut["message"], cut["kind"]) == ("500 more problems are not listed", "more")


GAIN = Gain(
    milliseconds={"order": Range(0.0, 2.0, 4.0)},
    users=Range(0.0, 0.2, 0.4),
    payback=Range(12.0, math.inf, math.inf),
    factor=Range(0.35, 0.65, 1.0),
    factor_source="prior for kernel",
)

RICH = part(
    seats=Seats(limit=1, size=3, quota=0.1, holders=("pricing",), draws=200),
    without=("XX104",),
    verdicts=(
        Verdict(
            service="pricing",
            word="rust",
            because="it computes",
            lines=("a line",),
            arguments=("XX101",),
            gain=GAIN,
            tune_first="PGO",
            confidence="estimated",
            language="go",
            seat=1,
            seat_frequency=0.93,
            margins=(
                Margin(
                    quantity="cpu",
                    factor=0.8,
                    value=9.6,
                    unit="cores",
                    becomes="go",
                    text="its CPU < 9.6 cores",
                ),
                Margin(quantity="traffic", factor=0.5, text="even at half the traffic"),
            ),
        ),
    ),
    arguments=(
        Argument(
            rule="XX101",
            subject=Subject.service("pricing"),
            answer=Answer.YES,
            message="it computes",
            numbers={"rank": 1, "gain_ms": math.nan, "gain_journey": "order"},
            missing=("gc",),
            could_be="more",
            refuted_by="less",
            measure=Measure(name="gain", value=math.inf, unit="ms"),
        ),
    ),
    findings=(
        finding(
            why=("one",),
            help="two",
            numbers={"b": 2.0, "a": -math.inf},
            covers=("XX101", "XX102"),
            related=(Label(span=span(9, 13, 20), text="called here"),),
        ),
    ),
    suppressed=(
        Suppressed(
            finding=note(),
            waiver=Waiver(rule="XX102", on="stock", reason="r", owner="o", until=date(2026, 12, 1)),
        ),
    ),
)


def test_a_whole_portfolio() -> None:
    document = read(Report(portfolios=(RICH,)))
    (portfolio,) = document.pop("portfolios")

    assert document == {
        "schema_version": 1,
        "archlint": __version__,
        "exit_code": 1,
        "preset": None,
        "problems": [],
        "crash": None,
    }
    assert list(portfolio) == [
        "name",
        "root",
        "coverage",
        "seats",
        "shortlist",
        "journeys",
        "cycles",
        "verdicts",
        "arguments",
        "findings",
        "suppressed",
        "idle_waivers",
        "proposed_waivers",
        "judge",
        "scope",
        "baseline",
    ]
    assert (portfolio["name"], portfolio["root"]) == ("shop", "archlint.yaml")
    assert portfolio["coverage"] == {
        "evaluated": 1,
        "total": 2,
        "share": 0.5,
        "without": ["XX104"],
        "rules": [
            {
                "rule": "XX101",
                "name": "too-slow",
                "pack": "x",
                "yes": 1,
                "no": 0,
                "unknown": 0,
                "missing": {},
            },
            {
                "rule": "XX102",
                "name": "too-dear",
                "pack": "x",
                "yes": 0,
                "no": 0,
                "unknown": 2,
                "missing": {"load.cpu": 2},
            },
        ],
    }
    assert portfolio["seats"] == {
        "limit": 1,
        "size": 3,
        "quota_share": 0.1,
        "holders": ["pricing"],
        "contenders": None,
        "draws": 200,
    }


def test_a_journey_is_told_in_milliseconds() -> None:
    (journey,) = read(report())["portfolios"][0]["journeys"]

    assert journey == {
        "name": "order",
        "entry": "front",
        "is_implied": False,
        "rate_per_s": 100.0,
        "mean_ms": pytest.approx(10.0),
        "mean_error_ms": 0.0,
        "is_lower_bound": False,
        "parallel_bound_ms": pytest.approx(8.0),
        "sequential_bound_ms": pytest.approx(10.0),
        "network_ms": 0.0,
        "unmeasured": [],
        "on_path": ["pricing", "front", "stock"],
        "slo": [],
        "samples": 20_000,
        "percentiles": mock.ANY,
        "services": [
            part_of("pricing", 6.0, 0.6),
            part_of("front", 2.0, 0.2),
            part_of("stock", 2.0, 0.2),
        ],
    }


def part_of(service: str, milliseconds: float, share: float) -> dict[str, Any]:
    """What a service that every request waits for adds; what samples say stands elsewhere."""
    return {
        "service": service,
        "own_ms": pytest.approx(milliseconds),
        "share": pytest.approx(share),
        "on_path_share": 1.0,
        "p99": mock.ANY,
        "slowest_1_percent": mock.ANY,
    }


PROMISING = """
    archlint: 1
    portfolio: shop
    journeys:
      order: {entry: front, rate: 100/s, slo: {mean: 20ms, p99: 60ms, p99.9: 75ms}}
      idle: {entry: unknown, slo: {p99: 1s}}
    services:
      front: {self_time: {p50: 3ms, p99: 12ms}, calls: [{parallel: [left, right]}]}
      left: {self_time: {p50: 8ms, p99: 40ms}}
      right: {self_time: {p50: 7ms, p99: 50ms}}
      unknown: {}
    """


def test_the_parts_of_a_p99_add_up_to_it_and_a_fork_is_waited_for_once() -> None:
    journey = journeys_of(PROMISING)["order"]
    services, found = journey["services"], journey["percentiles"]
    on_path = {item["service"]: item["on_path_share"] for item in services}

    for key, whole in (("p99", "p99"), ("slowest_1_percent", "slowest_1_percent")):
        parts = sum(item[key]["value_ms"] for item in services)
        assert parts == pytest.approx(found[whole]["value_ms"], abs=2 * found["p99"]["error_ms"])
    assert sum(item["own_ms"] for item in services) == pytest.approx(journey["mean_ms"])
    assert on_path["left"] + on_path["right"] == pytest.approx(1.0)
    assert found["p50"]["value_ms"] < found["p95"]["value_ms"] < found["p99.9"]["value_ms"]


def test_every_promise_is_told_with_how_it_stands() -> None:
    journeys = journeys_of(PROMISING)

    assert [(item["of"], item["standing"]) for item in journeys["order"]["slo"]] == [
        ("mean", "kept"),
        ("p99", "kept"),
        ("p99.9", "missed"),
    ]
    assert [(item["of"], item["value_ms"]) for item in journeys["idle"]["slo"]] == [("p99", None)]


def test_of_what_nobody_measured_no_percentile_is_told() -> None:
    journey = journeys_of(PROMISING)["idle"]

    told = {key: journey[key] for key in ("samples", "percentiles", "services")}
    assert told == {"samples": None, "percentiles": None, "services": []}


def test_check_and_path_tell_the_same_of_a_journey() -> None:
    told = part(PROMISING)
    ours = journeys_of(PROMISING)["order"]
    theirs = json.loads(path_json(told.analysis, ["order"]))["journeys"][0]

    for key in ("mean_ms", "mean_error_ms", "samples", "percentiles", "slo"):
        assert ours[key] == theirs[key]
    renamed = [{**row, "mean_ms": row["own_ms"]} for row in ours["services"]]
    assert [{key: row[key] for key in theirs["services"][0]} for row in renamed] == (
        theirs["services"]
    )


def journeys_of(text: str) -> dict[str, Any]:
    """The journeys of a manifest by name."""
    document = read(Report(portfolios=(part(text),)))
    return {item["name"]: item for item in document["portfolios"][0]["journeys"]}


def test_a_verdict_is_told_with_its_gain() -> None:
    (told,) = read(Report(portfolios=(RICH,)))["portfolios"][0]["verdicts"]

    assert told == {
        "service": "pricing",
        "verdict": "rust",
        "group": "rust",
        "language": "go",
        "is_planned": False,
        "is_by_default": False,
        "seat": 1,
        "operation": None,
        "because": "it computes",
        "lines": ["a line"],
        "arguments": ["XX101"],
        "gain": {
            "mode": "same-utilisation",
            "journeys": [
                {"journey": "order", "taken_off_ms": {"low": 0.0, "default": 2.0, "high": 4.0}}
            ],
            "removable_users": {"low": 0.0, "default": 0.2, "high": 0.4},
            "freed_cores": None,
            "saving_per_month": None,
            "currency": "USD",
            "effort_person_months": None,
            "payback_months": {"low": 12.0, "default": None, "high": None},
            "factor": {"low": 0.35, "default": 0.65, "high": 1.0},
            "factor_source": "prior for kernel",
        },
        "tune_first": "PGO",
        "confidence": "estimated",
        "seat_frequency": 0.93,
        "margins": [
            {
                "quantity": "cpu",
                "factor": 0.8,
                "value": 9.6,
                "unit": "cores",
                "becomes": "go",
                "text": "its CPU < 9.6 cores",
            },
            {
                "quantity": "traffic",
                "factor": 0.5,
                "value": None,
                "unit": None,
                "becomes": None,
                "text": "even at half the traffic",
            },
        ],
    }


def test_an_argument_has_no_figure_that_is_none() -> None:
    (told,) = read(Report(portfolios=(RICH,)))["portfolios"][0]["arguments"]

    assert told == {
        "rule": "XX101",
        "subject": {"kind": "service", "service": "pricing", "text": "pricing"},
        "answer": "yes",
        "message": "it computes",
        "numbers": {"gain_journey": "order", "gain_ms": None, "rank": 1},
        "missing": ["gc"],
        "could_be": "more",
        "refuted_by": "less",
        "measure": {"name": "gain", "value": None, "unit": "ms", "worse": "higher", "error": 0.0},
    }


def test_findings_and_what_is_waived() -> None:
    (portfolio,) = read(Report(portfolios=(RICH,)))["portfolios"]
    (told,), (waived,) = portfolio["findings"], portfolio["suppressed"]

    assert told == {
        "rule": "XX101",
        "name": "too-slow",
        "severity": "error",
        "subject": {"kind": "service", "service": "pricing", "text": "pricing"},
        "message": "6 of 10 ms are its own",
        "identity": "XX101|pricing",
        "covers": ["XX101", "XX102"],
        "why": ["one"],
        "help": "two",
        "numbers": {"a": None, "b": 2.0},
        "measure": None,
        "verdict": None,
        "standing": None,
        "worse_by": None,
        "place": {
            "file": "archlint.yaml",
            "line": 12,
            "column": 16,
            "end_line": 12,
            "end_column": 27,
        },
        "related": [
            {
                "place": {
                    "file": "archlint.yaml",
                    "line": 9,
                    "column": 13,
                    "end_line": 9,
                    "end_column": 20,
                },
                "text": "called here",
            }
        ],
    }
    assert list(told["numbers"]) == ["a", "b"]
    assert waived["finding"]["rule"] == "XX102"
    assert waived["waiver"] == {
        "rule": "XX102",
        "on": "stock",
        "reason": "r",
        "owner": "o",
        "until": "2026-12-01",
        "comment": None,
    }


def test_waivers_that_cover_nothing_are_told_too() -> None:
    idle = Waiver(rule="XX101", on="stock", reason="r", owner="o", until=date(2026, 12, 1))
    (portfolio,) = read(Report(portfolios=(part(idle_waivers=(idle,)),)))["portfolios"]

    assert portfolio["idle_waivers"] == [
        {
            "rule": "XX101",
            "on": "stock",
            "reason": "r",
            "owner": "o",
            "until": "2026-12-01",
            "comment": None,
        }
    ]


SHOP_OF_ALL = (
    verdict("a", "rust"),
    verdict("b", "hybrid"),
    verdict("c", "measure-first"),
    verdict("d", "go"),
    verdict("e", "go", is_by_default=True),
    verdict("f", "go", "rust"),
    verdict("g", "none", "rust"),
    verdict("h", "either", "java"),
    verdict("i", "none", "c++"),
    verdict("j", "rust", "rust"),
    verdict("k", "rust", None, is_planned=True),
    verdict("l", "keep"),
)


def test_the_summary_line_can_be_made_from_the_groups() -> None:
    """With the labels that the schema gives to the words."""
    told = read(Report(portfolios=(part(verdicts=SHOP_OF_ALL),)))["portfolios"][0]["verdicts"]
    counts = Counter(item["group"] for item in told if not item["is_planned"])
    described = report_schema()["$defs"]["verdict"]["properties"]["group"]["description"]
    labels = dict(re.findall(r'([a-z-]+)(?:: [^"(.]*)? \("([^"]+)"\)', described))

    assert [(item["service"], item["group"]) for item in told] == [
        ("a", "rust"),
        ("b", "hybrid"),
        ("c", "measure-first"),
        ("d", "go"),
        ("e", "go-by-default"),
        ("f", "rust-unargued"),
        ("g", "rust-unknown"),
        ("h", "either"),
        ("i", "none"),
        ("j", "rust"),
        ("k", "rust"),
        ("l", "keep"),
    ]
    line = re.sub(r" \([^)]*\)", "", verdict_groups(SHOP_OF_ALL))
    assert line.startswith(f"Rust: {counts['rust']} of {counts.total()}. ")
    assert [f"{label}: {counts[group]}." in line for group, label in labels.items()] == [True] * 5


ODD = """\
archlint: 1
portfolio: shop
journeys: {order: {entry: "a/x/y, z"}}
services:
  a: {operations: {"x/y, z": {calls: [b, b, "a/x/y, z"]}}}
  b: {self_time: 1ms}
"""


def calls(text: str) -> tuple[PortfolioReport, dict[str, Call]]:
    plain = part(text)
    operations = plain.portfolio.operations.values()
    return plain, {call.subject: call for operation in operations for call in operation.calls}


def test_subjects_come_apart_though_names_hold_what_joins_them() -> None:
    plain, found = calls(ODD)
    operation = "a/x/y, z"
    subjects = (
        Subject.portfolio(),
        Subject.journey("order"),
        Subject.operation(operation),
        Subject.call(found[f"{operation} -> b#2"]),
        Subject.call(found[f"{operation} -> {operation}"]),
        Subject.cycle((operation,)),
    )
    run = Report(
        portfolios=(replace(plain, findings=tuple(note(subject) for subject in subjects)),)
    )

    told = [item["subject"] for item in read(run)["portfolios"][0]["findings"]]

    assert told == [
        {"kind": "portfolio", "text": "portfolio"},
        {"kind": "journey", "journey": "order", "text": "journey:order"},
        {"kind": "operation", "service": "a", "operation": "x/y, z", "text": operation},
        {
            "kind": "call",
            "caller": operation,
            "callee": "b",
            "occurrence": 2,
            "text": f"{operation} -> b#2",
        },
        {
            "kind": "call",
            "caller": operation,
            "callee": operation,
            "occurrence": 1,
            "text": f"{operation} -> {operation}",
        },
        {"kind": "cycle", "members": [operation], "text": f"cycle:{operation}"},
    ]


REAL = """\
archlint: 1
portfolio: storefront
journeys:
  place-order: {entry: checkout, rate: 1.2k/s, slo: {availability: 99.9%}}
services:
  checkout: {language: go, kind: orchestrator, self_time: 3ms, calls: [pricing, old]}
  pricing: {language: go, kind: kernel, self_time: 13ms, load: {rate: 1.2k/s, cpu: 13}}
  old: {language: java, self_time: 30ms, load: {cpu: 10}}
"""


def test_a_real_report_meets_its_schema_and_is_the_same_bytes_twice() -> None:
    first, second = (Report(portfolios=(linted(REAL),)) for _ in range(2))

    verdicts = read(first)["portfolios"][0]["verdicts"]

    assert {item["service"]: item["verdict"] for item in verdicts} == {
        "checkout": "go",
        "old": "either",
        "pricing": "rust",
    }
    assert render(first, options()) == render(second, options())


@pytest.mark.parametrize("name", [HOSTILE, SNEAKY, "\ud800", "价格"])
def test_names_are_kept_as_they_are_and_the_text_is_ascii(name: str) -> None:
    run = report(note(name, message=name))
    text = render(run, options())

    assert text.isascii()
    assert json.loads(text)["portfolios"][0]["findings"][0]["message"] == name


def test_the_exit_code_is_the_one_of_the_run() -> None:
    warned = report(finding(severity=Severity.WARNING))

    assert read(warned)["exit_code"] == 0
    assert read(warned, fail_on=Severity.WARNING)["exit_code"] == 1
    assert read(warned, fail_on=Severity.WARNING, exit_zero=True)["exit_code"] == 0


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_every_value_can_be_written_strictly(value: Any) -> None:
    assert json.loads(dumps(value), parse_constant=pytest.fail) == finite(value)


def test_the_preset_that_was_asked_for_is_named() -> None:
    assert read(report(), preset="strict")["preset"] == "strict"
