"""ANN001: figures that were measured long ago."""

from __future__ import annotations

from datetime import date

import pytest

from archlint.analysis import analyse
from archlint.linting.annotations.stale_annotation import StaleAnnotation
from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads
from archlint.model import Answer, Measure, Severity, Worse

TODAY = date(2026, 11, 23)

OFF_PATH = """
archlint: 1
portfolio: shop
journeys:
  browse: {{entry: front, rate: 10/s}}
services:
  front: {{self_time: 10ms, calls: [{{async: mailer}}]}}
  mailer: {{self_time: 5ms, {measured}}}
"""
ON_PATH = """
archlint: 1
portfolio: shop
journeys:
  browse: {{entry: front, rate: 10/s}}
services:
  front: {{self_time: 10ms, calls: [mailer]}}
  mailer: {{self_time: 5ms, {measured}}}
"""
JOURNEY = """
archlint: 1
portfolio: shop
journeys:
  browse: {{entry: front, rate: 10/s, {measured}}}
services:
  front: {{self_time: 10ms}}
"""


def measured(day: str) -> str:
    return f"measured: {{at: {day}, source: prometheus}}"


def stale(text: str, about: str) -> list[Answer]:
    """What ANN001 says about a subject."""
    report = lint(loads(text, catalogue=catalogue_of([])), packs=(), today=TODAY)
    return [
        item.answer
        for item in report.arguments
        if item.rule == "ANN001" and item.subject.text == about
    ]


@pytest.mark.parametrize(
    ("text", "figures", "answer"),
    [
        (OFF_PATH, measured("2026-05-27"), Answer.NO),
        (OFF_PATH, measured("2026-05-26"), Answer.YES),
        (OFF_PATH, measured("2026-11-23"), Answer.NO),
        (OFF_PATH, measured("2026-11-24"), Answer.YES),
        (OFF_PATH, "measured: {source: traces}", Answer.UNKNOWN),
        (OFF_PATH, "kind: worker", Answer.NO),
        (ON_PATH, measured("2026-08-25"), Answer.NO),
        (ON_PATH, measured("2026-08-24"), Answer.YES),
        (OFF_PATH, "load: {rate: 1/s, measured: {at: 2026-05-26, source: traces}}", Answer.YES),
    ],
    ids=[
        "180 days off the path",
        "181 days off the path",
        "today's figures",
        "tomorrow's figures",
        "measured on an unknown day",
        "an estimate",
        "90 days on the path",
        "91 days on the path",
        "the load's own date",
    ],
)
def test_a_service_is_stale_by_its_age_and_its_place(
    text: str, figures: str, answer: Answer
) -> None:
    assert stale(text.format(measured=figures), "mailer") == [answer]


@pytest.mark.parametrize(
    ("day", "answer"), [("2026-08-25", Answer.NO), ("2026-08-24", Answer.YES)], ids=["90", "91"]
)
def test_a_journey_is_stale_after_ninety_days(day: str, answer: Answer) -> None:
    assert stale(JOURNEY.format(measured=measured(day)), "journey:browse") == [answer]


def test_a_journey_into_a_planned_service_ages_like_any_other() -> None:
    planned = JOURNEY.replace("self_time: 10ms", "self_time: 10ms, lifecycle: planned")

    assert stale(planned.format(measured=measured("2026-08-24")), "journey:browse") == [Answer.YES]


def test_the_older_of_two_dates_speaks() -> None:
    figures = (
        measured("2026-11-01")
        + ", load: {rate: 1/s, measured: {at: 2026-01-01, source: load-test}}"
    )
    text = OFF_PATH.format(measured=figures)
    report = lint(loads(text), packs=(), today=TODAY)
    (finding,) = (item for item in report.findings if item.rule == "ANN001")
    assert finding.primary is not None
    assert (finding.message, finding.severity, finding.identity, finding.primary.span[:3]) == (
        "measured on 2026-01-01, 326 days ago; stale after 180 days",
        Severity.WARNING,
        "ANN001|mailer",
        ("archlint.yaml", 8, text.splitlines()[7].index("2026-01-01") + 1),
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [(OFF_PATH, ""), (ON_PATH, " on a critical path"), (JOURNEY, " for a journey")],
    ids=["off the path", "on the path", "a journey"],
)
def test_the_message_says_which_limit_holds(text: str, where: str) -> None:
    report = lint(loads(text.format(measured=measured("2026-01-01"))), packs=(), today=TODAY)
    days = 90 if where else 180
    assert [item.message for item in report.findings] == [
        f"measured on 2026-01-01, 326 days ago; stale after {days} days{where}"
    ]


def test_the_limits_are_options() -> None:
    text = OFF_PATH.format(measured=measured("2026-11-01")) + "policies: {ANN001: {days: 20}}\n"
    report = lint(loads(text, catalogue=catalogue_of([])), packs=(), today=TODAY)
    assert [item.rule for item in report.findings] == ["ANN001"]


AHEAD = "measured at 2030-01-01, after the date of this run (2026-11-23)"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (OFF_PATH, measured("2030-01-01")),
        (OFF_PATH, "measured: {at: 2030-01-01}"),
        (ON_PATH, measured("2030-01-01")),
        (JOURNEY, measured("2030-01-01")),
        (OFF_PATH, "load: {rate: 1/s, measured: {at: 2030-01-01, source: traces}}"),
        (OFF_PATH, measured("2020-01-01") + ", load: {measured: {at: 2030-01-01}}"),
    ],
    ids=["off the path", "no source", "on the path", "a journey", "the load", "beside a stale one"],
)
def test_a_date_after_the_run_is_a_mistake_and_no_age(text: str, figures: str) -> None:
    lines = text.format(measured=figures)
    report = lint(loads(lines), packs=(), today=TODAY)

    (finding,) = (item for item in report.findings if item.rule == "ANN001")
    (argument,) = (item for item in report.arguments if item.message == AHEAD)
    assert finding.primary is not None
    place = finding.primary.span
    assert (finding.message, finding.severity) == (AHEAD, Severity.WARNING)
    assert lines.splitlines()[place.line - 1][place.column - 1 :].startswith("2030-01-01")
    assert argument.numbers == {"ahead_days": 1135}
    assert argument.measure == Measure(name="ahead", value=1135, unit="days", worse=Worse.NEITHER)


def test_without_a_date_of_the_run_nothing_is_stale() -> None:
    text = OFF_PATH.format(measured=measured("2001-01-01"))
    arguments = StaleAnnotation().check(analyse(loads(text), today=None))

    assert {argument.subject.text: argument.answer for argument in arguments} == {
        "front": Answer.NO,
        "mailer": Answer.NO,
        "journey:browse": Answer.NO,
    }
