"""Which names are manifests', and which paths a pattern names: text only, no file is touched."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from archlint.files.problem import FileProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

MANIFEST = "archlint.yaml"
MANIFEST_SUFFIX = ".archlint.yaml"

_LONGEST_PATTERN = 1_000
_SKIPPED = frozenset({"node_modules", "target"})  # what others wrote; dot-directories go too
_GLOB = re.compile(r"[*?\[]")


def is_manifest_name(name: str) -> bool:
    """Whether discovery, `include` and the pre-commit hook take a file of this name."""
    return name == MANIFEST or (name.endswith(MANIFEST_SUFFIX) and not name.startswith("."))


def main_first(name: str) -> tuple[bool, str]:
    """Sorts the manifests of one directory."""
    return name != MANIFEST, name


def is_own(name: str) -> bool:
    """Whether a directory of this name is looked into."""
    return not name.startswith(".") and name not in _SKIPPED


def join(directory: str, name: str) -> str:
    """A path for the reader: forward slashes, and no `./` in front."""
    return f"{directory.rstrip('/')}/{name}" if directory not in ("", ".") else name


def is_glob(pattern: str) -> bool:
    """Whether an `include` names files by a pattern, so that none is a note and no Problem."""
    return _GLOB.search(pattern) is not None


def included_pattern(pattern: str) -> str:
    """The pattern of an `include`, without a leading `./`.

    Raises FileProblem for anything but a relative path or glob to files named `archlint.yaml` or
    `*.archlint.yaml` with no part that begins with a dot, so that no manifest can name `.env`,
    `.git/config` or a file above its directory.
    """
    wanted = pattern.removeprefix("./")
    parts = wanted.split("/")
    if len(pattern) > _LONGEST_PATTERN:
        raise FileProblem(
            f"expected at most {_LONGEST_PATTERN:,} characters, found {len(pattern):,}"
        )
    if "\\" in wanted or not wanted.isprintable():
        raise FileProblem("expected a path with forward slashes and printable characters only")
    if wanted.startswith("/") or re.match(r"[A-Za-z]:", wanted):
        raise FileProblem(f"expected a path relative to this file, found the absolute {pattern!r}")
    if "" in parts or any(part.startswith(".") for part in parts):
        raise FileProblem(
            f"expected a path below this file's directory with no part that is empty or begins "
            f"with a dot, found {pattern!r}"
        )
    if not is_manifest_name(parts[-1]):
        raise FileProblem(
            f"expected files named {MANIFEST} or *{MANIFEST_SUFFIX}, found {parts[-1]!r}"
        )
    return wanted


def is_match(path: str, pattern: str) -> bool:
    """Whether a pattern names a manifest, both relative to the same directory.

    What walking the work tree finds (`walking.matches`), asked of one path: for files that are not
    in the work tree.
    """
    *directories, name = path.split("/")
    *parts, last = pattern.split("/")
    return (
        is_manifest_name(name)
        and fnmatchcase(name, last)
        and all(map(is_own, directories))
        and _leads(directories, parts)
    )


def _leads(directories: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the parts of a pattern lead through exactly these directories.

    `reached` are the numbers of directories that the parts so far may have used up.
    """
    reached = {0}
    for part in parts:
        if part == "**":
            reached = set(range(min(reached), len(directories) + 1))
        else:
            reached = {
                used + 1
                for used in reached
                if used < len(directories) and fnmatchcase(directories[used], part)
            }
        if not reached:
            return False
    return len(directories) in reached
