"""Tags: those of YAML's core schema are accepted where the value fits, all others refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.yamltext.core_schema import CoreValue, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

_CORE = "tag:yaml.org,2002:"
_FITS: dict[str, Callable[[CoreValue], bool]] = {
    "str": lambda _: True,
    "null": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def is_text(tag: str) -> bool:
    """Whether the tag makes text of a plain scalar."""
    return tag == f"{_CORE}str"


def scalar_objection(tag: str, text: str) -> str | None:
    """Why a scalar may not have this tag, None where it may."""
    name = tag.removeprefix(_CORE)
    if not tag.startswith(_CORE) or name not in _FITS:
        return _unknown(tag)
    if not _FITS[name](resolve(text)):
        return f"expected a value that fits !!{name}, found {_short(text)!r}"
    return None


def collection_objection(tag: str, *, is_mapping: bool) -> str | None:
    """Why a mapping or a list may not have this tag, None where it may."""
    wanted = "map" if is_mapping else "seq"
    if tag in ("!", f"{_CORE}{wanted}"):
        return None
    if tag in (f"{_CORE}map", f"{_CORE}seq"):
        found = "a mapping" if is_mapping else "a list"
        return f"expected a value that fits !!{tag.removeprefix(_CORE)}, found {found}"
    return _unknown(tag)


def _unknown(tag: str) -> str:
    written = f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag
    return f"expected a value without a tag, found {_short(written)}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004  # as much as one reads
