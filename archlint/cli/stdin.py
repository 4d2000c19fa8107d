"""A manifest from stdin, checked as if it were the file that an editor has open."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from msgspec import Struct

from archlint.files import LARGEST_FILE, MANIFEST, Discovered, Overlay, Tree, shown
from archlint.manifest import is_root
from archlint.source import InputError, Problem

_STDIN = "-"


class Typed(Struct, frozen=True):
    """What stdin holds, and the file whose place it takes, as `shown` gives it."""

    file: str
    data: bytes

    def over(self, tree: Tree) -> Overlay:
        """The files that are there, with this text in the place of one."""
        return Overlay(tree, self.file, self.data)

    def found(self) -> Discovered:
        """What there is to check: a root, or a part of one above."""
        if is_root(self.data):
            return Discovered(roots=(self.file,))
        return Discovered(named=(self.file,))


def stdin_name(paths: Sequence[str], filename: str | None) -> str | None:
    """The name for what is on stdin, None where PATH does not ask for it. Raises UsageError."""
    if _STDIN not in paths:
        if filename is not None:
            raise click.UsageError("--stdin-filename names what PATH `-` reads: add `-`")
        return None
    if len(paths) > 1:
        raise click.UsageError("PATH `-` is checked alone: stdin takes the place of one file")
    name = MANIFEST if filename is None else filename
    if not name or name.endswith("/"):
        raise click.UsageError(f"--stdin-filename: expected the name of a file, got {name!r}")
    return name


def read_stdin(name: str) -> Typed:
    """Read stdin to its end. Raises InputError where it cannot be read or is above 64 MB."""
    try:
        data = sys.stdin.buffer.read(LARGEST_FILE + 1) if sys.stdin else b""
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError([_problem(name, f"could not read stdin: {reason}")]) from None
    if len(data) > LARGEST_FILE:
        raise InputError([_problem(name, "expected at most 64 MB on stdin, found more")])
    return Typed(shown(name), data)


def _problem(name: str, message: str) -> Problem:
    return Problem(f"{name}: {message}", kind="file")
