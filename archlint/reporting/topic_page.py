"""`archlint explain TOPIC`: a pack's page for the terminal, wrapped to its width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.columns import pad, width, wrap
from archlint.reporting.style import finish, painter, spelt
from archlint.reporting.topics import Block, Line, blocks
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.options import Options

_GAP = 2
"""Columns between the cells of a table."""


def topic_text(page: str, options: Options) -> str:
    """Headings, paragraphs, lists and tables; a table too wide for the terminal row by row."""
    printed = ["\n".join(_lines(block, options)) for block in blocks(page)]
    return finish("\n\n".join(printed).rstrip() + "\n", options)


def _lines(block: Block, options: Options) -> Iterator[str]:
    if block.kind == "table":
        yield from _table(block, options)
    elif block.kind == "list":
        for line in block.lines:
            yield from _hung("- ", _text(line, options), options)
    elif block.kind == "text":
        yield from (f"    {_text(line, options)}".rstrip() for line in block.lines)
    else:
        paint = painter(options)
        for piece in wrap(_text(block.lines[0], options), options.width):
            yield paint("strong", piece) if block.kind == "heading" else piece


def _text(line: Line, options: Options) -> str:
    """A line as text; what is code stays between backticks, as in every message."""
    whole = "".join(f"`{run.text}`" if run.style == "code" else run.text for run in line)
    return spelt(visible(whole), options)


def _hung(head: str, text: str, options: Options, *, indent: int = 0) -> Iterator[str]:
    """A head and the text behind it, further lines below its first word or two columns in."""
    hang = indent + min(width(head), 4)
    lines = wrap(text, options.width - hang, first=options.width - indent - width(head))
    yield f"{' ' * indent}{head}{lines[0]}".rstrip()
    yield from (" " * hang + line for line in lines[1:])


def _table(block: Block, options: Options) -> Iterator[str]:
    head, *rows = [[_text(cell, options) for cell in row] for row in block.rows]
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=False)]
    if sum(widths) + _GAP * (len(widths) - 1) <= options.width:
        for row in (head, *rows):
            cells = zip(row, widths, strict=False)
            yield (" " * _GAP).join(pad(cell, columns) for cell, columns in cells).rstrip()
        return
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from (painter(options)("strong", line) for line in wrap(row[0], options.width))
        for label, cell in zip(head[1:], row[1:], strict=False):
            yield from _hung(f"{label}: " if label else "", cell, options, indent=2)
