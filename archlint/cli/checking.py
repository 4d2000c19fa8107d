"""Paths -> Report: find the manifests, read them, lint each portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.cli.preparing import Terms, prepare
from archlint.cli.targets import files_of, find
from archlint.source import Problem

if TYPE_CHECKING:
    from archlint.cli.running import Run
    from archlint.files import Discovered
    from archlint.linting.report import Report


def report_on(paths: Sequence[str], terms: Terms | None = None) -> tuple[Report, tuple[str, ...]]:
    """Find, read and lint: the report, and remarks about the files.

    Whatever stops the run is in the report and never raised, so that every format writes a whole
    document.
    """
    from archlint.linting.assembling import assemble, stopped_by
    from archlint.linting.engine import with_engine
    from archlint.linting.selection import require_known

    try:
        run = prepare(terms)
        require_known(run.selection, run.catalogue)
        found = run.typed.found() if run.typed else find(paths)
        jobs = run.jobs(found)
    except Exception as error:  # noqa: BLE001  # `stopped_by` tells Problems from bugs, and whose
        return stopped_by(error), ()
    report = assemble(
        jobs,
        catalogue=run.catalogue,
        selection=run.selection,
        packs=with_engine(run.packs),
    )
    report = _with_unheard(report, run, paths)
    return report, (*run.remarks, *_unread(found), *_unclaimed(found, report))


def _with_unheard(report: Report, run: Run, paths: Sequence[str]) -> Report:
    """The report with a Problem for each portfolio of the judging revision that is hidden here."""
    if run.bench is None or run.typed is not None or report.problems:
        return report
    judges = {judge.portfolio.root for judge in run.judges.values()}
    problems = []
    read = {file for part in report.portfolios for file in files_of(part.portfolio)}
    for root, is_there in run.bench.unheard(paths, read, judges):
        if is_there:
            message = (
                f"{root}: a portfolio of {run.bench.label}, expected it to be checked here too"
            )
            hint = "name it on the command line, or keep its name where it moved to"
            problems.append(Problem(message, suggestion=hint, kind="revision"))
        else:
            run.remarks.append(f"{root}: a portfolio of {run.bench.label} that is gone")
    return replace(report, problems=(*report.problems, *problems))


def _unclaimed(found: Discovered, report: Report) -> list[str]:
    """Manifests that were found and that no root includes; unknown where one was not read."""
    if report.problems or report.crash:
        return []
    claimed = {file for part in report.portfolios for file in files_of(part.portfolio)}
    return [f"{file}: no root manifest includes it" for file in found.others if file not in claimed]


def _unread(found: Discovered) -> list[str]:
    """Directories that were to be searched: a manifest in one would go unchecked in silence."""
    return [
        f"{place}: no permission to look into it, so nothing there is checked"
        for place in found.unread
    ]
