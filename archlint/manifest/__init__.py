"""Text -> Portfolio.

The format is declared once, in `grammar`; reading, the JSON Schema and the reference page follow
that declaration. Importing this package is cheap: the parser loads when a text is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archlint.manifest.gathering import Tree
    from archlint.model import Catalogue, Portfolio
    from archlint.source import InputError

_ROOT_KEY = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?portfolio[\"']?[ \t]*:", re.MULTILINE)
_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|#[^\n]*(?:\n|$)|---)*+")
_FLOW = rb"(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n|---)*+\{"
_FLOW_KEY = rb"[{,]\s*[\"']?portfolio[\"']?\s*:"


def load(
    root: str, *, tree: Tree, catalogue: Catalogue, portfolio_name: str | None = None
) -> Portfolio:
    """Read a root manifest and what it includes; see `loading.load`."""
    from archlint.manifest import loading

    return loading.load(root, tree=tree, catalogue=catalogue, portfolio_name=portfolio_name)


def loads(
    text: str | bytes,
    *,
    file: str = "archlint.yaml",
    catalogue: Catalogue | None = None,
    portfolio_name: str | None = None,
) -> Portfolio:
    """Read one self-contained text; see `loading.loads`."""
    from archlint.manifest import loading

    return loading.loads(text, file=file, catalogue=catalogue, portfolio_name=portfolio_name)


def refusal(data: bytes, file: str) -> InputError | None:
    """Why a text is no manifest at all; see `loading.refusal`."""
    from archlint.manifest import loading

    return loading.refusal(data, file)


def is_root(data: bytes) -> bool:
    """Whether a file has a top-level `portfolio` key. Looks, does not parse."""
    if _ROOT_KEY.search(data):
        return True
    return re.match(_FLOW, data) is not None and re.search(_FLOW_KEY, data) is not None


def is_blank(data: bytes) -> bool:
    """Whether a file holds nothing but comments. Looks, does not parse."""
    return _BLANK.fullmatch(data) is not None


def json_schema() -> dict[str, Any]:
    """The format as a JSON Schema, draft 2020-12."""
    from archlint.manifest import schema

    return schema.json_schema()


def reference() -> str:
    """The reference page of the format, in Markdown."""
    from archlint.manifest.reference_page import render

    return render()


__all__ = ["is_blank", "is_root", "json_schema", "load", "loads", "reference", "refusal"]
