"""The contents of a revision's files, from git's object store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.files.problem import LARGEST_FILE, MOST_FILES, FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archlint.files.git import Git


class Blobs:
    """Reads objects by their names, the `expected` ones together when the first is asked for.

    A portfolio of thousands of manifests then costs two processes and not thousands.
    """

    def __init__(self, git: Git, expected: Iterable[str]) -> None:
        self._git = git
        self._expected = list(dict.fromkeys(expected))[:MOST_FILES]
        self._kept: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """The content of one object. Raises FileProblem."""
        if self._expected:
            self._read_ahead()
        if name in self._kept:
            return self._kept[name]
        size = self._sizes([name]).get(name)
        if size is None:
            raise FileProblem("its content is not in this clone: one without --filter has it")
        if size > LARGEST_FILE:
            raise FileProblem(f"expected at most 64 MB, found {size:,} bytes")
        content = self._contents([name]).get(name)
        if content is None:
            raise FileProblem("git could not read its content: `git fsck` tells more")
        return content

    def _read_ahead(self) -> None:
        wanted: list[str] = []
        room = LARGEST_FILE
        for name, size in self._sizes(self._expected).items():
            if size <= room:
                room -= size
                wanted.append(name)
        self._expected.clear()
        self._kept = self._contents(wanted) if wanted else {}

    def _sizes(self, names: Sequence[str]) -> dict[str, int]:
        """In bytes, of those objects that are there and are the contents of files."""
        answer = self._git.ask("cat-file", "--batch-check", given=_lines(names))
        lines = answer.stdout.decode("ascii", "replace").splitlines()
        found = (line.partition(" blob ") for line in lines)
        return {name: int(size) for name, kind, size in found if kind}

    def _contents(self, names: Sequence[str]) -> dict[str, bytes]:
        """Of objects that are there; of none where git fails at one of them."""
        answer = self._git.ask("cat-file", "--batch", given=_lines(names))
        if answer.returncode:
            return {}
        contents: dict[str, bytes] = {}
        at = 0
        while at < len(answer.stdout):
            end = answer.stdout.index(b"\n", at)
            name, _, size = answer.stdout[at:end].decode("ascii").split()
            at = end + 1 + int(size)
            contents[name] = answer.stdout[end + 1 : at]
            at += 1  # a line end of git's own
        return contents


def _lines(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("ascii")
