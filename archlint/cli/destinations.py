"""Where each format goes: `FORMAT` to stdout, `FORMAT:PATH` to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from archlint.cli.display import display_for, display_for_file
from archlint.cli.hinting import did_you_mean
from archlint.cli.streams import note, print_document, tell
from archlint.model import Severity
from archlint.reporting import FORMATS, LEAST

if TYPE_CHECKING:
    from archlint.linting.report import Report
    from archlint.reporting import Format, Options

Rendering = Callable[[str], AbstractContextManager[object]]
"""What is being done, in words -> what surrounds it."""

Render = Callable[[str, "Options"], str]
"""A format's name and how to write it -> the document."""

_LARGEST_SUMMARY = 1024 * 1024
"""Bytes of a step summary that GitHub takes."""

_FOR_TERMINALS = ("text", "narrated", "concise", "table")
"""Read where they are printed. All others are in UTF-8, and on stdout the bytes that a file has."""


class Destination(Struct, frozen=True):
    """A format and the file it is written to; no file is stdout."""

    format: str
    path: str = ""


def destinations_of(
    formats: Sequence[str], output_file: str | None, known: Sequence[str], default: str = ""
) -> tuple[Destination, ...]:
    """Read the options; `known` formats, the first of them or `default` where none is asked for.

    With ARCHLINT_ACCESSIBLE set it is the narrated one that nobody has to ask for.
    Raises UsageError; at most one format may lack a path.
    """
    wanted = [_destination(text, known) for text in formats]
    if output_file is not None:
        wanted = [_single(wanted or [Destination(_first(known))], output_file)]
    if sum(not destination.path for destination in wanted) > 1:
        raise click.UsageError(
            "at most one --output-format goes to stdout: write the others as FORMAT:PATH"
        )
    files = [destination.path for destination in wanted if destination.path]
    if len(set(files)) < len(files):
        raise click.UsageError("two formats are written to the same file")
    return tuple(wanted or [_destination(default or _first(known), known)])


def _first(known: Sequence[str]) -> str:
    """The format that nobody has to ask for: narrated for whoever wants to be read to."""
    is_read_aloud = os.environ.get("ARCHLINT_ACCESSIBLE", "0") not in ("", "0")
    return "narrated" if is_read_aloud and "narrated" in known else known[0]


def _single(wanted: Sequence[Destination], path: str) -> Destination:
    if not path:
        raise click.UsageError("--output-file: expected a path, got an empty one")
    if len(wanted) > 1 or wanted[0].path:
        raise click.UsageError("--output-file takes a single --output-format without a path")
    return Destination(wanted[0].format, path)


def _destination(text: str, known: Sequence[str]) -> Destination:
    name, colon, path = text.partition(":")
    if name not in known:
        hint = did_you_mean(name, known, f"expected one of {', '.join(known)}")
        raise click.UsageError(f"--output-format: no format is called {name[:64]!r}: {hint}")
    if colon and not path:
        raise click.UsageError(f"--output-format: expected a path after {name!r} and the colon")
    return Destination(name, path)


def write_all(
    destinations: Sequence[Destination],
    render: Render,
    *,
    color: str = "auto",
    least: Mapping[str, Severity] | None = None,
    **asked: Any,  # noqa: ANN401  # fields of Options
) -> None:
    """Write every format with the lowest severity that it is to show.

    Raises ClickException where a file or stdout cannot be written.
    """
    lowest = {**LEAST, **(least or {})}
    for destination in destinations:
        name, path = destination.format, destination.path
        own = {**asked, "least": lowest.get(name, Severity.NOTE)}
        if path:
            text = render(name, display_for_file(**own))
            (add_to_summary if is_step_summary(destination) else write_file)(path, text)
        elif name in _FOR_TERMINALS:
            print_document(render(name, display_for(sys.stdout, color=color, **own)))
        else:
            print_document(render(name, display_for_file(**own)), encoding="utf-8")


def write_report(  # noqa: PLR0913  # what is written, and how
    report: Report,
    destinations: Sequence[Destination],
    *,
    remarks: Sequence[str] = (),
    rendering: Rendering = lambda _: nullcontext(),
    color: str = "auto",
    least: Mapping[str, Severity] | None = None,
    formats: Mapping[str, Format] = FORMATS,
    **asked: Any,  # noqa: ANN401  # fields of Options
) -> int:
    """Write every format, Problems to stderr, and say the exit code, which no format changes.

    `rendering` surrounds the making of each document, which it is told in words.
    """
    from archlint.files import below_repository
    from archlint.reporting import problems

    for remark in remarks:
        note(f"note: {remark}")
    told = display_for(sys.stderr, color=color, **asked)
    tell(problems.render(report, told))
    if report.crash:
        tell(f"{report.crash}\n")

    def render(name: str, options: Options) -> str:
        with rendering(f"writing the {name} report"):
            return formats[name](report, options)

    write_all(
        destinations,
        render,
        color=color,
        least=least,
        here=below_repository(),
        **asked,
    )
    return told.exit_code(report)


def is_step_summary(destination: Destination) -> bool:
    """Whether this is the Markdown that GitHub shows on the page of a run."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    return destination.format == "markdown" and destination.path == summary


def add_to_summary(path: str, text: str) -> None:
    """Add Markdown to a step summary, to which other commands of the step may have written.

    GitHub drops a summary above its limit as a whole, so what does not fit is left out, and said.
    Raises ClickException.
    """
    from archlint.files import FileProblem, append, size_of
    from archlint.reporting.fitting import fitted

    try:
        append(path, fitted(text, _LARGEST_SUMMARY - size_of(path)))
    except FileProblem as problem:
        raise click.ClickException(f"{path}: {problem}") from problem


def write_file(path: str, text: str, *, overwrite: bool = True) -> None:
    """Write a document, whole or not at all. Raises ClickException."""
    from archlint.files import FileProblem, write_atomic

    try:
        write_atomic(path, text, overwrite=overwrite)
    except FileProblem as problem:
        raise click.ClickException(f"{path}: {problem}") from problem
