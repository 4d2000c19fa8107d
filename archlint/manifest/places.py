"""Where every value of a portfolio stands, over all of its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from archlint.model import Pointer
from archlint.source import Span
from archlint.yamltext import Entry, MappingNode, Node, SequenceNode

JOINED = ("journeys", "services", "teams")
"""The sections that may stand in every file; all others stand in the root."""

KEY = "#key"
"""The last part of a pointer to a key instead of its value."""


class Places(Mapping[Pointer, Span]):
    """Pointer -> span, found by walking the tree when it is asked for.

    A pointer that ends in "#key" gives the span of the key. One that leads nowhere gives the
    nearest enclosing value: a missing annotation is missed where it would stand. The first root is
    the root manifest.
    """

    def __init__(self, roots: Sequence[MappingNode]) -> None:
        self._roots = roots

    @cached_property
    def _sections(self) -> Mapping[tuple[str, str], Entry]:
        """(section, name) -> its first declaration, for the sections that files share."""
        found: dict[tuple[str, str], Entry] = {}
        for root in self._roots:
            for section in JOINED:
                table = root.get(section)
                for entry in table.entries if isinstance(table, MappingNode) else ():
                    found.setdefault((section, entry.key.text), entry)
        return found

    def __getitem__(self, pointer: Pointer) -> Span:
        wants_key = bool(pointer) and pointer[-1] == KEY
        wanted = pointer[:-1] if wants_key else pointer
        entry, node, length = self._walk(wanted)
        return entry.key.span if wants_key and entry and length == len(wanted) else node.span

    def existing(self, pointer: Pointer) -> Pointer:
        """The pointer to the nearest enclosing value that is there."""
        return pointer[: self._walk(pointer)[2]]

    def _walk(self, pointer: Pointer) -> tuple[Entry | None, Node, int]:
        """As far as the pointer leads: the last entry on the way, the node, how many parts."""
        entry, node = self._start(pointer)
        length = 2 if entry else 0
        for part in pointer[length:]:
            step = _into(node, part)
            if step is None:
                break
            entry, node = step
            length += 1
        return entry, node, length

    def _start(self, pointer: Pointer) -> tuple[Entry | None, Node]:
        if len(pointer) > 1 and pointer[0] in JOINED:
            entry = self._sections.get((str(pointer[0]), str(pointer[1])))
            if entry:
                return entry, entry.value
        section = pointer[0] if pointer else None
        holders = (root for root in self._roots if isinstance(section, str) and root.get(section))
        return None, next(holders, self._roots[0])

    def __contains__(self, pointer: object) -> bool:
        """Every pointer has a place: its own or the nearest enclosing one."""
        return isinstance(pointer, tuple)

    def __iter__(self) -> Iterator[Pointer]:
        for root in self._roots:
            yield from _pointers(root, ())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _into(node: Node, part: str | int) -> tuple[Entry | None, Node] | None:
    if isinstance(node, MappingNode):
        entry = next((entry for entry in node.entries if entry.key.text == part), None)
        return (entry, entry.value) if entry else None
    if isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
        return None, node.items[part]
    return None


def _pointers(node: Node, pointer: Pointer) -> Iterator[Pointer]:
    yield pointer
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield from _pointers(entry.value, (*pointer, entry.key.text))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _pointers(item, (*pointer, index))
