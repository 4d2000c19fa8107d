"""Problems and notes, collected while a manifest is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archlint.source import Problem, Span

if TYPE_CHECKING:
    from archlint.model import Pointer

MOST_PROBLEMS = 1_000
"""Problems that are kept; further ones are counted."""


def dotted(pointer: Pointer) -> str:
    """`services.checkout.operations.POST /checkout.calls.2.to`: a pointer as people read it."""
    return ".".join(map(str, pointer))


@dataclass(slots=True)
class Remarks:
    """Collects what is wrong (problems) and what is only worth saying (notes)."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    dropped: int = 0

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

    def note(self, message: str, span: Span | None, pointer: Pointer = (), kind: str = "") -> None:
        self.notes.append(Problem(message, span, dotted(pointer), kind=kind))

    def all_problems(self) -> tuple[Problem, ...]:
        """Every Problem by file and place, and how many more there were."""
        ordered = sorted(self.problems, key=_place)
        if self.dropped:
            ordered.append(Problem(f"{self.dropped:,} more problems are not listed", kind="more"))
        return tuple(ordered)


def _place(problem: Problem) -> tuple[str, int, int]:
    if problem.span is None:
        return ("", 0, 0)
    return (problem.span.file, problem.span.line, problem.span.column)
