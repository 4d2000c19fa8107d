"""Reads a report's HTML the way a reader does: tables by caption and head, links, ids, data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

VOID = {"meta", "br", "input", "link", "img", "hr", "path", "rect", "circle", "line"}


class Cell(NamedTuple):
    """What a cell says, and what stands below it in small print."""

    text: str
    small: str = ""
    links: tuple[str, ...] = ()


@dataclass
class Table:
    """One table: its caption, its heads, and a cell for each head of each row."""

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, Cell]]:
        """The rows as head -> cell."""
        return [dict(zip(self.heads, cells, strict=False)) for cells in self.cells]

    def row(self, head: str, text: str) -> dict[str, Cell]:
        """The only row with that text under that head."""
        (found,) = [row for row in self.rows if row[head].text == text]
        return found


@dataclass
class _Piece:
    """The text of an element that is being read."""

    tag: str
    text: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def cell(self) -> Cell:
        return Cell(_plain(self.text), _plain(self.small), tuple(self.links))


class PageReader(HTMLParser):
    """Everything that tests ask of a page: `tables`, `ids`, `links`, blocks of `data`.

    `sections` are the texts of the sections by id; figures in sentences are found there.
    `elements_in` counts elements by the section they are in, those aside that are there for
    readers whose scripts are off.
    """

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements_in: Counter[str] = Counter()
        self.data: dict[str, Any] = {}
        self.sections: dict[str, str] = {}
        self._section = ""
        self._block = ""
        self._small = 0
        self._left = False
        self._pieces: list[_Piece] = []
        self.feed(document)
        self.close()

    def table(self, caption: str) -> Table:
        """The only table whose caption begins so."""
        (found,) = [table for table in self.tables if table.caption.startswith(caption)]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._section = given.get("id", "")
        self._left = self._left or tag == "noscript"
        self.elements_in[self._section] += not self._left
        if "id" in given:
            self.ids.append(given["id"])
        if given.get("type") == "application/json":
            self._block = given["id"]
        if tag == "a":
            self._link(given["href"])
        self._open(tag)

    def _link(self, address: str) -> None:
        self.links.append(address)
        for piece in self._pieces[-1:]:
            piece.links.append(address)

    def _open(self, tag: str) -> None:
        if tag == "small":
            self._small += 1
        if tag == "table":
            self.tables.append(Table())
        if tag == "tr":
            self.tables[-1].cells.append([])
        if tag in ("th", "td", "caption"):
            self._pieces.append(_Piece(tag))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "small":
            self._small -= 1
        if tag == "script":
            self._block = ""
        if tag == "noscript":
            self._left = False
        if tag in ("th", "td", "caption") and self._pieces:
            piece, table = self._pieces.pop(), self.tables[-1]
            if tag == "caption":
                table.caption = piece.cell().text
            else:
                table.cells[-1].append(piece.cell())
        if tag == "thead":
            table = self.tables[-1]
            table.heads = [cell.text for cell in table.cells.pop()]

    def handle_data(self, data: str) -> None:
        if self._block:
            self.data[self._block] = json.loads(data)
            return
        self.sections[self._section] = self.sections.get(self._section, "") + data
        for piece in self._pieces[-1:]:
            (piece.small if self._small else piece.text).append(data)


def _plain(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
