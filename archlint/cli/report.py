"""`archlint report`: the report to read and to forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_report
from archlint.cli.edge import COULD_NOT_LINT

if TYPE_CHECKING:
    from datetime import date

_FORMATS = ("html", "markdown")


@click.command("report")
@shared.paths
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    default=["html:archlint-report.html"],
    metavar="FORMAT[:PATH]",
    help="html or markdown.  [default: html:archlint-report.html]",
)
@click.option("--output-file", metavar="PATH", help="Write the single format to this file.")
@shared.run_settings
def command(
    *,
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    output_file: str | None,
    today: date | None,
    isolated: bool,
) -> int:
    """Write the report as one HTML page without network access, or as Markdown.

    Exits with 0 whatever was found: `archlint check` is the gate.
    """
    from archlint.cli.running import prepare, say_remarks

    destinations = destinations_of(formats, output_file, _FORMATS)
    run = prepare(today=today, isolated=isolated)
    report = run.report(paths)
    say_remarks(run)
    code = write_report(report, destinations, color="never")
    for destination in destinations:
        if destination.path:
            click.echo(f"wrote {destination.path}", err=True)
    return COULD_NOT_LINT if code == COULD_NOT_LINT else 0
