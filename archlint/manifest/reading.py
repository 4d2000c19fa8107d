"""Positioned YAML -> plain values, by the declared types; everything wrong is remarked on.

A value that is wrong is left out of its record, so that what follows sees "not declared". In a
table or a list it stays as None: the name is taken and the positions of the others hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from archlint.manifest import names
from archlint.manifest.dates import read_date
from archlint.manifest.key_remarks import (
    remark_on_absent_keys,
    remark_on_unknown_key,
    remark_on_unknown_settings,
)
from archlint.manifest.remarks import Remarks
from archlint.manifest.settings import pack_or_rule
from archlint.manifest.types import (
    Choice,
    Day,
    Flag,
    Items,
    Key,
    Quantity,
    Record,
    Reference,
    Settings,
    Step,
    Table,
    Text,
    Type,
    Word,
)
from archlint.quantities import QuantityError
from archlint.yamltext import Entry, MappingNode, Node, Scalar, SequenceNode

if TYPE_CHECKING:
    from archlint.model import Catalogue, Pointer
    from archlint.source import Span

Values = Mapping[str, Any]


class _Wrong:
    """The mark of a value that was remarked on."""


WRONG: Final = _Wrong()


def found(node: Node) -> str:
    """What stands here, in words."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if node.is_null:
        return "nothing"
    value = node.value
    if isinstance(value, str):
        return f"'{node.text}'" if len(node.text) <= names.LONGEST_NAME else "a long text"
    return f"the number {node.text}" if not isinstance(value, bool) else node.text


class Reader:
    """Reads nodes by their types. One reader serves all files of a portfolio."""

    def __init__(self, remarks: Remarks, catalogue: Catalogue) -> None:
        self.remarks = remarks
        self.catalogue = catalogue

    def read(self, node: Node, kind: Type, pointer: Pointer) -> object:
        """The value of a node, or WRONG after a remark."""
        return _READERS[type(kind)](self, node, kind, pointer)

    def wrong(self, message: str, span: Span, pointer: Pointer, suggestion: str = "") -> _Wrong:
        self.remarks.problem(message, span, pointer, suggestion=suggestion)
        return WRONG

    def unexpected(self, node: Node, expected: str, pointer: Pointer, hint: str = "") -> _Wrong:
        advice = f": {hint}" if hint else ""
        return self.wrong(f"expected {expected}, got {found(node)}{advice}", node.span, pointer)


# --- scalars --------------------------------------------------------------------------------------


def _quantity(reader: Reader, node: Node, kind: Quantity, pointer: Pointer) -> object:
    if not isinstance(node, Scalar) or node.is_null:
        return reader.unexpected(node, kind.expected, pointer)
    try:
        return kind.parse(node.text)
    except QuantityError as error:
        return reader.wrong(str(error), node.span, pointer)


def _text(reader: Reader, node: Node, kind: Text | Reference, pointer: Pointer) -> object:
    if not isinstance(node, Scalar) or node.is_null:
        return reader.unexpected(node, kind.expected, pointer)
    if not isinstance(node.value, str):
        return reader.unexpected(node, kind.expected, pointer, "quote it")
    return node.text if node.text.strip() else reader.unexpected(node, kind.expected, pointer)


def _flag(reader: Reader, node: Node, kind: Flag, pointer: Pointer) -> object:
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    word = node.text.strip().lower() if isinstance(node, Scalar) else ""
    return reader.unexpected(node, kind.expected, pointer, _FLAG_WORDS.get(word, ""))


_FLAG_WORDS = {
    "true": "write true without quotes",
    "false": "write false without quotes",
    **dict.fromkeys(("yes", "on", "y"), "write true"),
    **dict.fromkeys(("no", "off", "n"), "write false"),
}


def _choice(reader: Reader, node: Node, kind: Choice, pointer: Pointer) -> object:
    if not isinstance(node, Scalar) or node.is_null:
        return reader.unexpected(node, kind.expected, pointer)
    word = node.text.strip().lower()
    if word in kind.words:
        return word
    near = reader.remarks.did_you_mean(word, kind.words)
    message = f"expected {kind.expected}, got {found(node)}"
    return reader.wrong(message, node.span, pointer, near or kind.advice)


def _word(reader: Reader, node: Node, kind: Word, pointer: Pointer) -> object:
    text = _text(reader, node, Text(expected=kind.expected), pointer)
    if not isinstance(text, str):
        return text
    word, remark = kind.canonical(text)
    near = reader.remarks.did_you_mean(text.lower(), kind.words) if remark else ""
    if near or (remark and not kind.is_free):
        hint = near or f"docs/manifest.md lists the {kind.title}s"
        place = node.span
        reader.remarks.note(remark, place, pointer, suggestion=hint, kind=f"unknown {kind.title}")
    return WRONG if word is None else word


