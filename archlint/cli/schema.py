"""`archlint schema`: the formats as JSON Schema."""

from __future__ import annotations

import json
from importlib import import_module

import click

from archlint.cli.streams import print_document

_SCHEMAS = {
    "manifest": ("archlint.manifest", "json_schema"),
    "report": ("archlint.reporting", "report_schema"),
    "page": ("archlint.reporting.page_json", "page_schema"),
    "jsonl": ("archlint.reporting", "line_schema"),
    "diff": ("archlint.reporting.difference_json", "difference_schema"),
    "what-if": ("archlint.reporting.what_if_schema", "what_if_schema"),
    "explain": ("archlint.reporting.explain_json", "explain_schema"),
    "config": ("archlint.reporting", "config_schema"),
    "plan": ("archlint.reporting.plan_json", "plan_schema"),
    "baseline": ("archlint.linting.baseline", "baseline_schema"),
}
"""What there is a schema of, and the function that gives it: imported when it is asked for."""


@click.command("schema")
@click.argument("which", type=click.Choice(tuple(_SCHEMAS)), default="manifest")
def command(*, which: str) -> int:
    """Print the JSON Schema of the manifest, of a baseline, or of the json that a command writes.

    Editors complete and explain with it; see the README.
    """
    module, name = _SCHEMAS[which]
    schema = getattr(import_module(module), name)()
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    print_document(f"{text}\n", encoding="utf-8")
    return 0
