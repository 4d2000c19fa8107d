"""Where things are: repositories, and paths as the reader should see them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archlint.files.problem import FileProblem, said

if TYPE_CHECKING:
    from collections.abc import Iterator


def find_repository(start: str) -> str:
    """The nearest directory at or above `start` that holds `.git`, else the directory itself.

    `start` may be a file. The answer is absolute, with links resolved.
    """
    directory = os.path.realpath(start)
    if not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    return next(
        (above for above in upwards(directory) if os.path.lexists(os.path.join(above, ".git"))),
        directory,
    )


def shown(path: str, cwd: str | None = None) -> str:
    """A path as the reader should see it.

    Relative to `cwd` within the repository of `cwd`, so that output is the same on every machine;
    absolute outside of it.
    """
    here = os.path.realpath(cwd or os.getcwd())
    return seen_from(here, real_directory(os.path.join(here, path)))


def seen_from(here: str, place: str) -> str:
    """As `shown`, of two absolute paths without links, for a place that need not exist."""
    if is_below(place, find_repository(here)):
        place = os.path.relpath(place, here)
    return place.replace(os.sep, "/")


def below_repository(cwd: str | None = None) -> str:
    """A directory as a path below its repository's root, empty at the root itself."""
    here = os.path.realpath(cwd or os.getcwd())
    below = os.path.relpath(here, find_repository(here))
    return "" if below == "." else below.replace(os.sep, "/")


def real_directory(path: str) -> str:
    """The path with links in its directory resolved, but not the last part: it has the name."""
    directory, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(directory), name)


def upwards(directory: str) -> Iterator[str]:
    """The directory itself and all above it, nearest first."""
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory:
            return
        directory = above


def is_below(path: str, directory: str) -> bool:
    """Whether a path is the directory or in it; both absolute."""
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def is_inside(real: str, repository: str) -> bool:
    """Whether a path without links is below the repository, and in no dot-directory of it."""
    top = os.path.realpath(repository)
    inside = os.path.relpath(real, top).split(os.sep)
    return is_below(real, top) and not any(part.startswith(".") for part in inside)


def within(path: str, directory: str) -> str | None:
    """A path relative to a directory it is in or is, links resolved: "" for itself, else None."""
    real, top = os.path.realpath(path or "."), os.path.realpath(directory)
    if not is_below(real, top):
        return None
    inside = os.path.relpath(real, top).replace(os.sep, "/")
    return "" if inside == "." else inside


def exists(path: str) -> bool:
    """Whether there is anything of this name, a broken link included."""
    return os.path.lexists(path)


def size_of(path: str) -> int:
    """The size of a file in bytes, 0 where there is none. Raises FileProblem."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise FileProblem(said(error, "read"), path) from None


def directory_name(path: str) -> str:
    """The name of a directory, links and `.` resolved."""
    return os.path.basename(os.path.realpath(path or "."))
