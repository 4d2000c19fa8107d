"""How wide, how coloured and in which glyphs an output can be."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TextIO

from archlint.reporting.options import Options, needs_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_COLUMNS = 100
_UNKNOWN_TERMINAL = 80
_LONGEST_NUMBER = 6


def display_for(stream: TextIO | None, *, color: str = "auto", **asked: Any) -> Options:  # noqa: ANN401  # fields of Options
    """Options for one stream: colour only on a terminal, unless an option or the environment says.

    It is as wide as COLUMNS says, else as the terminal, else as a document. A stream that the
    caller closed is None.
    """
    is_terminal = stream is not None and stream.isatty()
    return Options(
        columns=_asked_columns(os.environ) or _columns_of(stream if is_terminal else None),
        color=_is_coloured(color, os.environ, is_terminal=is_terminal),
        plain=needs_plain(stream.encoding if stream and stream.encoding else "ascii"),
        **asked,
    )


def display_for_file(**asked: Any) -> Options:  # noqa: ANN401  # fields of Options
    """Options for what is kept: no colour, every glyph, the width that documents have."""
    return Options(columns=_DEFAULT_COLUMNS, **asked)


def _asked_columns(environment: Mapping[str, str]) -> int:
    """COLUMNS where it is a number, else 0: shells do not export it, so who does means it."""
    text = environment.get("COLUMNS", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 0


def _columns_of(terminal: TextIO | None) -> int:
    if terminal is None:
        return _DEFAULT_COLUMNS
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _UNKNOWN_TERMINAL
    except (OSError, ValueError):  # one that tells no size, or that is none of the system's
        return _UNKNOWN_TERMINAL


def _is_coloured(color: str, environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """`--color` first, then NO_COLOR, then CLICOLOR_FORCE, then whether a terminal reads it."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    is_asked = environment.get("CLICOLOR", "1") != "0"
    return is_terminal and is_asked and environment.get("TERM") != "dumb"
