"""`archlint schema`: the formats as JSON Schema."""

from __future__ import annotations

import json

import click

from archlint.cli.streams import print_document


@click.command("schema")
@click.argument(
    "which", type=click.Choice(["manifest", "report", "diff", "baseline"]), default="manifest"
)
def command(*, which: str) -> int:
    """Print the JSON Schema of the manifest, of json from check or diff, or of a baseline.

    Editors complete and explain with it; see the README.
    """
    if which == "manifest":
        from archlint.manifest import json_schema

        schema = json_schema()
    elif which == "baseline":
        from archlint.linting.baseline import baseline_schema

        schema = baseline_schema()
    elif which == "diff":
        from archlint.reporting.difference_json import difference_schema

        schema = difference_schema()
    else:
        from archlint.reporting import report_schema

        schema = report_schema()
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    print_document(f"{text}\n", encoding="utf-8")
    return 0
