"""`archlint graph`: who calls whom as DOT, Mermaid or SVG, with the critical path marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from archlint.cli import options as shared
from archlint.cli import suggestions
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.hinting import require_known
from archlint.cli.streams import note

if TYPE_CHECKING:
    from archlint.cli.running import Run
    from archlint.linting.report import PortfolioReport
    from archlint.reporting import Options
    from archlint.reporting.graph import GraphChoice

_FORMATS = ("dot", "mermaid", "svg")
_UNITS = ("service", "operation", "system", "owner")


@click.command("graph")
@shared.paths
@click.option(
    "--journey",
    "journeys",
    multiple=True,
    metavar="NAME",
    shell_complete=suggestions.journeys,
    help="Only what this journey comes by; may be repeated.",
)
@click.option(
    "--focus",
    multiple=True,
    metavar="SERVICE",
    shell_complete=suggestions.services,
    help="Only this service, who calls it and whom it calls.",
)
@click.option(
    "--reaches",
    multiple=True,
    metavar="SERVICE",
    shell_complete=suggestions.services,
    help="Only what may come to this service, through whatever it calls.",
)
@click.option(
    "--by",
    type=click.Choice(_UNITS),
    help="What a box stands for.  [default: service; above 80 of them system or owner]",
)
@shared.output(_FORMATS, default="dot")
@shared.run_settings
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Draw who calls whom, with the critical path heavy: as DOT, Mermaid or an SVG file.

    Without --journey it is the whole portfolio, and what is critical in any journey is heavy. Of
    one journey each box says its own time and its slack, of several how many users wait for it. An
    SVG has at most 80 boxes: what is more is folded, or drawn as a map of systems or owners.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.reporting import graph

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    if asked["focus"] and asked["reaches"]:
        raise click.UsageError("--focus and --reaches choose different parts: give one of them")
    run = prepare(
        Terms(today=asked["today"], isolated=asked["isolated"], policies=asked["policies"])
    )
    report = _one(run, asked["paths"])
    wanted = graph.GraphChoice(
        journeys=asked["journeys"],
        focus=asked["focus"],
        reaches=asked["reaches"],
        by=asked["by"] or "",
    )
    require_known(
        report,
        journeys=wanted.journeys,
        services=(*wanted.focus, *wanted.reaches),
    )
    for remark in run.remarks:
        note(f"note: {remark}")
    if not graph.graph_of(report, wanted).boxes:
        note(f"note: {graph.absence(wanted)}")
    write_all(destinations, _Drawing(report, wanted).render)
    return 0


class _Drawing:
    """The report drawn in any of the formats."""

    def __init__(self, report: PortfolioReport, wanted: GraphChoice) -> None:
        self.report = report
        self.wanted = wanted

    def render(self, name: str, _: Options) -> str:
        from archlint.reporting import graph

        if name == "svg":
            return graph.svg(graph.drawn(self.report, self.wanted))
        part = graph.graph_of(self.report, self.wanted)
        return graph.dot(part) if name == "dot" else graph.mermaid(part)


def _one(run: Run, paths: Sequence[str]) -> PortfolioReport:
    """The report on the one portfolio of the paths. Raises InputError and UsageError."""
    from archlint.cli.targets import find

    targets = run.targets(find(paths))
    roots = list(dict.fromkeys((target.root, target.name) for target in targets))
    if len(roots) > 1:
        listed = ", ".join(root for root, _ in roots[:5]) + (", …" if len(roots) > 5 else "")  # noqa: PLR2004  # a line
        raise click.UsageError(f"{len(roots)} portfolios here ({listed}): name one of them")
    return run.lint(run.load(*roots[0]))
