"""Where Python source is that somebody asks to import by its path."""

from __future__ import annotations

import os

from archlint.files.problem import FileProblem


def python_source(path: str) -> str:
    """The file that is run where a path is imported: absolute, with links resolved.

    A `.py` file, or `__init__.py` of a directory. Raises FileProblem.
    """
    place = os.path.realpath(path)
    source = os.path.join(place, "__init__.py") if os.path.isdir(place) else place
    if not os.path.lexists(place):
        raise FileProblem("expected a file, found nothing of this name", path)
    if not source.endswith(".py") or not os.path.isfile(source):
        raise FileProblem("expected a .py file, or a directory with __init__.py", path)
    return source.replace(os.sep, "/")
