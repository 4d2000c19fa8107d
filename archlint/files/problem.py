"""What is told of a file that cannot be read, found or written, and how much is read at most."""

from __future__ import annotations

LARGEST_FILE = 64 * 1024 * 1024
"""In bytes; also for all files of one portfolio together."""

MOST_FILES = 10_000
"""Files of one portfolio."""

DEEPEST_INCLUDE = 8
"""Files that include one another."""


class FileProblem(ValueError):  # noqa: N818  # a Problem of a file, as the reader will see it
    """A file that cannot be read, found or written. The text is for the reader; `path` is shown."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


def said(error: Exception, verb: str) -> str:
    """What the operating system says, for the reader; `verb` is what was tried."""
    if isinstance(error, FileNotFoundError):
        if verb == "write":
            return "expected a directory to write it into, found none"
        return "expected a file, found nothing of this name"
    if isinstance(error, PermissionError):
        return f"no permission to {verb} it"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"could not {verb} it: {(reason or type(error).__name__).lower()}"
