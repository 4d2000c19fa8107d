"""The conditions of the gate, each with its state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archlint.linting.report import PortfolioReport, Report
from archlint.model import Severity
from archlint.reporting.page import Condition, page_of

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
        ((Severity.ERROR, Severity.WARNING), "bad", "1 error, 1 warning"),
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
        ("1s", "warn", "1 not known (`blind`), 2 kept"),
        ("2ms", "bad", "1 missed (`fast`), 1 not known (`blind`), 1 kept"),
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
    assert (thin.state, thin.text) == ("bad", "1 of 2 rules had their inputs, 80 % required")


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
    ("least", "text"),
    [
        (Severity.ERROR, "fails on errors"),
        (Severity.NOTE, "fails on errors and warnings and notes"),
        (None, "never fails"),
    ],
    ids=["errors", "everything", "nothing"],
)
def test_it_says_on_what_it_fails(least: Severity | None, text: str) -> None:
    assert conditions(part(), options(fail_on=least))["Gate"].text == text
