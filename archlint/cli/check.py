"""`archlint check`: paths -> portfolios -> report -> text and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_report
from archlint.reporting import FORMATS

if TYPE_CHECKING:
    from archlint.linting.selection import Selection


@click.command("check")
@shared.paths
@shared.rule_selection
@click.option(
    "--fail-on",
    type=click.Choice([*shared.LEVELS, "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 if a finding is at or above this.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are findings.")
@click.option(
    "--require-coverage",
    type=shared.Share(),
    default="0%",
    help="Exit with 1 if fewer of the rules had their inputs.",
)
@shared.output(FORMATS, default="text")
@shared.color
@click.option("--quiet", "-q", is_flag=True, help="Only what fails the run, and the summary.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@shared.run_settings
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Check portfolios: verdicts, findings, exit code.

    PATH is a manifest or a directory that holds some; without one the nearest archlint.yaml
    upwards is checked, else every one below.
    """
    from archlint.cli.running import report_on

    destinations = destinations_of(asked["output_format"], asked["output_file"], tuple(FORMATS))
    report, remarks = report_on(
        asked["paths"],
        selection=selection_of(asked),
        today=asked["today"],
        isolated=asked["isolated"],
    )
    return write_report(
        report,
        destinations,
        remarks=() if asked["quiet"] else remarks,
        color=asked["color"],
        quiet=asked["quiet"],
        statistics=asked["statistics"],
        fail_on=shared.LEVELS.get(asked["fail_on"]),
        require_coverage=asked["require_coverage"],
        exit_zero=asked["exit_zero"],
    )


def selection_of(asked: dict[str, Any]) -> Selection:
    """What the command line says about rules."""
    from archlint.linting.selection import Selection

    return Selection(
        select=shared.words(asked["select"]) or None,
        ignore=shared.words(asked["ignore"]),
        extend_select=shared.words(asked["extend_select"]),
        extend_ignore=shared.words(asked["extend_ignore"]),
        severities=dict(asked["severity"]),
    )
