"""Text that Markdown prints as it is, whoever wrote the names and messages in it.

They are printed only through `code`, `fence`, `cell` and `prose`, so that no name becomes a link, a
mention, a heading, a row of its own or an element of HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archlint.source import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKER = "<!-- archlint"
"""How archlint recognises its own comment on a pull request: no manifest may forge it."""

_BROKEN_MARKER = "<!- archlint"

_SAFE_WORD = re.compile(
    r"[^\W_]*(?:[-_/.,;:()%+=…×÷±−–·φΔλ≥≤→?'’\"$£€]+[^\W_]+)*[-/.,;:()%+=…?'’\"–·φ±]*"
)
"""A word that Markdown prints as it is, wherever it stands: anything else becomes a code span."""

_CLOSES = ".,;:"
"""What stands behind a name in a sentence and is none of it."""

_LINKED = re.compile(r"(?i)://|www\.|^(?:https?|ftp|mailto|xmpp|javascript|data):")
_OPENS_BLOCK = re.compile(r"(?:[-+=]+|[0-9]+[.)])$")
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def inert(text: str) -> str:
    """The text with control characters spelt and archlint's own marker broken."""
    return visible(text).replace(_MARKER, _BROKEN_MARKER)


def code(text: str) -> str:
    """A code span: delimiters longer than any run of backticks inside."""
    shown = inert(text) or " "
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.strip(" ") and (shown[0] in "` " or shown[-1] in "` ") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def fence(lines: Iterable[str], info: str = "text") -> str:
    """A fenced block longer than any run of backticks inside."""
    shown = [inert(line) for line in lines]
    ticks = "`" * max(3, 1 + max(map(_longest_run, shown), default=0))
    return "\n".join([f"{ticks}{info}", *shown, ticks])


def prose(text: str) -> str:
    """A sentence: code spans stay code, every other word that Markdown could obey becomes code."""
    pieces = []
    for place, piece in enumerate(_SPAN.split(text)):
        if place % 2:
            pieces.append(code(piece))
        else:
            pieces.append(_words(piece, is_first=not place))
    return "".join(pieces).strip()


def _words(text: str, *, is_first: bool) -> str:
    """Word by word, a line break being a space; the first may not open a list or a rule."""
    words = [_word(word) for word in text.split()]
    if is_first and words and _OPENS_BLOCK.match(words[0]):
        words[0] = code(words[0])
    joined = " ".join(words)
    lead = " " if text[:1].isspace() else ""
    tail = " " if joined and text[-1:].isspace() else ""
    return f"{lead}{joined}{tail}"


_OWN_SIGNS = ("→", "×", "±")
"""Words of our sentences that no Markdown reads as anything."""


def _word(word: str) -> str:
    if word in _OWN_SIGNS:
        return word
    if inert(word) == word and _SAFE_WORD.fullmatch(word) and not _LINKED.search(word):
        return word
    name = word.rstrip(_CLOSES) or word
    return code(name) + word[len(name) :]


def cell(text: str) -> str:
    """A cell of a table, made of `code` or `prose`: no bar in it ends the cell."""
    spelt = text.replace("\\|", "\\\\u{7c}").replace("\n", " ")
    return spelt.replace("|", "\\|")


def topic(text: str, depth: int = 2) -> str:
    """A page of a pack inside the report: its headings so many levels lower."""
    lines = [inert(line) for line in text.strip().split("\n")]
    return "\n".join("#" * depth + line if line.startswith("#") else line for line in lines)
