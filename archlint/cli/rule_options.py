"""Which rules take part and how loud they are: the options, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from archlint.cli import suggestions
from archlint.cli.values import SeverityOfRule, words
from archlint.linting.presets import PRESETS, STANDARD, Preset

if TYPE_CHECKING:
    from archlint.cli.options import Command
    from archlint.linting.selection import Selection


def _fall_back_on(ctx: click.Context, _: click.Parameter, name: str | None) -> str | None:
    """Make the preset's settings the defaults: Click then tells where a value comes from."""
    settings = preset_of(name).settings
    ctx.default_map = {key.replace("-", "_"): item.value for key, item in settings.items()}
    return name


def preset_of(name: str | None) -> Preset:
    """The preset of that name; `standard` where none is asked for."""
    return PRESETS[name] if name else STANDARD


def rule_selection(function: Command) -> Command:
    """Which rules take part and how loud they are; first of all the preset."""
    function = click.option(
        "--severity",
        multiple=True,
        type=SeverityOfRule(),
        shell_complete=suggestions.severities,
        help="Replace a rule's severity: error, warning or note.",
    )(function)
    for name, text in reversed(_SELECTORS.items()):
        function = click.option(
            name,
            multiple=True,
            metavar="RULES",
            callback=_rules_named,
            shell_complete=suggestions.selectors,
            help=text,
        )(function)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        is_eager=True,  # the options after it fall back on what it says
        callback=_fall_back_on,
        help="A bundle of settings that everything more explicit beats.",
    )(function)


def _rules_named(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """The words; an empty value is a variable that nobody set, and would mean every rule."""
    if values and not all(map(str.strip, values)):
        raise click.BadParameter(
            "expected rules such as NT101,ANN or ALL, got nothing", ctx=ctx, param=param
        )
    return values


_SELECTORS = {
    "--select": "Only these: codes, names, prefixes (NT, NT2), ALL; with commas.",
    "--ignore": "Not these; they argue for nothing.",
    "--extend-select": "These too.",
    "--extend-ignore": "Not these either.",
}


def selection_of(asked: Mapping[str, Any]) -> Selection:
    """What the command line says about rules."""
    from archlint.linting.selection import Selection

    return Selection(
        select=words(asked["select"]) or None,
        ignore=words(asked["ignore"]),
        extend_select=words(asked["extend_select"]),
        extend_ignore=words(asked["extend_ignore"]),
        severities=dict(asked["severity"]),
        preset=preset_of(asked["preset"]),
    )
