"""The comments of a YAML file, which its events leave out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.source import Span
from archlint.yamltext.nodes import MappingNode, Scalar

if TYPE_CHECKING:
    from archlint.yamltext.nodes import Node

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")
"""What may begin a comment: a plain scalar ends before it, a quoted one or a block does not."""


class Comment(NamedTuple):
    """A comment from its `#` to the end of the line. `is_alone`: nothing stands before it."""

    text: str
    span: Span
    is_alone: bool


def comments(root: Node | None, lines: Sequence[str], file: str, word: str) -> Iterator[Comment]:
    """The comments that hold `word`, in order; none is looked for where the text lacks the word.

    `root` and `lines` are of one Document. A `#` inside a quoted scalar or a block begins none.
    """
    candidates = [number for number, line in enumerate(lines, 1) if word in line]
    if not candidates:
        return
    texts = sorted((scalar.span for scalar in _texts(root)), key=_start)
    starts = [_start(span) for span in texts]
    for number in candidates:
        line = lines[number - 1]
        for match in _HASH.finditer(line):
            column = match.start() + 1
            index = bisect_right(starts, (number, column))  # scalars do not overlap
            if not index or _is_behind(texts[index - 1], number, column):
                if word in line[match.start() :]:
                    span = Span(file, number, column, number, len(line) + 1)
                    yield Comment(line[match.start() :], span, not line[: match.start()].strip())
                break


def _texts(root: Node | None) -> Iterator[Scalar]:
    """The scalars that may hold a `#`: quoted ones and blocks, each once whatever its aliases."""
    seen: set[int] = set()
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            if not node.is_plain:
                yield node
        elif isinstance(node, MappingNode):
            for entry in node.entries:
                stack += (entry.key, entry.value)
        else:
            stack += node.items


def _is_behind(span: Span, line: int, column: int) -> bool:
    return (line, column) >= (span.end_line, span.end_column)


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column
