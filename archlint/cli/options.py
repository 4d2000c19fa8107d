"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from archlint.cli import suggestions
from archlint.cli.values import LEVELS, Day, SeverityOfFormat
from archlint.reporting import FORMATS

Command = Callable[..., Any]


class Flag(click.Option):
    """A flag with a `--no-` twin that no help page shows.

    An environment variable can switch a flag on; the twin overrules it on the command line.
    """

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0].partition(" / ")[0], record[1])


def flag(name: str, *short: str, text: str, twin: str = "") -> Callable[[Command], Command]:
    """Declare `--name`, off unless it is asked for, and its twin, `--no-name` if it has no own."""
    opposite = twin or f"--no-{name.removeprefix('--')}"
    return click.option(f"{name}/{opposite}", *short, cls=Flag, default=False, help=text)


def paths(function: Command) -> Command:
    """Where to look: files or directories; none means the nearest manifest."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=suggestions.files)(
        function
    )


def severities_of_formats(function: Command) -> Command:
    """What each format shows; the exit code does not depend on it."""
    return click.option(
        "--output-severity",
        multiple=True,
        type=SeverityOfFormat(),
        shell_complete=suggestions.one_of(
            f"{name}={level}" for name in FORMATS for level in LEVELS
        ),
        help="Show in this format only what is at or above this; the exit code stays.",
    )(function)


def run_settings(function: Command) -> Command:
    """The date of the run, and which packs it trusts."""
    return click.option(
        "--today",
        type=Day(),
        help="Hold measurements and waivers against this date.  [default: today]",
    )(packs(function))


def fail_on(text: str) -> Callable[[Command], Command]:
    """From which severity a run fails; `text` says on what."""
    return click.option(
        "--fail-on",
        type=click.Choice([*LEVELS, "never"]),
        default="error",
        show_default=True,
        help=text,
    )


def policy_from(function: Command) -> Command:
    """Whose policies count: a pull request does not edit its own judge."""
    return click.option(
        "--policy-from",
        metavar="REV",
        help="Take policies, waivers, calibration and the baseline from this git revision.",
    )(function)


def packs(function: Command) -> Command:
    """Which packs it trusts. Only a person asks for `--policies`: it runs their code."""
    function = flag("--isolated", text="Load only the packs that ship with archlint.")(function)
    return click.option(
        "--policies",
        multiple=True,
        metavar="PATH",
        allow_from_autoenv=False,
        shell_complete=suggestions.files,
        help="Load a pack of your own too: a .py file or a package with PACK.",
    )(function)


def manifest(function: Command) -> Command:
    """The one portfolio to look into."""
    return click.option(
        "--manifest",
        "-m",
        metavar="PATH",
        shell_complete=suggestions.files,
        help="The manifest, or a directory that holds it.",
    )(function)


def output(formats: Iterable[str], *, default: str) -> Callable[[Command], Command]:
    """Which formats go where; the same for every command that prints several."""

    def add(function: Command) -> Command:
        function = click.option(
            "--output-file",
            metavar="PATH",
            shell_complete=suggestions.files,
            help="Write the single format to this file.",
        )(function)
        return click.option(
            "--output-format",
            multiple=True,
            metavar="FORMAT[:PATH]",
            shell_complete=suggestions.one_of(formats),
            help=f"{', '.join(formats)}; may be repeated.  [default: {default}]",
        )(function)

    return add


def templates(function: Command) -> Command:
    """Templates of the reader's own. Only a person asks for them: they decide what a page says."""
    return click.option(
        "--template-dir",
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        allow_from_autoenv=False,
        help="Override blocks of the page: DIR/report.html.j2, DIR/report.md.j2.",
    )(function)


def color(function: Command) -> Command:
    """When to colour."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour; auto is on a terminal, and heeds NO_COLOR and CLICOLOR_FORCE.",
    )(function)
