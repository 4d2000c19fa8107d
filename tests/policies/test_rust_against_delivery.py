"""NT204: a line under a verdict for Rust, a warning on a service in Rust, else silent."""

from __future__ import annotations

import pytest

from archlint import Answer

from judging import Judged, judge

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def owned(
    team: str, row: str = "language: rust, kind: database", owner: str = "owner: payments"
) -> str:
    teams = f"teams:\n  payments: {{{team}}}\n" if team else ""
    return f"{teams}services:\n  s: {{{row}{', ' if owner else ''}{owner}}}\n"


@pytest.mark.parametrize(
    ("team", "message"),
    [
        pytest.param(
            "rust_engineers: 1, priority: delivery",
            "payments ships features and has one Rust engineer",
            id="ships, and one",
        ),
        pytest.param(
            "rust_engineers: 0, priority: delivery",
            "payments ships features and has no Rust engineer",
            id="ships, and none",
        ),
        pytest.param(
            "rust_engineers: 2, priority: delivery",
            "payments ships features and has 2 Rust engineers",
            id="ships, and enough",
        ),
        pytest.param(
            "rust_engineers: 1, priority: efficiency",
            "payments has one Rust engineer",
            id="saves, and one",
        ),
        pytest.param(
            "rust_engineers: 1",
            "payments has one Rust engineer",
            id="no priority, and one",
        ),
    ],
)
def test_a_service_in_rust_is_warned_about(team: str, message: str) -> None:
    judged = judge(owned(team))

    assert judged.findings == [("warning", "NT204", "s")]
    assert judged.message("NT204", "s") == message
    assert judged.conclusion.raised[0].identity == ""


@pytest.mark.parametrize(
    ("team", "owner", "answer", "missing"),
    [
        pytest.param("rust_engineers: 2, priority: efficiency", "owner: payments", NO, (), id="at two"),
        pytest.param("rust_engineers: 2", "owner: payments", NO, (), id="two, no priority"),
        pytest.param(
            "engineers: 7, priority: delivery",
            "owner: payments",
            UNKNOWN,
            ("teams.payments.rust_engineers",),
            id="nobody counted",
        ),
        pytest.param("", "owner: payments", UNKNOWN, ("teams",), id="no teams at all"),
        pytest.param("rust_engineers: 1", "owner: other", UNKNOWN, ("teams.other.rust_engineers",), id="no such team"),
        pytest.param("rust_engineers: 1", "", UNKNOWN, ("owner",), id="no owner"),
    ],
)  # fmt: skip
def test_it_is_silent_otherwise_and_counted(
    team: str, owner: str, answer: Answer, missing: tuple[str, ...]
) -> None:
    judged = judge(owned(team, owner=owner))
    argument = judged.argument("NT204", "s")

    assert judged.findings == []
    assert (argument.answer, argument.missing) == (answer, missing)


def test_the_fewest_engineers_are_an_option() -> None:
    judged = judge(owned("rust_engineers: 2"), rules={"NT204": {"fewest": 3}})

    assert judged.argument("NT204", "s").answer is YES


FEW = "rust_engineers: 1, priority: delivery"
LINE = "NT204: payments ships features and has one Rust engineer: add a ramp of 2-4 months"


def lines(judged: Judged) -> tuple[str, ...]:
    return judged.verdict("s").lines if "s" in judged.words else ()


def test_under_a_verdict_for_rust_it_is_a_line_and_overrules_nothing() -> None:
    judged = judge(owned(FEW, row="language: go, load: {cpu: 9000}"))

    assert judged.words == {"s": "rust"}
    assert judged.loud == [("warning", "NT103", "s")]
    assert LINE in lines(judged)


def test_a_team_that_knows_rust_and_ships_has_its_roadmap() -> None:
    few = "rust_engineers: 2, priority: delivery"
    judged = judge(owned(few, row="language: go, load: {cpu: 9000}"))

    told = "NT204: payments ships features and has 2 Rust engineers: Rust competes with its roadmap"
    assert told in lines(judged)


def test_under_a_kernel_it_is_a_line_too() -> None:
    kernel = (
        "language: go, rewrite: {cpu: 0.5, effort: 99 pm}, operations: {a: {rate: 1k/s,"
        " self_time: 90s, cpu_time: 8s}, b: {rate: 1k/s, self_time: 99s, cpu_time: 1s}}"
    )
    judged = judge(owned(FEW, row=kernel))

    assert judged.words == {"s": "hybrid"}
    assert LINE in lines(judged)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("language: go, load: {cpu: 9}", id="go"),
        pytest.param("language: go, kind: trading", id="to be measured"),
        pytest.param("language: java", id="another language"),
    ],
)
def test_where_nobody_asks_for_rust_it_is_not_said(row: str) -> None:
    judged = judge(owned(FEW, row=row))

    assert LINE not in lines(judged)
    assert "NT204" not in [rule for _, rule, _ in judged.findings]


def test_a_service_rightly_in_rust_is_told_once() -> None:
    judged = judge(owned(FEW, row="language: rust, load: {cpu: 9000}"))

    assert judged.words == {"s": "rust"}
    assert judged.loud == [("warning", "NT204", "s")]
    assert not [line for line in lines(judged) if line.startswith("NT204")]


def test_of_a_planned_service_it_is_a_note() -> None:
    judged = judge(owned(FEW, row="language: rust, kind: database, lifecycle: planned"))

    assert ("note", "NT204", "s") in judged.findings
