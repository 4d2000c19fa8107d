"""Places in SARIF: URIs below the repository's root, regions that begin at 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from archlint.reporting.findings import is_absolute, path_in_repository
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.options import Options
    from archlint.source import Span

Document = dict[str, Any]

SOURCE_ROOT = "%SRCROOT%"
"""The base of every relative URI: code scanning knows it as the root of the checkout."""


def location(span: Span, options: Options, text: str = "") -> Document:
    """A place and what there is to say about it."""
    place = {
        "physicalLocation": {
            "artifactLocation": artifact(span.file, options),
            "region": _region(span),
        }
    }
    return place | ({"message": {"text": plain_text(text)}} if text else {})


def artifact(file: str, options: Options) -> Document:
    """A file below the repository's root, or by its absolute URI where it lies outside."""
    path = path_in_repository(file, options)
    if not is_absolute(path):
        return {"uri": _quoted(path), "uriBaseId": SOURCE_ROOT}
    drive, _, rest = path.partition("/")
    return {"uri": f"file:///{drive}{'/' if drive else ''}{_quoted(rest)}"}


def _quoted(path: str) -> str:
    """Percent-encoded; a name that is no UTF-8 keeps the bytes it has on the disk."""
    return quote(path, errors="surrogateescape")


def _region(span: Span) -> Document:
    """Lines and columns begin at 1, the end column is exclusive: as in our spans."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def plain_text(text: str) -> str:
    """One line as a viewer may show it, in which no name becomes a link.

    `[text](target)` is a link in the plain text of SARIF, and there is no way to escape it. Braces
    stay single: they mean something in a message with arguments only, and ours have none.
    """
    return visible(text).replace("](", "] (")
