"""Text in terminal columns: how wide it is, where it breaks, how it is cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator


def width(text: str) -> int:
    """Columns the text takes: two for wide East Asian characters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def clip(text: str, columns: int, cut: str = "…") -> str:
    """The text in at most so many columns, its end replaced by `cut` where it is longer."""
    if width(text) <= columns:
        return text
    taken, kept = 1, []
    for character in text:
        taken += _columns(character)
        if taken > columns:
            break
        kept.append(character)
    return "".join(kept) + cut


def clip_middle(text: str, columns: int, cut: str = "…") -> str:
    """The text in at most so many columns, its middle replaced by `cut` where it is longer.

    Its end is kept too: long names often differ there.
    """
    if width(text) <= columns:
        return text
    room = columns - 1
    head = _head(text, (room + 1) // 2)
    tail = _head(text[::-1], room - width(head))
    return head + cut + tail[::-1]


def pad(text: str, columns: int, cut: str = "…") -> str:
    """The text cut or filled to exactly so many columns."""
    shown = clip(text, columns, cut)
    return shown + " " * (columns - width(shown))


_SPACES = re.compile(r"\s+(?!(?:%|ms|µs|ns|s|min|h)(?:[\s,.;:)]|$))")
"""Where a line may break: not between a figure and its unit."""


def wrap(text: str, columns: int, *, first: int | None = None) -> list[str]:
    """Break at white space into lines of at most `columns`; the first may have another width.

    A command in backticks stays on one line where that has room for it. A word longer than a line
    is cut into pieces. At least one line comes back.
    """
    room = columns if first is None else first
    lines: list[str] = []
    line = ""
    whole = _TYPED.sub(lambda found: _glued(found[0], columns), text.strip())
    for word in _pieces(_SPACES.split(whole), columns):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room or not (line or (room < columns and not lines)):
            line = joined
            continue
        lines.append(line)
        line, room = word, columns
    return [item.replace(_GLUE, " ") for item in (*lines, line)]


_TYPED = re.compile(r"`[^`]+`")


def _glued(text: str, columns: int) -> str:
    """The text as one word where it takes at most half a line."""
    return text if width(text) > columns // 2 else text.replace(" ", _GLUE)


def _pieces(words: Iterable[str], columns: int) -> Iterator[str]:
    for word in words:
        rest = word
        while width(rest) > columns:
            piece = _head(rest, columns)
            yield piece
            rest = rest[len(piece) :]
        if rest or not word:
            yield rest


def _head(text: str, columns: int) -> str:
    """As many leading characters as fit, at least one."""
    taken = 0
    for number, character in enumerate(text):
        taken += _columns(character)
        if taken > columns and number:
            return text[:number]
    return text


def wrap_items(items: Iterable[str], separator: str, columns: int) -> list[str]:
    """Items with a separator between them, broken between items wherever they are not too long."""
    return wrap(f" {separator} ".join(_glued(item, columns) for item in items), columns)


_GLUE = "\0"
"""Stands for a space where no line may break; no printed text holds it."""
