"""The one place where exceptions become exit codes.

0 fine, 1 findings (a command returns it), 2 could not lint, 130 interrupted. A bug is exit 2 with a
traceback and never exit 1, the code for findings.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from archlint.cli.streams import note, tell
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
        note("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # a bug must not exit 1, the code for findings
        with suppress(OSError):  # stderr may be what has gone
            _show(error)
        return COULD_NOT_LINT


def _code(result: Any) -> int:  # noqa: ANN401  # what a command returns
    return result if isinstance(result, int) else 0


def _show(error: Exception) -> None:
    """What stopped the run: the reader's input in our words, a bug of ours with its traceback."""
    if isinstance(error, click.ClickException):
        _show_usage(error)
    elif isinstance(error, InputError):
        _show_problems(error)
    elif not isinstance(error, BrokenPipeError):
        _show_bug(error)


def _show_usage(error: click.ClickException) -> None:
    from archlint.reporting.style import uncommanded
    from archlint.source import visible

    text = uncommanded("\n".join(map(visible, error.format_message().splitlines())))
    if isinstance(error, click.UsageError):
        click.UsageError(text, error.ctx).show()
    else:
        click.ClickException(text).show()


def _show_problems(error: InputError) -> None:
    """All Problems on stderr, with excerpts where they may be shown."""
    from archlint.cli.display import display_for
    from archlint.reporting.problems import render_problems

    tell(render_problems(error.problems, error.sources, display_for(sys.stderr)))


def _show_bug(error: Exception) -> None:
    from archlint.linting.blame import culprit_of

    tell("".join(traceback.format_exception(error)))
    note(culprit_of(error))
