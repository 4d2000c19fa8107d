"""What formats say alike of a finding."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.linting.report import Report, Suppressed
from archlint.model import Entry, Finding, Label, Severity, Standing
from archlint.reporting.findings import (
    path_in_repository,
    sentence_of,
    steps_of,
    told,
    told_suppressed,
    unique_fingerprint,
)
from archlint.source import Span

from reported import SHOP, finding, note, options, part, report, span

OTHER = SHOP.replace("portfolio: shop", "portfolio: depot")
ENTRY = Entry(identity="XX102|stock", rule="XX102", subject="stock", severity=Severity.NOTE)


def test_the_most_severe_come_first_whatever_their_portfolio() -> None:
    warned = finding(severity=Severity.WARNING)
    run = Report(portfolios=(part(findings=(warned, note())), part(OTHER, findings=(finding(),))))

    assert [item.finding for item in told(run, options())] == [finding(), warned, note()]


def test_only_what_is_asked_for_is_told() -> None:
    run = report(finding(), note(), suppressed=(Suppressed(finding=note("front"), entry=ENTRY),))

    assert [item.finding for item in told(run, options(least=Severity.WARNING))] == [finding()]
    assert [item.finding for item in told_suppressed(run, options())] == [note("front")]
    assert told_suppressed(run, options(least=Severity.WARNING)) == []


def test_a_fingerprint_is_the_portfolio_and_the_identity() -> None:
    (item,) = told(report(finding()), options())

    assert item.fingerprint == hashlib.sha256(b"shop\nXX101|pricing").hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        finding(message="other words"),
        finding(primary=None),
        finding(severity=Severity.NOTE),
        finding(primary=Label(span=span(99, 1, 2, file="elsewhere.archlint.yaml"))),
    ],
    ids=["its message", "its place", "its severity", "its file"],
)
def test_a_fingerprint_is_the_same_whatever_happens_to(changed: Finding) -> None:
    assert (
        told(report(changed), options())[0].fingerprint
        == told(report(finding()), options())[0].fingerprint
    )


def test_fingerprints_differ_within_a_run_and_do_not_depend_on_what_is_shown() -> None:
    run = Report(portfolios=(part(findings=(finding(), note())), part(findings=(finding(),))))

    every = [item.fingerprint for item in told(run, options())]
    loud = [item.fingerprint for item in told(run, options(least=Severity.ERROR))]

    assert len(set(every)) == 3
    assert loud == every[:2]


@given(st.lists(st.tuples(st.text(), st.text())))
def test_no_two_fingerprints_of_a_run_are_equal(identities: list[tuple[str, str]]) -> None:
    seen: Counter[str] = Counter()
    marks = [unique_fingerprint(seen, *parts) for parts in identities]

    assert len(set(marks)) == len(identities)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "6 of 10 ms are its own"),
        ({"standing": Standing.NEW}, "6 of 10 ms are its own"),
        ({"standing": Standing.KNOWN}, "6 of 10 ms are its own"),
        (
            {"standing": Standing.WORSENED, "worse_by": "5 to 6 ms"},
            "6 of 10 ms are its own; worse than the baseline: 5 to 6 ms",
        ),
        ({"standing": Standing.WORSENED}, "6 of 10 ms are its own; worse than the baseline"),
    ],
    ids=["no baseline", "new", "known", "worsened", "worsened, nobody says how"],
)
def test_what_got_worse_is_said_behind_the_message(
    changes: dict[str, object], sentence: str
) -> None:
    assert sentence_of(finding(**changes)) == sentence


def test_steps_are_the_numbered_places() -> None:
    enters, computes = Label(span=span(4, 3, 8), text="1. order enters"), Label(span=span(9, 1, 2))
    waits = Label(span=span(8, 5, 9), text="2. waits for 3. class")

    assert steps_of(finding(related=(enters, waits, computes))) == (
        (enters, "order enters"),
        (waits, "waits for 3. class"),
    )


def test_what_stands_nowhere_is_said_of_the_root_manifest() -> None:
    (item,) = told(report(note()), options())

    assert item.span == Span("archlint.yaml", 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("here", "file", "path"),
    [
        ("", "archlint.yaml", "archlint.yaml"),
        ("", "services/a.archlint.yaml", "services/a.archlint.yaml"),
        ("deploy", "archlint.yaml", "deploy/archlint.yaml"),
        ("deploy/prod", "../shared/a.archlint.yaml", "deploy/shared/a.archlint.yaml"),
        ("deploy", "../archlint.yaml", "archlint.yaml"),
        ("deploy", "/elsewhere/archlint.yaml", "/elsewhere/archlint.yaml"),
        ("deploy", "C:/elsewhere/archlint.yaml", "C:/elsewhere/archlint.yaml"),
    ],
)
def test_paths_start_at_the_root_of_the_repository(here: str, file: str, path: str) -> None:
    assert path_in_repository(file, options(here=here)) == path
