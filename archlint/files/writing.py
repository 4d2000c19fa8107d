"""Writing: a file has its old content or its new one, and never a part; or text is added to it."""

from __future__ import annotations

import os
import stat

from archlint.files.problem import FileProblem, said
from archlint.files.reading import require_regular


def write_atomic(path: str, text: str, *, overwrite: bool) -> None:
    """Write a file as a whole: whoever looks sees the old content or the new one.

    Line ends are written as they are. A link is kept and its target written; the mode of a file
    that exists is kept. Raises FileProblem; where it does, nothing has changed.
    """
    target = os.path.realpath(path)
    scratch = f"{target}.{os.urandom(6).hex()}.tmp"
    try:
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
