"""`archlint diff`: what a change does to paths, verdicts, findings and cores."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.display import display_for
from archlint.cli.rule_options import rule_selection, selection_of
from archlint.cli.streams import tell
from archlint.cli.values import LEVELS

if TYPE_CHECKING:
    from archlint.reporting import Options

_FORMATS = ("text", "json", "markdown")


@click.command("diff")
@click.argument("base")
@click.argument("head", required=False)
@shared.manifest
@rule_selection
@shared.fail_on("Exit with 1 if a new or worse finding is at or above this.")
@shared.flag("--exit-zero", text="Exit with 0 although there are such findings.")
@shared.flag("--merge-base", text="Compare with where HEAD parted from BASE, as a pull request.")
@click.option(
    "--policy-from",
    metavar="REV",
    help="Judge both by the policies, waivers and calibration of this git revision.",
)
@shared.output(_FORMATS, default="text")
@shared.color
@shared.run_settings
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Compare two states of a portfolio: findings, verdicts, critical paths, cores.

    BASE and HEAD are git revisions or manifests; without HEAD the work tree is compared. Revisions
    are read through git, nothing is checked out. Baselines take no part: BASE is the baseline.
    Markdown is one comment for a pull request, empty where nothing changed.
    """
    from archlint.cli.comparing import compare_places
    from archlint.cli.preparing import Terms
    from archlint.reporting import differences, problems

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    terms = Terms(
        selection=selection_of(asked),
        today=asked["today"],
        isolated=asked["isolated"],
        policies=asked["policies"],
        policy_from=asked["policy_from"],
    )
    comparison = compare_places(
        asked["base"],
        asked["head"],
        asked["manifest"],
        terms,
        from_merge_base=asked["merge_base"],
    )
    if comparison.failed is not None:
        told = display_for(sys.stderr, color=asked["color"])
        tell(problems.render(comparison.failed, told))
        tell(f"{comparison.failed.crash}\n" if comparison.failed.crash else "")
    fail_on = LEVELS.get(asked["fail_on"])

    def render(name: str, options: Options) -> str:
        return differences(name)(comparison, options)

    write_all(
        destinations,
        render,
        color=asked["color"],
        fail_on=fail_on,
        exit_zero=asked["exit_zero"],
    )
    code = comparison.exit_code(fail_on)
    return 0 if code == 1 and asked["exit_zero"] else code
