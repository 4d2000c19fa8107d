"""The services of a portfolio by what the verdicts ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.reporting.naming import coded, joined
from archlint.reporting.page.tallies import squares

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Verdict
    from archlint.reporting.page.verdicts import VerdictRow


class Found(Struct, frozen=True, kw_only=True):
    """The names by what is to be done, each in the order of the rows; `go` and `others` count.

    `by_default` are those of `go` that nobody measured.
    """

    total: int
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    measure: tuple[str, ...]
    planned: tuple[str, ...]
    go: int
    by_default: int
    verdicts: Mapping[str, Verdict]

    @property
    def due(self) -> tuple[str, ...]:
        """What is rewritten, for whole or in part, the seats first."""
        both = (*self.whole, *self.parts)
        return tuple(sorted(both, key=lambda name: self.verdicts[name].seat or len(both) + 1))

    @property
    def picks(self) -> str:
        """What is rewritten by name: a service, or one (`OPERATION`) of it."""
        return joined([_target(self.verdicts[name]) for name in self.due])


def found_of(report: PortfolioReport, rows: Sequence[VerdictRow]) -> Found:
    """`rows` are all verdicts, in their order."""
    counts = {(tally.mark, tally.words): tally.count for tally in squares(rows)}
    running = [row for row in rows if not row.is_planned and row.language != "rust"]
    return Found(
        total=sum(counts.values()),
        whole=tuple(row.service for row in running if row.word == "rust"),
        parts=tuple(row.service for row in running if row.word == "hybrid"),
        measure=tuple(row.service for row in rows if row.mark == "measure" and not row.is_planned),
        planned=tuple(row.service for row in rows if row.is_planned and row.word == "rust"),
        go=sum(count for (mark, _), count in counts.items() if mark == "go"),
        by_default=counts.get(("go", "Go by default, not measured"), 0),
        verdicts={verdict.service: verdict for verdict in report.verdicts},
    )


def _target(verdict: Verdict) -> str:
    operation = verdict.operation.partition("/")[2]
    return f"{coded(verdict.service)}{f' ({coded(operation)})' if operation else ''}"
