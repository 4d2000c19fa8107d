"""The conditions of the gate, each with its state in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from archlint.linting.report import Coverage, PortfolioReport, Report, RuleCoverage, Suppressed
from archlint.model import Answer, Severity, Waiver
from archlint.reporting.page import Condition, page_of
from archlint.reporting.page.terms import coverage_words, terms

if TYPE_CHECKING:
    from archlint.reporting import Options

from reported import finding, linted, options, part

SLOS = """\
archlint: 1
portfolio: slos
journeys:
  fast: {{entry: a, rate: 1/s, slo: {{p99: {p99}, mean: 1s}}}}
  blind: {{entry: b, rate: 1/s, slo: {{p99: 1s}}}}
services:
  a: {{self_time: {{p50: 5ms, p99: 9ms}}}}
  b: {{}}
"""


def conditions(given: PortfolioReport, asked: Options | None = None) -> dict[str, Condition]:
    page = page_of(Report(portfolios=(given,)), asked or options())
    return {item.label: item for item in page.sections[0].conditions}


@pytest.mark.parametrize(
    ("severities", "state", "text"),
    [
        ((), "ok", "none"),
        ((Severity.NOTE, Severity.NOTE), "ok", "2 notes"),
        ((Severity.WARNING, Severity.NOTE), "warn", "1 warning, 1 note"),
        ((Severity.ERROR, Severity.WARNING), "bad", "1 error (XX101 of `pricing`), 1 warning"),
    ],
    ids=["none", "notes", "warnings", "errors"],
)
def test_findings_count_by_what_fails(
    severities: tuple[Severity, ...], state: str, text: str
) -> None:
    found = conditions(part(findings=tuple(finding(severity=item) for item in severities)))

    assert (found["Findings"].state, found["Findings"].text) == (state, text)


def test_what_fails_is_what_was_asked_for() -> None:
    given = part(findings=(finding(severity=Severity.WARNING),))

    assert conditions(given, options(fail_on=Severity.WARNING))["Findings"].state == "bad"
    assert conditions(given, options(fail_on=None))["Findings"].state == "warn"


@pytest.mark.parametrize(
    ("p99", "state", "text"),
    [
        ("1s", "warn", "1 not known (`blind`); 2 kept"),
        ("2ms", "bad", "1 missed: `fast` p99 9.01 ms of 2 ms; 1 not known (`blind`); 1 kept"),
    ],
    ids=["kept", "missed"],
)
def test_slos_are_kept_missed_or_not_known(p99: str, state: str, text: str) -> None:
    found = conditions(linted(SLOS.format(p99=p99)))["Latency SLOs"]

    assert (found.state, found.text) == (state, text)


def test_where_nothing_is_promised_no_one_is_blamed() -> None:
    assert conditions(part())["Latency SLOs"] == Condition(
        state="quiet", label="Latency SLOs", text="none declared"
    )


def test_thin_coverage_is_bad_where_more_is_required() -> None:
    assert conditions(part())["Coverage"].state == "warn"
    thin = conditions(part(), options(require_coverage=0.8))["Coverage"]
    assert (thin.state, thin.text) == ("bad", "1 of 2 rules had figures to go by, 80 % required")


def test_cycles_are_counted() -> None:
    ring = (
        "archlint: 1\nportfolio: r\njourneys: {j: {entry: a}}\n"
        "services: {a: {calls: [b]}, b: {calls: [a]}}\n"
    )

    assert conditions(part())["Call cycles"].text == "none"
    assert conditions(part(ring))["Call cycles"].text == "1"


def test_who_judged_and_what_is_left_out_stands_below() -> None:
    found = page_of(
        Report(portfolios=(part(judge="main", without=("XX101",)),)), options()
    ).sections[0]

    assert [item.text for item in found.conditions if not item.label] == [
        "Judged by main.",
        "Decided without XX101.",
    ]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"fail_on": Severity.ERROR}, "only errors fail it"),
        ({"fail_on": Severity.NOTE}, "errors and warnings and notes fail it"),
        ({"fail_on": None}, "nothing fails it"),
        ({"require_coverage": 0.8}, "errors and coverage under 80 % fail it"),
        ({"fail_on": None, "require_coverage": 0.8}, "coverage under 80 % fails it"),
    ],
    ids=["errors", "everything", "nothing", "errors and coverage", "coverage alone"],
)
def test_it_says_on_what_it_fails(asked: dict[str, Any], text: str) -> None:
    page = page_of(Report(portfolios=(part(),)), options(**asked))

    assert page.sections[0].gate == text


MISSES = """\
archlint: 1
portfolio: misses
journeys:
  one: {entry: a, rate: 1/s, slo: {mean: 2ms}}
  two: {entry: a, rate: 1/s, slo: {mean: 3ms}}
  three: {entry: a, rate: 1/s, slo: {mean: 4ms}}
  four: {entry: a, rate: 1/s, slo: {mean: 5ms}}
  five: {entry: a, rate: 1/s, slo: {mean: 6ms}}
