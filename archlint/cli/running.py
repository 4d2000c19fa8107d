"""One run: what it reads, under which terms, and what it says of a portfolio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.cli.baselines import BaselineChoice
from archlint.cli.revisions import portfolio_at
from archlint.cli.targets import Target, files_of, find, name_of, only_one
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.cli.bench import Bench
    from archlint.cli.stdin import Typed
    from archlint.files import Discovered
    from archlint.files.revisions import Revision
    from archlint.linting.pack import Pack
    from archlint.linting.proposals import Judge
    from archlint.linting.ratchet import Held
    from archlint.linting.report import PortfolioReport
    from archlint.linting.selection import Selection
    from archlint.manifest.supposing import Supposed, Supposition
    from archlint.model import Catalogue, Finding, Portfolio

Job = Callable[[], "PortfolioReport"]


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
            *(Target(root=path, name=name_of(path)) for path in alone),
        ]

    def portfolio(self, path: str | None) -> Portfolio:
        """The one portfolio of a path, or the nearest. Raises InputError and UsageError."""
        target = self.target(path)
        return self.load(target.root, target.name)

    def target(self, path: str | None) -> Target:
        """Where the one portfolio of a path is read from. Raises InputError and UsageError."""
        found = find([] if path is None else [path])
        if found.roots:
            return Target(root=only_one(found.roots))
        (part,) = found.named
        root = self._root_above(part)
        return Target(root=part, name=name_of(part)) if root is None else Target(root=root)

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
        return next((root for root in roots if path in files_of(self.load(root))), None)

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


def _limited(report: PortfolioReport, files: Sequence[str]) -> PortfolioReport:
    """The report with the findings, suppressed ones too, that are placed in these files."""
    from archlint.files import shown

    def is_here(finding: Finding) -> bool:
        return finding.primary is not None and shown(finding.primary.span.file) in files

    kept = tuple(filter(is_here, report.findings))
    suppressed = tuple(item for item in report.suppressed if is_here(item.finding))
    ratchet = report.ratchet.limited_to(kept, suppressed) if report.ratchet else None
    return replace(report, findings=kept, suppressed=suppressed, ratchet=ratchet)
