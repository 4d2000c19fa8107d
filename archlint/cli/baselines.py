"""Which baseline a run is held against, and where it is read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.cli.bench import Bench
    from archlint.linting.baseline import Baseline
    from archlint.linting.ratchet import Held

NAME = ".archlint-baseline.json"
"""What the file is called; it stands beside the root manifest."""


class BaselineChoice(Struct, frozen=True):
    """`--baseline FILE`, the file beside each root manifest where there is one, or none at all."""

    file: str | None = None
    is_used: bool = False

    def path(self, root: str) -> str:
        """Where the baseline of a root manifest is."""
        if self.file is not None:
            return self.file
        directory, slash, _ = root.rpartition("/")
        return f"{directory}{slash}{NAME}"

    def held(self, root: str, bench: Bench | None = None) -> Held | None:
        """The baseline to hold a portfolio against, as `bench` has it where there is one.

        Raises InputError where it cannot be read.
        """
        if not self.is_used:
            return None
        path = self.path(root)
        data = bench.data(path) if bench else _data(path)
        if data is None:
            if self.file is not None:
                message = "expected a baseline, found no file of this name"
                hint = "`archlint baseline create` writes one"
                raise InputError([Problem(f"{path}: {message}", suggestion=hint, kind="baseline")])
            return None
        from archlint.linting.baseline import read_baseline
        from archlint.linting.ratchet import Held

        return Held(baseline=read_baseline(data, path), file=path)


def read_baseline_file(path: str) -> Baseline | None:
    """The baseline in a file, None where there is none. Raises InputError."""
    from archlint.linting.baseline import read_baseline

    data = _data(path)
    return None if data is None else read_baseline(data, path)


def _data(path: str) -> bytes | None:
    """The content of a file, None where there is nothing. Raises InputError."""
    from archlint.files import FileProblem, exists, read_manifest

    if not exists(path):
        return None
    try:
        return read_manifest(path)
    except FileProblem as problem:
        message = f"{problem.path or path}: {problem}"
        raise InputError([Problem(message, kind="baseline")]) from None
