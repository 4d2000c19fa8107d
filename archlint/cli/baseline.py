"""`archlint baseline`: findings that were there when a team began, as a ratchet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from archlint.cli import options as shared
from archlint.cli.baselines import BaselineChoice, read_baseline_file
from archlint.cli.destinations import destinations_of, write_all, write_file
from archlint.cli.groups import Group, require_subcommand
from archlint.cli.rule_options import rule_selection, selection_of
from archlint.cli.streams import note
from archlint.cli.values import LEVELS

if TYPE_CHECKING:
    from archlint.linting.baseline import Baseline
    from archlint.linting.report import PortfolioReport
    from archlint.model import Entry
    from archlint.reporting import Options

_FORMATS = ("text", "json")
_CI = (
    "CI",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "BUILDKITE",
    "TF_BUILD",
    "TEAMCITY_VERSION",
)
"""Any of these, not empty and not `false`, is a build machine."""

Rewrite = Callable[["PortfolioReport", "Baseline"], "tuple[Entry, ...]"]


def _common(function: shared.Command) -> shared.Command:
    function = click.option(
        "--baseline",
        metavar="FILE",
        help="The baseline.  [default: .archlint-baseline.json beside the root manifest]",
    )(function)
    return shared.paths(rule_selection(shared.run_settings(function)))


@click.group("baseline", cls=Group, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Adopt with a green run: known findings pass, new and worse ones fail.

    `check` holds its findings against .archlint-baseline.json beside the root manifest where it
    exists. Commit that file. It only shrinks: what is fixed is taken out with `prune`.
    """
    require_subcommand(ctx)


