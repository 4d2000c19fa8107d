"""`archlint fix`: paths -> portfolios -> edits of their manifests, proven -> files or a diff."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from archlint.cli import options as shared
from archlint.cli.hinting import did_you_mean
from archlint.cli.streams import note, print_document
from archlint.cli.values import words
from archlint.source import InputError, Problem, Sources, visible

if TYPE_CHECKING:
    from datetime import date

    from archlint.cli.running import Run
    from archlint.cli.targets import Target
    from archlint.editing.fixing import Change, Fixed, WantedEdits
    from archlint.model import Catalogue, Portfolio, Waiver

_SHOWN = 5
"""Names in one remark."""


@click.command("fix")
@shared.paths
@click.option("--diff", "is_diff", is_flag=True, help="Print what would change; write nothing.")
@click.option(
    "--select",
    multiple=True,
    metavar="KINDS",
    help="Only these: waivers, quantities, words, owners; with commas.  [default: all]",
)
@shared.run_settings
def command(
    *,
    paths: tuple[str, ...],
    is_diff: bool,
    select: tuple[str, ...],
    today: date | None,
    isolated: bool,
    policies: tuple[str, ...],
) -> int:
    """Tidy manifests: drop stale waivers, respell units and words, add missing owners.

    Stale waivers have ended or cover nothing any more; owners are added where CODEOWNERS names
    exactly one team. Comments, quoting and everything else stay as they are: the edited manifests
    are read again and must say the same, else nothing is written. In a file that several roots
    include, a waiver in a comment goes where it is stale for all of them.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.cli.targets import find

    kinds = _kinds(select)
    run = prepare(Terms(today=today, isolated=isolated, policies=policies))
    errors: list[InputError] = []
    plans: list[_Plan] = []
    for target in run.targets(find(paths)):
        try:
            plans.append(_plan(run, target, kinds))
        except InputError as error:
            errors.append(error)
    changed: dict[str, bytes] = {}
    for plan in _agreed(plans, is_whole=not errors):
        try:
            fixed = _fixed(plan, changed, run.catalogue)
            _deliver(fixed, is_diff=is_diff)
            changed |= {change.file: change.after for change in fixed.changes}
        except InputError as error:
            errors.append(error)
    for remark in run.remarks:
        note(remark)
    if errors:
        raise _joined(errors)
    if not changed:
        note("nothing to fix")
    return 0


