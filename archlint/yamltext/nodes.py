"""The positioned tree: what a YAML file says, and where it says it.

Named tuples, because a large portfolio has millions of these and a frozen dataclass takes four
times as long to make. Compare nodes of one type only: a tuple does not look at the type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from archlint.yamltext.core_schema import CoreValue, is_null, resolve

if TYPE_CHECKING:
    from archlint.source import Problem, Span


class Scalar(NamedTuple):
    """One value as text. `is_plain`: unquoted, so that `1` is a number and `~` is null."""

    text: str
    span: Span
    is_plain: bool = True

    @property
    def value(self) -> CoreValue:
        """What YAML 1.2's core schema makes of the text; a quoted scalar is always text."""
        return resolve(self.text) if self.is_plain else self.text

    @property
    def is_null(self) -> bool:
        """Whether nothing stands here: an empty value, `~` or `null`."""
        return self.is_plain and is_null(self.text)


class Entry(NamedTuple):
    """A key and its value.

    `via` names the anchor when the value came through an alias (`a: *x`), or the whole entry
    through a merge (`<<: *x`); positions are then those at the anchor.
    """

    key: Scalar
    value: Node
    via: str = ""


class MappingNode(NamedTuple):
    """Keys and values in the order of the file, merges already expanded, no key twice."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key, None where the key is absent."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


class SequenceNode(NamedTuple):
    """The items of a list."""

    items: tuple[Node, ...]
    span: Span


Node = Scalar | MappingNode | SequenceNode


class Document(Struct, frozen=True):
    """One file. `root` is None where the file says nothing; `lines` are without their ends.

    `problems` are those that leave a tree to go on with, such as a key that stands twice (the
    first is kept).
    """

    root: Node | None
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
