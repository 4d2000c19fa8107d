"""Excerpts: lines of the manifest with their numbers, what is meant underlined, hop after hop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.reporting.columns import width, wrap
from archlint.reporting.style import ASCII, UNICODE, glyphs_for, painter, spelt, uncommanded
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.options import Options
    from archlint.source import Sources, Span

_AROUND = 200
"""Characters looked at on either side of the caret: no line is too long to be quoted."""

_LOOK_UP = 200
"""Lines searched upwards for the key that a line belongs to."""


class Mark(NamedTuple):
    """A place to underline, and what to say about it. `style` names severity or frame."""

    span: Span
    text: str
    style: str


class Window(NamedTuple):
    """What of a line is shown, and per mark the column and width of its underline."""

    text: str
    underlines: tuple[tuple[int, int], ...]


def excerpt(
    marks: Sequence[Mark], sources: Sources, options: Options, *, headed: bool = True
) -> list[str]:
    """The marked places, file by file: the first mark's file first, then in order of appearance.

    Where a file may not be quoted only the position is written. `headed` names each file above its
    lines.
    """
    if not marks:
        return []
    gutter = max(len(str(mark.span.line)) for mark in marks)
    files = list(dict.fromkeys(mark.span.file for mark in marks))
    lines: list[str] = []
    for file in files:
        here = [mark for mark in marks if mark.span.file == file]
        lines += _Part(here, sources, options, max(gutter, 2)).lines(headed=headed)
    return lines


class _Part(Struct, frozen=True):
    """The marks of one file."""

    marks: Sequence[Mark]
    sources: Sources
    options: Options
    gutter: int

    def lines(self, *, headed: bool) -> list[str]:
        glyphs, paint = glyphs_for(self.options), painter(self.options)
        blank = " " * self.gutter
        first = self.marks[0].span
        where = visible(str(first))
        head = f"{blank} {paint('frame', glyphs.corner)} {where}"
        rows = list(self._rows())
        if not rows:
            return [head, *(f"{blank} {self._bar()} {mark.text}" for mark in self._told())]
        return [head, f"{blank} {self._bar()}", *rows] if headed else rows

    def _told(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.text]

    def _bar(self) -> str:
        return painter(self.options)("frame", glyphs_for(self.options).bar)

    def _rows(self) -> Iterator[str]:
        numbers = self._numbers()
        for before, number in pairwise((numbers[0] if numbers else 0, *numbers)):
            if number > before + 1:
                gap = painter(self.options)("frame", glyphs_for(self.options).gap)
                yield f"{' ' * self.gutter} {gap}"
            yield from self._line(number)

    def _numbers(self) -> list[int]:
        """The lines to show: the marked ones and the keys they belong to."""
        marked = {
            mark.span.line
            for mark in self.marks
            if self.sources.line(mark.span.file, mark.span.line) is not None
        }
        return sorted(marked | {number for line in marked for number in self._owner(line)})

    def _owner(self, line: int) -> Iterator[int]:
        """The nearest line above that is indented less, within reach."""
        file = self.marks[0].span.file
        depth = _indentation(self.sources.line(file, line) or "")
        for number in range(line - 1, max(0, line - _LOOK_UP), -1):
            text = self.sources.line(file, number) or ""
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            if _indentation(text) < depth:
                if _indentation(text):
                    yield number
                return

    def _line(self, number: int) -> Iterator[str]:
        """A line of the file and its underlines; once per mark where they lie too far apart."""
        text = (self.sources.line(self.marks[0].span.file, number) or "").rstrip()
        here = sorted(
            (mark for mark in self.marks if mark.span.line == number),
            key=lambda mark: mark.span.column,
        )
        room = self.options.width - self.gutter - 3
        paper = Paper(room=room, plain=self.options.plain)
        if not here:
            context = window(text, [(0, 1)], paper)
            yield self._quoted(number, context.text if context else "")
            return
        together = window(text, [_stretch(mark.span, text) for mark in here], paper)
        if together is not None:
            yield self._quoted(number, together.text)
            for mark, (offset, length) in zip(here, together.underlines, strict=True):
                yield from self._underline(mark, offset, length, room)
            return
        for mark in here:
            alone = window(text, [_stretch(mark.span, text)], paper)
            if alone is not None:
                yield self._quoted(number, alone.text)
                yield from self._underline(mark, *alone.underlines[0], room)

    def _quoted(self, number: int, text: str) -> str:
        shown = painter(self.options)("frame", str(number).rjust(self.gutter))
        return f"{shown} {self._bar()} {text}".rstrip()

    def _underline(self, mark: Mark, offset: int, length: int, room: int) -> Iterator[str]:
        glyphs, paint = glyphs_for(self.options), painter(self.options)
        glyph = glyphs.underline if mark.style == "frame" else glyphs.caret
        start = f"{' ' * self.gutter} {self._bar()} "
        line = paint(mark.style, glyph * length)
        left = room - offset - length - 1
        text = uncommanded(spelt(mark.text, self.options))
        if not text:
            yield f"{start}{' ' * offset}{line}"
        elif width(text) <= left:
            yield f"{start}{' ' * offset}{line} {paint(mark.style, text)}"
        else:
            yield f"{start}{' ' * offset}{line}"
            indent = min(offset, max(0, room - width(text)))
            for part in wrap(text, room - indent):
                yield f"{start}{' ' * indent}{paint(mark.style, part)}"


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _stretch(span: Span, text: str) -> tuple[int, int]:
    """The code points that a span covers of its first line, from 0, the end exclusive."""
    start = min(max(0, span.column - 1), len(text))
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    return start, max(start + 1, min(end, len(text)))


class Paper(NamedTuple):
    """How many columns there are, and whether every character has to be ASCII."""

    room: int
    plain: bool = False

    @property
    def cut(self) -> str:
        """One column that stands for what is not shown."""
        return ASCII.cut if self.plain else UNICODE.cut

    def cells(self, text: str) -> list[str]:
        """What stands for every character."""
        spelt = [visible(character) for character in text]
        if not self.plain or text.isascii():
            return spelt
        return [cell.encode("ascii", "backslashreplace").decode("ascii") for cell in spelt]


def window(text: str, stretches: Sequence[tuple[int, int]], paper: Paper) -> Window | None:
    """What of the line is shown so that every stretch begins in sight.

    Whole where it fits; else cut with `…` at either end. None where several stretches are too far
    apart for one window. No characters are shown as they are that `visible` would spell.
    """
    first, last = min(stretches)[0], max(stretches)[0]
    left, right = max(0, first - _AROUND), min(len(text), last + _AROUND)
    cells = paper.cells(text[left:right])
    offsets = _offsets(cells)
    # what has to be seen: from where the first stretch begins to where each ends, within reason
    start = offsets[first - left]
    end = max(
        min(offsets[min(e - left, len(cells))], offsets[s - left] + paper.room // 3)
        for s, e in stretches
    )
    skip = _skipped(offsets, start, end, paper.room)
    if skip is None:
        return None
    lead = 1 if skip or left else 0
    shown = _cut(cells[skip:], paper.room - lead, paper.cut, is_end=right == len(text))
    edge = width(shown) + lead
    underlines = []
    for begin, stop in stretches:
        at = offsets[begin - left]
        reach = offsets[min(stop - left, len(cells))] - at
        column = at - offsets[skip] + lead
        underlines.append((column, max(1, min(reach, edge - column))))
    return Window(paper.cut * lead + shown, tuple(underlines))


def _offsets(cells: Sequence[str]) -> list[int]:
    """The column where every cell begins, and where the last one ends."""
    offsets = [0]
    for cell in cells:
        offsets.append(offsets[-1] + width(cell))
    return offsets


def _skipped(offsets: Sequence[int], start: int, end: int, room: int) -> int | None:
    """How many cells to leave out on the left: no more than it takes to see from start to end.

    A little of what follows is shown too; two columns are kept for the cuts at either end. None
    where start and end do not fit.
    """
    if offsets[-1] <= room:
        return 0
    if end - start > room - 2:
        return None
    tail = min(offsets[-1], end + room // 6)
    wanted = min(start, max(0, tail - (room - 2)))
    return next(number for number, offset in enumerate(offsets) if offset >= wanted)


def _cut(cells: Sequence[str], room: int, mark: str, *, is_end: bool) -> str:
    """The cells that fit, with `mark` where some do not."""
    if is_end and sum(map(width, cells)) <= room:
        return "".join(cells)
    kept, taken = [], 1
    for cell in cells:
        taken += width(cell)
        if taken > room:
            break
        kept.append(cell)
    return "".join(kept) + mark
