"""What an answer of the evidence is, and how its origin is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from archlint.model import Measurement, Pointer, Portfolio
    from archlint.source import Span

WAITED_FOR = "Does anyone wait for it?"
HOW_OFTEN = "How often?"
HOW_LONG = "How long on its own?"
COMPUTING = "Computing or waiting?"
SHRINKING = "By how much?"
WORTH = "So?"

QUESTIONS = (WAITED_FOR, HOW_OFTEN, HOW_LONG, COMPUTING, SHRINKING, WORTH)
"""The questions of the evidence, in the order of the argument."""

ASKED_OF_BOUGHT = (WAITED_FOR, HOW_OFTEN, HOW_LONG, WORTH)
"""Those that are asked of what nobody here writes."""


class Origin(Struct, frozen=True, kw_only=True):
    """Where a figure comes from: `word` is measured, derived, estimated, assumed or not given.

    `text` adds what measured it and when.
    """

    word: str
    text: str


class Answer(Struct, frozen=True, kw_only=True):
    """An answer: in a word, in a sentence that goes on, and `more` for who has the room.

    `places` are of the manifest, or the codes of the rules that decided. Where nothing is claimed
    `origin` is None.
    """

    question: str
    short: str
    rest: str
    more: str = ""
    places: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def text(self) -> str:
        """The answer in one sentence."""
        return f"{self.short} {self.rest}".strip()


DERIVED = Origin(word="derived", text="derived")
ASSUMED = Origin(word="assumed", text="assumed")
NOT_GIVEN = Origin(word="not given", text="not given")


def origin_of(measured: Measurement) -> Origin:
    """`measured, prometheus, 2026-10-01`, or `estimated`."""
    if not measured.is_measured:
        return Origin(word="estimated", text="estimated")
    date = measured.at.isoformat() if measured.at else ""
    return Origin(
        word="measured", text=", ".join(filter(None, ("measured", measured.source, date)))
    )


def place(portfolio: Portfolio, pointer: Pointer) -> str:
    """Where a value is declared; empty where nothing says where."""
    span = portfolio.at.get(pointer)
    return spot(portfolio, span) if span else ""


def spot(portfolio: Portfolio, span: Span) -> str:
    """`archlint.yaml:12`: of the root manifest its own name is enough, its path is said once."""
    file = span.file.rpartition("/")[2] if span.file == portfolio.root else span.file
    return f"{file}:{span.line}"
