"""The files that a command looks at, behind one protocol: the work tree, and what lies over it."""

from __future__ import annotations

import os
from typing import Protocol

from msgspec import Struct

from archlint.files.including import included
from archlint.files.names import included_pattern, is_glob, is_manifest_name, is_match, join
from archlint.files.paths import is_inside
from archlint.files.reading import read_manifest
from archlint.files.walking import matches


class Tree(Protocol):
    """Files as they are in the work tree, or were in a git revision. Paths have forward slashes."""

    def read(self, path: str) -> bytes:
        """The content of a regular file. Raises FileProblem."""

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file, links followed."""

    def exists(self, path: str) -> bool:
        """Whether there is anything."""

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        """The manifests that a pattern names, sorted, as paths with `below` in front."""

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        """The manifests that one item of `include` names; see `resolve_include`."""


class WorkTree(Struct, frozen=True):
    """The files that are there now.

    `repository` confines what manifests include. Relative paths start at `base`, or in the current
    directory.
    """

    repository: str
    base: str = ""

    def read(self, path: str) -> bytes:
        return read_manifest(self._place(path), shown=path)

    def is_file(self, path: str) -> bool:
        return os.path.isfile(self._place(path))

    def exists(self, path: str) -> bool:
        return os.path.lexists(self._place(path))

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        found = sorted(set(matches(self._place(below), pattern.split("/"))))
        return tuple(join(below, match) for match in found)

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        return included(self, including, pattern, real=self._real, is_confined=self._is_confined)

    def _is_confined(self, real: str) -> bool:
        return is_inside(real, self.repository) and is_manifest_name(os.path.basename(real))

    def _real(self, path: str) -> str:
        return os.path.realpath(os.path.join(self.base, path))

    def _place(self, path: str) -> str:
        return os.path.join(self.base, path) if path else self.base or "."


def resolve_include(
    including_file: str, pattern: str, repository: str, *, base: str = ""
) -> tuple[str, ...]:
    """The files that one item of `include` names, sorted, with the directory of the including file.

    A pattern (`is_glob`) may match nothing, and never matches the including file itself. Raises
    FileProblem where the item cannot be an include, names a file that does not exist, leads out
    of the repository, or matches too many files.
    """
    return WorkTree(repository, base).include(including_file, pattern)


class Overlay(Struct, frozen=True):
    """A tree in which one file has this content, whether the tree has the file or not.

    For an editor's text that is not saved yet. `path` is as `shown` gives it, and what the file is
    called wherever it is found: the editor knows it by that name.
    """

    tree: Tree
    path: str
    data: bytes

    def read(self, path: str) -> bytes:
        return self.data if self._is_it(path) else self.tree.read(path)

    def is_file(self, path: str) -> bool:
        return self._is_it(path) or self.tree.is_file(path)

    def exists(self, path: str) -> bool:
        return self._is_it(path) or self.tree.exists(path)

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        found = self._called(self.tree.glob(pattern, below=below))
        return self._with_it(found) if self._is_named(pattern, below) else found

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        """As the tree, and the file itself where an item names it and the tree has none yet."""
        wanted, directory = included_pattern(pattern), os.path.dirname(including)
        if self.tree.exists(self.path) or not self._is_named(wanted, directory):
            return self._called(self.tree.include(including, pattern))
        if not is_glob(wanted):
            return (self.path,)
        found = self._called(self.tree.include(including, pattern))
        return found if self._is_it(including) else self._with_it(found)

    def _is_it(self, path: str) -> bool:
        return os.path.abspath(path) == os.path.abspath(self.path)

    def _called(self, found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.path if self._is_it(path) else path for path in found)

    def _is_named(self, pattern: str, below: str) -> bool:
        inside = os.path.relpath(self.path, below or ".").replace(os.sep, "/")
        return is_match(inside, pattern) if is_glob(pattern) else inside == pattern

    def _with_it(self, found: tuple[str, ...]) -> tuple[str, ...]:
        return found if any(map(self._is_it, found)) else tuple(sorted((*found, self.path)))
