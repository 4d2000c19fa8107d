"""Suggestions and notes, and the bounds on their work."""

from __future__ import annotations

import pytest

from archlint.manifest import loads
from archlint.manifest.remarks import MOST_SUGGESTIONS, Remarks
from archlint.manifest.suggesting import nearest
from archlint.source import Span

KEYS = ("retries", "retry_budget", "circuit_breaker", "timeout", "p99.9", "production")
HERE = Span("x", 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("timout", KEYS, "timeout"),
        ("circuitBreaker", KEYS, "circuit_breaker"),
        ("p999", KEYS, "p99.9"),
        ("prod", KEYS, "production"),
        ("pr", KEYS, None),
        ("ret", KEYS, None),
        ("image", ("managed", "language"), None),
        ("", KEYS, None),
        ("t" * 65, ("t" * 64,), None),
        ("target", (*(f"name-{number}" for number in range(300)), "targets"), "targets"),
    ],
    ids=[
        "a letter missing",
        "another spelling",
        "without the point",
        "the beginning of one",
        "too short for a beginning",
        "the beginning of two",
        "nothing alike",
        "no word",
        "a word too long to compare",
        "among more than are compared",
    ],
)
def test_the_nearest_word_is_found(word: str, known: tuple[str, ...], expected: str | None) -> None:
    assert nearest(word, known) == expected


def test_suggestions_end_when_there_have_been_enough() -> None:
    remarks = Remarks()
    found = [remarks.did_you_mean("timout", KEYS) for _ in range(MOST_SUGGESTIONS + 1)]
    assert found == ["did you mean `timeout`?"] * MOST_SUGGESTIONS + [""]


def test_suggestions_end_when_they_have_looked_at_too_much() -> None:
    remarks = Remarks()
    known = range(300_000)
    words = [f"name-{number}" for number in known]
    assert remarks.did_you_mean("name-1", words) == "did you mean `name-1`?"
    assert remarks.did_you_mean("name-1", words) == ""


def test_a_thousand_notes_are_kept_and_twenty_places_of_each() -> None:
    remarks = Remarks()
    for number in range(1_100):
        remarks.note(f"note {number}", HERE)
        remarks.note("note 0", HERE)
    assert list(remarks.notes) == [f"note {number}" for number in range(1_000)]
    assert remarks.notes["note 0"].related == ((HERE, "and here"),) * 20


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        pytest.param("paymnts", ["no team is named 'paymnts'"], id="almost a team"),
        pytest.param("payments", [], id="a team"),
        pytest.param("web", [], id="like none: an owner need not be declared"),
    ],
)
def test_an_owner_that_is_spelt_almost_like_a_team_is_noted(owner: str, told: list[str]) -> None:
    text = f"archlint: 1\nportfolio: p\nteams: {{payments: {{}}}}\nservices: {{a: {{owner: {owner}}}}}\n"
    notes = loads(text).notes

    assert [note.message for note in notes] == told
    assert [note.suggestion for note in notes] == ["did you mean `payments`?"] * len(told)


def test_without_teams_no_owner_is_misspelt() -> None:
    assert loads("archlint: 1\nportfolio: p\nservices: {a: {owner: paymnts}}\n").notes == ()
