"""Paths -> Report: find the manifests, read them, lint each portfolio."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.files import Discovered
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport, Report
    from archlint.linting.selection import Selection
    from archlint.model import Catalogue, Portfolio

Job = Callable[[], "PortfolioReport"]


@dataclass(frozen=True)
class Run:
    """What one run is made of: packs, the rules chosen, its date.

    `remarks` and `unclaimed` (manifests that no root includes) fill up while it runs.
    """

    packs: tuple[Pack, ...]
    catalogue: Catalogue
    selection: Selection
    today: date
    isolated: bool = False
    remarks: list[str] = field(default_factory=list)
    unclaimed: dict[str, set[str]] = field(default_factory=dict)

    def report(self, paths: Sequence[str]) -> Report:
        """Find, read and lint. Problems of any kind are in the report, never raised."""
        from archlint.linting.assembling import assemble
        from archlint.linting.selection import require_known

        try:
            require_known(self.selection, self.catalogue)
            jobs = self._jobs(paths)
        except InputError as error:
            jobs = [_refusing(error)]
        return assemble(jobs, catalogue=self.catalogue, selection=self.selection)

    def _jobs(self, paths: Sequence[str]) -> list[Job]:
        """One job a portfolio. Raises InputError where there is nothing to read."""
        from archlint.files import discover
        from archlint.manifest import is_root

        found = discover(paths, is_root=is_root)
        if found.problems:
            raise InputError(_unreadable(found))
        if not found.roots and not found.named:
            from archlint.cli.starting import no_manifest

            raise InputError([no_manifest(found.searched, found.others)])
        return [
            *(self._root(path, found.others) for path in found.roots),
            *map(self._part, found.named),
        ]

    def portfolio(self, path: str | None) -> Portfolio:
        """The one portfolio that a path means, or this directory. Raises InputError, UsageError."""
        from archlint.files import discover
        from archlint.manifest import is_root

        paths = () if path is None else (path,)
        found = discover(paths, is_root=is_root)
        if found.problems:
            raise InputError(_unreadable(found))
        roots = (*found.roots, *found.named)
        if not roots:
            from archlint.cli.starting import no_manifest

            raise InputError([no_manifest(found.searched, found.others)])
        if len(roots) > 1:
            listed = ", ".join(roots[:5])
            raise click.UsageError(f"{len(roots)} portfolios here ({listed}): name one of them")
        named = roots[0] in found.named
        return self.load(roots[0], name=_directory_of(roots[0]) if named else None)

    def single(self, path: str | None) -> PortfolioReport:
        """The report on the one portfolio that a path means, or this directory."""
        return self._lint(self.portfolio(path))

    def _root(self, path: str, others: Sequence[str]) -> Job:
        def job() -> PortfolioReport:
            portfolio = self.load(path)
            self.unclaimed.setdefault("files", set(others)).difference_update(_files(portfolio))
            return self._lint(portfolio)

        return job

    def _part(self, path: str) -> Job:
        """A file without `portfolio:`, named on the command line."""

        def job() -> PortfolioReport:
            for root in self._roots_above(path):
                whole = self.load(root)
                if path in _files(whole):
                    return _only(self._lint(whole), path)
            name = _directory_of(path)
            self.remarks.append(
                f"{path}: no root manifest includes it; read as a portfolio called {name}"
            )
            return self._lint(self.load(path, name=name))

        return job

    def _roots_above(self, path: str) -> tuple[str, ...]:
        from archlint.files import roots_above
        from archlint.manifest import is_root

        return roots_above(path, is_root=is_root)

    def load(self, path: str, *, name: str | None = None) -> Portfolio:
        """Read one root manifest and what it includes. Raises InputError."""
        from archlint.files import WorkTree, find_repository
        from archlint.manifest import load

        tree = WorkTree(find_repository(path))
        return load(path, tree=tree, catalogue=self.catalogue, portfolio_name=name)

    def _lint(self, portfolio: Portfolio) -> PortfolioReport:
        from archlint.linting.engine import lint

        return lint(
            portfolio,
            packs=self.packs,
            today=self.today,
            selection=self.selection,
            isolated=self.isolated,
        )


def _files(portfolio: Portfolio) -> frozenset[str]:
    """The files a portfolio was read from."""
    return frozenset(portfolio.sources.lines) if portfolio.sources else frozenset()


def _refusing(error: InputError) -> Job:
    def job() -> PortfolioReport:
        raise error

    return job


def _unreadable(found: Discovered) -> Iterator[Problem]:
    for problem in found.problems:
        where = f"{problem.path}: " if problem.path else ""
        yield Problem(f"{where}{problem}", kind="file")


def _directory_of(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-2] not in ("", ".", "..") else "portfolio"


def _only(report: PortfolioReport, file: str) -> PortfolioReport:
    """The report with the findings of one file."""
    kept = tuple(
        finding
        for finding in report.findings
        if finding.primary is not None and finding.primary.span.file == file
    )
    return dataclasses.replace(report, findings=kept)


def prepare(
    *, selection: Selection | None = None, today: date | None = None, isolated: bool = False
) -> Run:
    """Load the packs. Raises InputError where one cannot be loaded."""
    from archlint.linting.engine import catalogue_of
    from archlint.linting.registry import installed_packs
    from archlint.linting.selection import EVERYTHING

    packs = installed_packs(isolated=isolated)
    return Run(
        packs=packs,
        catalogue=catalogue_of(packs, isolated=isolated),
        selection=selection or EVERYTHING,
        today=today or _today(),
        isolated=isolated,
    )


def _today() -> date:
    from datetime import date

    return date.today()  # noqa: DTZ011  # waivers end with the reader's day, not with UTC's


def report_on(
    paths: Sequence[str],
    *,
    selection: Selection | None = None,
    today: date | None = None,
    isolated: bool = False,
) -> tuple[Report, tuple[str, ...]]:
    """The report on everything that `paths` mean, and remarks about the files."""
    run = prepare(selection=selection, today=today, isolated=isolated)
    report = run.report(paths)
    others = [
        f"{file}: no root manifest includes it" for file in sorted(run.unclaimed.get("files", ()))
    ]
    return report, (*run.remarks, *others)
