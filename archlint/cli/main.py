"""The command line: one group whose commands load when they are called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from archlint.cli.completion import VARIABLE, answer
from archlint.cli.edge import exit_code_of
from archlint.cli.groups import Group, require_subcommand
from archlint.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "check": "Check portfolios: verdicts, findings, exit code.",
    "baseline": "Accept the findings that are there; fail on new and worse ones.",
    "diff": "Compare two states: findings, verdicts, paths, cores.",
    "what-if": "Tell what a rewrite or other figures would change.",
    "fix": "Tidy manifests: stale waivers, spellings, owners.",
    "path": "Draw the critical path of each journey.",
    "graph": "Draw who calls whom: DOT, Mermaid or SVG.",
    "plan": "Choose the services to rewrite: the best set, proved.",
    "explain": "Explain a rule, a service's verdict, or a topic.",
    "report": "Write the report as HTML or Markdown.",
    "rules": "List every rule.",
    "config": "Show the effective settings and where each comes from.",
    "schema": "Print the JSON Schema of the manifest, or of what commands write.",
    "init": "Write a manifest with the services found here.",
    "completion": "Print the completion script for bash, zsh or fish.",
}
"""Every command with its line in the help page; the modules load when one is called."""

_COLLECT_AFTER = 200_000
"""Allocations between garbage collections: a run is short, and parsing makes no garbage."""


class Commands(Group):
    """A group that knows its commands by name and imports only the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # Click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # Click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"archlint.cli.{cmd_name.replace('-', '_')}").command
        return command

    def no_such_command(self, name: str, known: list[str]) -> str:
        if "/" in name or name.endswith((".yaml", ".yml")):
            meant = f"`archlint check {name[:64]}`"
            return f"no command is called {name[:64]!r}: did you mean {meant}?"
        return super().no_such_command(name, known)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        words = [name for name in COMMANDS if name.startswith(incomplete)]
        return [
            *(CompletionItem(name, help=COMMANDS[name]) for name in words),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # Click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # Click's callback
    if not value or ctx.resilient_parsing:
        return
    from archlint.yamltext import parser_name

    python = ".".join(map(str, sys.version_info[:3]))
    click.echo(f"archlint {__version__} (Python {python}, YAML parser: {parser_name()})")
    ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "ARCHLINT",
        "max_content_width": 100,
    },
    epilog=(
        "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not lint. "
        "Every option but --policies is an environment variable too: "
        "ARCHLINT_CHECK_FAIL_ON=warning. With ARCHLINT_ACCESSIBLE=1 check and path"
        " narrate for screen readers; text is as wide as COLUMNS says."
    ),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Print the version, Python and the YAML parser in use.",
)
@click.pass_context
def archlint(ctx: click.Context) -> None:
    """The linter for service portfolios.

    Finds the critical path of every user journey and says which services the 90/10 rule puts in
    Rust and which stay Go, each with its arithmetic.
    """
    require_subcommand(ctx)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(_COLLECT_AFTER, 50, 50)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code."""

    def invoke() -> Any:  # noqa: ANN401  # what a command returns
        return archlint.main(args=arguments, prog_name="archlint", standalone_mode=False)

    return answer(invoke) if os.environ.get(VARIABLE) else exit_code_of(invoke)
