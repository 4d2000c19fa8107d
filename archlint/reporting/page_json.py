"""The report's page as JSON: the records that the Markdown and the HTML report print, as they are.

Whoever wants a page of their own starts from these: figures with their text, in the order in which
they are read. What checks and scripts read is `check --output-format json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from archlint.reporting.page import Page, page_of
from archlint.reporting.strict_json import dumps

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting.options import Options


def render(report: Report, options: Options) -> str:
    """One document, complete whatever the exit code."""
    return dumps(msgspec.to_builtins(page_of(report, options), order="deterministic"))


def page_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that the page as JSON meets."""
    schema = msgspec.json.schema(Page)
    for definition in schema["$defs"].values():
        if "description" in definition:
            definition["description"] = _unfolded(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `archlint report --output-format json` writes",
        **schema,
    }


def _unfolded(docstring: str) -> str:
    """A docstring without the indentation of its source."""
    return "\n".join(line.strip() for line in docstring.split("\n")).strip()
