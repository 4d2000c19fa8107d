"""Edits of a text by spans: what is not in a span stays, byte for byte."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from archlint.yamltext.text import decode

if TYPE_CHECKING:
    from archlint.source import Span

_MARK = b"\xef\xbb\xbf"
_BLANKS = " \t"

BLANK = r"(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*+)*+"
"""Space, line ends and comments."""

COMMA = re.compile(rf"{BLANK},")
"""The comma behind a part of a flow collection."""

REST = re.compile(r"[ \t]*(?:(?<=[ \t,])#[^\r\n]*)?(?=[\r\n]|\Z)")
"""What may follow on a line that says nothing more."""


class Edit(NamedTuple):
    """`text[start:end]` becomes `text`; indexes count code points, without the byte order mark."""

    start: int
    end: int
    text: str = ""


class Source:
    """The text of one file, and where its lines are. Lines count from 1, as in spans.

    Raises InputError for what is no text.
    """

    def __init__(self, data: bytes, file: str) -> None:
        decoded = decode(data, file)
        self.file = file
        self.data = data
        self.text = decoded.text
        self.lines = decoded.lines
        self.position = decoded.position
        self._starts = decoded.starts
        self._has_mark = data.startswith(_MARK)

    def start(self, span: Span) -> int:
        """The index where a span begins."""
        return self._starts[span.line - 1] + span.column - 1

    def end(self, span: Span) -> int:
        """The index behind a span."""
        if span.end_line > len(self._starts):
            return len(self.text)
        return self._starts[span.end_line - 1] + span.end_column - 1

    def slice(self, span: Span) -> str:
        return self.text[self.start(span) : self.end(span)]

    def line_start(self, line: int) -> int:
        """The index where a line begins; of the line behind the last one, the end of the text."""
        return self._starts[line - 1] if line <= len(self.lines) else len(self.text)

    def line_end(self, line: int) -> int:
        """The index where the line end of a line begins."""
        return self.line_start(line) + len(self.lines[line - 1])

    def newline(self, line: int) -> str:
        """How a line ends; one at the end of the file without an end ends as the first one does."""
        own = self.text[self.line_end(line) : self.line_start(line + 1)]
        first = self.text[self.line_end(1) : self.line_start(2)]
        return own or first or "\n"

    def is_blank(self, line: int) -> bool:
        return not self.lines[line - 1].strip(_BLANKS)

    def comment_column(self, line: int) -> int | None:
        """The column of a comment that has its line to itself, None for every other line."""
        text = self.lines[line - 1]
        indent = len(text) - len(text.lstrip(_BLANKS))
        return indent + 1 if text[indent : indent + 1] == "#" else None

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with these edits; see `in_order`."""
        parts = []
        done = 0
        for edit in in_order(edits):
            parts += [self.text[done : edit.start], edit.text]
            done = edit.end
        parts.append(self.text[done:])
        return (_MARK if self._has_mark else b"") + "".join(parts).encode("utf-8")


class Edits:
    """Edits of one text in order, to be asked about many places. Raises ValueError: `in_order`."""

    def __init__(self, source: Source, edits: Iterable[Edit]) -> None:
        found = in_order(edits)
        self._source = source
        self._starts = [edit.start for edit in found]
        self._ends = [edit.end for edit in found]
        self._added = [0]
        for edit in found:
            gone = source.text[edit.start : edit.end]
            self._added.append(self._added[-1] + _lines_in(edit.text) - _lines_in(gone))

    def take_out(self, index: int) -> bool:
        """Whether a character is in a stretch that is replaced."""
        before = bisect_right(self._starts, index)
        return before > 0 and index < self._ends[before - 1]

    def line_after(self, line: int) -> int:
        """The number that a line has once the edits are made."""
        index = self._source.line_end(line)
        above = min(bisect_left(self._starts, index), bisect_right(self._ends, index))
        return line + self._added[above]


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits by place, those of one place as they are given; what is taken out twice is one edit.

    Raises ValueError where others overlap.
    """
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        before = found[-1] if found else Edit(0, 0)
        if edit.start >= before.end:
            found.append(edit)
        elif edit.text or before.text:
            raise ValueError(f"two edits overlap at {edit.start}")
        else:
            found[-1] = Edit(before.start, max(before.end, edit.end))
    return found


def _lines_in(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
