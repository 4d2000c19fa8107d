"""Writing: a file has its old content or its new one, and never a part; or text is added to it."""

from __future__ import annotations

import os
import stat

from archlint.files.paths import find_repository, is_below, real_directory, upwards
from archlint.files.problem import FileProblem, said
from archlint.files.reading import require_inside, require_regular


def write_atomic(path: str, text: str, *, overwrite: bool) -> None:
    """Write a file as a whole: whoever looks sees the old content or the new one.

    Line ends are written as they are; the mode of a file that exists is kept. A link is kept and
    its target written, but only within the repository that the link is in and in no dot-directory
    of it: whoever may add a link to a repository must not choose what is overwritten elsewhere. The
    same holds for links among the directories above it that are in a repository. A pipe, a
    character device and what stands in /dev, such as /dev/stdout, take the text as it comes: there
    is nothing to replace. Raises FileProblem; where it does, no file has changed.
    """
    if overwrite and _is_stream(path):
        append(path, text)
        return
    target = os.path.realpath(path)
    scratch = f"{target}.{os.urandom(6).hex()}.tmp"
    try:
        _require_own(path)
        mode = _mode_to_keep(target, path, overwrite=overwrite)
        _write_new(scratch, text.encode("utf-8"), mode)
        if overwrite:
            os.replace(scratch, target)
        else:
            _place_new(scratch, target)
    except FileProblem:
        raise
    except FileExistsError:
        raise FileProblem(_EXISTS, path) from None
    except (OSError, ValueError) as error:
        raise FileProblem(said(error, "write"), path) from None
    finally:
        _remove(scratch)


_EXISTS = "expected no file here, found one; it was left as it is"

_SYSTEM = ("/dev", "/proc")
"""Where links lead to what the process has open: /dev/stdout, /dev/fd/63."""


def _is_stream(path: str) -> bool:
    """Whether text goes to a pipe or a device, named by itself or as a link of the system's."""
    try:
        place = real_directory(path)
        is_system = any(is_below(place, top) for top in _SYSTEM)
        status = os.stat(place) if is_system else os.lstat(place)
    except (OSError, ValueError):
        return False  # nothing is there, or nothing can be: writing it says so
    is_open = is_system and os.path.islink(place) and stat.S_ISREG(status.st_mode)
    return is_open or stat.S_ISCHR(status.st_mode) or stat.S_ISFIFO(status.st_mode)


def _require_own(path: str) -> None:
    """Raise FileProblem for a link that leads out of the repository it is in."""
    place, target = real_directory(path), os.path.realpath(path)
    if target != place:
        require_inside(target, find_repository(os.path.dirname(place)), path)
    for above in upwards(os.path.dirname(os.path.abspath(path))):
        if os.path.islink(above):
            repository = find_repository(os.path.dirname(real_directory(above)))
            if os.path.lexists(os.path.join(repository, ".git")):
                require_inside(os.path.realpath(above), repository, path)


def append(path: str, text: str) -> None:
    """Add text to the end of a file, which is made where there is none. Raises FileProblem."""
    try:
        with open(path, "ab") as opened:
            opened.write(text.encode("utf-8"))
    except (OSError, ValueError) as error:
        raise FileProblem(said(error, "write"), path) from None


def _mode_to_keep(target: str, path: str, *, overwrite: bool) -> int | None:
    if not os.path.lexists(target):
        return None
    if not overwrite:
        raise FileProblem(_EXISTS, path)
    status = os.stat(target)
    require_regular(status, path)
    return stat.S_IMODE(status.st_mode)


def _write_new(path: str, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    with open(os.open(path, flags, 0o666), "wb") as opened:  # the umask decides for a new file
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    if mode is not None:
        os.chmod(path, mode)


def _place_new(scratch: str, target: str) -> None:
    """Give the finished file its name, unless somebody was faster."""
    try:
        os.link(scratch, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the name first, then the content
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        os.replace(scratch, target)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except (OSError, ValueError):
        return  # it has its final name, or was never made
