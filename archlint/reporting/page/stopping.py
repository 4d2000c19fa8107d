"""What stopped a run, for the page: every Problem with the lines that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.options import Options
from archlint.reporting.problems import quoted
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.report import Report

_PAPER = Options(columns=92)
"""As wide as a column of the page, without colour."""


class Stop(Struct, frozen=True, kw_only=True):
    """One reason why the input could not be linted: where it stands, and lines of that file.

    `pointer` is the dotted path of the value, `suggestion` what may have been meant; both may be
    empty, as `place` is where no file is to blame.
    """

    place: str
    pointer: str
    message: str
    suggestion: str
    excerpt: tuple[str, ...]


def stops_of(report: Report, most: int) -> tuple[Stop, ...]:
    """The first so many Problems."""
    return tuple(
        Stop(
            place=visible(str(problem.span)) if problem.span else "",
            pointer=visible(problem.pointer),
            message=visible(problem.message),
            suggestion=visible(problem.suggestion),
            excerpt=tuple(quoted(problem, report.sources, _PAPER)),
        )
        for problem in report.problems[:most]
    )
