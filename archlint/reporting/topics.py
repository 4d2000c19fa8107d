"""Pages that packs write in Markdown, as blocks: enough of it for prose, lists and tables.

Headings, paragraphs, tables, lists of one level and fenced text; within a line, code spans and
**strong** words. What else stands there is printed as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct


class Run(NamedTuple):
    """A stretch of a line: `style` is plain, code or strong."""

    style: str
    text: str


Line = tuple[Run, ...]


class Block(Struct, frozen=True, kw_only=True):
    """One block: `kind` is heading, paragraph, list, table or text (fenced, line by line).

    A heading and a paragraph have one line, a list one an item, a table its cells in `rows`, the
    head first.
    """

    kind: str
    level: int = 0
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


_RUN = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_RULE = re.compile(r"\|?[ :|-]*-[ :|-]*\|?$")
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_ITEM = re.compile(r"[-*] +(.*)")


def runs(text: str) -> Line:
    """A line divided into plain, code and strong stretches."""
    found: list[Run] = []
    at = 0
    for match in _RUN.finditer(text):
        if match.start() > at:
            found.append(Run("plain", text[at : match.start()]))
        code, strong = match.groups()
        found.append(Run("code", code) if code else Run("strong", strong))
        at = match.end()
    if at < len(text):
        found.append(Run("plain", text[at:]))
    return tuple(found)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a page, in order."""
    return tuple(_block(kind, lines) for kind, lines in _groups(text.split("\n")))


def _groups(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines of one kind that stand together; blank lines divide, fences keep what is inside."""
    kind, group = "", list[str]()
    for line in lines:
        found = _kind(line, kind)
        if kind == "text" and found == "text" and line.startswith("```"):
            found = "" if group else found
        if found != kind or found == "heading":
            if group:
                yield kind, group
            kind, group = found, []
        if found:
            group.append(line)
    if group:
        yield kind, group


def _kind(line: str, before: str) -> str:
    if before == "text" or line.startswith("```"):
        return "text"
    if not line.strip():
        return ""
    if _HEADING.match(line):
        return "heading"
    if line.startswith("|"):
        return "table"
    if _ITEM.match(line) or (before == "list" and line.startswith("  ")):
        return "list"
    return "paragraph"


def _block(kind: str, lines: list[str]) -> Block:
    if kind == "heading":
        marks, _, title = lines[0].partition(" ")
        return Block(kind=kind, level=len(marks), lines=(runs(title.strip()),))
    kept = [line for line in lines if not _RULE.fullmatch(line)]
    if kind == "table" and kept:
        return Block(kind=kind, rows=tuple(tuple(map(runs, _cells(line))) for line in kept))
    if kind == "list":
        return Block(kind=kind, lines=tuple(map(runs, _items(lines))))
    if kind == "text":
        return Block(kind=kind, lines=tuple((Run("plain", line),) for line in lines[1:]))
    return Block(kind="paragraph", lines=(runs(" ".join(line.strip() for line in lines)),))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        match = _ITEM.match(line)
        if match:
            items.append(match.group(1))
        else:
            items[-1] += " " + line.strip()
    return items


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]
