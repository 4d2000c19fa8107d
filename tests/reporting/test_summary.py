"""The paragraphs that sum up a portfolio, its seats and what was looked at."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from archlint.linting.pack import Seats
from archlint.linting.report import Coverage, RuleCoverage
from archlint.model import Answer, Verdict
from archlint.reporting.summary import coverage_line, seats_line, verdict_paragraphs

from reported import part, verdict


def test_where_nothing_is_to_be_done_the_pack_says_why_at_once() -> None:
    verdicts = tuple(verdict(name, "go") for name in ("front", "pricing", "stock"))
    quiet = part(verdicts=verdicts, lines=("No rewrite would free one waiting user.",))
    loud = replace(quiet, verdicts=(replace(verdicts[0], word="rust"), *verdicts[1:]))

    assert verdict_paragraphs(quiet) == [
        "Rust: 0 of 3. No rewrite would free one waiting user.",
        "Critical path of order: 10 ms (mean), 60 % in 1 service (pricing).",
    ]
    assert verdict_paragraphs(loud) == [
        "Rust: 1 of 3 (front). Go: 2. Critical path of order: 10 ms (mean), 60 % in 1 service (pricing).",
        "No rewrite would free one waiting user.",
    ]


@pytest.mark.parametrize(
    ("seats", "text"),
    [
        (None, ""),
        (
            Seats(limit=1, size=3, quota=0.1),
            "Seats: 0 of 1 held (10 % of 3 services, rounded up to one, a cap).",
        ),
        (Seats(limit=0, size=3, quota=0.0), "Seats: none (a quota of 0 %)."),
        (Seats(limit=1, size=10, quota=0.1), "Seats: 0 of 1 held (10 % of 10 services, a cap)."),
        (
            Seats(limit=2, size=19, quota=0.1, holders=("b", "a")),
            "Seats: 2 of 2 held (10 % of 19 services, a cap): b, a.",
        ),
    ],
)
def test_seats_are_a_cap_and_their_holders_stand_in_order(seats: Seats | None, text: str) -> None:
    assert seats_line(part(seats=seats, verdicts=(verdict("a", "go"), verdict("b", "go")))) == text
    assert seats_line(part(seats=seats)) == ""


def test_the_seat_of_a_service_in_rust_of_which_nothing_can_be_said_is_reserved() -> None:
    seats = Seats(limit=1, size=3, quota=0.1, holders=("a",))

    assert seats_line(part(seats=seats, verdicts=(verdict("a", "none", "rust"),))) == (
        "Seats: 1 of 1 held (10 % of 3 services, rounded up to one, a cap): a (reserved: cannot say)."
    )


def test_a_seat_that_waits_for_a_measurement_is_reserved() -> None:
    seats = Seats(limit=2, size=19, quota=0.1, holders=("b", "a"))
    verdicts = (verdict("a", "measure-first"), verdict("b", "rust"))

    assert seats_line(part(seats=seats, verdicts=verdicts)) == (
        "Seats: 2 of 2 held (10 % of 19 services, a cap): b, a (reserved: measure first)."
    )


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ([{Answer.YES: 1}, {Answer.UNKNOWN: 2}], "1 of 2 rules had their inputs"),
        (
            [{Answer.NO: 1, Answer.UNKNOWN: 1}, {Answer.NO: 1}, {Answer.UNKNOWN: 1}],
            "2 of 3 rules had their inputs, 1 of them not everywhere",
        ),
        ([{Answer.NO: 9}], "1 of 1 rule had its inputs"),
    ],
)
def test_a_rule_that_answered_for_some_only_is_counted(
    rules: list[dict[Answer, int]], text: str
) -> None:
    counted = Coverage(
        rules=tuple(
            RuleCoverage(rule=f"XX{number}", name="x", pack="x", answers=answers)
            for number, answers in enumerate(rules)
        )
    )

    assert coverage_line(counted) == text


@pytest.mark.parametrize(
    ("verdicts", "is_said"),
    [
        pytest.param([verdict("a", "either", "java")], False, id="another language"),
        pytest.param([verdict("a", "none", "c++")], False, id="a native language"),
        pytest.param([verdict("a", "none", "rust")], True, id="Rust that is not measured"),
        pytest.param([verdict("a", "either", "java"), verdict("b", "go")], True, id="one in Go"),
    ],
)
def test_seats_are_told_where_something_is_judged(
    verdicts: list[Verdict],
    is_said: bool,  # noqa: FBT001  # a column of the table
) -> None:
    seats = Seats(limit=1, size=3, quota=0.1, holders=(), draws=200)

    assert bool(seats_line(part(seats=seats, verdicts=tuple(verdicts)))) is is_said
