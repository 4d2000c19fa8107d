"""`archlint check`: paths -> portfolios -> report -> text and an exit code."""

from __future__ import annotations

from typing import Any

import click

from archlint.cli import options as shared
from archlint.cli.baselines import BaselineChoice
from archlint.cli.destinations import destinations_of, write_report
from archlint.cli.rule_options import rule_selection, selection_of
from archlint.cli.values import LEVELS, Share
from archlint.reporting import FORMATS


@click.command("check")
@shared.paths
@rule_selection
@shared.fail_on("Exit with 1 if a finding is at or above this.")
@shared.flag("--exit-zero", text="Exit with 0 although there are findings.")
@click.option(
    "--require-coverage",
    type=Share(),
    default="0%",
    help="Exit with 1 if fewer of the rules had their inputs.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    help="Known findings.  [default: .archlint-baseline.json beside the root manifest, if any]",
)
@shared.flag("--no-baseline", text="Hold findings against no baseline.", twin="--use-baseline")
@shared.flag(
    "--strict", text="Exit with 1 if the baseline lets through what is fixed, better or stale."
)
@shared.flag("--show-suppressed", text="List what waivers and the baseline cover, and why.")
@shared.policy_from
@click.option(
    "--affected",
    metavar="REV",
    help="Only findings that the changes since this git revision can reach.",
)
@shared.output(FORMATS, default="text")
@shared.color
@shared.flag("--quiet", "-q", text="Only what fails the run, and the summary.")
@shared.severities_of_formats
@shared.flag(
    "--sarif-include-suppressed",
    text="In SARIF also what a waiver or the baseline covers, marked as suppressed.",
)
@click.option(
    "--sarif-category",
    metavar="NAME",
    default="",
    help="Tell several SARIF uploads for one commit apart.",
)
@shared.flag("--statistics", text="Count the findings of each rule.")
@shared.run_settings
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="With PATH `-`: the file whose place stdin takes.  [default: archlint.yaml]",
)
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Check portfolios: verdicts, findings, exit code.

    PATH is a manifest or a directory that holds some; without one the nearest archlint.yaml
    upwards is checked, else every one below. `-` is stdin.
    """
    from archlint.cli.checking import report_on
    from archlint.cli.preparing import Terms
    from archlint.cli.stdin import stdin_name

    destinations = destinations_of(asked["output_format"], asked["output_file"], tuple(FORMATS))
    terms = Terms(
        selection=selection_of(asked),
        today=asked["today"],
        isolated=asked["isolated"],
        baseline=BaselineChoice(asked["baseline"], is_used=not asked["no_baseline"]),
        policies=asked["policies"],
        policy_from=asked["policy_from"],
        affected=asked["affected"],
        start=next((path for path in asked["paths"] if path != "-"), "."),
        stdin=stdin_name(asked["paths"], asked["stdin_filename"]),
    )
    report, remarks = report_on(asked["paths"], terms)
    return write_report(
        report,
        destinations,
        remarks=() if asked["quiet"] else remarks,
        least=dict(asked["output_severity"]),
        color=asked["color"],
        quiet=asked["quiet"],
        statistics=asked["statistics"],
        fail_on=LEVELS.get(asked["fail_on"]),
        require_coverage=asked["require_coverage"],
        exit_zero=asked["exit_zero"],
        strict=asked["strict"],
        show_suppressed=asked["show_suppressed"],
        include_suppressed=asked["sarif_include_suppressed"],
        category=asked["sarif_category"],
        preset=asked["preset"] or "",
    )
