"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from archlint.model import Severity

Command = Callable[..., Any]

LEVELS = {severity.word: severity for severity in reversed(Severity)}


class SeverityOfRule(click.ParamType[Any]):
    """`RULE=LEVEL`."""

    name = "rule=level"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> tuple[str, Severity]:
        rule, _, level = str(value).partition("=")
        if not rule or level not in LEVELS:
            self.fail(f"expected RULE=error, RULE=warning or RULE=note, got {value!r}", param, ctx)
        return rule, LEVELS[level]


class Day(click.ParamType[Any]):
    """An ISO date."""

    name = "yyyy-mm-dd"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"expected a date such as 2026-11-23, got {value!r}", param, ctx)


class Share(click.ParamType[Any]):
    """A percentage, with or without its sign."""

    name = "pct"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> float:
        text = str(value).removesuffix("%").strip()
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 100:  # noqa: PLR2004  # a percentage
            self.fail(f"expected a percentage such as 80%, got {value!r}", param, ctx)
        return number / 100


def paths(function: Command) -> Command:
    """Where to look: files or directories; none means the nearest manifest."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...")(function)


def rule_selection(function: Command) -> Command:
    """Which rules take part and how loud they are."""
    for name, text in (
        ("--select", "Only these rules: codes, names, prefixes (NT, NT2) or ALL."),
        ("--extend-select", "These rules too."),
        ("--ignore", "Not these rules; they argue for nothing."),
        ("--extend-ignore", "Not these rules either."),
    ):
        function = click.option(
            name, multiple=True, metavar="RULES", help=f"{text} Repeat, or separate with commas."
        )(function)
    return click.option(
        "--severity",
        "severities",
        multiple=True,
        type=SeverityOfRule(),
        help="Replace a rule's severity: error, warning or note.",
    )(function)


def run_settings(function: Command) -> Command:
    """The date of the run, and which packs it trusts."""
    function = click.option(
        "--today",
        type=Day(),
        help="The date that measurements and waivers are held against. [default: today]",
    )(function)
    return click.option(
        "--isolated", is_flag=True, help="Load only the packs that ship with archlint."
    )(function)


def color(function: Command) -> Command:
    """When to colour."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour; auto is on a terminal without NO_COLOR.",
    )(function)


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select NT101,NT2 --select ANN` as one list."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
