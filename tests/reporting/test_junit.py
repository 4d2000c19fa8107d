"""JUnit's XML, read by junitparser."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from junitparser import JUnitXml, TestCase, TestSuite

from archlint.linting.report import Ratchet, Report
from archlint.model import Entry, Label, Severity, Standing
from archlint.reporting.junit import legal, render
from archlint.source import Problem

from hostile import manifest, report_on
from reported import SHOP, SNEAKY, finding, linted, note, options, part, report, span

RUNS = {
    "nothing found": (report(), (2, 0, 0, 1)),
    "something found": (report(finding(), note(), note()), (3, 1, 0, 2)),
    "a warning": (report(finding(severity=Severity.WARNING)), (2, 0, 0, 2)),
    "two portfolios": (Report(portfolios=(part(), part())), (4, 0, 0, 2)),
    "problems": (Report(problems=(Problem("no", span(4, 5, 9)), Problem("nor"))), (1, 0, 1, 0)),
    "a crash": (Report(crash="boom\n  at line 1"), (1, 0, 1, 0)),
    "nothing evaluated": (Report(nothing_evaluated="no services"), (1, 0, 1, 0)),
    "a crash beside findings": (
        Report(portfolios=(part(findings=(finding(),)),), crash="boom"),
        (3, 1, 1, 1),
    ),
}
GONE = Entry(identity="XX101|stock", rule="XX101", subject="stock", severity=Severity.ERROR)


def suites(run: Report, **changes: object) -> list[TestSuite]:
    parsed = JUnitXml.fromstring(render(run, options(**changes)).encode())
    assert isinstance(parsed, JUnitXml)
    return list(parsed)


def cases(run: Report, **changes: object) -> list[TestCase]:
    return [case for suite in suites(run, **changes) for case in suite]


@pytest.mark.parametrize("name", RUNS)
def test_the_counts_are_those_of_the_tests(name: str) -> None:
    """Tests, failures, errors, skipped: as declared, and as another reader counts them."""
    run, expected = RUNS[name]
    parsed = JUnitXml.fromstring(render(run, options()).encode())
    declared = (parsed.tests, parsed.failures, parsed.errors, parsed.skipped)
    parsed.update_statistics()  # type: ignore[no-untyped-call]

    assert declared == expected
    assert (parsed.tests, parsed.failures, parsed.errors, parsed.skipped) == expected


def test_a_finding_that_fails_the_run_is_a_failed_test() -> None:
    steps = (Label(span=span(4, 1, 2), text="1. order enters"),)
    (case, _) = cases(report(finding(related=steps, why=("so it is",), help="look at it")))
    (failure,) = case.result

    assert (case.classname, case.name) == ("shop", "XX101 too-slow: pricing")
    assert (case._elem.attrib["file"], case._elem.attrib["line"]) == ("archlint.yaml", "12")
    assert (failure.type, failure.message) == ("error", "error: 6 of 10 ms are its own")
    assert failure.text == (
        "at archlint.yaml:12:16\npath: 1. order enters\nwhy: so it is\nhelp: look at it"
    )


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "skipped"),
        ({"fail_on": Severity.WARNING}, "failure"),
        ({"fail_on": None}, "skipped"),
    ],
    ids=["as a rule", "where warnings fail", "where nothing fails"],
)
def test_the_page_is_red_where_the_gate_is(changes: dict[str, object], outcome: str) -> None:
    (case, _) = cases(report(finding(severity=Severity.WARNING)), **changes)

    assert [(type(result).__name__.lower(), result.type) for result in case.result] == [
        (outcome, "warning")
    ]


def test_rules_that_found_nothing_are_passed_or_say_what_was_missing() -> None:
    passed, skipped = cases(report())

    assert (passed.name, passed.result) == ("XX101 too-slow", [])
    assert (skipped.name, skipped.result[0].message) == ("XX102 too-dear", "load.cpu")


def test_a_finding_that_is_not_shown_is_no_passed_test() -> None:
    assert [case.name for case in cases(report(finding(), note()), least=Severity.ERROR)] == [
        "XX101 too-slow: pricing"
    ]


def test_two_findings_of_one_name_are_two_tests() -> None:
    assert [case.name for case in cases(report(note(), note(), note("front")))] == [
        "XX102 too-dear: stock",
        "XX102 too-dear: stock (2)",
        "XX102 too-dear: front",
        "XX101 too-slow",
    ]


@pytest.mark.parametrize(("required", "failed"), [(0.4, False), (0.9, True)])
def test_required_coverage_is_a_test(required: float, *, failed: bool) -> None:
    *_, last = cases(report(), require_coverage=required)

    assert last.name == "enough rules had their inputs"
    assert bool(last.result) is failed


@pytest.mark.parametrize(
    ("fixed", "strict", "outcomes"),
    [((), True, [[]]), ((GONE,), True, [["gone: XX101 stock"]]), ((GONE,), False, [])],
    ids=["up to date", "something is gone", "nobody asked"],
)
def test_a_strict_baseline_is_a_test(
    fixed: tuple[Entry, ...], outcomes: list[list[str]], *, strict: bool
) -> None:
    run = report(ratchet=Ratchet(file="b.json", size=1, fixed=fixed))
    told = [case for case in cases(run, strict=strict) if "baseline" in (case.name or "")]

    assert [[result.text for result in case.result] for case in told] == outcomes


def test_what_stopped_the_run_is_one_error_with_all_of_it() -> None:
    (case,) = cases(RUNS["problems"][0])
    (error,) = case.result

    assert (error.type, error.message) == ("could not lint", "archlint.yaml:4:5: no")
    assert error.text == "archlint.yaml:4:5: no\nnor"


def test_what_got_worse_is_said() -> None:
    (case, _) = cases(report(finding(standing=Standing.WORSENED, worse_by="5 to 6 ms")))

    assert case.result[0].message.endswith("; worse than the baseline: 5 to 6 ms")


@given(st.text(st.characters(codec=None, exclude_categories=[])))
@example(SNEAKY)
@example("\ufffe\uffff\ud800\x00]]><![CDATA[&amp;\"'")
def test_any_text_is_legal_and_comes_back(text: str) -> None:
    written = render(report(note(text, message=text, why=(text,))), options())
    element = ET.fromstring(written)  # noqa: S314  # our own document
    (case,) = [item for item in element.iter("testcase") if ": " in item.attrib["name"]]

    assert case.attrib["name"] == f"XX102 too-dear: {legal(text)}"
    assert case[0].attrib["message"] == f"note: {legal(text)}"
    assert case[0].text == f"at archlint.yaml:1:1\nwhy: {legal(text)}"


def test_hostile_names_are_kept() -> None:
    run = report_on(manifest())
    names = [case.name for case in cases(run)]
    subjects = {finding.subject.text for finding in run.portfolios[0].findings}

    assert [text for text in subjects if not any(text in name for name in names)] == []
    assert len(set(names)) == len(names)


def test_a_real_portfolio_has_a_test_for_every_rule_that_looked() -> None:
    run = Report(portfolios=(linted(SHOP),))
    asked = {rule.rule for rule in run.portfolios[0].coverage.rules}

    assert asked <= {case.name.split()[0] for case in cases(run)}
