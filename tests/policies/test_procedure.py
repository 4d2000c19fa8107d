"""The procedure as a table: five languages × three answers × three seats, and the finer points."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from msgspec.structs import replace

from archlint import Answer
from archlint_ninety_ten.languages import Side
from archlint_ninety_ten.procedure import Decision, Question, Seat, decide

RUST = Decision(word="rust", finding="NT101")
RIGHTLY = Decision(word="rust")
MEASURE = Decision(word="measure-first", finding="NT305")
CONTESTED = Decision(word="measure-first", finding="NT101")
CANNOT_SAY = Decision(word="none")
GO = Decision(word="go")
NO_REASON = Decision(word="go", finding="NT201")
EITHER = Decision(word="either")
NONE = Decision(word="none")

GO_SIDE = {
    (Answer.YES, Seat.HELD): RUST,
    (Answer.YES, Seat.CONTESTED): CONTESTED,
    (Answer.YES, Seat.NONE): GO,
    (Answer.UNKNOWN, Seat.HELD): MEASURE,
    (Answer.UNKNOWN, Seat.CONTESTED): MEASURE,
    (Answer.UNKNOWN, Seat.NONE): MEASURE,
    (Answer.NO, Seat.HELD): GO,
    (Answer.NO, Seat.CONTESTED): GO,
    (Answer.NO, Seat.NONE): GO,
}
RUST_SIDE = {
    (Answer.YES, Seat.HELD): RIGHTLY,
    (Answer.YES, Seat.CONTESTED): CANNOT_SAY,
    (Answer.YES, Seat.NONE): NO_REASON,
    (Answer.UNKNOWN, Seat.HELD): CANNOT_SAY,
    (Answer.UNKNOWN, Seat.CONTESTED): CANNOT_SAY,
    (Answer.UNKNOWN, Seat.NONE): CANNOT_SAY,
    (Answer.NO, Seat.HELD): NO_REASON,
    (Answer.NO, Seat.CONTESTED): NO_REASON,
    (Answer.NO, Seat.NONE): NO_REASON,
}
EXPECTED = {
    Side.GO: GO_SIDE,
    Side.UNDECLARED: GO_SIDE,
    Side.RUST: RUST_SIDE,
    Side.MANAGED: dict.fromkeys(GO_SIDE, EITHER),
    Side.NATIVE: dict.fromkeys(GO_SIDE, NONE),
}


@pytest.mark.parametrize(
    ("side", "answer", "seat"),
    list(itertools.product(Side, Answer, Seat)),
    ids=lambda value: str(getattr(value, "value", value)),
)
def test_the_latency_argument_decides_by_language_and_seat(
    side: Side, answer: Answer, seat: Seat
) -> None:
    question = Question(side=side, answers={"NT101": answer}, seat=seat, could_matter=True)

    assert decide(question) == EXPECTED[side][answer, seat]


HYBRID = Decision(word="hybrid", finding="NT105", refines="NT101")
KERNEL = {
    (Answer.YES, Seat.HELD): HYBRID,
    (Answer.YES, Seat.CONTESTED): CONTESTED,
    (Answer.YES, Seat.NONE): GO,
    (Answer.UNKNOWN, Seat.HELD): RUST,
    (Answer.UNKNOWN, Seat.CONTESTED): CONTESTED,
    (Answer.UNKNOWN, Seat.NONE): GO,
    (Answer.NO, Seat.HELD): RUST,
    (Answer.NO, Seat.CONTESTED): CONTESTED,
    (Answer.NO, Seat.NONE): GO,
}
KERNEL_IN_RUST = {
    Seat.HELD: RIGHTLY,
    Seat.CONTESTED: CANNOT_SAY,
    Seat.NONE: NO_REASON,
}
WITH_KERNEL = {
    Side.GO: KERNEL,
    Side.UNDECLARED: KERNEL,
    Side.RUST: {(answer, seat): KERNEL_IN_RUST[seat] for answer in Answer for seat in Seat},
    Side.MANAGED: dict.fromkeys(KERNEL, EITHER),
    Side.NATIVE: dict.fromkeys(KERNEL, NONE),
}


@pytest.mark.parametrize(
    ("side", "answer", "seat"),
    list(itertools.product(Side, Answer, Seat)),
    ids=lambda value: str(getattr(value, "value", value)),
)
def test_a_kernel_refines_the_latency_argument_by_language_and_seat(
    side: Side, answer: Answer, seat: Seat
) -> None:
    """NT101 says yes throughout; `answer` is NT105's."""
    question = Question(
        side=side,
        answers={"NT101": Answer.YES, "NT105": answer},
        seat=seat,
        carried=frozenset({"NT101", "NT102"} if answer is Answer.YES else ()),
    )

    assert decide(question) == WITH_KERNEL[side][answer, seat]


