"""Synonyms that the reader accepts, rewritten as the format's own words, to the same value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archlint.editing.spans import Edit, Source
from archlint.manifest.grammar import FILE
from archlint.manifest.settings import pack_or_rule
from archlint.manifest.types import Choice, Items, Quantity, Record, Settings, Step, Table, Word
from archlint.quantities import QuantityError
from archlint.yamltext import MappingNode, Node, Scalar, SequenceNode

if TYPE_CHECKING:
    from archlint.manifest.types import Type
    from archlint.model import Catalogue

_QUOTES = "\"'"


class Use(NamedTuple):
    """A scalar, and what the format takes it for; None where it means itself, as names do."""

    scalar: Scalar
    type: Type | None


class Respelling(NamedTuple):
    """A value in other words; `is_quantity` tells a unit from an enumerated word."""

    edit: Edit
    is_quantity: bool


def respellings(root: MappingNode, source: Source, catalogue: Catalogue) -> Iterator[Respelling]:
    """Every value of one file that has a synonym in it, once.

    A value that aliases repeat is rewritten only if it is the same word in all of its places.
    """
    uses: dict[Scalar, set[tuple[str, bool]]] = {}
    for scalar, kind in _record(root, FILE, catalogue):
        word = _own(scalar.text, kind)
        uses.setdefault(scalar, set()).add((word, type(kind) is Quantity))
    for scalar, words in uses.items():
        (word, is_quantity), *others = words
        edit = _replacement(source, scalar, word) if word and not others else None
        if edit:
            yield Respelling(edit, is_quantity)


def _replacement(source: Source, scalar: Scalar, word: str) -> Edit | None:
    """The edit inside the quotes, None where the text has escapes or more than one line."""
    start, end = source.start(scalar.span), source.end(scalar.span)
    if source.text[start] in _QUOTES:
        start, end = start + 1, end - 1
    return Edit(start, end, word) if source.text[start:end] == scalar.text else None


# --- words --------------------------------------------------------------------------------------


def _own(text: str, kind: Type | None) -> str:
    """The format's own word for a text, empty where it is that, or nothing should be changed."""
    word = ""
    if isinstance(kind, Quantity):
        word = _quantity(text, kind)
    elif isinstance(kind, Choice):
        word = text.strip().lower()
    elif isinstance(kind, Word):
        word = _word(text, kind)
    return word if word != text else ""


def _quantity(text: str, kind: Quantity) -> str:
    try:
        word = kind.respell(text)
        return word if kind.parse(word) == kind.parse(text) else ""
    except QuantityError:  # a bare zero: it has no unit to spell
        return ""


def _word(text: str, kind: Word) -> str:
    """The canonical word, empty for one that is not known or has a version, which says more."""
    word, remark = kind.canonical(text)
    is_versioned = any(character.isdigit() for character in text)
    return "" if remark or is_versioned else word or ""


# --- the walk -----------------------------------------------------------------------------------


def _uses(node: Node, kind: Type | None, catalogue: Catalogue) -> Iterator[Use]:
    if isinstance(kind, Step):
        yield from _step(node, kind, catalogue)
    elif isinstance(kind, Record) and isinstance(node, Scalar):
        short = kind.by_name.get(kind.short)
        yield Use(node, short.type if short else None)
    elif isinstance(kind, Items) and isinstance(node, Scalar):
        yield Use(node, kind.item)
    elif isinstance(node, Scalar):
        yield Use(node, kind)
    elif isinstance(node, SequenceNode):
        item_kind = kind.item if isinstance(kind, Items) else None
        for item in node.items:
            yield from _uses(item, item_kind, catalogue)
    else:
        yield from _record(node, kind, catalogue)


def _step(node: Node, kind: Step, catalogue: Catalogue) -> Iterator[Use]:
    form = next(
        (f for f in kind.forms if isinstance(node, MappingNode) and node.get(f.name) is not None),
        kind.call,
    )
    yield from _uses(node, form, catalogue)


def _record(node: MappingNode, kind: Type | None, catalogue: Catalogue) -> Iterator[Use]:
    for key, value, _ in node.entries:
        yield Use(key, None)
        yield from _uses(value, _type_of(key.text, kind, catalogue), catalogue)


def _type_of(key: str, kind: Type | None, catalogue: Catalogue) -> Type | None:
    """What the value of a key is, None where the format does not say."""
    if isinstance(kind, Table):
        return kind.item
    if isinstance(kind, Settings):
        target = pack_or_rule(key, catalogue)
        return target.record if target else None
    declared = kind.by_name.get(key) if isinstance(kind, Record) else None
    return declared.type if declared else None
