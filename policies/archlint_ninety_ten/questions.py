"""What is still open about a service: the arguments for Rust that nobody could answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archlint import Answer
from archlint_ninety_ten.procedure import ASKED_FIRST

if TYPE_CHECKING:
    from archlint import Argument

_GC_FIGURES = frozenset({"gc.cpu_share", "gc.stall_p99"})


def open_questions(arguments: Mapping[str, Argument]) -> list[Argument]:
    """The unknown arguments in the order in which they are told.

    NT102 comes last while it lacks more than the figures of the collector: what the service
    computes is measured before what collects beside it.
    """
    found = [
        argument
        for code in ASKED_FIRST
        if (argument := arguments.get(code)) and argument.answer is Answer.UNKNOWN
    ]
    return sorted(found, key=lacks_more_than_gc)


def lacks_more_than_gc(argument: Argument) -> bool:
    """Whether it is NT102 and the collector's own figures would not answer it."""
    return argument.rule == "NT102" and not _GC_FIGURES.issuperset(argument.missing)
