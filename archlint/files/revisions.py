"""Files as they were in a git revision, read without checking it out.

Paths stay plain, as in the work tree: a finding then has the same identity and excerpt in both, and
whoever prints a revision's files says its label beside them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.files.commits import Entry, files_of, find_commit
from archlint.files.discovery import Discovered, Search
from archlint.files.git import Git
from archlint.files.including import included
from archlint.files.names import MANIFEST, is_manifest_name, is_match, is_own, join, main_first
from archlint.files.objects import Blobs
from archlint.files.paths import find_repository, is_below, seen_from
from archlint.files.problem import FileProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NOT_FOLLOWED = {"120000": "a symbolic link", "160000": "a submodule"}


class Revision(Struct, frozen=True):
    """The files of one commit: a `Tree` whose paths mean what they mean in the work tree.

    `label` is what the user called it and `commit` its full name. Relative paths start at `base`
    and stay in `repository`; both are absolute. `entries` are by path from there, and `manifests`
    those of them, or of their directories, that are named like manifests. Links and submodules are
    not followed.
    """

    label: str
    commit: str
    repository: str
    base: str
    entries: Mapping[str, Entry]
    manifests: tuple[str, ...]
    blobs: Blobs

    def read(self, path: str) -> bytes:
        inside = self.inside(path)
        entry = self.entries.get(inside)
        if entry is None or entry.mode in _NOT_FOLLOWED:
            raise FileProblem(self._absence(inside), path)
        try:
            return self.blobs.read(entry.name)
        except FileProblem as problem:
            raise FileProblem(f"in {self.label}: {problem}", path) from None

    def is_file(self, path: str) -> bool:
        entry = self.entries.get(self._place(path) or "")
        return entry is not None and entry.mode not in _NOT_FOLLOWED

    def exists(self, path: str) -> bool:
        inside = self._place(path)
        return inside is not None and (inside in self.entries or self._is_directory(inside))

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        start = _prefix(self.inside(below))
        found = sorted(path[len(start) :] for path in self.manifests if path.startswith(start))
        return tuple(join(below, path) for path in found if is_match(path, pattern))

    def include(self, including: str, pattern: str, /) -> tuple[str, ...]:
        return included(self, including, pattern, real=self.inside, is_confined=_is_confined)

    def inside(self, path: str) -> str:
        """The path from the repository's root, "" for the root itself. Raises FileProblem."""
        inside = self._place(path)
        if inside is None:
            raise FileProblem("expected a path inside the repository, found one out of it", path)
        return inside

    def _place(self, path: str) -> str | None:
        place = os.path.normpath(os.path.join(self.base, path))
        if not is_below(place, self.repository):
            return None
        inside = os.path.relpath(place, self.repository).replace(os.sep, "/")
        return "" if inside == "." else inside

    def _is_directory(self, inside: str) -> bool:
        return not inside or any(path.startswith(f"{inside}/") for path in self.entries)

    def _absence(self, inside: str) -> str:
        """Why there is no file to read, for the reader."""
        expected = f"expected a file in {self.label}"
        if self._is_directory(inside):
            return f"{expected}, found a directory"
        parts = inside.split("/")
        places = ("/".join(parts[:number]) for number in range(1, len(parts) + 1))
        modes = (self.entries[place].mode for place in places if place in self.entries)
        what = next((_NOT_FOLLOWED[mode] for mode in modes if mode in _NOT_FOLLOWED), None)
        if what is None:
            return f"{expected}, found nothing of this name"
        return f"{expected}, found {what}, which is not followed in a revision"


def open_revision(rev: str, *, start: str, cwd: str | None = None) -> Revision:
    """The revision that `rev` names in the repository of `start`, a file or a directory.

    Relative paths are of `cwd`, else of the current directory. Raises FileProblem where there is no
    git, no repository or no such revision.
    """
    base = os.path.realpath(cwd or os.getcwd())
    repository = find_repository(os.path.join(base, start))
    git = Git(repository)
    commit = find_commit(git, rev)
    entries = files_of(git, commit)
    manifests = tuple(dict.fromkeys(_manifests(entries)))
    return Revision(
        label=rev,
        commit=commit,
        repository=repository,
        base=base,
        entries=entries,
        manifests=manifests,
        blobs=Blobs(git, (entries[path].name for path in manifests if path in entries)),
    )


def open_merge_base(rev: str, other: str, *, start: str, cwd: str | None = None) -> Revision:
    """The revision at which two branches parted, called `rev` as the reader knows it.

    Raises FileProblem where either does not exist or they have nothing in common.
    """
    ours, theirs = (open_revision(name, start=start, cwd=cwd) for name in (rev, other))
    answer = Git(ours.repository).ask("merge-base", ours.commit, theirs.commit)
    commit = answer.stdout.decode("ascii", "replace").strip()
    if answer.returncode or not commit:
        raise FileProblem(
            f"expected {rev} and {other} to have parted somewhere, found nothing they share:"
            " in a shallow clone `git fetch --unshallow` brings what is missing"
        )
    return replace(open_revision(commit, start=start, cwd=cwd), label=rev)


def roots(revision: Revision, is_root: Callable[[bytes], bool], *, start: str = "") -> Discovered:
    """What `discover` without a path would find in a revision for somebody who stands at `start`.

    Raises FileProblem where `start` is out of the repository.
    """
    here = os.path.join(revision.repository, revision.inside(start))
    search = Search(is_root, _Ground(revision))
    search.nearest(here.rstrip(os.sep) or os.sep, revision.repository)
    return search.result()


def roots_anywhere(revision: Revision, is_root: Callable[[bytes], bool]) -> tuple[str, ...]:
    """Every root manifest of a revision, as shown; files that cannot be read are none."""
    ground = _Ground(revision)
    found = []
    for path in ground.manifests_below(revision.repository):
        try:
            if is_root(ground.read(path)):
                found.append(ground.shown(path))
        except FileProblem:
            continue
    return tuple(found)


class _Ground(Struct, frozen=True):
    """A revision for discovery."""

    revision: Revision

    def shown(self, path: str) -> str:
        return seen_from(self.revision.base, path)

    def read(self, path: str) -> bytes:
        return self.revision.read(self.shown(path))

    def manifests_in(self, directory: str) -> Iterable[str]:
        return [
            path for path in self.manifests_below(directory) if os.path.dirname(path) == directory
        ]

    def manifests_below(self, directory: str) -> Iterable[str]:
        start = _prefix(self.revision.inside(directory))
        found = (path[len(start) :] for path in self.revision.manifests if path.startswith(start))
        own = sorted((path for path in found if self._is_taken(start, path)), key=_in_walking_order)
        return [os.path.join(directory, path) for path in own]

    def _is_taken(self, start: str, path: str) -> bool:
        entry = self.revision.entries.get(start + path)
        return entry is not None and all(map(is_own, path.split("/")[:-1]))


def _in_walking_order(path: str) -> tuple[list[str], tuple[bool, str]]:
    *directories, name = path.split("/")
    return directories, main_first(name)


def _prefix(inside: str) -> str:
    """What the paths in a directory begin with."""
    return f"{inside}/" if inside else ""


def _manifests(entries: Iterable[str]) -> Iterator[str]:
    """The paths, and those of directories in them, that end in the name of a manifest."""
    for path in entries:
        if MANIFEST in path:
            parts = path.split("/")
            ends = (number for number, name in enumerate(parts, 1) if is_manifest_name(name))
            yield from ("/".join(parts[:number]) for number in ends)


def _is_confined(inside: str) -> bool:
    *directories, name = inside.split("/")
    return is_manifest_name(name) and not any(part.startswith(".") for part in directories)
