"""`archlint config show`: the effective settings and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from archlint.cli import check
from archlint.cli import options as shared
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.groups import Group, require_subcommand
from archlint.cli.rule_options import selection_of
from archlint.cli.streams import note
from archlint.cli.values import SEVERITIES, Share
from archlint.reporting import FORMATS

if TYPE_CHECKING:
    from archlint.cli.running import Run
    from archlint.linting.effective import Effective, Setting, Value, Whence
    from archlint.model import Portfolio
    from archlint.reporting import Options

_FORMATS = ("text", "json")
_PREFIX = "ARCHLINT_CHECK"


@click.group("config", cls=Group, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the settings that `archlint check` would run with."""
    require_subcommand(ctx)


@command.command("show", context_settings={"auto_envvar_prefix": _PREFIX})
@shared.manifest
@shared.output(_FORMATS, default="text")
@click.pass_context
def show(ctx: click.Context, /, **asked: Any) -> int:  # noqa: ANN401  # the options above and check's
    """Show every setting of `archlint check`, its value and where it comes from.

    Takes the options of check, and reads its environment variables. Without a manifest the
    defaults are shown.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.reporting.effective import settings_json, settings_text

    destinations = destinations_of(asked["output_format"], asked["output_file"], _FORMATS)
    terms = Terms(
        selection=selection_of(asked),
        today=asked["today"],
        isolated=asked["isolated"],
        policies=asked["policies"],
        policy_from=asked["policy_from"],
    )
    run = prepare(terms)
    portfolio = _portfolio(run, asked["manifest"])
    effective = _effective(ctx, run, portfolio)

    def render(name: str, options: Options) -> str:
        return settings_json(effective) if name == "json" else settings_text(effective, options)

    for remark in run.remarks:
        note(f"note: {remark}")
    write_all(destinations, render, color=asked["color"])
    return 0


def _take_options_of_check() -> None:
    """Add check's options to this command's own, which do not read check's variables."""
    for option in _options(show):
        option.allow_from_autoenv = False
        option.envvar = f"ARCHLINT_CONFIG_SHOW_{str(option.name).upper()}"
    own = {option.name for option in show.params}
    show.params.extend(option for option in _options(check.command) if option.name not in own)


def _options(command: click.Command) -> Iterator[click.Option]:
    for option in command.params:
        if isinstance(option, click.Option):
            yield option


_take_options_of_check()


def _portfolio(run: Run, manifest: str | None) -> Portfolio | None:
    """The portfolio whose settings count, None where there is none here. Raises InputError."""
    from archlint.files import discover
    from archlint.manifest import is_root

    if manifest is None:
        found = discover((), is_root=is_root)
        if not found.roots and not found.problems:
            return None
    return run.portfolio(manifest)


def _effective(ctx: click.Context, run: Run, portfolio: Portfolio | None) -> Effective:
    from archlint.linting.effective import Effective, Tracing
    from archlint.linting.engine import with_engine
    from archlint.linting.selection import choose

    settings = tuple(_setting(ctx, option, run) for option in _options(check.command))
    judge = run.judge(portfolio) if portfolio else None
    tracing = Tracing(
        portfolio=judge.portfolio if judge else portfolio,
        revision=judge.label if judge else "",
        environment={
            f"--{item.name}": item.whence.text
            for item in settings
            if item.whence.kind == "environment"
        },
    )
    packs = with_engine(run.packs)
    return Effective(
        portfolio=portfolio,
        preset=ctx.params["preset"] or "",
        options=settings,
        packs=tracing.packs(packs),
        rules=tracing.rules(packs, choose(run.selection, tracing.settings, run.catalogue)),
    )


# --- the options of check -------------------------------------------------------------------------


def _setting(ctx: click.Context, option: click.Option, run: Run) -> Setting:
    from archlint.linting.effective import Setting

    if option not in show.params:  # this command has its own of that name, so look around it
        ctx = check.command.make_context("check", [], auto_envvar_prefix=_PREFIX)
    value = ctx.params[str(option.name)]
    source = ctx.get_parameter_source(str(option.name)) or ParameterSource.DEFAULT
    name = str(option.name).replace("_", "-")
    written = _written(option, _fallback(name, value, run))
    return Setting(name=name, value=written, whence=_whence(ctx, option, source))


def _fallback(name: str, value: object, run: Run) -> object:
    """What holds where an option that Click gives no default is not set."""
    known: Mapping[str, object] = {
        "today": run.today,
        "preset": run.selection.preset.name,
        "output-format": next(iter(FORMATS)),
    }
    return value if value not in (None, ()) else known.get(name, value)


def _written(option: click.Option, value: object) -> Value:
    from archlint.quantities import format_percent

    if isinstance(value, bool | None):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(option.type, Share) and isinstance(value, float):
        return format_percent(value)
    if isinstance(option.type, SEVERITIES) and isinstance(value, tuple):
        return tuple(f"{name}={severity.word}" for name, severity in value)
    return tuple(map(str, value)) if isinstance(value, tuple) else str(value)


def _whence(ctx: click.Context, option: click.Option, source: ParameterSource) -> Whence:
    from archlint.linting.effective import DEFAULT, Whence

    if source is ParameterSource.COMMANDLINE:
        return Whence(kind="command line", text="command line")
    if source is ParameterSource.ENVIRONMENT:
        text = f"{ctx.auto_envvar_prefix}_{str(option.name).upper()}"
        return Whence(kind="environment", text=text)
    if source is ParameterSource.DEFAULT_MAP:
        return Whence(kind="preset", text=f"preset {ctx.params['preset']}")
    return DEFAULT
