"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from archlint.cli import suggestions
from archlint.cli.hinting import did_you_mean
from archlint.linting.presets import PRESETS, STANDARD, Preset
from archlint.manifest.dates import read_date
from archlint.model import Severity
from archlint.quantities import QuantityError, parse_percent
from archlint.reporting import FORMATS

if TYPE_CHECKING:
    from archlint.linting.selection import Selection

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # generic in newer versions alone

Command = Callable[..., Any]

LEVELS = {severity.word: severity for severity in reversed(Severity)}


class SeverityOfRule(ParamType):
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


class SeverityOfFormat(ParamType):
    """`FORMAT=LEVEL`."""

    name = "format=level"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> tuple[str, Severity]:
        name, _, level = str(value).partition("=")
        if not name or not level:
            self.fail(f"expected FORMAT=LEVEL such as sarif=note, got {value!r}", param, ctx)
        for what, word, known in (("format", name, FORMATS), ("severity", level, LEVELS)):
            if word not in known:
                hint = did_you_mean(word, known, f"expected one of {', '.join(known)}")
                self.fail(f"no {what} is called {word[:64]!r}: {hint}", param, ctx)
        return name, LEVELS[level]


SEVERITIES = (SeverityOfRule, SeverityOfFormat)
"""The types of options that are told as `NAME=LEVEL`."""


class Day(ParamType):
    """An ISO date."""

    name = "yyyy-mm-dd"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> date:
        if isinstance(value, date):
            return value
        day = read_date(str(value))
        if day is None:
            self.fail(f"expected a date such as 2026-11-23, got {value!r}", param, ctx)
        return day


class Amount(ParamType):
    """A value as the manifest writes it: read by the same parser, refused in the same words."""

    def __init__(self, name: str, parse: Callable[[str], object]) -> None:
        self.name = name
        self._parse = parse

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> object:
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except QuantityError as error:
            self.fail(str(error), param, ctx)


class Share(Amount):
    """A percentage, with its sign: 5 may mean so many services."""

    def __init__(self) -> None:
        super().__init__("pct", parse_percent)


class Flag(click.Option):
    """A flag with a `--no-` twin that no help page shows.

    An environment variable can switch a flag on; the twin overrules it on the command line.
    """

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0].partition(" / ")[0], record[1])


def flag(name: str, *short: str, text: str, twin: str = "") -> Callable[[Command], Command]:
    """Declare `--name`, off unless it is asked for, and its twin, `--no-name` if it has no own."""
    opposite = twin or f"--no-{name.removeprefix('--')}"
    return click.option(f"{name}/{opposite}", *short, cls=Flag, default=False, help=text)


def paths(function: Command) -> Command:
    """Where to look: files or directories; none means the nearest manifest."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=suggestions.files)(
        function
    )


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


def severities_of_formats(function: Command) -> Command:
    """What each format shows; the exit code does not depend on it."""
    return click.option(
        "--output-severity",
        multiple=True,
        type=SeverityOfFormat(),
        shell_complete=suggestions.one_of(
            f"{name}={level}" for name in FORMATS for level in LEVELS
        ),
        help="Show in this format only what is at or above this; the exit code stays.",
    )(function)


def run_settings(function: Command) -> Command:
    """The date of the run, and which packs it trusts."""
    return click.option(
        "--today",
        type=Day(),
        help="Hold measurements and waivers against this date.  [default: today]",
    )(packs(function))


def fail_on(text: str) -> Callable[[Command], Command]:
    """From which severity a run fails; `text` says on what."""
    return click.option(
        "--fail-on",
        type=click.Choice([*LEVELS, "never"]),
        default="error",
        show_default=True,
        help=text,
    )


def policy_from(function: Command) -> Command:
    """Whose policies count: a pull request does not edit its own judge."""
    return click.option(
        "--policy-from",
        metavar="REV",
        help="Take policies, waivers, calibration and the baseline from this git revision.",
    )(function)


def packs(function: Command) -> Command:
    """Which packs it trusts. Only a person asks for `--policies`: it runs their code."""
    function = flag("--isolated", text="Load only the packs that ship with archlint.")(function)
    return click.option(
        "--policies",
        multiple=True,
        metavar="PATH",
        allow_from_autoenv=False,
        shell_complete=suggestions.files,
        help="Load a pack of your own too: a .py file or a package with PACK.",
    )(function)


def manifest(function: Command) -> Command:
    """The one portfolio to look into."""
    return click.option(
        "--manifest",
        "-m",
        metavar="PATH",
        shell_complete=suggestions.files,
        help="The manifest, or a directory that holds it.",
    )(function)


def output(formats: Iterable[str], *, default: str) -> Callable[[Command], Command]:
    """Which formats go where; the same for every command that prints several."""

    def add(function: Command) -> Command:
        function = click.option(
            "--output-file",
            metavar="PATH",
            shell_complete=suggestions.files,
            help="Write the single format to this file.",
        )(function)
        return click.option(
            "--output-format",
            multiple=True,
            metavar="FORMAT[:PATH]",
            shell_complete=suggestions.one_of(formats),
            help=f"{', '.join(formats)}; may be repeated.  [default: {default}]",
        )(function)

    return add


def templates(function: Command) -> Command:
    """Templates of the reader's own. Only a person asks for them: they decide what a page says."""
    return click.option(
        "--template-dir",
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        allow_from_autoenv=False,
        help="Override blocks of the page: DIR/report.html.j2, DIR/report.md.j2.",
    )(function)


def color(function: Command) -> Command:
    """When to colour."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour; auto is on a terminal, and heeds NO_COLOR and CLICOLOR_FORCE.",
    )(function)


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select NT101,NT2 --select ANN` as one list."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


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