@command.command("create")
@_common
@click.option(
    "--level",
    type=click.Choice(list(LEVELS)),
    default="warning",
    show_default=True,
    help="Findings of this severity and above.",
)
def create(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Write the findings that there are now; refuses to overwrite, and to run in CI."""
    from archlint.linting.baseline import Baseline
    from archlint.linting.ratchet import updated
    from archlint.reporting.wording import plural

    _refuse_in_ci("create")
    jobs = _jobs(asked)
    there = [job.path for job in jobs if job.baseline is not None]
    if there:
        raise click.ClickException(
            f"{', '.join(there)}: expected no baseline here, found one; it was left as it is:"
            " `archlint baseline update` brings it up to date"
        )
    for job in jobs:
        empty = Baseline(least=LEVELS[asked["level"]])
        _write(job.path, _rewritten(job, updated, empty), overwrite=False)
        entries = sum(len(updated(report, empty)) for report in job.reports)
        note(f"wrote {job.path} with {plural(entries, 'finding')}: commit it")
    return 0


@command.command("update")
@_common
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
def update(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Make the baseline what the findings are now, new and worse ones included.

    In CI only --check runs: a build never widens its own baseline.
    """
    from archlint.linting.ratchet import updated

    if not asked["check"]:
        _refuse_in_ci("update")
    return _change(asked, updated, is_dry=asked["check"])


@command.command("prune")
@_common
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
def prune(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Take out what is fixed or stale, and tighten what got better; never widens."""
    from archlint.linting.ratchet import pruned

    return _change(asked, pruned, is_dry=asked["check"])


@command.command("show")
@_common
@shared.output(_FORMATS, default="text")
def show(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """List the entries: known, better, worsened, fixed, stale."""
    from archlint.reporting.baseline import baseline_json, baseline_text

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    shown = [(job.path, job.required, job.reports) for job in _jobs(asked)]

    def render(name: str, options: Options) -> str:
        return baseline_json(shown) if name == "json" else baseline_text(shown, options)

    write_all(destinations, render)
    return 0


class _Job(Struct, frozen=True):
    """One baseline file and the portfolios that are held against it."""

    path: str
    baseline: Baseline | None
    reports: tuple[PortfolioReport, ...]

    @property
    def required(self) -> Baseline:
        """The baseline. Raises ClickException where there is none."""
        if self.baseline is None:
            raise click.ClickException(
                f"{self.path}: expected a baseline, found none:"
                " `archlint baseline create` writes one"
            )
        return self.baseline


def _jobs(asked: Mapping[str, Any]) -> list[_Job]:
    """Lint every portfolio that the paths mean. Raises InputError."""
    from archlint.cli.preparing import Terms, prepare
    from archlint.cli.targets import find
    from archlint.linting.selection import require_known

    choice = BaselineChoice(asked["baseline"])
    run = prepare(
        Terms(
            selection=selection_of(asked),
            today=asked["today"],
            isolated=asked["isolated"],
            policies=asked["policies"],
        )
    )
    require_known(run.selection, run.catalogue)
    by_path: dict[str, list[str]] = {}
    for root in find(asked["paths"]).roots:
        by_path.setdefault(choice.path(root), []).append(root)
    if not by_path:
        raise click.UsageError("a baseline belongs to a root manifest: one with `portfolio:`")
    jobs = []
    for path, roots in by_path.items():
        baseline = read_baseline_file(path)
        used = replace(run, baseline=BaselineChoice(path, is_used=baseline is not None))
        reports = tuple(used.single(root) for root in roots)
        _refuse_same_names(path, reports)
        jobs.append(_Job(path, baseline, reports))
    for remark in run.remarks:
        note(f"note: {remark}")
    return jobs


def _refuse_same_names(path: str, reports: Sequence[PortfolioReport]) -> None:
    names = [report.portfolio.name for report in reports]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        roots = " and ".join(
            report.portfolio.root for report in reports if report.portfolio.name == twice
        )
        raise click.ClickException(
            f"{path}: {roots} are both called {twice}: a baseline tells portfolios apart by name"
        )


def _change(asked: Mapping[str, Any], rewrite: Rewrite, *, is_dry: bool) -> int:
    """Rewrite each baseline and tell the difference; with `--check` only tell it."""
    from archlint.linting.baseline import write_baseline

    has_changed = False
    for job in _jobs(asked):
        before = job.required
        after = _rewritten(job, rewrite, before)
        for line in _delta(job, before, after):
            note(line)
        if write_baseline(after) == write_baseline(before):
            continue
        has_changed = True
        if not is_dry:
            _write(job.path, after, overwrite=True)
            note(f"wrote {job.path}: commit it")
    return 1 if is_dry and has_changed else 0


def _rewritten(job: _Job, rewrite: Rewrite, baseline: Baseline) -> Baseline:
    for report in job.reports:
        baseline = baseline.with_entries(report.portfolio.name, rewrite(report, baseline))
    return baseline


def _write(path: str, baseline: Baseline, *, overwrite: bool) -> None:
    from archlint.linting.baseline import write_baseline

    write_file(path, write_baseline(baseline), overwrite=overwrite)


def _delta(job: _Job, before: Baseline, after: Baseline) -> Iterator[str]:
    """`shop: known 42 -> 40, -3 fixed, +1 new`, and what those are."""
    for report in job.reports:
        name = report.portfolio.name
        then = {entry.identity: entry for entry in before.of(name)}
        now = {entry.identity: entry for entry in after.of(name)}
        gone = [entry for entry in then.values() if entry.identity not in now]
        added = [entry for entry in now.values() if entry.identity not in then]
        moved = sum(now[key] != then[key] for key in now if key in then)
        parts = [
            f"{sign}{count} {word}"
            for sign, count, word in (
                ("-", len(gone), "gone"),
                ("+", len(added), "new"),
                ("", moved, "changed"),
            )
            if count
        ]
        yield f"{name}: known {len(then)} -> {len(now)}{''.join(f', {part}' for part in parts)}"
        for sign, entries in (("-", gone), ("+", added)):
            for entry in sorted(entries, key=lambda entry: entry.identity):
                yield f"  {sign} {entry.severity.word} {entry.rule} {entry.subject}"


def _refuse_in_ci(verb: str) -> None:
    name = next(
        (name for name in _CI if os.environ.get(name, "").lower() not in ("", "0", "false")), None
    )
    if name is not None:
        raise click.ClickException(
            f"`baseline {verb}` does not run in CI ({name} is set): a build never widens its own"
            " baseline; run it where you work and commit the file"
        )