services:
  a: {self_time: {mean: 9ms}}
"""


def test_three_misses_are_told_with_their_amounts_and_the_rest_counted() -> None:
    assert conditions(linted(MISSES))["Latency SLOs"].text == (
        "5 missed: `one` mean 9 ms of 2 ms, `two` mean 9 ms of 3 ms, `three` mean 9 ms of 4 ms and"
        " 2 more"
    )


@pytest.mark.parametrize(
    ("promised", "said"),
    [("17ms", "(after the rewrites kept)"), ("9ms", "(missed after the rewrites, too)")],
    ids=["kept", "missed"],
)
def test_a_miss_says_what_the_rewrites_make_of_it(promised: str, said: str) -> None:
    """The kernel computes all of its 20 ms, at f = 0.65: 13 ms are left."""
    text = f"""\
archlint: 1
portfolio: misses
journeys: {{order: {{entry: hot, rate: 1k/s, slo: {{mean: {promised}}}}}}}
services:
  hot:
    {{language: go, kind: kernel, criticality: high, self_time: {{mean: 20ms}}, load: {{rate: 1k/s, cpu: 20}}}}
"""

    told = conditions(linted(text))["Latency SLOs"].text

    assert told == f"1 missed: `order` mean 20 ms of {promised.replace('ms', ' ms')} {said}"


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (({Answer.YES: 1}, {Answer.NO: 2}), "all 2 rules had figures to go by"),
        (
            ({Answer.YES: 1, Answer.UNKNOWN: 1}, {Answer.NO: 2}),
            "all 2 rules had figures to go by; 1 lacked one somewhere",
        ),
        (({Answer.YES: 1}, {Answer.UNKNOWN: 2}), "1 of 2 rules had figures to go by"),
        (({Answer.NO: 1},), "the one rule had figures to go by"),
        (({Answer.UNKNOWN: 1},), "0 of 1 rule had figures to go by"),
    ],
    ids=["all", "not everywhere", "not all", "one rule", "one that could not"],
)
def test_coverage_is_told_in_plain_words(answers: tuple[dict[Answer, int], ...], text: str) -> None:
    rules = tuple(
        RuleCoverage(rule=f"XX{number}", name="x", pack="x", answers=found)
        for number, found in enumerate(answers)
    )

    assert coverage_words(Coverage(rules=rules)) == text


def test_a_waived_finding_is_named_with_its_service_and_date() -> None:
    waiver = Waiver(rule="XX101", on="pricing", until=date(2027, 6, 30))
    given = part(suppressed=(Suppressed(finding=finding(), waiver=waiver),), idle_waivers=(waiver,))

    assert list(terms(given)) == [
        "1 finding waived: XX101 of service `pricing`, until 2027-06-30.",
        "1 waiver covers nothing today: XX101 of `pricing`, until 2027-06-30.",
    ]
