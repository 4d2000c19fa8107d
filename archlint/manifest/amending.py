"""Changes to the tree of a manifest before it is read: what a person would do by hand.

Trees are frozen, so every change gives a new one. A value that is new stands, for the reader of
Problems, in the option that brought it; `at_home` gives it the place of what it replaces instead,
where findings, waivers and excerpts look for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.manifest.gathering import Gathered, SourceFile
from archlint.manifest.grammar import ASYNC, PARALLEL
from archlint.manifest.places import JOINED
from archlint.manifest.types import Record, Step, Type
from archlint.yamltext import Entry, MappingNode, Node, Scalar, SequenceNode

if TYPE_CHECKING:
    from archlint.model import Pointer
    from archlint.source import Span


class Stop(NamedTuple):
    """One step of the way to a value: the key or the position, and the type of what it is in."""

    part: str | int
    holder: Type | None = None


class Graft(NamedTuple):
    """Put `node` where `way` leads; the keys on the way are made where they are not there."""

    way: tuple[Stop, ...]
    node: Node
    place: Span

    @property
    def pointer(self) -> tuple[str | int, ...]:
        return tuple(stop.part for stop in self.way)


class Amendment(Struct, frozen=True, kw_only=True):
    """The changes to the trees, ready to make."""

    grafts: tuple[Graft, ...] = ()
    services: tuple[str, ...] = ()
    calls: tuple[Pointer, ...] = ()

    def made(self, gathered: Gathered, *, at_home: bool = False) -> Gathered:
        """The files with the changes; `at_home`, what is new stands where the old was."""
        files = [
            SourceFile(file.file, self._amended(number, file, gathered, at_home=at_home))
            for number, file in enumerate(gathered.files)
        ]
        return Gathered(files=files, lines=gathered.lines, has_all=gathered.has_all)

    def _amended(
        self, number: int, file: SourceFile, gathered: Gathered, *, at_home: bool
    ) -> MappingNode:
        node: Node = file.root
        for graft in self.grafts:
            if home(gathered, graft.pointer) == number:
                node = grafted(node, graft, at_home=at_home)
        node = without_calls(node, self.calls)
        for service in self.services:
            node = without(node, ("services", service))
        return node if isinstance(node, MappingNode) else file.root


def home(gathered: Gathered, pointer: Pointer) -> int:
    """The file in which a pointer leads to something, the root where it stands in none."""
    if len(pointer) > 1 and pointer[0] in JOINED:
        for number, file in enumerate(gathered.files):
            if value_at(file.root, pointer[:2]) is not None:
                return number
    return 0


def grafted(root: Node, graft: Graft, *, at_home: bool = False) -> Node:
    """The tree with the graft in it."""
    return _put(root, graft.way, graft, at_home=at_home)


def _put(node: Node | None, way: Sequence[Stop], graft: Graft, *, at_home: bool) -> Node:
    if not way:
        return _at(graft.node, node.span) if at_home and node is not None else graft.node
    (part, holder), rest = way[0], way[1:]
    if isinstance(part, int):
        items = node.items if isinstance(node, SequenceNode) else ()
        changed = [
            _put(item, rest, graft, at_home=at_home) if number == part else item
            for number, item in enumerate(items)
        ]
        return SequenceNode(tuple(changed), node.span if node else graft.place)
    mapping = _mapping(node, holder, graft.place)
    home = mapping.span
    held = next((entry for entry in mapping.entries if entry.key.text == part), None)
    value = _put(held.value if held else None, rest, graft, at_home=at_home)
    if held is None:
        value = _at(value, home) if at_home else value
        key = Scalar(part, home if at_home else graft.place, is_plain=False)
        return MappingNode((*mapping.entries, Entry(key, value)), home)
    entries = (Entry(e.key, value, e.via) if e is held else e for e in mapping.entries)
    return MappingNode(tuple(entries), home)


def _mapping(node: Node | None, holder: Type | None, place: Span) -> MappingNode:
    """The mapping that stands here; a value in its short form becomes one."""
    if isinstance(node, MappingNode):
        return node
    record = holder.call if isinstance(holder, Step) else holder
    if isinstance(node, Scalar) and isinstance(record, Record) and record.short:
        return MappingNode((Entry(Scalar(record.short, node.span), node),), node.span)
    return MappingNode((), node.span if node else place)


def _at(node: Node, span: Span) -> Node:
    """The same value at another place."""
    if isinstance(node, Scalar):
        return node._replace(span=span)
    if isinstance(node, SequenceNode):
        return SequenceNode(tuple(_at(item, span) for item in node.items), span)
    entries = (
        Entry(entry.key._replace(span=span), _at(entry.value, span), entry.via)
        for entry in node.entries
    )
    return MappingNode(tuple(entries), span)


def value_at(root: Node, pointer: Iterable[str | int]) -> Node | None:
    """The value that a pointer leads to, None where it leads nowhere; short forms are no way."""
    node: Node | None = root
    for part in pointer:
        if isinstance(node, MappingNode) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            node = node.items[part] if part < len(node.items) else None
        else:
            return None
    return node


# --- taking away ----------------------------------------------------------------------------------


def without(root: Node, pointer: Sequence[str | int]) -> Node:
    """The tree without the entry at a pointer."""
    if not isinstance(root, MappingNode) or not pointer:
        return root
    part, rest = pointer[0], pointer[1:]
    entries = (
        Entry(entry.key, without(entry.value, rest), entry.via) if entry.key.text == part else entry
        for entry in root.entries
        if rest or entry.key.text != part
    )
    return MappingNode(tuple(entries), root.span)


def without_calls(root: Node, pointers: Iterable[tuple[str | int, ...]]) -> Node:
    """The tree without the calls at these pointers; a step that holds no call any more goes."""
    for pointer in sorted(pointers, reverse=True, key=_by_position):
        root = _cut(root, pointer) or root
    return root


def _by_position(pointer: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in pointer)


def _cut(node: Node, way: Sequence[str | int]) -> Node | None:
    """The node without the call that the way leads to; None where nothing is left of it."""
    if not way:
        return None
    part, rest = way[0], way[1:]
    if isinstance(node, SequenceNode):
        kept = (_cut(item, rest) if i == part else item for i, item in enumerate(node.items))
        items = tuple(item for item in kept if item is not None)
        return SequenceNode(items, node.span) if items else None
    if not isinstance(node, MappingNode):
        return node
    entries = []
    for entry in node.entries:
        value = _cut(entry.value, rest) if entry.key.text == part else entry.value
        if value is None and part in (PARALLEL.name, ASYNC.name):
            return None
        entries.append(entry._replace(value=value or SequenceNode((), entry.value.span)))
    return MappingNode(tuple(entries), node.span)
