"""`archlint what-if`: what a rewrite, other figures or a removal would change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from archlint.cli import options as shared
from archlint.cli import suggestions
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.display import display_for
from archlint.cli.rule_options import rule_selection, selection_of
from archlint.cli.streams import note, tell

if TYPE_CHECKING:
    from archlint.reporting import Options

_FORMATS = ("text", "json", "markdown")


@click.command("what-if")
@click.option(
    "--rewrite",
    multiple=True,
    metavar="SERVICE[/OPERATION][=rust|go]",
    shell_complete=suggestions.services,
    help="Suppose a service, or one operation as a kernel of its own, in Rust (or back in Go).",
)
@click.option(
    "--set",
    multiple=True,
    metavar="SUBJECT.KEY=VALUE",
    help="Suppose another value: cart.load.rate=2x, 'a -> b.timeout=80ms', journey:NAME.rate=5/s.",
)
@click.option(
    "--journey-rate",
    multiple=True,
    metavar="JOURNEY=RATE",
    help="Suppose other traffic of a journey: place-order=2x.",
)
@click.option(
    "--remove",
    multiple=True,
    metavar="SERVICE|CALL",
    shell_complete=suggestions.services,
    help="Suppose a service, or a call 'CALLER -> CALLEE', away.",
)
@shared.manifest
@rule_selection
@shared.output(_FORMATS, default="text")
@shared.color
@shared.run_settings
def command(**asked: Any) -> int:  # noqa: ANN401  # the options above
    """Tell what would change: times, paths, users waiting, cores, money, verdicts, findings.

    Values are written as in the manifest, and 2x multiplies what is there. CPU per request is kept,
    so cores follow traffic; a rewrite saves cores at the same utilisation, and what it would do on
    the same cores is a row of its own. Options may be repeated; nothing is written to any manifest.
    """
    from archlint.cli.preparing import Terms
    from archlint.cli.supposing import answer_to
    from archlint.manifest.supposing import JOURNEY_RATE, REMOVE, REWRITE, SET, Supposition
    from archlint.reporting import problems, suppositions

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    texts = {
        REWRITE: asked["rewrite"],
        SET: asked["set"],
        JOURNEY_RATE: asked["journey_rate"],
        REMOVE: asked["remove"],
    }
    wanted = [Supposition(option, text) for option, found in texts.items() for text in found]
    if not wanted:
        raise click.UsageError(f"nothing is supposed: name at least one of {', '.join(texts)}")
    terms = Terms(
        selection=selection_of(asked),
        today=asked["today"],
        isolated=asked["isolated"],
        policies=asked["policies"],
    )
    answer, remarks = answer_to(wanted, asked["manifest"], terms)
    for remark in remarks:
        note(f"note: {remark}")
    if answer.failed is not None:
        tell(problems.render(answer.failed, display_for(sys.stderr, color=asked["color"])))
        tell(f"{answer.failed.crash}\n" if answer.failed.crash else "")

    def render(name: str, options: Options) -> str:
        return suppositions(name)(answer, options)

    write_all(destinations, render, color=asked["color"])
    return answer.exit_code
