"""`--policy-from REV`: the portfolios of a revision as the judges of those that are here.

A pull request does not edit its own judge, neither by editing it nor by moving, renaming, hiding or
replacing the manifest that it stands in. A portfolio is judged by its namesake; by what was at its
place; by the one that is gone. Only one that is new has no judge: default policies then, no waivers
and no baseline. Where the revision has no portfolio at all, a team is about to begin: it judges
itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.cli.revisions import portfolio_at
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.files.revisions import Revision
    from archlint.model import Catalogue, Portfolio


class Bench(Struct, frozen=True, dict=True):
    """Finds the judge of each portfolio in one revision."""

    revision: Revision
    catalogue: Catalogue

    @property
    def label(self) -> str:
        return self.revision.label

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Every root manifest of the revision, as shown."""
        from archlint.files.revisions import roots_anywhere
        from archlint.manifest import is_root

        return roots_anywhere(self.revision, is_root)

    @cached_property
    def _portfolios(self) -> Mapping[str, Portfolio]:
        found = {root: self._read(root) for root in self.roots}
        return {root: portfolio for root, portfolio in found.items() if portfolio is not None}

    def _read(self, root: str) -> Portfolio | None:
        try:
            return portfolio_at(self.revision, root, self.catalogue)
        except InputError as error:
            message = f"{root} of {self.label} cannot be read, so it cannot judge"
            hint = "repair it there first, or merge the repair without `--policy-from`"
            way_out = Problem(message, suggestion=hint, kind="revision")
            raise InputError([*error.problems, way_out], error.sources) from None

    def judge_of(self, judged: Portfolio) -> Portfolio | None:
        """The portfolio of the revision that judges this one; None for one that is new.

        Raises InputError where it cannot be read or told.
        """
        here = self._read(judged.root)
        if here is not None and here.name == judged.name:
            return here
        namesakes = [item for item in self._portfolios.values() if item.name == judged.name]
        if len(namesakes) == 1:
            return namesakes[0]
        if here is not None and not namesakes:
            return here
        gone = [self._portfolios[root] for root in self._portfolios if self.is_gone(root)]
        candidates = namesakes or gone
        if len(candidates) > 1:
            roots = ", ".join(portfolio.root for portfolio in candidates)
            message = (
                f"{judged.root}: expected to know whose policies count, {roots} of {self.label} may"
            )
            hint = "keep the name of a portfolio when its manifest moves"
            raise InputError([Problem(message, suggestion=hint, kind="revision")])
        return candidates[0] if candidates else None

    def is_gone(self, root: str) -> bool:
        """Whether a root manifest of the revision is no root here any more, in the same place."""
        from archlint.files import FileProblem, exists, read_manifest, shown
        from archlint.manifest import is_root

        if not exists(root) or shown(root) != root:  # through a link it is another file
            return True
        try:
            return not is_root(read_manifest(root))
        except FileProblem:
            return True

    def unheard(
        self, paths: Sequence[str], read: Collection[str], judges: Collection[str]
    ) -> Iterator[tuple[str, bool]]:
        """Portfolios of the revision that these paths mean and that nobody checked here.

        Yields (root manifest, whether its file is still there). `read` are the files of what was
        checked; `judges` are root manifests of the revision that judged one of them.
        """
        from archlint.files import exists, shown

        for root in self._meant(paths):
            if exists(root):
                if shown(root) not in read:
                    yield root, True
            elif root not in judges:
                yield root, False

    def _meant(self, paths: Sequence[str]) -> Sequence[str]:
        from archlint.files import shown
        from archlint.files.revisions import roots
        from archlint.manifest import is_root

        if not paths:
            return roots(self.revision, is_root).roots
        places = [shown(path) for path in paths]
        return [
            root
            for root in self.roots
            if any(place in (".", root) or root.startswith(f"{place}/") for place in places)
        ]

    def data(self, path: str) -> bytes | None:
        """The content of a file there, None where there is none. Raises InputError."""
        from archlint.files import FileProblem

        if not self.revision.exists(path):
            return None
        try:
            return self.revision.read(path)
        except FileProblem as problem:
            raise InputError([Problem(f"{path}: {problem}", kind="baseline")]) from None
