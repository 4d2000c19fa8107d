"""`archlint rules`: every rule of every installed pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_all

if TYPE_CHECKING:
    from archlint.reporting import Options

_FORMATS = ("table", "json", "markdown")


@click.command("rules")
@shared.output(_FORMATS, default="table")
@shared.color
@shared.packs
def command(
    *,
    output_format: tuple[str, ...],
    output_file: str | None,
    color: str,
    isolated: bool,
    policies: tuple[str, ...],
) -> int:
    """List every rule: code, name, default severity, pack and what it says."""
    from archlint.cli.preparing import packs_of
    from archlint.linting.engine_pack import ENGINE
    from archlint.reporting.rules import rules_json, rules_markdown, rules_table

    destinations = destinations_of(output_format, output_file, _FORMATS)
    packs = (*packs_of(policies, isolated=isolated), ENGINE)

    def render(name: str, options: Options) -> str:
        if name == "json":
            return rules_json(packs)
        return rules_markdown(packs) if name == "markdown" else rules_table(packs, options)

    write_all(destinations, render, color=color)
    return 0
