"""Why each verdict: six questions, each answered with its figures, their place and their origin."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.evidence.answering import Answering
from archlint.reporting.evidence.answers import Answer
from archlint.reporting.evidence.asked import Asked
from archlint.reporting.evidence.changing import deciding
from archlint.reporting.page.services import ServiceRow

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.reporting.evidence.waits import Waits


MOST_EXPLAINED = 50
"""Services whose evidence stands in the report; the others' is told by `archlint explain`."""

_FEWER = 15
"""So many where the page has to stay small for all its services."""

_LARGE = 1_000
"""Services above which a page is a large one."""


class Evidence(Struct, frozen=True, kw_only=True):
    """One service's trail. `flips` say how sure the verdict is and what would change it.

    `place` is where the manifest declares the service.
    """

    row: ServiceRow
    place: str
    answers: tuple[Answer, ...]
    flips: tuple[str, ...]

    @property
    def service(self) -> str:
        return self.row.verdict.service

    @property
    def command(self) -> str:
        """What tells every formula with its numbers, quoted for a shell."""
        return f"archlint explain {shlex.quote(self.service)}"


def evidence(
    report: PortfolioReport, rows: Sequence[ServiceRow], waits: Waits
) -> tuple[Evidence, ...]:
    """The trails of the services that matter most: weighty verdicts, near misses, then the rest."""
    asked = Asked(report)

    def is_near(row: ServiceRow) -> bool:
        verdict = asked.verdicts.get(row.verdict.service)
        return verdict is not None and any(margin.becomes for margin in verdict.margins)

    def order(place: int) -> tuple[bool, bool, int]:
        row = rows[place]
        return not row.verdict.is_weighty, not is_near(row), place

    most = MOST_EXPLAINED if len(rows) <= _LARGE else _FEWER
    chosen = sorted(range(len(rows)), key=order)[:most]
    answering = Answering(asked, waits)
    return tuple(_evidence(answering, rows[place]) for place in chosen)


def _evidence(answering: Answering, row: ServiceRow) -> Evidence:
    service = answering.asked.report.portfolio.services[row.verdict.service]
    return Evidence(
        row=row,
        place=answering.asked.at(service.pointer),
        answers=tuple(answering.answers(service)),
        flips=tuple(_flips(answering.asked, service.name)),
    )


def _flips(asked: Asked, service: str) -> Iterator[str]:
    """What the pack says of how the verdict stands, and what would decide it."""
    verdict = asked.verdicts.get(service)
    if verdict is not None:
        yield from verdict.standing
    yield from deciding(verdict, asked.about(service))
