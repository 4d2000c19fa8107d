"""The declared format as a JSON Schema (draft 2020-12), for editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from archlint.manifest.grammar import FILE
from archlint.manifest.names import LONGEST_NAME
from archlint.manifest.types import (
    Choice,
    Day,
    Flag,
    Items,
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
from archlint.quantities import MAX_CHARACTERS

if TYPE_CHECKING:
    from archlint.manifest.types import Key

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Definitions:
    """The records met so far, by the name they are referred to."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def of(self, kind: Type) -> Schema:
        """The schema of a type; a record is a reference to its definition."""
        return _SCHEMAS[type(kind)](self, kind)


def json_schema() -> Schema:
    """The schema of one manifest file."""
    definitions = Definitions()
    body = _mapping(definitions, FILE)
    return {
        "$schema": DIALECT,
        "title": "archlint manifest",
        **body,
        "$defs": dict(sorted(definitions.found.items())),
    }


# --- scalars --------------------------------------------------------------------------------------


def _quantity(_: Definitions, kind: Quantity) -> Schema:
    forms: list[Schema] = []
    if kind.numbers:
        low, high = kind.numbers
        type_name = "integer" if kind.is_whole else "number"
        bounded = {"type": type_name, "minimum": low, "maximum": high}
        forms.append({"const": int(low)} if low == high else bounded)
    if kind.pattern:
        forms.append({"type": "string", "pattern": kind.pattern, "maxLength": MAX_CHARACTERS})
    if kind.words:
        forms.append({"enum": list(kind.words)})
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _text(_: Definitions, _kind: Text) -> Schema:
    return {"type": "string", "pattern": r"\S"}


def _reference(_: Definitions, _kind: Reference) -> Schema:
    return {"type": "string", "pattern": r"^[^/\s][^/]*(/[\s\S]+)?$"}


def _flag(_: Definitions, _kind: Flag) -> Schema:
    return {"type": "boolean"}


def _choice(_: Definitions, kind: Choice) -> Schema:
    return {"enum": list(kind.words)}


def _word(_: Definitions, kind: Word) -> Schema:
    """An open vocabulary: the known words complete, others are allowed."""
    return {"anyOf": [{"enum": list(kind.words)}, {"type": "string", "pattern": r"\S"}]}


def _day(_: Definitions, _kind: Day) -> Schema:
    return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


# --- mappings and lists ---------------------------------------------------------------------------


def _table(definitions: Definitions, kind: Table) -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": _name_pattern(kind.what), "maxLength": LONGEST_NAME},
        "additionalProperties": definitions.of(kind.item),
    }


def _name_pattern(what: str) -> str:
    """What `names.fault` refuses, as far as a pattern that every editor knows can say it."""
    reserved = r"(?!portfolio$|journey:|cycle:)" if what in ("service", "journey") else ""
    character = r"[^/\t\n\r]" if what == "service" else r"[^\t\n\r]"
    return rf"^(?!\s)(?!.*\s$)(?!.* -> )(?!.*#[0-9]+$){reserved}{character}+$"


def _items(definitions: Definitions, kind: Items) -> Schema:
    item = definitions.of(kind.item)
    listed: Schema = {"type": "array", "items": item}
    return {"anyOf": [item, listed]} if kind.or_one else listed


def _settings(_: Definitions, _kind: Settings) -> Schema:
    """Packs and rules are installed, so only what all of them have is known here."""
    return {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "enabled": {"type": "boolean", "description": "Whether it takes part."},
                "severity": {
                    "enum": ["error", "warning", "note"],
                    "description": "How loud the findings of a rule are.",
                },
            },
        },
    }


def _record(definitions: Definitions, kind: Record) -> Schema:
    name = kind.name.replace(" ", "_")
    if name not in definitions.found:
        definitions.found[name] = {}
        body = _mapping(definitions, kind)
        if kind.short:
            short = definitions.of(kind.by_name[kind.short].type)
            text = body.pop("description")
            body = {"description": text, "anyOf": [short, body]}
        definitions.found[name] = body
    return {"$ref": f"#/$defs/{name}"}


def _mapping(definitions: Definitions, kind: Record) -> Schema:
    body: Schema = {
        "description": kind.text,
        "type": "object",
        "properties": {key.name: _property(definitions, key) for key in kind.keys},
        "additionalProperties": False,
    }
    if kind.required:
        body["required"] = [key.name for key in kind.required]
    if kind.excludes:
        body["allOf"] = [
            {"not": {"required": [first, second]}} for first, second, _ in kind.excludes
        ]
    root_only = {key.name: ["portfolio"] for key in kind.keys if key.root_only}
    return body | ({"dependentRequired": root_only} if root_only else {})


def _property(definitions: Definitions, key: Key) -> Schema:
    described: Schema = {"description": key.text, "examples": [key.example]}
    if key.default:
        described["description"] = f"{key.text} Absent: {key.default}."
    if key.lenient:
        return described
    return described | definitions.of(key.type)


def _step(definitions: Definitions, kind: Step) -> Schema:
    return {"anyOf": [definitions.of(form) for form in (kind.call, *kind.forms)]}


_SCHEMAS: Mapping[type, Callable[[Definitions, Any], Schema]] = {
    Quantity: _quantity,
    Text: _text,
    Reference: _reference,
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
