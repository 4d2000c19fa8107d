"""Portfolios as they were in a git revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.files.revisions import Revision
    from archlint.model import Catalogue, Portfolio


def open_at(rev: str, *, start: str = ".") -> Revision:
    """The revision that the user names. Raises InputError where there is none."""
    from archlint.files import FileProblem
    from archlint.files.revisions import open_revision

    try:
        return open_revision(rev, start=start)
    except FileProblem as problem:
        raise InputError([Problem(str(problem), kind="revision")]) from None


def open_parting(rev: str, other: str, *, start: str = ".") -> Revision:
    """The revision at which `other` parted from `rev`. Raises InputError."""
    from archlint.files import FileProblem
    from archlint.files.revisions import open_merge_base

    try:
        return open_merge_base(rev, other, start=start)
    except FileProblem as problem:
        raise InputError([Problem(str(problem), kind="revision")]) from None


def portfolio_at(
    revision: Revision, root: str, catalogue: Catalogue, name: str | None = None
) -> Portfolio | None:
    """The portfolio of a root manifest as it was; None where the revision has nothing there.

    Raises InputError whose Problems say which revision they are in, and where the manifest is in
    another repository than the revision.
    """
    from archlint.files import FileProblem
    from archlint.manifest import load

    try:
        revision.inside(root)
    except FileProblem:
        message = (
            f"{root}: expected a manifest in {revision.repository}, whose {revision.label} is read"
        )
        hint = "run archlint inside of the manifest's repository"
        raise InputError([Problem(message, suggestion=hint, kind="revision")]) from None
    if not revision.exists(root):
        return None
    try:
        return load(root, tree=revision, catalogue=catalogue, portfolio_name=name)
    except InputError as error:
        raise InputError(
            (_labelled(problem, revision) for problem in error.problems), error.sources
        ) from None


def _labelled(problem: Problem, revision: Revision) -> Problem:
    return replace(problem, message=f"{problem.message} (in {revision.label})")
