"""Where each format goes: `FORMAT` to stdout, `FORMAT:PATH` to a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from archlint.cli.display import display_for, display_for_file
from archlint.reporting import FORMATS

if TYPE_CHECKING:
    from archlint.linting.report import Report


@dataclass(frozen=True, slots=True)
class Destination:
    """A format and the file it is written to; no file is stdout."""

    format: str
    path: str = ""


def destinations_of(
    formats: Sequence[str], output_file: str | None, known: Sequence[str] = tuple(FORMATS)
) -> tuple[Destination, ...]:
    """Read the options. Raises UsageError; at most one format may lack a path."""
    wanted = [_destination(text, known) for text in formats]
    if output_file is not None:
        if len(wanted) > 1 or wanted[0].path:
            raise click.UsageError("--output-file takes a single --output-format without a path")
        wanted = [Destination(wanted[0].format, output_file)]
    if sum(not destination.path for destination in wanted) > 1:
        raise click.UsageError(
            "at most one --output-format goes to stdout: write the others as FORMAT:PATH"
        )
    files = [destination.path for destination in wanted if destination.path]
    if len(set(files)) < len(files):
        raise click.UsageError("two formats are written to the same file")
    return tuple(wanted)


def _destination(text: str, known: Sequence[str]) -> Destination:
    name, colon, path = text.partition(":")
    if name not in known:
        from difflib import get_close_matches

        close = get_close_matches(name[:64], known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"the formats are {', '.join(known)}"
        raise click.UsageError(f"--output-format: no format is called {name[:64]!r}: {hint}")
    if colon and not path:
        raise click.UsageError(f"--output-format: expected a path after {name!r} and the colon")
    return Destination(name, path)


def write_report(
    report: Report,
    destinations: Sequence[Destination],
    *,
    color: str,
    **asked: Any,  # noqa: ANN401  # fields of Options
) -> int:
    """Write every format, Problems to stderr, and say the exit code, which no format changes."""
    from archlint.reporting import problems

    told = display_for(sys.stderr, color=color, **asked)
    click.echo(problems.render(report, told), err=True, nl=False)
    if report.crash:
        click.echo(report.crash, err=True)
    for destination in destinations:
        render = FORMATS[destination.format]
        if destination.path:
            write_file(destination.path, render(report, display_for_file(**asked)))
        else:
            text = render(report, display_for(sys.stdout, color=color, **asked))
            click.echo(text, nl=False, color=True)
    return told.exit_code(report)


def write_file(path: str, text: str) -> None:
    """Write a document, whole or not at all. Raises ClickException."""
    from archlint.files import FileProblem, write_atomic

    try:
        write_atomic(path, text, overwrite=True)
    except FileProblem as problem:
        raise click.ClickException(f"{path}: {problem}") from problem
