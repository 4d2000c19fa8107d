"""`archlint completion`: the script that makes a shell complete archlint's words."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from typing import Any

import click

from archlint.cli.edge import COULD_NOT_LINT
from archlint.cli.streams import print_document

VARIABLE = "_ARCHLINT_COMPLETE"
"""What Click's scripts set when they ask for words."""

_SHELLS = ("bash", "zsh", "fish")
_LONGEST_S = 1.0


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, /, *, shell: str) -> int:
    """Print the completion script of a shell.

    For bash: eval "$(archlint completion bash)" in ~/.bashrc; zsh the same in ~/.zshrc; for fish:
    archlint completion fish > ~/.config/fish/completions/archlint.fish.
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise click.ClickException(f"this version of Click does not know {shell}")
    written = script(ctx.find_root().command, {}, "archlint", VARIABLE)
    print_document(f"{written.source().strip()}\n")
    return 0


def answer(invoke: Callable[[], Any]) -> int:
    """Let Click answer a shell, which leaves with an exit code of its own.

    A failure, or what takes above a second, is no word at all; a shell does not ask for the code.
    """
    with redirect_stderr(io.StringIO()), suppress(Exception), _limited():
        invoke()
    return COULD_NOT_LINT


@contextmanager
def _limited() -> Iterator[None]:
    """Raise in the block after a second of computing; not where no timers are, as on Windows.

    Computing, because a busy machine is slow in everything and needs its words all the same.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)  # a signal while Python ends would kill it


class _TooSlow(Exception):  # noqa: N818  # nothing is wrong
    """Not a TimeoutError: that is an OSError, which reading a file would answer."""


def _give_up(_number: int, _frame: object) -> None:
    raise _TooSlow