NO = dict.fromkeys(("NT101", "NT103", "NT104", "NT106"), Answer.NO)
YES, UNKNOWN = Answer.YES, Answer.UNKNOWN
Answers = dict[str, Answer]


def without(*codes: str) -> Answers:
    """Every argument says no, those that nobody asked excepted."""
    return {code: answer for code, answer in NO.items() if code not in codes}


def go(*, seat: Seat = Seat.NONE, answers: Answers | None = None, **state: Any) -> Question:
    """A service in Go; every argument says no unless told otherwise."""
    question = Question(side=Side.GO, answers=NO | (answers or {}), seat=seat)
    return replace(question, **state)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(go(), GO, id="nothing argues"),
        pytest.param(
            go(answers={"NT103": YES}),
            Decision(word="rust", finding="NT103"),
            id="the bill needs no seat",
        ),
        pytest.param(
            go(answers={"NT106": YES}),
            Decision(word="rust", finding="NT106"),
            id="payback needs no seat",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT106": YES}, seat=Seat.HELD),
            Decision(word="rust", finding="NT106"),
            id="money leads over latency",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT103": YES, "NT106": YES}, seat=Seat.HELD),
            Decision(word="rust", finding="NT103"),
            id="the bill leads over payback",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT102": YES}, seat=Seat.HELD),
            Decision(word="rust", finding="NT102"),
            id="gc at risk leads over latency",
        ),
        pytest.param(
            go(answers={"NT102": YES}),
            Decision(word="rust", finding="NT102"),
            id="gc at risk needs no seat",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT102": YES}, seat=Seat.CONTESTED),
            Decision(word="rust", finding="NT102"),
            id="gc at risk does not wait for a contested seat",
        ),
        pytest.param(
            go(answers={"NT102": YES, "NT106": YES}),
            Decision(word="rust", finding="NT106"),
            id="money leads over gc at risk",
        ),
        pytest.param(
            go(answers={"NT102": YES}, is_untuned=True),
            Decision(word="measure-first", finding="NT307"),
            id="a collector at risk is tuned first",
        ),
        pytest.param(
            go(answers={"NT102": UNKNOWN}, could_matter=True),
            MEASURE,
            id="an unknown collector within the ration",
        ),
        pytest.param(go(answers={"NT102": UNKNOWN}), GO, id="an unknown collector outside it"),
        pytest.param(
            go(answers={"NT102": UNKNOWN, "NT104": YES}),
            Decision(word="measure-first", finding="NT104"),
            id="a domain whose collector is unknown",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT103": YES}, seat=Seat.CONTESTED),
            Decision(word="rust", finding="NT103"),
            id="a contested seat does not weaken another yes",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT104": YES}, seat=Seat.CONTESTED),
            Decision(word="measure-first", finding="NT101"),
            id="a domain does not settle a contested seat",
        ),
        pytest.param(
            go(answers={"NT101": YES}, seat=Seat.HELD, is_untuned=True),
            Decision(word="measure-first", finding="NT307"),
            id="tune first",
        ),
        pytest.param(go(is_untuned=True), GO, id="an untuned collector argues for nothing"),
        pytest.param(go(answers={"NT104": YES}), GO, id="a domain whose tests ran and failed"),
        pytest.param(
            go(answers={"NT104": YES}, is_outranked=True),
            Decision(word="measure-first", finding="NT104"),
            id="a domain that only lost the seat",
        ),
        pytest.param(go(is_outranked=True), GO, id="no domain, and no seat"),
        pytest.param(
            Question(side=Side.GO, answers=without("NT101") | {"NT104": YES}),
            Decision(word="measure-first", finding="NT104"),
            id="a domain whose latency nobody asked about",
        ),
        pytest.param(
            Question(side=Side.GO, answers=without("NT103", "NT106") | {"NT104": YES}),
            Decision(word="measure-first", finding="NT104"),
            id="a domain whose cost nobody asked about",
        ),
        pytest.param(
            Question(side=Side.GO, answers=without("NT103") | {"NT104": YES}),
            GO,
            id="payback is a cost test too",
        ),
        pytest.param(
            go(answers={"NT104": YES, "NT101": UNKNOWN}),
            Decision(word="measure-first", finding="NT104"),
            id="a domain whose latency is unknown",
        ),
        pytest.param(
            go(answers={"NT104": YES, "NT106": UNKNOWN}),
            Decision(word="measure-first", finding="NT104"),
            id="a domain whose cost is unknown",
        ),
        pytest.param(
            go(answers={"NT104": YES}, is_planned=True),
            Decision(word="rust", finding="NT104"),
            id="a planned service of a domain",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT104": YES}, seat=Seat.HELD),
            RUST,
            id="latency leads over the domain",
        ),
        pytest.param(go(answers={"NT101": UNKNOWN}), GO, id="an unknown outside the ration"),
        pytest.param(
            go(answers={"NT103": UNKNOWN}, could_matter=True),
            MEASURE,
            id="an unknown bill within the ration",
        ),
        pytest.param(
            go(answers={"NT103": YES}, carried=frozenset({"NT103", "NT106"})),
            Decision(word="hybrid", finding="NT105", refines="NT103"),
            id="a kernel of the bill",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT103": YES}, seat=Seat.HELD, carried=frozenset({"NT101"})),
            Decision(word="rust", finding="NT103"),
            id="a kernel of what does not lead",
        ),
        pytest.param(
            go(answers={"NT101": YES, "NT106": YES}, seat=Seat.HELD, carried=frozenset({"NT106"})),
            Decision(word="hybrid", finding="NT105", refines="NT106"),
            id="a kernel of what leads",
        ),
        pytest.param(
            go(answers={"NT105": YES}, carried=frozenset({"NT101", "NT103"})),
            GO,
            id="a kernel of nothing",
        ),
        pytest.param(
            go(answers={"NT104": YES, "NT101": UNKNOWN}, carried=frozenset({"NT101"})),
            Decision(word="measure-first", finding="NT104"),
            id="a kernel does not refine a domain",
        ),
        pytest.param(
            go(
                answers={"NT101": YES},
                seat=Seat.HELD,
                carried=frozenset({"NT101"}),
                is_untuned=True,
            ),
            Decision(word="measure-first", finding="NT307"),
            id="tuning comes before a kernel",
        ),
        pytest.param(
            go(answers={"NT104": UNKNOWN}, could_matter=True),
            GO,
            id="an undeclared kind decides nothing",
        ),
    ],
)
def test_the_arguments_together_decide(question: Question, expected: Decision) -> None:
    assert decide(question) == expected


