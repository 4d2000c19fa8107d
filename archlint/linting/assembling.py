"""Several portfolios -> one report, and the one place where a bug becomes part of it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from archlint.linting.blame import culprit_of
from archlint.linting.engine_pack import ENGINE
from archlint.linting.report import Report
from archlint.linting.selection import EVERYTHING, Selection
from archlint.model import Catalogue
from archlint.source import InputError, Sources

if TYPE_CHECKING:
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.source import Problem


def assemble(
    jobs: Iterable[Callable[[], PortfolioReport]],
    *,
    catalogue: Catalogue,
    selection: Selection = EVERYTHING,
    packs: Sequence[Pack] = (),
) -> Report:
    """Run the jobs, one a portfolio, and say what became of them all.

    A job reads and lints. An InputError becomes Problems, each said once; any other exception is a
    bug: it becomes `Report.crash`, and the other portfolios are linted all the same, so that every
    format writes a whole document.
    """
    portfolios: list[PortfolioReport] = []
    problems: dict[Problem, None] = {}
    lines: dict[str, tuple[str, ...]] = {}
    crashes: list[str] = []
    for job in jobs:
        try:
            portfolios.append(job())
        except InputError as error:
            problems.update(dict.fromkeys(error.problems))
            lines.update(error.sources.lines)
        except Exception as error:  # noqa: BLE001  # a bug must not exit 1, the code for findings
            crashes.append(crash_text(error))
    is_whole = not problems and not crashes
    return Report(
        portfolios=tuple(portfolios),
        problems=tuple(problems),
        crash="\n".join(crashes),
        nothing_evaluated=_nothing(portfolios, selection, catalogue) if is_whole else "",
        sources=Sources(lines),
        packs=tuple(packs),
    )


def stopped_by(error: Exception) -> Report:
    """The report on a run that an error stopped before any portfolio was linted."""

    def job() -> PortfolioReport:
        raise error

    return assemble([job], catalogue=Catalogue())


def crash_text(error: Exception) -> str:
    """Whose bug it is, in one line, and the traceback below."""
    return culprit_of(error) + "\n" + "".join(traceback.format_exception(error)).rstrip("\n")


def _nothing(
    portfolios: Sequence[PortfolioReport], selection: Selection, catalogue: Catalogue
) -> str:
    """Why nothing could be evaluated, empty where something was."""
    if not any(report.portfolio.services for report in portfolios):
        roots = ", ".join(report.portfolio.root for report in portfolios) or "any manifest"
        return f"expected at least one service in {roots}, found none: add one below `services:`"
    if all(_is_left_without_rules(report, catalogue) for report in portfolios):
        return (
            "no rule is left to look: `--ignore`, `--select` or `enabled: false` keep every one out"
        )
    named = selection.codes(catalogue)
    if not named or named & _evaluated(portfolios, catalogue):
        return ""
    words = ", ".join(sorted(named)) if len(named) <= _FEW else f"the {len(named)} rules selected"
    reason = _reason(portfolios, named)
    return f"{words} had no inputs anywhere; {reason}"


def _is_left_without_rules(report: PortfolioReport, catalogue: Catalogue) -> bool:
    return {rule.code for rule in catalogue.rules} <= set(report.without)


def _reason(portfolios: Sequence[PortfolioReport], named: frozenset[str]) -> str:
    rules = [rule for report in portfolios for rule in report.coverage.rules]
    missing = sorted({key for rule in rules for key in rule.missing})
    if missing:
        return f"add {', '.join(f'`{key}`' for key in missing)}"
    if any(rule.rule in named for rule in rules):
        return "nothing in the portfolio is what they look at"
    return "they are concluded from other rules, select those too"


_FEW = 5
"""Codes that one sentence lists."""


def _evaluated(portfolios: Iterable[PortfolioReport], catalogue: Catalogue) -> set[str]:
    """Rules that had their inputs somewhere, or were raised from those of others.

    The engine's own always have: they look at the structure.
    """
    evaluated = {rule.code for rule in catalogue.rules if rule.pack == ENGINE.name}
    for report in portfolios:
        evaluated |= {rule.rule for rule in report.coverage.rules if rule.had_inputs}
        evaluated |= {finding.rule for finding in report.findings}
        evaluated |= {item.finding.rule for item in report.suppressed}
    return evaluated
