"""What is said of the keys of a mapping: unknown, missing, or not to stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.manifest import names
from archlint.yamltext import Entry, MappingNode, Scalar

if TYPE_CHECKING:
    from archlint.manifest.remarks import Remarks
    from archlint.manifest.types import Record
    from archlint.model import Catalogue, Pointer

_FEW_KEYS = 8


def remark_on_absent_keys(
    remarks: Remarks, node: MappingNode, kind: Record, pointer: Pointer, declared: set[str]
) -> None:
    """Keys that are required and not there, and those that exclude each other."""
    has_mistaken = any(entry.key.text in kind.mistaken for entry in node.entries)
    for key in kind.required:
        if key.name not in declared and not has_mistaken:
            example = f"{key.name}: {key.example}"
            remarks.problem(
                f"{names.article(kind.name)} needs `{key.name}`: add `{example}`",
                node.span,
                pointer,
                kind="missing key",
            )
    for first, second, message in kind.excludes:
        if first in declared and second in declared:
            place = next(entry.key.span for entry in node.entries if entry.key.text == first)
            remarks.problem(message, place, (*pointer, first), kind="keys together")


def remark_on_unknown_key(remarks: Remarks, entry: Entry, kind: Record, pointer: Pointer) -> None:
    """A key that the grammar does not have, with what may be meant."""
    name = entry.key.text
    remarks.problem(
        "unknown key",
        entry.key.span,
        (*pointer, name),
        suggestion=kind.mistaken.get(name)
        or _comma_advice(entry)
        or remarks.did_you_mean(name, kind.by_name)
        or _keys_of(kind),
        kind="unknown key",
    )


def _keys_of(kind: Record) -> str:
    """Every key there is, where they are few enough to read; one alone is no choice."""
    if not 1 < len(kind.keys) <= _FEW_KEYS:
        return ""
    return f"there are {', '.join(f'`{key.name}`' for key in kind.keys)}"


def _comma_advice(entry: Entry) -> str:
    """What to say of the `5ms` in `{mean: 1,5ms}`: YAML reads it as a key without a value."""
    is_bare = isinstance(entry.value, Scalar) and entry.value.is_null
    if not is_bare or not entry.key.text[:1].isdigit():
        return ""
    return "inside braces a comma begins the next key: write a point before decimals"


def remark_on_unknown_settings(
    remarks: Remarks, catalogue: Catalogue, unknown: list[Entry], pointer: Pointer
) -> None:
    """Settings of what is neither a pack nor a rule; left aside where packs are not loaded."""
    if unknown and catalogue.open_ended:
        listed = ", ".join(entry.key.text for entry in unknown)
        text = f"settings of packs and rules that are not loaded are left aside: {listed}"
        remarks.note(text, unknown[0].key.span, pointer, kind="settings left aside")
        return
    known = [
        *catalogue.packs,
        *(word for rule in catalogue.rules for word in (rule.code, rule.name)),
    ]
    for entry in unknown:
        remarks.problem(
            "no installed pack or rule has this name",
            entry.key.span,
            (*pointer, entry.key.text),
            suggestion=remarks.did_you_mean(entry.key.text, known),
            kind="unknown rule",
        )
