"""Problems and notes, collected while a manifest is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.manifest.suggesting import listed, nearest
from archlint.source import Problem, Span, not_listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from archlint.model import Pointer

LONGEST_SHOWN = 200
"""Characters of a name."""

MOST_SUGGESTIONS = 100
"""Problems that say "did you mean": a suggestion takes milliseconds."""

MOST_LOOKED_AT = 500_000
"""Known words that all suggestions together look at."""

MOST_PROBLEMS = 1_000
"""Problems that are kept, and notes; further problems are counted."""

MOST_PLACES = 20
"""Further places of one note."""


def dotted(pointer: Pointer) -> str:
    """`services.checkout.operations.POST /checkout.calls.2.to`: a pointer as people read it."""
    return ".".join(shortened(str(part)) for part in pointer)


def shortened(text: str) -> str:
    """A name as a message shows it: hostile ones are as long as a file."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


class Remarks(Struct):
    """Collects what is wrong (problems) and what is only worth saying (notes)."""

    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, Problem] = field(default_factory=dict)
    dropped: int = 0
    suggested: int = 0
    looked_at: int = 0

    def problem(  # the parts of a Problem
        self,
        message: str,
        span: Span | None,
        pointer: Pointer = (),
        *,
        suggestion: str = "",
        kind: str = "wrong value",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        self.add(Problem(message, span, dotted(pointer), suggestion, kind, related))

    def add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.dropped += 1

    def near(self, word: str, known: Collection[str]) -> str | None:
        """The known word most like this one, while there is time for looking."""
        self.suggested += 1
        self.looked_at += len(known)
        has_time = self.suggested <= MOST_SUGGESTIONS and self.looked_at <= MOST_LOOKED_AT
        return nearest(word, known) if has_time else None

    def did_you_mean(self, word: str, known: Collection[str]) -> str:
        """A suggestion, empty where nothing is alike."""
        found = self.near(word, known)
        return f"did you mean `{found}`?" if found else ""

    def did_you_mean_or_one_of(self, word: str, known: Collection[str]) -> str:
        """A suggestion, or what is known; empty where nothing is."""
        there_are = listed(known)
        one_of = f"expected one of {there_are}" if there_are else ""
        return self.did_you_mean(word, known) or one_of

    def note(  # the parts of a Problem
        self,
        message: str,
        span: Span,
        pointer: Pointer = (),
        *,
        suggestion: str = "",
        kind: str = "",
    ) -> None:
        """Say something once; where it holds again becomes a further place of the first note."""
        first = self.notes.get(message)
        if first is None and len(self.notes) >= MOST_PROBLEMS:
            return
        if first is None:
            self.notes[message] = Problem(message, span, dotted(pointer), suggestion, kind)
        elif len(first.related) < MOST_PLACES:
            related = (*first.related, (span, "and here"))
            self.notes[message] = replace(first, related=related)

    def all_problems(self) -> tuple[Problem, ...]:
        """Every Problem by file and place, and how many more there were."""
        ordered = sorted(self.problems, key=_place)
        if self.dropped:
            ordered.append(not_listed(self.dropped))
        return tuple(ordered)


def _place(problem: Problem) -> tuple[str, int, int]:
    if problem.span is None:
        return ("", 0, 0)
    return (problem.span.file, problem.span.line, problem.span.column)
