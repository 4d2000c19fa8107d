"""Reading the work tree: never out of the repository, never at a pipe, never without bound."""

from __future__ import annotations

import os
import stat

from archlint.files.paths import find_repository, is_inside, real_directory
from archlint.files.problem import LARGEST_FILE, FileProblem, said

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def read_manifest(path: str, *, shown: str = "") -> bytes:
    """The content of a regular file of at most 64 MB; `shown` is the path for messages.

    Raises FileProblem; also for a link that leads out of the repository that the link is in.
    """
    name = shown or path
    try:
        place, real = real_directory(path), os.path.realpath(path)
        if real != place:
            require_inside(real, find_repository(os.path.dirname(place)), name)
        require_regular(os.lstat(real), name)
        # Checked again when open: what is there may have been replaced in between.
        with open(os.open(real, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT), "rb") as opened:
            require_regular(os.fstat(opened.fileno()), name)
            data = opened.read(LARGEST_FILE + 1)
    except FileProblem:
        raise
    except (OSError, ValueError) as error:
        raise FileProblem(said(error, "read"), name) from None
    if len(data) > LARGEST_FILE:
        raise FileProblem("expected at most 64 MB, found more", name)
    return data


def require_inside(real: str, repository: str, name: str) -> None:
    """Raise FileProblem where a link leads out of its repository, or into a dot-directory."""
    if not is_inside(real, repository):
        raise FileProblem("expected a file, found a link that leads out of the repository", name)


def require_regular(status: os.stat_result, name: str) -> None:
    """Raise FileProblem for anything but a regular file of at most 64 MB."""
    if stat.S_ISDIR(status.st_mode):
        raise FileProblem("expected a file, found a directory", name)
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem("expected a regular file, found a pipe, socket or device", name)
    if status.st_size > LARGEST_FILE:
        raise FileProblem(f"expected at most 64 MB, found {status.st_size:,} bytes", name)
