"""Add a key to a mapping, in the mapping's own style."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from archlint.editing.spans import COMMA, REST, Edit, Source
from archlint.yamltext import Entry, MappingNode, Scalar
from archlint.yamltext.core_schema import resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*")
_COMMENT = re.compile(r"(?<=\s)#[^\r\n]*")
_ENDS_KEY = re.compile(r"[ \t]*:[ \t]*(?:(?<=[ \t])#.*)?")
_DOUBLE = '"'


def added(
    source: Source, entry: Entry, pair: tuple[str, str], *, after: Collection[str]
) -> list[Edit]:
    """The edits that add a key and its value to the mapping of an entry, behind a key of `after`.

    No edits where it cannot be added there alone: aliases may repeat the mapping, it came through
    one, it is empty but for comments, or its key has properties.
    """
    mapping = entry.value
    if entry.via or not isinstance(mapping, MappingNode) or not _is_bare(source, entry):
        return []
    own = [item for item in mapping.entries if not item.via]
    text = f"{pair[0]}: {word(pair[1])}"
    if source.slice(mapping.span)[:1] == "{":
        if neighbour := _neighbour(own, after):
            return _behind(source, neighbour, _in_style_of(source, neighbour, pair))
        return _into_flow(source, mapping, text)
    neighbour = _neighbour([item for item in own if _is_one_line(source, item)], after)
    return _line(source, entry, neighbour, text)


def word(text: str) -> str:
    """A text as YAML: plain where it is read as that text, else in double quotes."""
    is_plain = _PLAIN.fullmatch(text) and isinstance(resolve(text), str)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _is_bare(source: Source, entry: Entry) -> bool:
    """Whether the mapping has no anchor, by which others may repeat it, and no tag."""
    between = source.text[source.end(entry.key.span) : source.start(entry.value.span)]
    return _COMMENT.sub("", between).strip() == ":"


def _neighbour(entries: Sequence[Entry], after: Collection[str]) -> Entry | None:
    """The entry to add behind: the last one of `after`, else the last one there can be."""
    wanted = [entry for entry in entries if entry.key.text in after]
    return next(reversed(wanted or entries), None)


def _is_one_line(source: Source, entry: Entry) -> bool:
    """Whether a line behind the value's own is behind the whole value."""
    value = entry.value
    if entry.key.span.line != value.span.end_line:
        return False
    return not (isinstance(value, Scalar) and source.slice(value.span)[:1] in ("|", ">"))


def _line(source: Source, entry: Entry, neighbour: Entry | None, text: str) -> list[Edit]:
    """A line of its own: behind the neighbour's, else right below the mapping's own key.

    There comments stay above what they are about.
    """
    key = entry.key.span
    line = neighbour.value.span.end_line if neighbour else key.line
    end = source.line_end(line)
    if neighbour is None and not _ENDS_KEY.fullmatch(source.text[source.end(key) : end]):
        return []
    indent = " " * (entry.value.span.column - 1)
    return [Edit(end, end, f"{source.newline(line)}{indent}{text}")]


def _into_flow(source: Source, mapping: MappingNode, text: str) -> list[Edit]:
    """The first of the mapping's own entries: it has none, or those of a merge alone."""
    start, end = source.start(mapping.span) + 1, source.end(mapping.span) - 1
    if mapping.entries:
        return [Edit(start, start, f"{text}, ")]
    is_empty = not source.text[start:end].strip(" \t")
    return [Edit(start, end, text)] if is_empty else []


def _in_style_of(source: Source, neighbour: Entry, pair: tuple[str, str]) -> str:
    """`key: value`, quoted as in JSON where the neighbour's key is."""
    if source.slice(neighbour.key.span)[:1] == _DOUBLE:
        return f'"{pair[0]}": {json.dumps(pair[1], ensure_ascii=False)}'
    return f"{pair[0]}: {word(pair[1])}"


def _behind(source: Source, neighbour: Entry, text: str) -> list[Edit]:
    """Behind the neighbour, on a line of its own where the neighbour has one."""
    behind = source.end(neighbour.value.span)
    key, line = neighbour.key.span, neighbour.value.span.end_line
    indent = source.text[source.line_start(key.line) : source.start(key)]
    comma = COMMA.match(source.text, behind)
    is_on_line = comma is None or comma.end() <= source.line_end(line)
    ends_line = REST.match(source.text, comma.end() if comma and is_on_line else behind)
    if indent.strip(" \t") or not is_on_line or not ends_line:
        return [Edit(behind, behind, f", {text}")]
    end = source.line_end(line)
    new_line = f"{source.newline(line)}{indent}{text}"
    if comma:
        return [Edit(end, end, f"{new_line},")]
    return [Edit(behind, behind, ","), Edit(end, end, new_line)]
