"""Findings: places, identities, order."""

from __future__ import annotations

import pytest

from archlint.linting.raising import identity, in_order, place_of
from archlint.model import Finding, Label, Pointer, Severity, Subject
from archlint.source import Span

WHOLE, CART = Span("a.yaml", 1, 1, 9, 1), Span("a.yaml", 3, 9, 3, 20)
PLACES: dict[Pointer, Span] = {(): WHOLE, ("services", "cart"): CART}


@pytest.mark.parametrize(
    ("pointer", "span"),
    [
        (("services", "cart"), CART),
        (("services", "cart", "load", "rate"), CART),
        (("services", "other"), WHOLE),
        ((), WHOLE),
    ],
    ids=["the value itself", "a missing key", "a missing service", "the file"],
)
def test_a_place_is_the_nearest_enclosing_one(pointer: tuple[str, ...], span: Span) -> None:
    assert place_of(PLACES, pointer) == span


def test_without_any_places_there_is_none() -> None:
    assert place_of({}, ("services", "cart")) is None


def finding(
    rule: str,
    subject: str = "cart",
    *,
    severity: Severity = Severity.NOTE,
    message: str = "",
    at: tuple[str, int, int] | None = ("a.yaml", 1, 1),
) -> Finding:
    about = Subject.service(subject)
    return Finding(
        rule=rule,
        name=rule.lower(),
        severity=severity,
        subject=about,
        message=message,
        identity=identity(rule, about),
        primary=Label(span=Span(*at, *at[1:])) if at else None,
    )


def test_errors_come_first_then_places_then_rules() -> None:
    in_their_order = [
        finding("Z1", severity=Severity.ERROR, at=("b.yaml", 9, 9)),
        finding("B1", severity=Severity.WARNING, at=None),
        finding("Y1", at=("a.yaml", 2, 7)),
        finding("X1", at=("a.yaml", 3, 1)),
        finding("A1", at=("a.yaml", 3, 5)),
        finding("C1", at=("a.yaml", 10, 1)),
        finding("D1", at=("a.yaml", 10, 1)),
        finding("A2", at=("b.yaml", 1, 1)),
    ]
    assert in_order(reversed(in_their_order)) == tuple(in_their_order)


def test_two_findings_of_one_rule_about_one_subject_stay_apart() -> None:
    twice = [finding("A1", message="one"), finding("A1", message="two"), finding("A1", "price")]
    expected = ["A1|cart", "A1#2|cart", "A1|price"]
    for order in (twice, twice[::-1]):
        assert [item.identity for item in in_order(order)] == sorted(expected)


def test_which_of_two_is_the_second_is_settled_by_what_they_say() -> None:
    twice = [finding("A1", message="two"), finding("A1", message="one")]
    assert {item.message: item.identity for item in in_order(twice)} == {
        "one": "A1|cart",
        "two": "A1#2|cart",
    }
