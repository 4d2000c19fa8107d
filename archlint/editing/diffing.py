"""A change as a unified diff that `patch -p0` and `git apply -p0` take."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from archlint.source import visible

if TYPE_CHECKING:
    from archlint.editing.fixing import Change

_NO_END = "\n\\ No newline at end of file\n"


def unified(change: Change) -> str:
    """The diff of one file, empty where nothing changed. Line ends are those of the file."""
    name = visible(change.file)
    lines = unified_diff(_lines(change.before), _lines(change.after), name, name)
    return "".join(line if line.endswith("\n") else line + _NO_END for line in lines)


def _lines(data: bytes) -> list[str]:
    """The lines as those tools count them: only a line feed ends one."""
    *whole, rest = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])
