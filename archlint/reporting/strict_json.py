"""JSON as every document is written: strict, the same bytes whatever the encoding of the output."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def dumps(value: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401  # any JSON value
    """Write a value as strict JSON: what is not a finite number becomes null."""
    # `ensure_ascii` keeps the document the same bytes whatever the encoding of the output, and
    # spells lone surrogates, which no encoding can write. The log of GitHub Actions would obey
    # `##[command]` in the middle of a line; escaped, the name is the same and gives no orders.
    written = json.dumps(finite(value), indent=indent, allow_nan=False)
    return written.replace("##[", "#\\u0023[") + "\n"


def finite(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The value with null for every NaN and infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value
