"""Files: what is read, what is found, what is written.

The only importer of `os` and `subprocess`. Every failure is a `FileProblem` whose text is for the
reader. Manifests come from pull requests, so reading never follows a link out of the repository,
never waits at a pipe and never reads without bound. Git revisions are in
`revisions`, which is imported where one is asked for: it needs `subprocess`.
"""

from __future__ import annotations

from archlint.files.discovery import Discovered, discover, roots_above
from archlint.files.names import (
    MANIFEST,
    MANIFEST_SUFFIX,
    included_pattern,
    is_glob,
    is_manifest_name,
)
from archlint.files.paths import (
    below_repository,
    directory_name,
    exists,
    find_repository,
    shown,
    size_of,
    within,
)
from archlint.files.problem import DEEPEST_INCLUDE, LARGEST_FILE, MOST_FILES, FileProblem
from archlint.files.python import python_source
from archlint.files.reading import read_manifest
from archlint.files.tree import Overlay, Tree, WorkTree, resolve_include
from archlint.files.walking import build_files, directories_named
from archlint.files.writing import append, write_atomic

__all__ = [
    "DEEPEST_INCLUDE",
    "LARGEST_FILE",
    "MANIFEST",
    "MANIFEST_SUFFIX",
    "MOST_FILES",
    "Discovered",
    "FileProblem",
    "Overlay",
    "Tree",
    "WorkTree",
    "append",
    "below_repository",
    "build_files",
    "directories_named",
    "directory_name",
    "discover",
    "exists",
    "find_repository",
    "included_pattern",
    "is_glob",
    "is_manifest_name",
    "python_source",
    "read_manifest",
    "resolve_include",
    "roots_above",
    "shown",
    "size_of",
    "within",
    "write_atomic",
]
