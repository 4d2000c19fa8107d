"""A place that the user names -> its portfolios: a revision, a file or directory, the work tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from archlint.cli.revisions import open_at, open_parting, portfolio_at
from archlint.cli.targets import find
from archlint.source import InputError, Problem, visible

if TYPE_CHECKING:
    from archlint.cli.running import Run
    from archlint.files.revisions import Revision
    from archlint.model import Portfolio

WORK_TREE = "work tree"


class Side(Struct, frozen=True, kw_only=True):
    """One of two states: its portfolios by root manifest, and what the reader calls it.

    `revision` is None for files here; `is_named` says that these, and no others, were asked for.
    """

    label: str
    portfolios: Mapping[str, Portfolio]
    revision: Revision | None = None
    is_named: bool = False

    def has(self, root: str) -> bool:
        """Whether there is anything at a path."""
        from archlint.files import exists

        return exists(root) if self.revision is None else self.revision.exists(root)

    def anywhere(self) -> Sequence[str]:
        """Every root manifest of the repository in this state."""
        from archlint.files import discover, find_repository
        from archlint.files.revisions import roots_anywhere
        from archlint.manifest import is_root

        if self.revision is not None:
            return roots_anywhere(self.revision, is_root)
        return discover([find_repository(".")], is_root=is_root).roots

    def load(self, run: Run, root: str) -> Portfolio | None:
        """The portfolio of a root manifest in this state. Raises InputError."""
        if self.revision is None:
            return run.load(root)
        return portfolio_at(self.revision, root, run.catalogue)


def sides_of(
    run: Run, base: str, head: str | None, manifest: str | None, *, from_merge_base: bool
) -> tuple[Side, Side]:
    """Both states; a revision is asked for the root manifests of the other side, too.

    Raises UsageError and InputError.
    """
    for place in filter(None, (base, head)):
        _refuse_range(place)
        if from_merge_base and _is_path(place):
            raise click.UsageError(f"--merge-base takes git revisions, found the file {place!r}")
    if _is_path(base):
        before = _at_path(run, base)
        after = _here(run, manifest) if head is None else _side(run, head, None)
    else:
        after = _here(run, manifest) if head is None else _side(run, head, manifest)
        revision = open_parting(base, head or "HEAD") if from_merge_base else open_at(base)
        before = _at_revision(run, revision, manifest, tuple(after.portfolios))
    if not before.portfolios and not after.portfolios:
        if head is None:
            find(_paths(manifest))
        message = f"expected a portfolio in {before.label} or {after.label}, found none"
        raise InputError([Problem(message, kind="no manifest")])
    return _with_moved(run, before, after), _with_moved(run, after, before)


def _refuse_range(place: str) -> None:
    """`main..HEAD` is what git's users write for two revisions. Raises UsageError."""
    from archlint.files import exists

    base, dots, head = place.partition("..")
    if not dots or head.startswith("/") or exists(place):
        return
    option = "--merge-base " if head.startswith(".") else ""
    words = f"{base or 'HEAD'} {head.removeprefix('.') or 'HEAD'}"
    raise click.UsageError(
        f"expected two revisions apart, found the range {place!r}:"
        f" `archlint diff {option}{visible(words)}`"
    )


def _side(run: Run, place: str, manifest: str | None) -> Side:
    if _is_path(place):
        return _at_path(run, place)
    return _at_revision(run, open_at(place), manifest, ())


def _is_path(place: str) -> bool:
    """Whether a word names a file or directory here rather than a revision.

    Raises UsageError where it could be either.
    """
    from archlint.files import FileProblem, exists
    from archlint.files.revisions import open_revision

    if not exists(place):
        if place.endswith((".yaml", ".yml")):
            raise InputError(
                [Problem(f"{place}: expected a file, found nothing of this name", kind="file")]
            )
        return False
    if "/" in place or place.endswith((".yaml", ".yml")):
        return True
    try:
        open_revision(place, start=".")
    except FileProblem:
        return True
    raise click.UsageError(
        f"{place!r} is a git revision and a file here: write ./{place} for the file,"
        f" refs/heads/{place} for the branch"
    )


def _at_path(run: Run, path: str) -> Side:
    found = find([path])
    if not found.roots:
        portfolio = run.portfolio(path)
        return Side(label=path, portfolios={portfolio.root: portfolio}, is_named=True)
    portfolios = {root: run.portfolio(root) for root in found.roots}
    return Side(label=path, portfolios=portfolios, is_named=True)


def _here(run: Run, manifest: str | None) -> Side:
    """The work tree, without any portfolio where all are gone."""
    from archlint.files import discover, exists
    from archlint.manifest import is_root

    paths = _paths(manifest)
    try:
        roots = find(paths).roots
    except InputError:
        found = None if manifest and not exists(manifest) else discover(paths, is_root=is_root)
        if found and (found.others or found.problems or found.unread):
            raise
        return Side(label=WORK_TREE, portfolios={})
    if not roots:
        raise click.UsageError(
            "a portfolio is compared by its root manifest: one with `portfolio:`"
        )
    return Side(label=WORK_TREE, portfolios={root: run.portfolio(root) for root in roots})


def _paths(manifest: str | None) -> list[str]:
    return [] if manifest is None else [manifest]


def _at_revision(run: Run, revision: Revision, manifest: str | None, roots: Sequence[str]) -> Side:
    """The portfolios of a revision: those of these root manifests, and those discovered there."""
    label, short = revision.label, revision.commit[:7]
    wanted = dict.fromkeys([*roots, *_roots_at(revision, manifest)])
    found = {root: portfolio_at(revision, root, run.catalogue) for root in wanted}
    return Side(
        label=label if label.startswith(short) else f"{label} ({short})",
        portfolios={root: item for root, item in found.items() if item is not None},
        revision=revision,
    )


def _roots_at(revision: Revision, manifest: str | None) -> Sequence[str]:
    """The root manifests that a path, or none, means in a revision, as shown. Raises InputError."""
    from archlint.files import FileProblem, shown
    from archlint.files.revisions import roots, roots_anywhere
    from archlint.manifest import is_root

    if manifest is None:
        try:
            return roots(revision, is_root).roots
        except FileProblem as problem:
            raise InputError([Problem(str(problem), kind="revision")]) from None
    if revision.is_file(manifest):
        return [shown(manifest)]
    if not revision.exists(manifest):
        return ()
    directory = revision.inside(manifest)
    start = f"{directory}/" if directory else ""
    return [
        root
        for root in roots_anywhere(revision, is_root)
        if revision.inside(root).startswith(start)
    ]


def _with_moved(run: Run, side: Side, other: Side) -> Side:
    """The side with what stands elsewhere in its repository and only moved or was renamed since.

    What is compared then does not depend on where in the repository one stands.
    """
    if side.is_named or other.is_named:
        return side
    spare = {item.name for root, item in side.portfolios.items() if root not in other.portfolios}
    lone = {
        item.name
        for root, item in other.portfolios.items()
        if root not in side.portfolios and item.name not in spare
    }
    if not lone:
        return side
    found = {root: side.load(run, root) for root in side.anywhere() if not other.has(root)}
    gone = {
        root: item
        for root, item in found.items()
        if item is not None and root not in side.portfolios
    }
    moved = {root: item for root, item in gone.items() if item.name in lone}
    if not moved and not spare and len(lone) == len(gone) == 1:
        moved = gone
    return replace(side, portfolios={**side.portfolios, **moved})