def _day(reader: Reader, node: Node, kind: Day, pointer: Pointer) -> object:
    day = read_date(node.text) if isinstance(node, Scalar) else None
    return day or reader.unexpected(node, kind.expected, pointer)


# --- mappings and lists ---------------------------------------------------------------------------


def _record(reader: Reader, node: Node, kind: Record, pointer: Pointer) -> object:
    if isinstance(node, MappingNode):
        return read_record(reader, node, kind, pointer)
    if not kind.short:
        return reader.unexpected(node, _mapping_of(kind), pointer, _empty_advice(node, kind))
    short = kind.by_name[kind.short]
    if not isinstance(node, Scalar):
        expected = f"{getattr(short.type, 'expected', 'a value')} or a mapping"
        return reader.unexpected(node, expected, pointer)
    value = reader.read(node, short.type, pointer)
    return value if value is WRONG else {kind.short: value}


def _mapping_of(kind: Record) -> str:
    keys = " and ".join(f"`{key.name}`" for key in kind.keys[:2])
    return f"a mapping with keys such as {keys}"


def _empty_advice(node: Node, kind: Record) -> str:
    is_empty = isinstance(node, Scalar) and node.is_null
    return "write {} where there is nothing to say" if is_empty and not kind.required else ""


def read_record(reader: Reader, node: MappingNode, kind: Record, pointer: Pointer) -> Values:
    """The known and valid keys of a mapping; unknown, wrong and missing ones are remarked on."""
    values: dict[str, Any] = {}
    declared = set()
    for entry in node.entries:
        key = kind.by_name.get(entry.key.text)
        if key is None:
            remark_on_unknown_key(reader.remarks, entry, kind, pointer)
            continue
        declared.add(key.name)
        value = _value(reader, entry.value, key, (*pointer, key.name))
        if value is not WRONG:
            values[key.name] = value
        elif isinstance(key.type, Table):
            values[key.name] = None
    remark_on_absent_keys(reader.remarks, node, kind, pointer, declared)
    return values


def _value(reader: Reader, node: Node, key: Key, pointer: Pointer) -> object:
    if not key.lenient:
        return reader.read(node, key.type, pointer)
    return Reader(Remarks(), reader.catalogue).read(node, key.type, pointer)


def _table(reader: Reader, node: Node, kind: Table, pointer: Pointer) -> object:
    if not isinstance(node, MappingNode):
        return reader.unexpected(node, f"a mapping from names to {kind.what}s", pointer)
    values: dict[str, Any] = {}
    for entry in node.entries:
        name = entry.key.text
        place = (*pointer, name)
        if not isinstance(entry.key.value, str):
            reader.wrong(
                f"the name of {names.article(kind.what)} is text", entry.key.span, place, "quote it"
            )
        elif problem := names.fault(name, kind.what):
            reader.wrong(problem, entry.key.span, place)
        value = reader.read(entry.value, kind.item, place)
        values[name] = None if value is WRONG else value
    return values


def _items(reader: Reader, node: Node, kind: Items, pointer: Pointer) -> object:
    if isinstance(node, SequenceNode):
        values = (
            reader.read(item, kind.item, (*pointer, index)) for index, item in enumerate(node.items)
        )
        return [None if value is WRONG else value for value in values]
    if kind.or_one and isinstance(node, Scalar):
        value = reader.read(node, kind.item, pointer)
        return value if value is WRONG else [value]
    return reader.unexpected(node, "a list", pointer)


def _step(reader: Reader, node: Node, kind: Step, pointer: Pointer) -> object:
    if isinstance(node, MappingNode):
        for form in kind.forms:
            if node.get(form.name) is not None:
                return read_record(reader, node, form, pointer)
    return _record(reader, node, kind.call, pointer)


def _settings(reader: Reader, node: Node, _: Settings, pointer: Pointer) -> object:
    """The settings of every pack and rule: (its key, what it is, its values)."""
    if not isinstance(node, MappingNode):
        return reader.unexpected(node, "a mapping from packs and rules to settings", pointer)
    unknown: list[Entry] = []
    values = []
    for entry in node.entries:
        target = pack_or_rule(entry.key.text, reader.catalogue)
        if target is None:
            unknown.append(entry)
            continue
        value = reader.read(entry.value, target.record, (*pointer, entry.key.text))
        values.append((entry.key.text, target, {} if value is WRONG else value))
    remark_on_unknown_settings(reader.remarks, reader.catalogue, unknown, pointer)
    return values


_READERS: Mapping[type, Callable[[Reader, Node, Any, Pointer], Any]] = {
    Quantity: _quantity,
    Text: _text,
    Reference: _text,
    Flag: _flag,
    Choice: _choice,
    Word: _word,
    Day: _day,
    Record: _record,
    Table: _table,
    Items: _items,
    Step: _step,
    Settings: _settings,
}
