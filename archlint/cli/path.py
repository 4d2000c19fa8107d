"""`archlint path`: the critical path of each journey, drawn or as JSON."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis import Analysis
    from archlint.cli.running import Run


@click.command("path")
@click.argument("journeys", nargs=-1, metavar="[JOURNEY]...")
@click.option(
    "--manifest", "-m", metavar="PATH", help="The manifest, or a directory that holds it."
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--output-file", metavar="PATH", help="Write to this file instead of stdout.")
@shared.color
@shared.run_settings
def command(  # noqa: PLR0913  # one parameter an option
    *,
    journeys: tuple[str, ...],
    manifest: str | None,
    output_format: str,
    output_file: str | None,
    color: str,
    today: date | None,
    isolated: bool,
) -> int:
    """Draw the critical path of each journey: who is waited for, when, and for how long.

    Without JOURNEY every journey is drawn. Times are means.
    """
    from archlint.cli.destinations import write_file
    from archlint.cli.display import display_for, display_for_file
    from archlint.cli.running import prepare
    from archlint.reporting.path import path_json, path_text

    run = prepare(today=today, isolated=isolated)
    analysis = _analysis(run, manifest)
    _require_journeys(analysis, journeys)
    if output_format == "json":
        text = path_json(analysis, journeys)
    else:
        options = display_for_file() if output_file else display_for(sys.stdout, color=color)
        text = path_text(analysis, journeys, options)
    if output_file:
        write_file(output_file, text)
    else:
        click.echo(text, nl=False, color=True)
    return 0


def _analysis(run: Run, manifest: str | None) -> Analysis:
    from archlint.analysis import analyse

    return analyse(run.portfolio([manifest] if manifest else []), today=run.today)


def _require_journeys(analysis: Analysis, wanted: tuple[str, ...]) -> None:
    known = [times.name for times in analysis.journeys]
    for name in wanted:
        if name not in known:
            close = get_close_matches(name[:64], known[:200], n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known[:20])}"
            raise click.UsageError(f"the portfolio has no journey {name[:64]!r}: {hint}")
