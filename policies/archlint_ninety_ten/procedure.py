"""The procedure for a language verdict: a pure function of language, answers and seat (RULES)."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from msgspec import Struct

from archlint import Answer
from archlint_ninety_ten.languages import Side


class Seat(enum.Enum):
    """Whether the service sits within the quota by removable waiting."""

    HELD = "seat"
    CONTESTED = "contested"
    NONE = "none"


class Question(Struct, frozen=True, kw_only=True):
    """What the procedure is asked about one service.

    `answers` by rule code (NT101, NT103, NT104, NT106 and whatever else argues for Rust).
    `could_matter`: an unknown that could be a yes, within the ration. `is_outranked`: the latency
    test passed, and only the seat was lost to services that remove more. `is_untuned`: NT307 holds.
    `carried` are the codes of the arguments that one operation carries (NT105).
    """

    side: Side
    answers: Mapping[str, Answer]
    seat: Seat = Seat.NONE
    could_matter: bool = False
    is_outranked: bool = False
    is_untuned: bool = False
    carried: frozenset[str] = frozenset()
    is_planned: bool = False
    kind: str | None = None


class Decision(Struct, frozen=True, kw_only=True):
    """The verdict's word and the code of the finding that says it; no code, no finding.

    `refines` is the argument that leads a hybrid verdict, and that one operation carries.
    """

    word: str
    finding: str | None = None
    refines: str | None = None


RUST_WORDS = ("rust", "hybrid")
"""The verdicts that argue for Rust, of the whole service or of one operation."""

ARGUES_FIRST = ("NT103", "NT106", "NT102", "NT101", "NT104")
"""The order in which a yes leads the finding."""

ASKED_FIRST = ("NT101", "NT102", "NT103", "NT106", "NT104")
"""The order in which open questions are told: what the 90/10 rule points at, then the cost."""

_DECISIVE = ("NT101", "NT102", "NT103", "NT106")
_COSTS = ("NT103", "NT106")
_STANDARD = ("json-api", "crud", "proxy")
_ORCHESTRATION = ("orchestrator", "control-plane")


def decide(question: Question) -> Decision:
    """Decide language-blind, then look at the language (steps 1 to 6 of RULES)."""
    if question.side is Side.MANAGED:
        return Decision(word="either")
    if question.side is Side.NATIVE:
        return Decision(word="none")
    blind = _decide_blind(question)
    return _look_at_rust(question, blind) if question.side is Side.RUST else blind


def _decide_blind(question: Question) -> Decision:
    argued = [code for code in ARGUES_FIRST if _argues(question, code)]
    if any(code in _DECISIVE for code in argued):
        return _decide_argued(question, argued)
    if "NT104" in argued and question.is_planned:
        return Decision(word="rust", finding="NT104")
    if "NT104" in argued and not _ran_and_failed(question):
        return Decision(word="measure-first", finding="NT104")
    if question.could_matter and Answer.UNKNOWN in _decisive_answers(question):
        return Decision(word="measure-first", finding="NT305")
    return Decision(word="go")


def _decide_argued(question: Question, argued: list[str]) -> Decision:
    """Rust, unless tuning comes first or the seat that carries it is contested.

    Where one operation carries what leads, the rest stays in Go.
    """
    if question.is_untuned:
        return Decision(word="measure-first", finding="NT307")
    decisive = [code for code in argued if code in _DECISIVE]
    if decisive == ["NT101"] and question.seat is Seat.CONTESTED:
        return Decision(word="measure-first", finding="NT101")
    if argued[0] in question.carried:
        return Decision(word="hybrid", finding="NT105", refines=argued[0])
    return Decision(word="rust", finding=argued[0])


def _argues(question: Question, code: str) -> bool:
    """A yes; NT101's counts only with a seat, held or contested."""
    if question.answers.get(code) is not Answer.YES:
        return False
    return code != "NT101" or question.seat is not Seat.NONE


def _decisive_answers(question: Question) -> list[Answer]:
    return [question.answers[code] for code in _DECISIVE if code in question.answers]


def _ran_and_failed(question: Question) -> bool:
    """Whether the latency and the cost test ran, with all inputs; a yes has been heard before."""
    ran = "NT101" in question.answers and not question.is_outranked
    costed = any(code in question.answers for code in _COSTS)
    return ran and costed and Answer.UNKNOWN not in _decisive_answers(question)


def _look_at_rust(question: Question, blind: Decision) -> Decision:
    """A service in Rust: never a finding where something argues for it or nothing can be said."""
    if blind.word in RUST_WORDS or question.answers.get("NT104") is Answer.YES:
        return Decision(word="rust")
    if blind.word == "measure-first" or Answer.UNKNOWN in _decisive_answers(question):
        return Decision(word="none")  # cannot say: what works is not measured to be rewritten
    if question.kind in _ORCHESTRATION:
        return Decision(word="go", finding="NT203")
    if question.kind in _STANDARD:
        return Decision(word="go", finding="NT202")
    return Decision(word="go", finding="NT201")
