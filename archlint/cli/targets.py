"""Paths -> where portfolios are read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from archlint.files import Discovered
    from archlint.model import Portfolio


class Target(Struct, frozen=True, kw_only=True):
    """One portfolio to read: its root, or a file to be read as one called `name`.

    `only` limits what is said about it to these files; () is all.
    """

    root: str
    name: str | None = None
    only: tuple[str, ...] = ()


def find(paths: Sequence[str]) -> Discovered:
    """The manifests that paths mean. Raises InputError where there is nothing to read."""
    from archlint.files import discover
    from archlint.manifest import is_root

    found = discover(paths, is_root=is_root)
    if found.problems:
        raise InputError(
            Problem(f"{problem.path}: {problem}" if problem.path else str(problem), kind="file")
            for problem in found.problems
        )
    if not found.roots and not found.named:
        from archlint.cli.starting import nothing_to_read

        raise nothing_to_read(found)
    return found


def only_one(roots: Sequence[str]) -> str:
    if len(roots) > 1:
        listed = ", ".join(roots[:5]) + (", …" if len(roots) > 5 else "")  # noqa: PLR2004  # a line
        raise click.UsageError(f"{len(roots)} portfolios here ({listed}): name one with --manifest")
    return roots[0]


def name_of(path: str) -> str:
    """What a file without `portfolio:` that no root includes is called: as its directory."""
    from archlint.files import directory_name

    return directory_name(path.rpartition("/")[0])


def files_of(portfolio: Portfolio) -> frozenset[str]:
    """The files a portfolio was read from, as `shown` gives them."""
    from archlint.files import shown

    return frozenset(map(shown, portfolio.sources.lines)) if portfolio.sources else frozenset()
