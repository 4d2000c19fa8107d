"""Where each format goes: `FORMAT` to stdout, `FORMAT:PATH` to a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from archlint.cli.display import display_for, display_for_file
from archlint.cli.streams import note, print_document, tell

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting import Options

Render = Callable[[str, "Options"], str]
"""A format's name and how to write it -> the document."""

_UTF_8_ALWAYS = ("html", "markdown")
"""Documents that say or imply their encoding: on stdout the same bytes as in a file."""


class Destination(Struct, frozen=True):
    """A format and the file it is written to; no file is stdout."""

    format: str
    path: str = ""


def destinations_of(
    formats: Sequence[str], output_file: str | None, known: Sequence[str], default: str = ""
) -> tuple[Destination, ...]:
    """Read the options; `known` formats, the first of them or `default` where none is asked for.

    Raises UsageError; at most one format may lack a path.
    """
    wanted = [_destination(text, known) for text in formats]
    if output_file is not None:
        wanted = [_single(wanted or [Destination(known[0])], output_file)]
    if sum(not destination.path for destination in wanted) > 1:
        raise click.UsageError(
            "at most one --output-format goes to stdout: write the others as FORMAT:PATH"
        )
    files = [destination.path for destination in wanted if destination.path]
    if len(set(files)) < len(files):
        raise click.UsageError("two formats are written to the same file")
    return tuple(wanted or [_destination(default or known[0], known)])


def _single(wanted: Sequence[Destination], path: str) -> Destination:
    if not path:
        raise click.UsageError("--output-file: expected a path, got an empty one")
    if len(wanted) > 1 or wanted[0].path:
        raise click.UsageError("--output-file takes a single --output-format without a path")
    return Destination(wanted[0].format, path)


def _destination(text: str, known: Sequence[str]) -> Destination:
    name, colon, path = text.partition(":")
    if name not in known:
        close = get_close_matches(name[:64], known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"the formats are {', '.join(known)}"
        raise click.UsageError(f"--output-format: no format is called {name[:64]!r}: {hint}")
    if colon and not path:
        raise click.UsageError(f"--output-format: expected a path after {name!r} and the colon")
    return Destination(name, path)


def write_all(
    destinations: Sequence[Destination],
    render: Render,
    *,
    color: str = "auto",
    **asked: Any,  # noqa: ANN401  # fields of Options
) -> None:
    """Write every format. Raises ClickException where a file or stdout cannot be written."""
    for destination in destinations:
        if destination.path:
            write_file(destination.path, render(destination.format, display_for_file(**asked)))
        else:
            text = render(destination.format, display_for(sys.stdout, color=color, **asked))
            encoding = "utf-8" if destination.format in _UTF_8_ALWAYS else None
            print_document(text, encoding=encoding)


def write_report(
    report: Report,
    destinations: Sequence[Destination],
    *,
    remarks: Sequence[str] = (),
    color: str = "auto",
    **asked: Any,  # noqa: ANN401  # fields of Options
) -> int:
    """Write every format, Problems to stderr, and say the exit code, which no format changes."""
    from archlint.reporting import FORMATS, problems

    for remark in remarks:
        note(f"note: {remark}")
    told = display_for(sys.stderr, color=color, **asked)
    tell(problems.render(report, told))
    if report.crash:
        tell(f"{report.crash}\n")
    write_all(
        destinations,
        lambda name, options: FORMATS[name](report, options),
        color=color,
        **asked,
    )
    return told.exit_code(report)


def write_file(path: str, text: str, *, overwrite: bool = True) -> None:
    """Write a document, whole or not at all. Raises ClickException."""
    from archlint.files import FileProblem, write_atomic

    try:
        write_atomic(path, text, overwrite=overwrite)
    except FileProblem as problem:
        raise click.ClickException(f"{path}: {problem}") from problem
