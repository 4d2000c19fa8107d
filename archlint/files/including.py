"""What an item of `include` names, in the work tree and in a revision alike."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from archlint.files.names import included_pattern, is_glob, join
from archlint.files.problem import MOST_FILES, FileProblem

if TYPE_CHECKING:
    from collections.abc import Callable


class Places(Protocol):
    """What has to be known of the files to resolve an `include` among them."""

    def exists(self, path: str) -> bool:
        """Whether there is anything."""

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        """The manifests that a pattern names, sorted, as paths with `below` in front."""


def included(
    places: Places,
    including: str,
    pattern: str,
    *,
    real: Callable[[str], str],
    is_confined: Callable[[str], bool],
) -> tuple[str, ...]:
    """The files that one item of `include` names, sorted, with the directory of the including file.

    `real` gives one file one name, and `is_confined` says of such a name whether a manifest may
    lead there. Raises FileProblem; see `resolve_include`.
    """
    wanted = included_pattern(pattern)
    directory = os.path.dirname(including)
    if is_glob(wanted):
        matches = places.glob(wanted, below=directory)
        itself = real(including)
        found = tuple(path for path in matches if real(path) != itself)
    else:
        found = (join(directory, wanted),)
    if len(found) > MOST_FILES:
        raise FileProblem(f"expected at most {MOST_FILES:,} files, found {len(found):,}")
    for path in found:
        if not places.exists(path):
            raise FileProblem(f"expected a file, found nothing at {path}", path)
        if not is_confined(real(path)):
            raise FileProblem(
                f"expected a manifest inside the repository, found {path}, a link to elsewhere",
                path,
            )
    return found
