"""How sure a seat is: frequencies, contested seats, and what would settle them."""

from __future__ import annotations

import pytest

from archlint import Answer
from archlint_ninety_ten.conclude import conclude

from judging import Judged, judge


def rivals(first: str, second: str, *, kind: str = "json-api", more: str = "") -> str:
    """Two services that want one seat: 20 ms each, of which so much computes."""
    return (
        "journeys:\n  o: {entry: web, rate: 1000/s}\n"
        "services:\n  web: {kind: external, calls: [first, second]}\n"
        f"  first: {{language: go, kind: {kind}, criticality: high, self_time: {{mean: 20ms}},"
        f" load: {{rate: 1000/s, {first}}}{more}}}\n"
        f"  second: {{language: go, kind: {kind}, criticality: high, self_time: {{mean: 20ms}},"
        f" load: {{rate: 1000/s, {second}}}{more}}}\n"
    )


MEASURED = ", measured: {at: 2026-10-01, source: prometheus}, rewrite: {cpu: 0.5}"


def seats(judged: Judged) -> dict[str, tuple[str, int | None, float | None]]:
    """Word, seat and frequency by service."""
    return {
        verdict.service: (verdict.word, verdict.seat, verdict.seat_frequency)
        for verdict in judged.conclusion.verdicts
    }


def test_a_seat_that_two_want_alike_is_contested_by_both() -> None:
    judged = judge(rivals("cpu: 14", "cpu: 13"))
    found = seats(judged)

    assert [found[name][:2] for name in ("first", "second")] == [
        ("measure-first", 1),
        ("measure-first", None),
    ]
    assert sum(found[name][2] or 0.0 for name in ("first", "second")) == pytest.approx(1.0)
    assert judged.loud == [("warning", "NT101", "first"), ("warning", "NT101", "second")]
    assert judged.message("NT101", "second") == (
        "its seat is contested: it holds one in 47 % of 200 draws (at default figures none);"
        " 1 other wants one; measuring its `self_time` and `load.rate` would settle most"
    )
    assert "it holds one in 53 % of 200 draws" in judged.verdict("first").because
    assert [line for line in judged.verdict("first").lines if "draws" in line] == []


def test_measured_figures_tell_the_same_two_apart() -> None:
    judged = judge(rivals("cpu: 16", "cpu: 11", more=MEASURED))

    assert seats(judged)["first"] == ("rust", 1, 1.0)
    assert seats(judged)["second"] == ("go", None, 0.0)
    assert "holds its seat in 100 % of 200 draws" in judged.verdict("first").lines


def test_who_holds_a_seat_in_most_draws_but_not_all_is_sure_enough() -> None:
    judged = judge(rivals("cpu: 13.5", "cpu: 11.4", more=MEASURED))
    word, seat, frequency = seats(judged)["first"]

    assert (word, seat) == ("rust", 1)
    assert frequency is not None
    assert 0.8 <= frequency < 0.95
    assert seats(judged)["second"][0] == "go"


def test_where_seats_are_left_over_nobody_contests_them() -> None:
    judged = judge(rivals("cpu: 14", "cpu: 13"), quota=1.0)

    assert {name: item[2] for name, item in seats(judged).items()} == {
        "first": 1.0,
        "second": 1.0,
    }


def test_who_fails_the_test_at_default_figures_is_not_drawn() -> None:
    judged = judge(rivals("cpu: 14", "cpu: 3"))

    assert seats(judged)["second"] == ("go", None, None)


def test_without_draws_seats_are_those_at_default_figures() -> None:
    judged = judge(rivals("cpu: 14", "cpu: 13"), draws=0)

    assert seats(judged) == {"first": ("rust", 1, None), "second": ("go", None, None)}
    assert judged.verdict("first").margins == ()
    assert judged.verdict("first").lines[-1] == "inputs estimated"


def test_a_contested_seat_in_rust_cannot_be_told() -> None:
    text = rivals("cpu: 14", "cpu: 13").replace("second: {language: go", "second: {language: rust")
    verdict = judge(text).verdict("second")

    assert verdict.word == "none"
    assert verdict.seat_frequency is not None
    assert verdict.because == "its seat is contested"


def test_a_contested_seat_does_not_matter_where_the_bill_argues() -> None:
    text = rivals("cpu: 14000", "cpu: 13").replace("rate: 1000/s, cpu: 14000", "cpu: 14000")
    judged = judge(text, quota=0.1)

    assert judged.verdict("first").word == "rust"
    assert judged.verdict("first").arguments[0] == "NT103"


def test_a_seat_that_nobody_needs_is_not_argued_for() -> None:
    """Who may not need the seat is told to declare it where it would hold one, and only there."""
    text = rivals("cpu: 14", "cpu: 13").replace("criticality: high, ", "")
    judged = judge(text)

    assert judged.argument("NT101", "first").answer is Answer.UNKNOWN
    assert judged.argument("NT101", "first").could_be == (
        "Rust by the 90/10 rule if its criticality is high or critical and its seat holds"
    )
    assert judged.argument("NT101", "second").answer is Answer.NO


@pytest.mark.parametrize(
    ("more", "settles"),
    [
        ("", "measuring its `self_time` and `load.rate` would settle most"),
        (
            ", measured: {at: 2026-10-01, source: prometheus}",
            "a spike that measures its factor (`rewrite.cpu`) would settle most",
        ),
        (MEASURED, "all of it is measured, and others are worth as much"),
    ],
    ids=["estimates", "measured, the factor a prior", "all measured"],
)
def test_the_least_certain_input_would_settle_it(more: str, settles: str) -> None:
    judged = judge(rivals("cpu: 14", "cpu: 13.9", more=more))

    assert judged.verdict("first").word == "measure-first"
    assert judged.verdict("first").because.endswith(settles)


def test_nobody_draws_where_the_latency_argument_is_not_asked() -> None:
    judged = judge(rivals("cpu: 14", "cpu: 13"))
    without = tuple(item for item in judged.arguments if item.rule != "NT101")
    concluded = conclude(judged.case, without)

    assert [item.seat_frequency for item in concluded.verdicts] == [None, None]
    assert [item.word for item in concluded.verdicts] == ["go", "go"]


def test_the_order_of_services_changes_no_draw() -> None:
    head, first, second = rivals("cpu: 14", "cpu: 13").rsplit("\n  ", 2)
    turned = f"{head}\n  {second.rstrip()}\n  {first}\n"

    assert seats(judge(turned)) == seats(judge(rivals("cpu: 14", "cpu: 13")))
