"""What an answer of the evidence is, and how its origin is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.page.naming import coded

if TYPE_CHECKING:
    from archlint.model import Measurement, Pointer, Portfolio
    from archlint.source import Span

WAITED_FOR = "Does anyone wait for it?"
HOW_OFTEN = "How often?"
HOW_LONG = "How long on its own?"
COMPUTING = "Computing or waiting?"
SHRINKING = "By how much would it shrink?"
WORTH = "So what is it worth?"

QUESTIONS = (WAITED_FOR, HOW_OFTEN, HOW_LONG, COMPUTING, SHRINKING, WORTH)
"""The questions of the evidence, in the order of the argument."""


class Origin(Struct, frozen=True, kw_only=True):
    """Where a figure comes from: `word` is measured, derived, estimated or assumed.

    `text` adds what measured it and when.
    """

    word: str
    text: str


class Answer(Struct, frozen=True, kw_only=True):
    """An answer: in a word, in a sentence, where the figures stand and where they come from.

    `places` are of the manifest, or the codes of the rules that decided.
    """

    question: str
    short: str
    rest: str
    places: tuple[str, ...] = ()
    origin: Origin | None = None


DERIVED = Origin(word="derived", text="derived")
ASSUMED = Origin(word="assumed", text="assumed")


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
    """`archlint.yaml:12`: of the root manifest its own name is enough, the page has its path."""
    file = span.file.rpartition("/")[2] if span.file == portfolio.root else span.file
    return f"{file}:{span.line}"


def listed(names: list[str], most: int = 3) -> str:
    """`a`, `b` and 3 more."""
    shown = list(map(coded, names[:most]))
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
