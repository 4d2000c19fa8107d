"""Commands that have commands below them."""

from __future__ import annotations

import click

from archlint.cli.edge import COULD_NOT_LINT
from archlint.cli.hinting import did_you_mean
from archlint.cli.streams import tell


class Group(click.Group):
    """A group that says what there is where it is asked for what there is not."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        is_word = bool(args) and not args[0].startswith("-")
        if is_word and args[0] not in known and not ctx.resilient_parsing:
            raise click.UsageError(self.no_such_command(args[0], known), ctx)
        return super().resolve_command(ctx, args)

    def no_such_command(self, name: str, known: list[str]) -> str:
        """What is said of a word that is no command."""
        hint = did_you_mean(name, known, f"the commands are {', '.join(known)}")
        return f"no command is called {name[:64]!r}: {hint}"


def require_subcommand(ctx: click.Context) -> None:
    """Print a group's help page where no command of it was asked for: nothing ran, so not 0."""
    if ctx.invoked_subcommand is None:
        tell(f"{ctx.get_help()}\n")
        ctx.exit(COULD_NOT_LINT)
