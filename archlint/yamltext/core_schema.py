"""YAML 1.2, core schema (specification, chapter 10.3.2): what a plain scalar means.

`no`, `yes`, `on` and `2026-10-01` are text; `007` is seven; `0o14` is twelve.
"""

from __future__ import annotations

import re

CoreValue = None | bool | int | float | str

LONGEST_NUMBER = 40
"""In characters. Anything longer stays text: no quantity needs it, and digits cost squared time."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})


def is_null(text: str) -> bool:
    """Whether a plain scalar with this text is null."""
    return text in _NULLS


def resolve(text: str) -> CoreValue:
    """The value of a plain scalar."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    number = _number(text) if len(text) <= LONGEST_NUMBER else None
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text, base=0)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, base=0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITY.fullmatch(text):
        return float(text.replace(".", ""))
    return float("nan") if text in _NOT_A_NUMBER else None
