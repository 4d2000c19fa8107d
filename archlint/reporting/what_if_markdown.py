"""A what-if in Markdown, for a ticket or a pull request. Names pass the filters of `markdown`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.difference_markdown import listed_findings, verdict_table
from archlint.reporting.markdown_text import cell, code, fence, prose
from archlint.reporting.what_if import (
    headline_of,
    kept_lines,
    rewrite_lines,
    total_rows,
)
from archlint.reporting.what_if_journeys import journey_rows, spread_lines
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.supposing import Answer, WhatIf
    from archlint.reporting.options import Options
    from archlint.reporting.what_if_journeys import JourneyRow


def render(answer: Answer, _options: Options) -> str:
    """The whole page; where it could not be answered, why."""
    asked = ", ".join(code(f"{option} {text}") for option, text in answer.asked)
    foot = f"<sub>what if {asked} · percentiles from samples · archlint {__version__}</sub>"
    if answer.what_if is not None:
        return "\n\n".join([*filter(None, _blocks(answer.what_if)), foot]) + "\n"
    failed = answer.failed
    problems = [str(problem) for problem in failed.problems[:20]] if failed else []
    crash = failed.crash.splitlines()[:20] if failed else []
    head = "### archlint could not answer"
    return "\n\n".join([head, fence([*problems, *crash]), foot]) + "\n"


def _blocks(what_if: WhatIf) -> Iterator[str]:
    yield f"### {code(what_if.name)}: {prose(headline_of(what_if))}"
    lines = (*rewrite_lines(what_if), *kept_lines(what_if), *spread_lines(what_if))
    yield "\n".join(f"- {_arrowed(line)}" for line in lines)
    yield _table(
        ("journey", "", "now", "then", "change", ""),
        [_cells(row) for row in journey_rows(what_if)],
    )
    yield _table(("", ""), [(label, _arrowed(text)) for label, text in total_rows(what_if)])
    yield verdict_table(what_if.difference)
    yield listed_findings(what_if.difference.findings)


def _cells(row: JourneyRow) -> tuple[str, ...]:
    facts = _arrowed("; ".join(row.facts))
    return code(row.name), row.label, row.before, f"**{row.after}**", row.change, facts


def _arrowed(text: str) -> str:
    """A sentence whose arrows stay arrows: `prose` would make code of them."""
    return " → ".join(map(prose, text.split(" → ")))


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' | '.join(heads)} |", f"|{':--|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows)])