def _kinds(select: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of edits that are asked for, all where none is."""
    from archlint.editing.fixing import KINDS

    asked = words(select)
    for word in asked:
        if word not in KINDS:
            hint = did_you_mean(word, KINDS, f"the kinds are {', '.join(KINDS)}")
            raise click.UsageError(f"fix knows no kind {word[:64]!r}: {hint}")
    return asked or tuple(KINDS)


def _joined(errors: Sequence[InputError]) -> InputError:
    sources = {file: lines for error in errors for file, lines in error.sources.lines.items()}
    return InputError((item for error in errors for item in error.problems), Sources(sources))


# --- what is to be done to each portfolio ---------------------------------------------------------


class _Plan(Struct, frozen=True):
    """One portfolio as it was read, and what to fix in it."""

    target: Target
    portfolio: Portfolio
    wanted: WantedEdits


def _plan(run: Run, target: Target, kinds: tuple[str, ...]) -> _Plan:
    """What to fix in one portfolio. Raises InputError where it cannot be read."""
    from archlint.editing.fixing import WantedEdits, fix
    from archlint.files import WorkTree, find_repository, shown

    portfolio = run.load(target.root, target.name)
    repository = find_repository(target.root)
    read = portfolio.sources.lines if portfolio.sources else ()
    files = [file for file in read if not target.only or shown(file) in target.only]
    owners = _owners(portfolio, repository, files) if "owners" in kinds else {}
    wanted = WantedEdits(kinds=kinds, owners=owners, files=files)
    if "waivers" in kinds and portfolio.waivers:
        added = replace(wanted, kinds=("owners",))
        tree = WorkTree(repository)
        owned = fix(portfolio, added, tree=tree, catalogue=run.catalogue).owners if owners else {}
        wanted = replace(wanted, stale=_stale(run, portfolio, owned))
    return _Plan(target, portfolio, wanted)


def _stale(run: Run, portfolio: Portfolio, owned: Mapping[str, str]) -> frozenset[Waiver]:
    """The waivers that are stale once these owners are added; to know them takes a whole check."""
    services = {
        name: replace(service, owner=owned.get(name, service.owner))
        for name, service in portfolio.services.items()
    }
    return frozenset(run.lint(replace(portfolio, services=services)).stale_waivers)


def _owners(portfolio: Portfolio, repository: str, files: Collection[str]) -> Mapping[str, str]:
    """Service -> the owner that CODEOWNERS tells; a remark on those in these files without one."""
    from archlint.files import FileProblem, WorkTree
    from archlint.importing.codeowners import find
    from archlint.importing.ownership import ownerless, owners

    lacking = [
        name
        for name in ownerless(portfolio)
        if portfolio.at["services", name, "#key"].file in files
    ]
    if not lacking:
        return {}
    try:
        codeowners = find(WorkTree(repository, base=repository))
    except FileProblem as problem:
        note(f"{problem.path}: {problem}; no owners are added")
        return {}
    if codeowners is None:
        return {}
    known = owners(portfolio, codeowners, repository)
    unknown = [name for name in lacking if name not in known]
    if unknown:
        listed = ", ".join(unknown[:_SHOWN]) + (", …" if len(unknown) > _SHOWN else "")
        why = f"they have no directory of their own, or {codeowners.path} no single team for it"
        note(f"left without an owner: {listed} ({why})")
    return known


# --- what all portfolios agree on -----------------------------------------------------------------


def _agreed(plans: Sequence[_Plan], *, is_whole: bool) -> Iterator[_Plan]:
    """The plans as far as no portfolio that reads the same file says otherwise.

    A waiver in a comment goes where it is stale for every root that reads it, so none goes where a
    root could not be read (`is_whole`). An owner that one of them knows is every one's.
    """
    live = {
        waiver
        for plan in plans
        for waiver in frozenset(plan.portfolio.waivers) - plan.wanted.stale
        if waiver.comment is not None
    }
    owned: dict[tuple[str, str], str] = {}
    for plan in plans:
        for name, owner in plan.wanted.owners.items():
            owned.setdefault((_file_of(plan, name), name), owner)
    for plan in plans:
        stale = frozenset(
            waiver
            for waiver in plan.wanted.stale
            if waiver.comment is None or (is_whole and waiver not in live)
        )
        owners = {
            name: owned[_file_of(plan, name), name]
            for name in plan.portfolio.services
            if (_file_of(plan, name), name) in owned
        }
        yield _Plan(plan.target, plan.portfolio, replace(plan.wanted, stale=stale, owners=owners))


def _file_of(plan: _Plan, service: str) -> str:
    return plan.portfolio.at["services", service, "#key"].file


def _fixed(plan: _Plan, changed: Mapping[str, bytes], catalogue: Catalogue) -> Fixed:
    """The edits of one portfolio's manifests, of which some may have been changed for another.

    These are left as they are now: what was planned for them is done. Raises InputError.
    """
    from archlint.editing.fixing import Edited, fix
    from archlint.files import WorkTree, find_repository
    from archlint.manifest import load

    root, portfolio, wanted = plan.target.root, plan.portfolio, plan.wanted
    tree = Edited(WorkTree(find_repository(root)), changed)
    if portfolio.sources and not changed.keys().isdisjoint(portfolio.sources.lines):
        portfolio = load(root, tree=tree, catalogue=catalogue, portfolio_name=plan.target.name)
        wanted = replace(wanted, files=[file for file in wanted.files or () if file not in changed])
    return fix(portfolio, wanted, tree=tree, catalogue=catalogue)


# --- what comes of it ---------------------------------------------------------------------------


def _deliver(fixed: Fixed, *, is_diff: bool) -> None:
    """Write the files, or print how they would change; say what happened."""
    from archlint.editing.diffing import unified

    if is_diff:
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        text = "".join(unified(change) for change in fixed.changes)
        print_document(_shown(text) if is_terminal else text, encoding="utf-8")
    else:
        _write(fixed.changes)
    for change in fixed.changes:
        note(f"{'would change' if is_diff else 'changed'} {change.file}: {change.summary}")
    for span, why in fixed.left:
        note(f"left {span}: {why}")


def _shown(text: str) -> str:
    """The diff as a terminal may show it; a patch has to have every character."""
    return "".join(f"{visible(line)}\n" for line in text.split("\n")[:-1])


def _write(changes: Sequence[Change]) -> None:
    """Write every file, or leave them all as they were. Raises InputError."""
    from archlint.files import FileProblem, write_atomic

    written: list[Change] = []
    for change in changes:
        try:
            _require_unchanged(change)
            write_atomic(change.file, change.after.decode("utf-8"), overwrite=True)
        except FileProblem as problem:
            _restore(written)
            message = f"{change.file}: {problem}; nothing was changed"
            raise InputError([Problem(message, kind="file")]) from None
        written.append(change)


def _require_unchanged(change: Change) -> None:
    from archlint.files import FileProblem, read_manifest

    if read_manifest(change.file) != change.before:
        raise FileProblem("it was changed in the meantime, run archlint fix again", change.file)


def _restore(written: Sequence[Change]) -> None:
    from archlint.files import FileProblem, write_atomic

    for change in written:
        with suppress(FileProblem):  # what could be written a moment ago, as a rule still can
            write_atomic(change.file, change.before.decode("utf-8"), overwrite=True)
