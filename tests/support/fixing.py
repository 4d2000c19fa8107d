"""Fixes one manifest text, or several, without the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from archlint.editing.fixing import KINDS, Fixed, WantedEdits, fix
from archlint.files import FileProblem
from archlint.linting.engine import catalogue_of
from archlint.manifest import load
from archlint_ninety_ten import PACK

if TYPE_CHECKING:
    from archlint.model import Portfolio

TODAY = date(2026, 11, 23)
ROOT = "archlint.yaml"
CATALOGUE = catalogue_of((PACK,))


class Texts:
    """A tree of files in memory; a pattern of `include` names one of them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileProblem("expected a file, found nothing of this name", path)
        return self.files[path]

    def is_file(self, path: str) -> bool:
        return path in self.files

    def exists(self, path: str) -> bool:
        return any(f"{name}/".startswith(f"{path}/") for name in self.files)

    def glob(self, pattern: str, *, below: str) -> tuple[str, ...]:
        raise NotImplementedError(pattern, below)

    def include(self, _including: str, pattern: str, /) -> tuple[str, ...]:
        return (pattern,)


def loaded(files: Texts) -> Portfolio:
    return load(ROOT, tree=files, catalogue=CATALOGUE)


def fixed(
    files: Mapping[str, bytes],
    *kinds: str,
    owners: Mapping[str, str] | None = None,
    only: tuple[str, ...] | None = None,
) -> Fixed:
    """Drop the waivers that have ended, respell, and add these owners to services without one."""
    tree = Texts(files)
    portfolio = loaded(tree)
    wanted = WantedEdits(
        kinds=kinds or tuple(KINDS),
        stale=frozenset(
            waiver for waiver in portfolio.waivers if waiver.until and waiver.until < TODAY
        ),
        owners=owners or {},
        files=only,
    )
    return fix(portfolio, wanted, tree=tree, catalogue=CATALOGUE)


def text_after(text: str, *kinds: str, owners: Mapping[str, str] | None = None) -> str:
    """The one manifest after it is fixed; the same text where nothing changes."""
    result = fixed({ROOT: text.encode()}, *kinds, owners=owners)
    return result.changes[0].after.decode() if result.changes else text
