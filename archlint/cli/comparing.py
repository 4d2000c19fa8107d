"""Two places -> the portfolios in them, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from archlint.cli.revisions import open_at, open_parting, portfolio_at
from archlint.cli.running import find, prepare
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.cli.running import Run, Terms
    from archlint.files.revisions import Revision
    from archlint.linting.comparing import Comparison, Difference
    from archlint.linting.report import PortfolioReport
    from archlint.model import Portfolio

WORK_TREE = "work tree"


class Side(Struct, frozen=True):
    """One of the two states: its portfolios by root manifest, and what the reader calls it."""

    label: str
    portfolios: Mapping[str, Portfolio]


def compare_places(
    base: str,
    head: str | None,
    manifest: str | None,
    terms: Terms,
    *,
    from_merge_base: bool = False,
) -> Comparison:
    """Compare two revisions, two files, or either with the work tree.

    `from_merge_base` takes, of a BASE that is a revision, where the other side parted from it.
    Whatever stops it is in the comparison and never raised, except UsageError.
    """
    from archlint.linting.assembling import assemble
    from archlint.linting.comparing import Comparison
    from archlint.model import Catalogue

    after = WORK_TREE if head is None else head
    try:
        run = prepare(terms)
        parted_at = (head or "HEAD") if from_merge_base else None
        sides = _sides(run, base, head, manifest, parted_at)
        return Comparison(
            before=sides[0].label,
            after=sides[1].label,
            differences=tuple(_differences(run, *sides)),
        )
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001  # `assemble` tells Problems from bugs, and whose
        stopped = error

        def fail() -> PortfolioReport:
            raise stopped

        failed = assemble([fail], catalogue=Catalogue())
        return Comparison(before=base, after=after, failed=failed)


def _sides(
    run: Run, base: str, head: str | None, manifest: str | None, parted_at: str | None
) -> tuple[Side, Side]:
    """Both sides; where one is a revision, it is asked for the root manifests of the other too."""
    if _is_path(base):
        other = _side(run, head, None) if head else _here(run, manifest)
        return _at_path(run, base), other
    after = _here(run, manifest) if head is None else _side(run, head, manifest)
    before = open_at(base) if parted_at is None else open_parting(base, parted_at)
    return _at_revision(run, before, manifest, tuple(after.portfolios)), after


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
        return Side(path, {portfolio.root: portfolio})
    return Side(path, {root: run.portfolio(root) for root in found.roots})


def _here(run: Run, manifest: str | None) -> Side:
    roots = find([] if manifest is None else [manifest]).roots
    if not roots:
        raise click.UsageError(
            "a portfolio is compared by its root manifest: one with `portfolio:`"
        )
    return Side(WORK_TREE, {root: run.portfolio(root) for root in roots})


def _at_revision(run: Run, revision: Revision, manifest: str | None, roots: Sequence[str]) -> Side:
    """The portfolios of a revision: those of these root manifests, and those discovered there."""
    from archlint.files import FileProblem
    from archlint.files.revisions import roots as roots_of
    from archlint.manifest import is_root

    wanted = dict.fromkeys(roots)
    if manifest is not None and revision.is_file(manifest):
        wanted[manifest] = None
    elif manifest is None:
        try:
            wanted |= dict.fromkeys(roots_of(revision, is_root).roots)
        except FileProblem as problem:
            raise InputError([Problem(str(problem), kind="revision")]) from None
    found = {root: portfolio_at(revision, root, run.catalogue) for root in wanted}
    label = revision.label
    short = revision.commit[:7]
    return Side(
        label if label.startswith(short) else f"{label} ({short})",
        {root: portfolio for root, portfolio in found.items() if portfolio is not None},
    )


def _differences(run: Run, before: Side, after: Side) -> Iterator[Difference]:
    """Every portfolio of either side with its counterpart on the other."""
    from archlint.linting.comparing import compare

    for was, now in _pairs(before.portfolios, after.portfolios):
        yield compare(
            run.lint(was) if was is not None else None, run.lint(now) if now is not None else None
        )


def _pairs(
    before: Mapping[str, Portfolio], after: Mapping[str, Portfolio]
) -> Iterator[tuple[Portfolio | None, Portfolio | None]]:
    """By root manifest, else by name; one that is alone on both sides is the same, renamed."""
    left, right = dict(before), dict(after)
    for root in [root for root in right if root in left]:
        yield left.pop(root), right.pop(root)
    names = {portfolio.name: root for root, portfolio in left.items()}
    for root in [root for root in right if right[root].name in names]:
        yield left.pop(names[right[root].name]), right.pop(root)
    if len(left) == len(right) == 1:
        yield left.popitem()[1], right.popitem()[1]
    yield from ((portfolio, None) for portfolio in left.values())
    yield from ((None, portfolio) for portfolio in right.values())
