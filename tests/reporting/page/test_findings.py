"""Findings as parts of the report: the same text as `archlint check`, capped and counted."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from archlint.linting.report import PortfolioReport, Report
from archlint.model import Severity
from archlint.reporting.html import render as as_html
from archlint.reporting.page import Findings, RuleCount, page_of
from archlint.reporting.text import render as as_text

from reported import finding, linted, note, options, part, report

SHOWN = """\
archlint: 1
portfolio: shown
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 400ms, availability: 99.9%}}
services:
  front: {language: go, kind: frontend, self_time: 5ms, calls: [hot]}
  hot: {language: go, kind: kernel, self_time: {p50: 40ms, p99: 40ms}, load: {rate: 1k/s, cpu: 40}}
"""


def findings(given: PortfolioReport, **asked: object) -> Findings:
    return page_of(Report(portfolios=(given,)), options(**asked)).sections[0].findings


def test_they_come_by_severity_and_in_the_order_of_the_report() -> None:
    warning = finding(rule="XX003", name="third", severity=Severity.WARNING)
    found = findings(part(findings=(warning, finding(), note(), finding())))

    assert [(item.severity, item.rule) for item in found.shown] == [
        ("error", "XX101"),
        ("error", "XX101"),
        ("warning", "XX003"),
    ]
    assert [(item.rule, item.text) for item in found.notes] == [
        ("XX102", "stock: `load.cpu` not given")
    ]


def test_the_first_of_a_rule_is_where_links_lead_whatever_its_severity() -> None:
    also = note(rule="XX101", name="too-slow")
    found = findings(part(findings=(finding(), finding(), also, note())))

    assert [item.is_first for item in found.shown] == [True, False]
    assert [(item.rule, item.is_first) for item in found.notes] == [
        ("XX101", False),
        ("XX102", True),
    ]
    assert found.rules == ("XX101", "XX102")


def test_beyond_a_hundred_they_are_counted_by_rule() -> None:
    many = [finding() for _ in range(90)]
    more = [
        finding(rule=f"XX20{number % 2}", name="x", severity=Severity.WARNING)
        for number in range(31)
    ]
    found = findings(part(findings=(*many, *more)))

    assert len(found.shown) == 100
    assert found.more == (
        RuleCount(severity="warning", rule="XX200", name="x", count=11),
        RuleCount(severity="warning", rule="XX201", name="x", count=10),
    )


def test_what_is_below_the_severity_asked_for_is_counted() -> None:
    found = findings(part(findings=(finding(), note())), least=Severity.WARNING)

    assert (found.below, found.notes, len(found.shown)) == (1, (), 1)


def words(text: str) -> str:
    """The text with the spaces and the frame that either format lays it out with left out."""
    return re.sub(r"[\s=│╰]+", " ", text)


@pytest.mark.parametrize("given", [linted(SHOWN)], ids=["a service to rewrite"])
def test_the_text_is_that_of_check(given: PortfolioReport) -> None:
    told = words(as_text(Report(portfolios=(given,)), options(columns=92)))
    found = findings(given)

    assert found.shown
    for item in found.shown:
        assert words(f"{item.subject}: {item.message}") in told
        assert words("\n".join(item.excerpt)) in told
        assert all(words(why) in told for why in item.why)
        assert words(item.help) in told
    for line in found.notes:
        assert words(line.text) in told


def test_a_rule_has_one_place_and_notes_have_theirs() -> None:
    page = as_html(report(finding(), finding(), note()), options())

    assert page.count('id="rule-XX101"') == 1
    assert page.count('id="rule-XX102"') == 1


def test_nothing_found_is_said() -> None:
    assert "No errors and no warnings." in as_html(report(), options())


def test_remarks_of_the_reader_are_passed_on() -> None:
    text = dedent("""\
        archlint: 1
        portfolio: x
        services: {a: {kind: whatnot}}
        """)
    (remark,) = findings(linted(text)).remarks

    assert "whatnot" in remark


def test_notes_beyond_a_hundred_are_counted_and_no_link_leads_to_them() -> None:
    many = tuple(
        note(rule=f"XX{number}", name=f"rule-{number}", message=f"says {number}")
        for number in range(200, 330)
    )
    found = findings(part(findings=many))

    assert (len(found.notes), found.hidden, found.note_count) == (100, 30, 130)
    assert found.rules == tuple(line.rule for line in found.notes)
