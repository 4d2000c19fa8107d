"""Take entries out of a list, with the comments that belong to them, and other comments.

Directly above an entry, in its column, comments are its own; so are those below it that are
indented more, and the one at its end. A list that would be left empty goes with its key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.editing.spans import BLANK, COMMA, REST, Edit, Source
from archlint.source import InputError
from archlint.yamltext import Entry, MappingNode, Node, Scalar, SequenceNode, parse

if TYPE_CHECKING:
    from archlint.source import Span

_DASH = re.compile(rf"{BLANK}-")
_SPACE = re.compile(r"[ \t]*")

MOST_TRIES = 500
"""Each reads the file anew, and is needed only where not everything can go at once."""

Range = tuple[int, int]


class Removed(NamedTuple):
    """The edits, and what they take out: entries of the list by index, and comments."""

    edits: list[Edit]
    items: set[int]
    comments: set[Span]


def without(
    source: Source, root: MappingNode, key: str, items: Collection[int], comments: Collection[Span]
) -> Removed:
    """The edits that take entries out of a list at the top of a file, and comments out of the file.

    What cannot go without changing something else stays: an entry that an alias repeats, one whose
    absence would make text of a comment.
    """
    removal = _Removal(source, root, key)
    if removal.is_proven(items, comments):
        return Removed(removal.edits(items, comments), set(items), set(comments))
    taken: set[int] = set()
    cleared: set[Span] = set()
    has_more = True
    while has_more:  # an entry may be held by one behind it, which goes by itself
        before = len(taken) + len(cleared)
        for index in sorted(set(items) - taken, reverse=True):
            if removal.is_proven({*taken, index}, cleared):
                taken.add(index)
        for comment in sorted(set(comments) - cleared):
            if removal.is_proven(taken, {*cleared, comment}):
                cleared.add(comment)
        has_more = len(taken) + len(cleared) > before
    return Removed(removal.edits(taken, cleared), taken, cleared)


class _Removal:
    """Ways to take entries out of the list under one key, and comments."""

    def __init__(self, source: Source, root: MappingNode, key: str) -> None:
        self.source = source
        self.root = root
        self.entry = next((entry for entry in root.entries if entry.key.text == key), None)
        value = self.entry.value if self.entry else None
        self.items = value.items if isinstance(value, SequenceNode) else ()
        self.tries = 0

    def is_proven(self, items: Collection[int], comments: Collection[Span]) -> bool:
        """Whether the edited text says the same as before, without these entries.

        After `MOST_TRIES` nothing is proven any more.
        """
        self.tries += 1
        if self.tries > MOST_TRIES:
            return False
        data = self.source.edited(self.edits(items, comments))
        try:
            left = parse(data, self.root.span.file).root
        except InputError:
            return False
        return left is not None and _content(left) == self._expected(items)

    def _expected(self, gone: Collection[int]) -> object:
        kept = [_content(item) for index, item in enumerate(self.items) if index not in gone]
        return {
            entry.key.text: kept if gone and entry is self.entry else _content(entry.value)
            for entry in self.root.entries
            if kept or not gone or entry is not self.entry
        }

    def edits(self, items: Collection[int], comments: Collection[Span]) -> list[Edit]:
        found = [_comment(self.source, comment) for comment in comments]
        return found + self._item_edits(self.entry, items) if self.entry and items else found

    def _item_edits(self, entry: Entry, gone: Collection[int]) -> list[Edit]:
        if len(gone) == len(self.items):
            return self._whole_key(entry)
        spans = [item.span for item in self.items]
        if self._is_flow(entry.value.span):
            return list(_out_of_flow(self.source, self._ranges(spans), gone))
        return [self._block_item(entry, spans, index) for index in sorted(gone)]

    def _is_flow(self, span: Span) -> bool:
        return self.source.text[self.source.start(span)] in "[{"

    def _ranges(self, spans: Sequence[Span]) -> list[Range]:
        return [(self.source.start(span), self.source.end(span)) for span in spans]

    def _block_item(self, entry: Entry, spans: Sequence[Span], index: int) -> Edit:
        before = spans[index - 1] if index else entry.key.span
        dash = self.source.start(entry.value.span)
        if index:
            match = _DASH.match(self.source.text, self.source.end(before))
            dash = match.end() - 1 if match else self.source.start(spans[index])
        line, column = self.source.position(dash)
        lines = (line, spans[index].end_line)
        return _lines(self.source, lines, column, before.end_line, is_first=not index)

    def _whole_key(self, entry: Entry) -> list[Edit]:
        entries = [other for other in self.root.entries if not other.via]
        place = next(index for index, other in enumerate(entries) if other is entry)
        if self._is_flow(self.root.span):
            pairs = [
                (self.source.start(other.key.span), self.source.end(other.value.span))
                for other in entries
            ]
            return list(_out_of_flow(self.source, pairs, {place}))
        floor = entries[place - 1].value.span.end_line if place else 0
        key, value = entry.key.span, entry.value.span
        return [_lines(self.source, (key.line, value.end_line), key.column, floor)]


def _content(node: Node) -> object:
    """What a node says, without where."""
    if isinstance(node, Scalar):
        return node.text, node.is_plain
    if isinstance(node, SequenceNode):
        return [_content(item) for item in node.items]
    return {entry.key.text: _content(entry.value) for entry in node.entries}


def _comment(source: Source, span: Span) -> Edit:
    """Take a comment out: with its line where it is alone there, else from the space before it."""
    start, line_start = source.start(span), source.line_start(span.line)
    before = source.text[line_start:start].rstrip(" \t")
    if not before:
        return Edit(line_start, source.line_start(span.line + 1))
    return Edit(line_start + len(before), source.line_end(span.line))


# --- lines --------------------------------------------------------------------------------------


def _lines(
    source: Source, lines: Range, column: int, floor: int, *, is_first: bool = False
) -> Edit:
    """Take whole lines out, first to last, with the comments of what stands in them.

    The line `floor` and those above it belong to somebody else; to the list, before its first
    entry.
    """
    first, last = lines
    while first - 1 > floor and source.comment_column(first - 1) == column:
        first -= 1
    if first == 1 and lines[0] > 1:
        first = lines[0]  # what begins the file is said of the file
    while last < len(source.lines) and _is_of_above(source, last + 1, column):
        last += 1
    return _with_gap(source, first, last, floor + 1 if is_first else floor)


def _is_of_above(source: Source, line: int, column: int) -> bool:
    """Whether a comment is indented more than what it follows; an inline waiver looks ahead."""
    indented = (source.comment_column(line) or 0) > column
    return indented and "archlint:" not in source.lines[line - 1]


def _with_gap(source: Source, first: int, last: int, floor: int) -> Edit:
    """Of the blank lines above and below, one side goes too, and those below where a list opens."""
    has_gap = first == floor or (first - 1 > floor and source.is_blank(first - 1))
    end = len(source.lines)
    while has_gap and last < end and source.is_blank(last + 1):
        last += 1
    while last == end and first - 1 > floor and source.is_blank(first - 1):
        first -= 1
    return Edit(source.line_start(first), source.line_start(last + 1))


# --- inside brackets ------------------------------------------------------------------------------


def _out_of_flow(source: Source, parts: Sequence[Range], gone: Collection[int]) -> Iterator[Edit]:
    """Take some of the parts between commas out, never all of them."""
    for first, last in _runs(set(gone)):
        comma = COMMA.match(source.text, parts[last][1])
        yield _stretch(source, parts[first][0], comma.end() if comma else parts[last][1])
        before = COMMA.match(source.text, parts[first - 1][1]) if first else None
        if before and not comma:
            yield Edit(before.end() - 1, before.end())


def _runs(indexes: set[int]) -> Iterator[Range]:
    """First and last of the indexes that follow one another."""
    firsts = sorted(index for index in indexes if index - 1 not in indexes)
    lasts = sorted(index for index in indexes if index + 1 not in indexes)
    yield from zip(firsts, lasts, strict=True)


def _stretch(source: Source, start: int, end: int) -> Edit:
    """Take a stretch of text out: as lines, where it has them to itself."""
    text = source.text
    first, column = source.position(start)
    is_first = not text[source.line_start(first) : start].strip()
    ends_line = REST.match(text, end) is not None
    if is_first and ends_line:
        last, _ = source.position(end)
        return _lines(source, (first, last), column, 0)
    if ends_line or text[end - 1] != ",":
        return Edit(len(text[:start].rstrip(" \t")), end)
    space = _SPACE.match(text, end)
    return Edit(start, space.end() if space else end)
