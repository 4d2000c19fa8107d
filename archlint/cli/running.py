"""Paths -> Report: find the manifests, read them, lint each portfolio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click
from msgspec import Struct, field
from msgspec.structs import replace

from archlint.cli.baselines import BaselineChoice
from archlint.cli.bench import Bench
from archlint.cli.revisions import open_at, portfolio_at
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.cli.stdin import Typed
    from archlint.files import Discovered
    from archlint.files.revisions import Revision
    from archlint.linting.pack import Pack
    from archlint.linting.proposals import Judge
    from archlint.linting.ratchet import Held
    from archlint.linting.report import PortfolioReport, Report
    from archlint.linting.selection import Selection
    from archlint.manifest.supposing import Supposed, Supposition
    from archlint.model import Catalogue, Finding, Portfolio

Job = Callable[[], "PortfolioReport"]


class Target(Struct, frozen=True, kw_only=True):
    """One portfolio to read: its root, or a file to be read as one called `name`.

    `only` limits what is said about it to these files; () is all.
    """

    root: str
    name: str | None = None
    only: tuple[str, ...] = ()


class Run(Struct, frozen=True):
    """What one run is made of: packs, the rules chosen, its date.

    `baseline` says what findings are held against; `bench` is the revision whose policies, waivers
    and baseline count, `affected` the one since which changes must reach a finding. `typed` takes
    the place of a file. `remarks` are what the reader should know about the files, `judges` who
    judged what by root manifest and name, `held` which root was held against which entries of a
    baseline; they fill up while it runs.
    """

    packs: tuple[Pack, ...]
    catalogue: Catalogue
    selection: Selection
    today: date
    isolated: bool = False
    baseline: BaselineChoice = BaselineChoice()
    bench: Bench | None = None
    affected: Revision | None = None
    typed: Typed | None = None
    remarks: list[str] = field(default_factory=list)
    judges: dict[tuple[str, str], Judge] = field(default_factory=dict)
    held: dict[tuple[str, str], str] = field(default_factory=dict)

    def jobs(self, found: Discovered) -> list[Job]:
        """One job a portfolio. Raises InputError where a root above a part cannot be read."""
        return [self._job(target) for target in self.targets(found)]

    def targets(self, found: Discovered) -> list[Target]:
        """What to read: roots, parts of a root above, files that no root includes.

        Raises InputError where a root above a part cannot be read.
        """
        parts: dict[str, list[str]] = {}
        alone: list[str] = []
        for path in found.named:
            root = self._root_above(path)
            if root is None:
                alone.append(path)
            elif root not in found.roots:
                parts.setdefault(root, []).append(path)
        return [
            *(Target(root=root) for root in found.roots),
            *(Target(root=root, only=tuple(files)) for root, files in parts.items()),
            *(Target(root=path, name=_name(path)) for path in alone),
        ]

    def portfolio(self, path: str | None) -> Portfolio:
        """The one portfolio of a path, or the nearest. Raises InputError and UsageError."""
        target = self.target(path)
        return self.load(target.root, target.name)

    def target(self, path: str | None) -> Target:
        """Where the one portfolio of a path is read from. Raises InputError and UsageError."""
        found = find([] if path is None else [path])
        if found.roots:
            return Target(root=_only_one(found.roots))
        (part,) = found.named
        root = self._root_above(part)
        return Target(root=part, name=_name(part)) if root is None else Target(root=root)

    def single(self, path: str | None) -> PortfolioReport:
        """The report on that portfolio."""
        return self.lint(self.portfolio(path))

    def _job(self, target: Target) -> Job:
        """Read and lint one portfolio."""

        def job() -> PortfolioReport:
            report = self.lint(self.load(target.root, target.name))
            return _limited(report, target.only) if target.only else report

        return job

    def _root_above(self, path: str) -> str | None:
        """The nearest root above that includes this file. Raises InputError."""
        from archlint.files import roots_above
        from archlint.manifest import is_root

        roots = (root for root in roots_above(path, is_root=is_root) if root != path)
        return next((root for root in roots if path in _files(self.load(root))), None)

    def load(self, path: str, name: str | None = None) -> Portfolio:
        """Read one root manifest and what it includes. Raises InputError."""
        from archlint.files import WorkTree, find_repository
        from archlint.manifest import load

        tree = WorkTree(find_repository(path))
        seen = self.typed.over(tree) if self.typed else tree
        portfolio = load(path, tree=seen, catalogue=self.catalogue, portfolio_name=name)
        if name is not None:
            self.remarks.append(
                f"{path}: no root manifest includes it; read as a portfolio called {name}"
            )
        return portfolio

    def supposing(
        self, target: Target, suppositions: Sequence[Supposition]
    ) -> tuple[Portfolio, Supposed]:
        """Read a root manifest as it is and as somebody supposes it. Raises InputError."""
        from archlint.files import WorkTree, find_repository
        from archlint.manifest.loading import load_supposing

        return load_supposing(
            target.root,
            suppositions,
            tree=WorkTree(find_repository(target.root)),
            catalogue=self.catalogue,
            portfolio_name=target.name,
        )

    def lint(self, portfolio: Portfolio) -> PortfolioReport:
        """The report on a portfolio, under the terms of this run.

        Raises InputError for figures that overflow.
        """
        from archlint.linting.engine import lint

        judge = self.judge(portfolio)

        def lint_one(portfolio: Portfolio, held: Held | None = None) -> PortfolioReport:
            return lint(
                portfolio,
                packs=self.packs,
                today=self.today,
                selection=self.selection,
                isolated=self.isolated,
                held=held,
                judge=judge,
            )

        held = self._held(portfolio, judge)
        report = lint_one(portfolio, held)
        return report if self.affected is None else self._since(self.affected, report, lint_one)

    def _since(
        self,
        revision: Revision,
        report: PortfolioReport,
        lint_one: Callable[[Portfolio], PortfolioReport],
    ) -> PortfolioReport:
        """The report with the findings that the changes since a revision can reach."""
        from archlint.linting.affected import affected

        root = report.portfolio.root
        before = portfolio_at(revision, root, self.catalogue)
        if before is None:
            self.remarks.append(f"{root}: not in {revision.label}; everything is new")
            return report
        return affected(report, lint_one(before), revision.label)

    def judge(self, judged: Portfolio) -> Judge | None:
        """Who says what counts; None where the portfolio does itself. Raises InputError."""
        if self.bench is None:
            return None
        key = (judged.root, judged.name)
        if key not in self.judges and self.bench.roots:
            self.judges[key] = self._judge(judged, self.bench)
        if key not in self.judges:
            self.remarks.append(
                f"{judged.root}: {self.bench.label} has no portfolio; judged by its own policies"
                " and waivers"
            )
        return self.judges.get(key)

    def _judge(self, judged: Portfolio, bench: Bench) -> Judge:
        """The judge; for a portfolio that is new the default policies and no waivers."""
        from archlint.linting.proposals import Judge
        from archlint.model import Settings

        alone = replace(self, bench=None, affected=None, baseline=BaselineChoice())
        judging = bench.judge_of(judged)
        if judging is not None:
            return Judge(alone.lint(judging), bench.label)
        plain = replace(judged, settings=Settings(), calibration={}, waivers=())
        return Judge(alone.lint(plain), bench.label, is_new=True)

    def _held(self, portfolio: Portfolio, judge: Judge | None) -> Held | None:
        """The baseline that counts. Raises InputError where two portfolios share their entries."""
        if judge is not None and judge.is_new:
            return None
        known_as = judge.portfolio if judge else portfolio
        held = self.baseline.held(known_as.root, self.bench if judge else None)
        if held is None:
            return None
        other = self.held.setdefault((held.file, known_as.name), portfolio.root)
        if other != portfolio.root:
            message = f"{held.file}: {other} and {portfolio.root} are both known as {known_as.name}"
            hint = "a baseline tells portfolios apart by name: give each its own"
            raise InputError([Problem(message, suggestion=hint, kind="baseline")])
        return held


class Terms(Struct, frozen=True, kw_only=True):
    """What the command line says about a run, beside where to look.

    `policy_from` and `affected` are names of git revisions of the repository that `start` is in,
    `stdin` is the file whose place stdin takes, instead of paths.
    """

    selection: Selection | None = None
    today: date | None = None
    isolated: bool = False
    policies: tuple[str, ...] = ()
    baseline: BaselineChoice = BaselineChoice()
    policy_from: str | None = None
    affected: str | None = None
    start: str = "."
    stdin: str | None = None


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
    read = {file for part in report.portfolios for file in _files(part.portfolio)}
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


def prepare(terms: Terms | None = None) -> Run:
    """Load the packs and open the revisions. Raises InputError where that cannot be done."""
    from archlint.cli.stdin import read_stdin
    from archlint.linting.engine import catalogue_of
    from archlint.linting.selection import EVERYTHING

    terms = terms or Terms()
    packs = packs_of(terms.policies, isolated=terms.isolated)
    catalogue = catalogue_of(packs, isolated=terms.isolated)
    return Run(
        packs=packs,
        catalogue=catalogue,
        selection=terms.selection or EVERYTHING,
        today=terms.today or _today(),
        isolated=terms.isolated,
        baseline=terms.baseline,
        bench=_bench(terms, catalogue),
        affected=(
            open_at(terms.affected, start=terms.start) if terms.affected is not None else None
        ),
        typed=read_stdin(terms.stdin) if terms.stdin is not None else None,
    )


def _bench(terms: Terms, catalogue: Catalogue) -> Bench | None:
    """The revision that judges. Raises InputError, also for a pack that the branch may edit."""
    if terms.policy_from is None:
        return None
    from archlint.files import find_repository, shown

    revision = open_at(terms.policy_from, start=terms.start)
    inside = [path for path in terms.policies if find_repository(path) == revision.repository]
    if inside:
        raise InputError(
            Problem(
                f"{shown(path)}: expected a pack from outside of the repository, for this one may"
                " be edited by what it judges",
                suggestion=f"take the copy of {revision.label}, or install it",
                kind="revision",
            )
            for path in inside
        )
    return Bench(revision, catalogue)


def packs_of(policies: Sequence[str], *, isolated: bool) -> tuple[Pack, ...]:
    """The installed packs and those of `--policies`. Raises InputError."""
    from archlint.linting.registry import installed_packs

    packs = installed_packs(isolated=isolated)
    if not policies:
        return packs
    from archlint.linting.local_packs import with_local

    return with_local(packs, policies)


def find(paths: Sequence[str]) -> Discovered:
    """The manifests that paths mean. Raises InputError where there is nothing to read."""
    from archlint.files import discover
    from archlint.manifest import is_root

    found = discover(paths, is_root=is_root)
    if found.problems:
        raise InputError(
            Problem(f"{problem.path}: {problem}" if problem.path else str(problem), kind="file")
            for problem in found.problems
        )
    if not found.roots and not found.named:
        from archlint.cli.starting import nothing_to_read

        raise nothing_to_read(found)
    return found


def _only_one(roots: Sequence[str]) -> str:
    if len(roots) > 1:
        listed = ", ".join(roots[:5]) + (", …" if len(roots) > 5 else "")  # noqa: PLR2004  # a line
        raise click.UsageError(f"{len(roots)} portfolios here ({listed}): name one with --manifest")
    return roots[0]


def _name(path: str) -> str:
    """What a file without `portfolio:` that no root includes is called: as its directory."""
    from archlint.files import directory_name

    return directory_name(path.rpartition("/")[0])


def _files(portfolio: Portfolio) -> frozenset[str]:
    """The files a portfolio was read from, as `shown` gives them."""
    from archlint.files import shown

    return frozenset(map(shown, portfolio.sources.lines)) if portfolio.sources else frozenset()


def _unclaimed(found: Discovered, report: Report) -> list[str]:
    """Manifests that were found and that no root includes; unknown where one was not read."""
    if report.problems or report.crash:
        return []
    claimed = {file for part in report.portfolios for file in _files(part.portfolio)}
    return [f"{file}: no root manifest includes it" for file in found.others if file not in claimed]


def _unread(found: Discovered) -> list[str]:
    """Directories that were to be searched: a manifest in one would go unchecked in silence."""
    return [
        f"{place}: no permission to look into it, so nothing there is checked"
        for place in found.unread
    ]


def _limited(report: PortfolioReport, files: Sequence[str]) -> PortfolioReport:
    """The report with the findings, suppressed ones too, that are placed in these files."""
    from archlint.files import shown

    def is_here(finding: Finding) -> bool:
        return finding.primary is not None and shown(finding.primary.span.file) in files

    kept = tuple(filter(is_here, report.findings))
    suppressed = tuple(item for item in report.suppressed if is_here(item.finding))
    ratchet = report.ratchet.limited_to(kept, suppressed) if report.ratchet else None
    return replace(report, findings=kept, suppressed=suppressed, ratchet=ratchet)


def _today() -> date:
    from datetime import date

    return date.today()  # noqa: DTZ011  # waivers end with the reader's day, not with UTC's
