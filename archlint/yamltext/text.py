r"""Bytes -> text, and places in it.

Both parsers see text without a byte order mark and without the characters whose meaning as a line
break or as content differs between YAML 1.1 and 1.2, so that every position is counted here, in
one way: by the index of a code point, over the line ends \n, \r\n and \r.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import accumulate, chain, islice

from archlint.source import InputError, Problem, Span

LARGEST_FILE = 64 * 1024 * 1024
"""In bytes. Twenty thousand services are 25 MB."""

MOST_LINES = 5_000_000
"""Bounds the memory of a file of line ends."""

MOST_PROBLEMS = 1_000
"""Problems kept of one file: enough to work on, and a bound on memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Not printable in YAML, or a line break in YAML 1.1 only (U+0085, U+2028, U+2029), or invisible
# (a byte order mark inside the text).
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class SourceText:
    """The text of one file, without byte order mark, and its places.

    The text holds none of the characters that `decode` refuses: `splitlines` would split there.
    """

    __slots__ = ("file", "lines", "starts", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = tuple(text.splitlines())
        ends = accumulate(map(len, text.splitlines(keepends=True)))
        self.starts = array("Q", chain((0,), ends))
        if text and text[-1] not in "\r\n":
            self.starts.pop()

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, 1-based, of the code point at `index`."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        return Span(self.file, *self.position(start), *self.position(end))


def decode(data: bytes, file: str) -> SourceText:
    """The text of a file.

    Raises InputError for a file that is too large, not UTF-8, or holds characters that a YAML
    file cannot.
    """
    if len(data) > LARGEST_FILE:
        raise _refusal(file, f"expected at most 64 MB, found {len(data):,} bytes", "size")
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise _refusal(file, f"expected UTF-8, found {encoding}", "encoding")
    body = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError([_not_utf8(body, error.start, file)]) from None
    breaks = text.count("\n") + text.count("\r")
    if breaks > MOST_LINES:
        raise _refusal(file, f"expected at most {MOST_LINES:,} lines, found {breaks:,}", "size")
    if _REFUSED.search(text):
        raise InputError(_refused_characters(file, text))
    return SourceText(file, text)


def _refusal(file: str, message: str, kind: str) -> InputError:
    return InputError([Problem(message, Span(file, 1, 1, 1, 1), kind=kind)])


def _not_utf8(body: bytes, offset: int, file: str) -> Problem:
    before = body[:offset].decode("utf-8")
    line = 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
    column = len(before) - max(before.rfind("\n"), before.rfind("\r"))
    place = Span(file, line, column, line, column + 1)
    return Problem(f"expected UTF-8, found the byte 0x{body[offset]:02X}", place, kind="encoding")


def _refused_characters(file: str, text: str) -> list[Problem]:
    matches = list(islice(_REFUSED.finditer(text), MOST_PROBLEMS))
    source = SourceText(file, _REFUSED.sub("?", text[: matches[-1].end()]))
    return [
        Problem(
            f"expected text, found the control character U+{ord(match[0]):04X}",
            source.span(match.start(), match.end()),
            suggestion="take it out, or write it as an escape in double quotes",
            kind="control character",
        )
        for match in matches
    ]
