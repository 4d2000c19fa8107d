"""What is printed: documents on stdout, everything else on stderr.

A reader who has gone (`| head`) changes nothing: files are still written and the exit code stands.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

import click

from archlint.source import visible


def print_document(text: str, *, encoding: str | None = None) -> None:
    """Write a whole document to stdout; `encoding` is the format's own where it has one.

    Raises ClickException where stdout cannot take it, such as on a full disk.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:  # closed by the caller (`>&-`), who asks for the exit code alone
        return
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        click.echo(text, nl=False, color=True)
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        reason = (error.strerror or type(error).__name__).lower()
        raise click.ClickException(f"stdout: could not write to it: {reason}") from None


def tell(text: str) -> None:
    """Write text that is already `visible` to stderr, colours as they are.

    No line of it gives orders to a build server that reads the log.
    """
    from archlint.reporting.style import uncommanded

    try:
        click.echo(uncommanded(text), err=True, nl=False, color=True)
    except OSError:  # nobody is there to be told
        _silence(sys.stderr)


def note(text: str) -> None:
    """One remark of one line, on stderr."""
    tell(f"{visible(text)}\n")


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that leaving does not fail on it."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return  # a stream without a file has nothing to flush
