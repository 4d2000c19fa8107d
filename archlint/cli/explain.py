"""`archlint explain`: the manual of a rule, the decision trail of a service, or a topic."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click

from archlint.cli import options as shared
from archlint.cli import suggestions
from archlint.cli.destinations import destinations_of, write_all
from archlint.cli.hinting import close_to, did_you_mean
from archlint.cli.streams import note
from archlint.linting.presets import PRESETS
from archlint.source import InputError

if TYPE_CHECKING:
    from datetime import date

    from archlint.cli.running import Run
    from archlint.linting.pack import Pack
    from archlint.linting.report import PortfolioReport
    from archlint.reporting import Options

_FORMATS = ("text", "narrated", "json")

_PRESETS = "presets"
"""The page about them; every other topic is a pack's."""

_PORTFOLIO = "portfolio"
"""What the packs say of the whole; no service may be called so."""


@click.command("explain")
@click.argument("name", shell_complete=suggestions.explained)
@shared.manifest
@shared.output(_FORMATS, default="text")
@shared.color
@shared.run_settings
def command(  # noqa: PLR0913  # one parameter an option
    *,
    name: str,
    manifest: str | None,
    output_format: tuple[str, ...],
    output_file: str | None,
    color: str,
    today: date | None,
    isolated: bool,
    policies: tuple[str, ...],
) -> int:
    """Explain a rule (NT101), a service's verdict (checkout), or a topic (go-vs-rust, presets).

    For a service the whole decision is shown formula by formula, from the manifest found here; for
    `portfolio` where its bottleneck lies: in the waiting, in the bill or in the team. Of a service
    there is json too, and narrated its answers are read aloud without the formulas.
    """
    from archlint.cli.preparing import Terms, prepare
    from archlint.linting.engine import with_engine

    destinations = destinations_of(output_format, output_file, _FORMATS)
    run = prepare(Terms(today=today, isolated=isolated, policies=policies))
    packs = with_engine(run.packs)

    def render(wanted: str, options: Options) -> str:
        page = _page(packs, name, options)
        if page and wanted == "json":
            raise _no_json(name)
        return page or _service(run, packs, name, manifest, options, wanted)

    write_all(destinations, render, color=color)
    for remark in run.remarks:
        note(f"note: {remark}")
    return 0


def _page(packs: tuple[Pack, ...], name: str, options: Options) -> str:
    """The manual or topic of that name, empty where there is none."""
    from archlint.reporting.manual import presets_text, rule_text
    from archlint.reporting.topic_page import topic_text

    wanted = name.lower()
    if wanted == _PRESETS:
        return presets_text(PRESETS.values(), options)
    for pack in packs:
        for rule in pack.rules:
            if wanted in (rule.code.lower(), rule.name, *rule.aliases):
                return rule_text(rule, options, pack=pack.name)
        if name in pack.topics:
            return topic_text(pack.topics[name], options)
    return ""


def _no_json(name: str) -> click.UsageError:
    return click.UsageError(
        f"{name[:64]} is a page for people: of services there is json, and of all rules in"
        " `archlint rules --output-format json`"
    )


def _service(  # what is asked, and where and how it is told
    run: Run,
    packs: tuple[Pack, ...],
    name: str,
    manifest: str | None,
    options: Options,
    wanted: str,
) -> str:
    pages = _pages(packs)
    try:
        report = run.single(manifest)
    except (InputError, click.UsageError):
        is_whole = name.lower() == _PORTFOLIO
        if manifest is None and not is_whole and (_CODE.fullmatch(name) or close_to(name, pages)):
            raise _unknown("rule or topic", name, pages, packs) from None  # no service was meant
        raise
    if name.lower() == _PORTFOLIO:
        if wanted == "json":
            raise _no_json(name)
        return _portfolio(report, options)
    if name in report.portfolio.services:
        return _told(report, name, options, wanted)
    if name in report.portfolio.journeys:
        advice = f"{name[:64]!r} is a journey: `archlint path {shlex.quote(name)}` draws it"
        raise click.UsageError(advice)
    known = [*report.portfolio.services, *pages]
    raise _unknown("service, rule or topic", name, known, packs)


def _told(report: PortfolioReport, name: str, options: Options, wanted: str) -> str:
    """A service in the format that is wanted, for which alone its module is loaded."""
    if wanted == "json":
        from archlint.reporting.explain_json import service_json

        return service_json(report, name)
    if wanted == "narrated":
        from archlint.reporting.explain_narrated import service_narrated

        return service_narrated(report, name, options)
    from archlint.reporting.explain import service_text

    return service_text(report, name, options)


def _portfolio(report: PortfolioReport, options: Options) -> str:
    from archlint.reporting.topic_page import topic_text

    if not report.pages:
        raise click.UsageError("no pack that takes part has a page about the portfolio")
    return "\n".join(topic_text(page, options) for page in report.pages)


_CODE = re.compile(r"[A-Za-z]{2,5}[0-9]{1,4}")
"""What looks like the code of a rule."""


def _unknown(what: str, name: str, known: list[str], packs: tuple[Pack, ...]) -> click.UsageError:
    topics = (_PRESETS, _PORTFOLIO, *(topic for pack in packs for topic in pack.topics))
    hint = did_you_mean(name, known, f"topics are {', '.join(sorted(topics))}")
    return click.UsageError(f"no {what} is called {name[:64]!r}: {hint}")


def _pages(packs: tuple[Pack, ...]) -> list[str]:
    words = (
        word
        for pack in packs
        for word in (*pack.topics, *(w for rule in pack.rules for w in (rule.code, rule.name)))
    )
    return [_PRESETS, _PORTFOLIO, *words]
