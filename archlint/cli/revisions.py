"""Portfolios as they were in a git revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
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


class Bench(Struct, frozen=True):
    """`--policy-from REV`: the revision whose policies, waivers and baseline count."""

    revision: Revision

    @property
    def label(self) -> str:
        return self.revision.label

    def portfolio(self, judged: Portfolio, catalogue: Catalogue) -> Portfolio | None:
        """The judge of a portfolio: itself as it was there; None for one that is new.

        A portfolio whose root manifest moved or was renamed is no new one: what is gone from the
        revision judges it. Raises InputError, also where it cannot be told which one that is.
        """
        found = portfolio_at(self.revision, judged.root, catalogue)
        if found is not None:
            return found
        gone = [portfolio_at(self.revision, root, catalogue) for root in self._gone()]
        before = [portfolio for portfolio in gone if portfolio is not None]
        namesakes = [portfolio for portfolio in before if portfolio.name == judged.name]
        if len(namesakes) == 1 or len(before) == 1:
            return (namesakes or before)[0]
        if before:
            roots = ", ".join(portfolio.root for portfolio in before)
            message = (
                f"{judged.root}: not in {self.label}, and {roots} of {self.label} are gone:"
                " expected to know whose policies count"
            )
            hint = "keep the name of a portfolio when its manifest moves"
            raise InputError([Problem(message, suggestion=hint, kind="revision")])
        return None

    def _gone(self) -> list[str]:
        """The root manifests of the revision that are not here any more."""
        from archlint.files import exists
        from archlint.files.revisions import roots_anywhere
        from archlint.manifest import is_root

        return [root for root in roots_anywhere(self.revision, is_root) if not exists(root)]

    def data(self, path: str) -> bytes | None:
        """The content of a file there, None where there is none. Raises InputError."""
        from archlint.files import FileProblem

        if not self.revision.exists(path):
            return None
        try:
            return self.revision.read(path)
        except FileProblem as problem:
            raise InputError([Problem(f"{path}: {problem}", kind="baseline")]) from None
