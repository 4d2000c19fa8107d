"""The one place where exceptions become exit codes.

0 fine, 1 findings (a command returns it), 2 could not lint, 130 interrupted. A bug is exit 2 with a
traceback and never exit 1, the code for findings.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

from archlint.source import InputError

COULD_NOT_LINT = 2
INTERRUPTED = 130


def exit_code_of(invoke: Callable[[], Any]) -> int:
    """Run a command and say how it ended."""
    try:
        return _code(invoke())
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _leave_quietly()
    except Exception as error:  # noqa: BLE001  # a bug must not exit 1, the code for findings
        _show(error)
        return COULD_NOT_LINT


def _show(error: Exception) -> None:
    """What stopped the run: the reader's input in our words, a bug of ours with its traceback."""
    if isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, InputError):
        show_problems(error)
    else:
        click.echo("".join(traceback.format_exception(error)), err=True)
        click.echo("archlint failed: this is a bug in archlint, please report it", err=True)


def _code(result: Any) -> int:  # noqa: ANN401  # what a command returns
    return result if isinstance(result, int) else 0


def show_problems(error: InputError) -> None:
    """All Problems on stderr, with excerpts where they may be shown."""
    from archlint.cli.display import display_for
    from archlint.reporting.problems import render_problems

    options = display_for(sys.stderr)
    click.echo(render_problems(error.problems, error.sources, options), err=True, nl=False)


def _leave_quietly() -> int:
    """The reader of stdout has gone (`| head`): nothing more can be said there."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return 0
