"""`archlint path`: the critical path of each journey, drawn or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared
from archlint.cli import suggestions
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.hinting import require_known
from archlint.cli.streams import note

if TYPE_CHECKING:
    from datetime import date

    from archlint.reporting import Options

_FORMATS = ("text", "narrated", "json")


@click.command("path")
@click.argument("journeys", nargs=-1, metavar="[JOURNEY]...", shell_complete=suggestions.journeys)
@click.option(
    "--journey",
    "named",
    multiple=True,
    metavar="NAME",
    shell_complete=suggestions.journeys,
    help="The same as JOURNEY, as `graph` takes it; may be repeated.",
)
@shared.manifest
@click.option(
    "--at",
    type=click.Choice(["mean", "p99"]),
    default="mean",
    show_default=True,
    help="Draw the mean request, or what each service adds to the p99.",
)
@shared.output(_FORMATS, default="text")
@shared.color
@shared.run_settings
def command(  # noqa: PLR0913  # one parameter an option
    *,
    journeys: tuple[str, ...],
    named: tuple[str, ...],
    manifest: str | None,
    at: str,
    output_format: tuple[str, ...],
    output_file: str | None,
    color: str,
    today: date | None,
    isolated: bool,
    policies: tuple[str, ...],
) -> int:
    """Draw the critical path of each journey: who is waited for, when, and for how long.

    Without JOURNEY every journey is drawn. Below the drawing stands who is waited for: what each
    service adds to the mean, to the p99 and to the slowest 1 %, and how often it is on the path.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.reporting.means_after import means_after
    from archlint.reporting.path import path_text
    from archlint.reporting.path_json import path_json
    from archlint.reporting.path_narrated import path_narrated

    destinations = destinations_of(output_format, output_file, _FORMATS)
    run = prepare(Terms(today=today, isolated=isolated, policies=policies))
    report = run.single(manifest)
    analysis, after = report.analysis, means_after(report)
    wanted = tuple(dict.fromkeys((*journeys, *named)))
    require_known(report, journeys=wanted)

    def render(name: str, options: Options) -> str:
        if name == "json":
            return path_json(analysis, wanted, after=after)
        if name == "narrated":
            return path_narrated(analysis, wanted, options, after=after)
        return path_text(analysis, wanted, options, at=at, after=after)

    for remark in run.remarks:
        note(f"note: {remark}")
    write_all(destinations, render, color=color)
    return 0
