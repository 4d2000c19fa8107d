"""Parts of the JSON Schemas that are written in Python."""

from __future__ import annotations

from typing import Any


def object_of(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON Schemas
    """An object with these properties, all required and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def list_of(**properties: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON Schemas
    """A list of such objects."""
    return {"type": "array", "items": object_of(**properties)}


def or_null(name: str) -> dict[str, Any]:
    """One of the report's own definitions, or null."""
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}]}
