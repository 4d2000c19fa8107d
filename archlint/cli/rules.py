"""`archlint rules`: every rule of every installed pack."""

from __future__ import annotations

import sys

import click

from archlint.cli import options as shared


@click.command("rules")
@click.option(
    "--output-format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print them.",
)
@click.option("--isolated", is_flag=True, help="Load only the packs that ship with archlint.")
@shared.color
def command(*, output_format: str, isolated: bool, color: str) -> int:
    """List every rule: code, name, default severity, pack and what it says."""
    from archlint.cli.display import display_for
    from archlint.linting.engine_pack import ENGINE
    from archlint.linting.registry import installed_packs
    from archlint.reporting.rules import rules_json, rules_text

    packs = (*installed_packs(isolated=isolated), ENGINE)
    if output_format == "json":
        click.echo(rules_json(packs), nl=False)
    else:
        click.echo(rules_text(packs, display_for(sys.stdout, color=color)), nl=False, color=True)
    return 0
