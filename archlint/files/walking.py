"""Walking the work tree: what is in a directory, below it, and what a pattern leads to."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from archlint.files.names import is_manifest_name, is_own, join, main_first
from archlint.files.paths import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


def manifests_in(directory: str) -> list[str]:
    """The paths of the manifests in a directory, `archlint.yaml` first."""
    names = sorted(filter(is_manifest_name, _names_in(directory)), key=main_first)
    paths = [os.path.join(directory, name) for name in names]
    return [path for path in paths if not os.path.isdir(path)]


def manifests_below(directory: str, unread: dict[str, None]) -> Iterator[str]:
    """The paths of the manifests in a directory and below it, a directory before those in it.

    `unread` gets the directories that nobody may look into.
    """
    for below in _directories_below(directory, unread):
        yield from manifests_in(below)


def _directories_below(directory: str, unread: dict[str, None] | None = None) -> Iterator[str]:
    """The directory itself and all of our own below it, sorted; links not."""
    stack = [directory]
    while stack:
        current = stack.pop()
        yield current
        below = (os.path.join(current, name) for name in _names_in(current, unread) if is_own(name))
        stack += sorted(
            (path for path in below if os.path.isdir(path) and not os.path.islink(path)),
            reverse=True,
        )


def _names_in(directory: str, unread: dict[str, None] | None = None) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except PermissionError:
        if unread is not None:
            unread[directory] = None
        return []
    except OSError:  # not a directory, or not ours to read: nothing to find
        return []


def matches(start: str, parts: Sequence[str]) -> Iterator[str]:
    """The paths below `start` that the parts of a pattern name, relative to it."""
    directories = [""]
    for part in parts[:-1]:
        directories = list(dict.fromkeys(_stepped(start, directories, part)))
    for directory in directories:
        for name in _names_in(os.path.join(start, directory)):
            if is_manifest_name(name) and fnmatchcase(name, parts[-1]):
                yield join(directory, name)


def _stepped(start: str, directories: Iterable[str], part: str) -> Iterator[str]:
    """The directories that one part of a pattern leads to; `**` stands for any number of parts."""
    for directory in directories:
        place = os.path.join(start, directory)
        if part == "**":
            for below in _directories_below(place):
                inside = os.path.relpath(below, place)
                yield directory if inside == "." else join(directory, inside.replace(os.sep, "/"))
            continue
        for name in filter(is_own, _names_in(place)):
            if fnmatchcase(name, part) and os.path.isdir(os.path.join(place, name)):
                yield join(directory, name)


_DEEPEST_WALK = 6
_MOST_WALKED = 5_000
_MOST_BUILD_FILES = 500
_OTHERS_CODE = frozenset({"vendor", "dist", "build", "testdata", "__pycache__"})


def build_files(start: str, names: Collection[str]) -> tuple[str, ...]:
    """The files of these names below a directory, as shown paths; a bounded walk."""
    top = os.path.realpath(start)
    found: list[str] = []
    for walked, directory in enumerate(_directories_below(top)):
        parts = os.path.relpath(directory, top).split(os.sep)
        if walked >= _MOST_WALKED or len(found) >= _MOST_BUILD_FILES:
            break
        if len(parts) > _DEEPEST_WALK or not _OTHERS_CODE.isdisjoint(parts):
            continue
        paths = (os.path.join(directory, name) for name in _names_in(directory) if name in names)
        found += (shown(path) for path in paths if os.path.isfile(path))
    return tuple(sorted(found))


def directories_named(start: str, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The directories of these names below another one, as shown paths; a bounded walk.

    Nothing where there are more directories than the walk takes: what is found first may not be
    all there is.
    """
    top = os.path.realpath(start)
    found: dict[str, list[str]] = {}
    for walked, directory in enumerate(_directories_below(top)):
        if walked >= _MOST_WALKED:
            return {}
        parts = os.path.relpath(directory, top).split(os.sep)
        if parts[-1] in names and _OTHERS_CODE.isdisjoint(parts):
            found.setdefault(parts[-1], []).append(shown(directory))
    return {name: tuple(paths) for name, paths in found.items()}
