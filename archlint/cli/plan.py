"""`archlint plan`: the best services to rewrite within a quota and a budget, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.progress import Progress
from archlint.cli.streams import note
from archlint.cli.values import Amount, Share
from archlint.quantities import parse_money, parse_number

if TYPE_CHECKING:
    from archlint.analysis import Plan
    from archlint.cli.running import Run
    from archlint.linting.report import PortfolioReport
    from archlint.reporting import Options

_FORMATS = ("text", "json")


@click.command("plan")
@shared.manifest
@click.option(
    "--objective",
    type=click.Choice(["waiting", "cost"]),
    default="waiting",
    show_default=True,
    help="What to take out: users waiting at any moment, or money a month.",
)
@click.option(
    "--quota",
    type=Share(),
    help="The most services to have rewritten, of all counted ones.  [default: the pack's]",
)
@click.option(
    "--budget-engineer-months",
    type=Amount("number", parse_number),
    help="The most person-months to spend.",
)
@click.option(
    "--budget",
    type=Amount("money", parse_money),
    help="The most money to spend on person-months, in the manifest's currency: 500k USD.",
)
@click.option(
    "--time-limit",
    type=Amount("seconds", parse_number),
    default=45.0,
    show_default=True,
    help="Stop the search after so many seconds, with the best bound so far.",
)
@shared.output(_FORMATS, default="text")
@shared.color
@shared.run_settings
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Choose the services to rewrite: the best set, proved, and the order to do them in.

    The quota is a cap; a budget comes on top of it. Beside the plan stand the seats that check
    gives and the busiest services, and what each leaves on the table. Needs `archlint[plan]`.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.reporting.plan import plan_text
    from archlint.reporting.plan_json import plan_json

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    _require_solver()
    run = prepare(Terms(today=asked["today"], isolated=asked["isolated"]))
    report, plan = _planned(run, asked)

    def render(name: str, options: Options) -> str:
        return plan_json(report, plan) if name == "json" else plan_text(report, plan, options)

    for remark in run.remarks:
        note(f"note: {remark}")
    write_all(destinations, render, color=asked["color"])
    return 0


def _require_solver() -> None:
    from archlint.analysis.solver import is_installed

    if not is_installed():
        raise click.ClickException(
            "plan needs the solver HiGHS, which is not installed: pip install 'archlint[plan]'"
        )


def _planned(run: Run, asked: dict[str, Any]) -> tuple[PortfolioReport, Plan]:
    """Lint the portfolio under the quota asked for, and plan. Raises InputError."""
    from archlint.linting.planning import Budget, plan_of, with_quota

    portfolio = run.portfolio(asked["manifest"])
    if asked["quota"] is not None:
        portfolio = with_quota(portfolio, run.packs, asked["quota"])
    with Progress("planning") as progress:
        report = run.lint(portfolio)
        plan = plan_of(
            report,
            objective=asked["objective"],
            budget=Budget(person_months=asked["budget_engineer_months"], money=asked["budget"]),
            seconds=asked["time_limit"],
            watch=lambda gap: progress.show(
                f", at most {gap:.2%} from the best" if gap < 1 else ""
            ),
        )
    return report, plan