@pytest.mark.parametrize(
    ("side", "answer", "expected"),
    [
        (Side.GO, YES, Decision(word="rust", finding="NT102")),
        (Side.GO, UNKNOWN, MEASURE),
        (Side.GO, Answer.NO, GO),
        (Side.UNDECLARED, YES, Decision(word="rust", finding="NT102")),
        (Side.UNDECLARED, UNKNOWN, MEASURE),
        (Side.UNDECLARED, Answer.NO, GO),
        (Side.RUST, YES, RIGHTLY),
        (Side.RUST, UNKNOWN, CANNOT_SAY),
        (Side.RUST, Answer.NO, NO_REASON),
        (Side.MANAGED, YES, EITHER),
        (Side.MANAGED, UNKNOWN, EITHER),
        (Side.MANAGED, Answer.NO, EITHER),
        (Side.NATIVE, YES, NONE),
        (Side.NATIVE, UNKNOWN, NONE),
        (Side.NATIVE, Answer.NO, NONE),
    ],
)
@pytest.mark.parametrize("seat", Seat)
def test_the_collector_decides_by_language_whatever_the_seat(
    side: Side, answer: Answer, seat: Seat, expected: Decision
) -> None:
    """NT102 takes no seat and needs none."""
    question = Question(side=side, answers=NO | {"NT102": answer}, seat=seat, could_matter=True)

    assert decide(question) == expected


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("orchestrator", "NT203"),
        ("control-plane", "NT203"),
        ("json-api", "NT202"),
        ("crud", "NT202"),
        ("proxy", "NT202"),
        ("batch", "NT201"),
        (None, "NT201"),
    ],
)
def test_rust_without_a_reason_is_named_by_its_kind(kind: str | None, code: str) -> None:
    question = Question(side=Side.RUST, answers=NO, kind=kind)

    assert decide(question) == Decision(word="go", finding=code)


def test_a_domain_in_rust_is_rightly_in_rust() -> None:
    question = Question(side=Side.RUST, answers={**NO, "NT104": YES}, kind="database")

    assert decide(question) == RIGHTLY


def test_an_unmeasured_service_in_rust_gets_no_verdict_outside_the_ration() -> None:
    question = Question(side=Side.RUST, answers={**NO, "NT101": UNKNOWN}, kind="crud")

    assert decide(question) == NONE
