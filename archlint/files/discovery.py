"""Discovery: the manifests that a command line means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from archlint.files.paths import find_repository, shown, upwards
from archlint.files.problem import FileProblem
from archlint.files.reading import read_manifest
from archlint.files.walking import manifests_below, manifests_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Discovered(Struct, frozen=True):
    """What there is to check; paths as `shown` gives them, in the order of the command line.

    `roots` are manifests with `portfolio:`; `named` are other files that the command line names;
    `others` are other manifests that were found; `searched` are the directories that were looked
    into and `below` those that were searched with all below them, for the reader who expected more;
    `unread` are directories below that nobody may look into; `problems` are files and directories
    that cannot be read.
    """

    roots: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[FileProblem, ...] = ()


class Ground(Protocol):
    """Where manifests are searched: the work tree or a revision. Paths are absolute."""

    def shown(self, path: str) -> str:
        """The path as the reader should see it."""

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileProblem."""

    def manifests_in(self, directory: str) -> Iterable[str]:
        """The manifests in a directory, `archlint.yaml` first."""

    def manifests_below(self, directory: str) -> Iterable[str]:
        """The manifests in a directory and below it, a directory before those in it."""


class Search:
    """Sorts files into roots, named and others, each once."""

    def __init__(self, is_root: Callable[[bytes], bool], ground: Ground) -> None:
        self.is_root = is_root
        self.ground = ground
        self.roots: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.others: dict[str, None] = {}
        self.searched: list[str] = []
        self.below: list[str] = []
        self.problems: list[FileProblem] = []

    def take(self, paths: Iterable[str], rest: dict[str, None]) -> bool:
        """Whether there is a root among the files; what is none goes to `rest`."""
        found = False
        for path in paths:
            name = self.ground.shown(path)
            try:
                is_root = self.is_root(self.ground.read(path))
            except FileProblem as problem:
                self.problems.append(problem)
                continue
            found = found or is_root
            (self.roots if is_root else rest)[name] = None
        return found

    def nearest(self, start: str, top: str) -> None:
        """The nearest directory with a root, from `start` up to `top`, else all below `start`."""
        if not self._upwards(start, top):
            self.problems.clear()  # the files of this directory are about to be read again
            self.all_below(start)

    def _upwards(self, start: str, top: str) -> bool:
        for directory in upwards(start):
            self.searched.append(f"{self.ground.shown(directory)}/")
            nearby: dict[str, None] = {}
            if self.take(self.ground.manifests_in(directory), nearby):
                return True
            if directory == top:
                return False
        return False

    def all_below(self, directory: str) -> None:
        """Every manifest in a directory and below it."""
        self.below.append(f"{self.ground.shown(directory)}/")
        self.take(self.ground.manifests_below(directory), self.others)

    def result(self) -> Discovered:
        return Discovered(
            roots=tuple(self.roots),
            named=tuple(self.named),
            others=tuple(name for name in self.others if name not in self.named),
            searched=tuple(self.searched),
            below=tuple(self.below),
            problems=tuple(self.problems),
        )


class _WorkGround(Struct, frozen=True):
    """The work tree; `unread` fills up with the directories that may not be looked into."""

    cwd: str
    unread: dict[str, None] = field(default_factory=dict)

    def shown(self, path: str) -> str:
        return shown(path, self.cwd)

    def read(self, path: str) -> bytes:
        return read_manifest(path, shown=self.shown(path))

    def manifests_in(self, directory: str) -> Iterable[str]:
        return manifests_in(directory)

    def manifests_below(self, directory: str) -> Iterable[str]:
        return manifests_below(os.path.realpath(directory), self.unread)


def discover(
    paths: Sequence[str], cwd: str | None = None, *, is_root: Callable[[bytes], bool]
) -> Discovered:
    """Find the manifests that `paths` mean.

    No path: the nearest root upwards to the repository's root, else everything below `cwd`. A
    directory: every manifest below it. A file: itself, whatever its name. `is_root` says of a
    file's bytes whether they have `portfolio:`.
    """
    here = os.path.realpath(cwd or os.getcwd())
    ground = _WorkGround(here)
    search = Search(is_root, ground)
    for path in paths:
        _take_path(search, path, os.path.join(here, path))
    if not paths:
        search.nearest(here, find_repository(here))
    unread = tuple(f"{ground.shown(directory)}/" for directory in ground.unread)
    return replace(search.result(), unread=unread)


def _take_path(search: Search, path: str, place: str) -> None:
    """Take a file or a directory that the command line names."""
    if os.path.isdir(place):
        search.all_below(place)
    elif os.path.lexists(place):
        search.take([place], search.named)
    else:
        search.problems.append(
            FileProblem("expected a file or a directory, found nothing of this name", path)
        )


def roots_above(
    path: str, cwd: str | None = None, *, is_root: Callable[[bytes], bool]
) -> tuple[str, ...]:
    """The roots in the directory of a file and above it, nearest first, within its repository."""
    here = os.path.realpath(cwd or os.getcwd())
    search = Search(is_root, _WorkGround(here))
    place = os.path.realpath(os.path.join(here, path))
    top = find_repository(place)
    for directory in upwards(os.path.dirname(place)):
        search.take(manifests_in(directory), search.others)
        if directory == top:
            break
    return tuple(search.roots)
