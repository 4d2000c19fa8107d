"""What a revision's name means to git, and which files its commit holds."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from archlint.files.problem import FileProblem

if TYPE_CHECKING:
    from archlint.files.git import Git

_NAME = re.compile(r"(?!-)[A-Za-z0-9._/@^~{}-]+")
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LARGEST_LIST = 256 * 1024 * 1024
"""In bytes: some two million files. A few trees that hold one another many times claim billions."""


class Entry(NamedTuple):
    """One file of a commit: git's mode, and the name of the object with its content."""

    mode: str
    name: str


def find_commit(git: Git, rev: str) -> str:
    """The full name of the commit that the user calls `rev`. Raises FileProblem."""
    if not _NAME.fullmatch(rev):
        raise FileProblem(f"expected a git revision such as main or HEAD~1, found {rev!r}")
    found = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    name = found.stdout.decode("ascii", "replace").strip()
    if found.returncode == 0 and _OBJECT.fullmatch(name):
        return name
    if found.returncode > 1:  # 1 is the answer "no such commit"
        raise FileProblem(_refusal(git, found.stderr.decode("utf-8", "replace"), rev))
    raise FileProblem(f"expected a git revision, found none called {rev}{_remedy(git)}")


def _refusal(git: Git, said: str, rev: str) -> str:
    """What git says where it cannot answer, for the reader."""
    if "not a git repository" in said:
        return f"expected a git repository, found none at {git.repository}"
    if "dubious ownership" in said or "unsafe repository" in said:
        return (
            f"git refuses {git.repository}, which belongs to somebody else: "
            f"`git config --global --add safe.directory {git.repository}` allows it"
        )
    first = next(iter(said.splitlines()), "it stopped").removeprefix("fatal: ")
    return f"git cannot look up {rev}: {first}"


def _remedy(git: Git) -> str:
    shallow = git.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    if shallow:
        return ": this clone is shallow, and `git fetch --unshallow` brings what is missing"
    return ": `git fetch` brings what others have pushed, `git branch --all` lists what is here"


def files_of(git: Git, commit: str) -> dict[str, Entry]:
    """Every file, link and submodule of a commit, by path from the repository's root.

    Raises FileProblem.
    """
    # Without sizes: git would look at every object, and at none that a partial clone left behind.
    listed = git.read("ls-tree", "-r", "-z", "--full-tree", commit, most=_LARGEST_LIST)
    entries: dict[str, Entry] = {}
    for line in listed.split(b"\0")[:-1]:
        described, _, path = line.partition(b"\t")
        mode, _, name = described.decode("ascii").split(" ")
        entries[os.fsdecode(path)] = Entry(mode, name)
    return entries
