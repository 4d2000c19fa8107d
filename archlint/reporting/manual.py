"""`archlint explain RULE`: a rule's manual as a page for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from archlint.linting.manual import default_of, manual_of, severity_in_words
from archlint.reporting.columns import wrap
from archlint.reporting.style import finish, painter
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.manual import Manual
    from archlint.linting.pack import Rule
    from archlint.linting.presets import Preset
    from archlint.model import Option
    from archlint.reporting.options import Options


def rule_text(rule: type[Rule], options: Options, *, pack: str = "") -> str:
    """The manual: what the rule flags, why, an example of either kind, options, sources."""
    manual = manual_of(rule)
    lines = [*_head(manual, pack, options), *_sections(manual, options)]
    return finish("\n".join(lines).rstrip() + "\n", options)


def presets_text(presets: Iterable[Preset], options: Options) -> str:
    """Every preset: what it sets, what it silences, and why."""
    lines = list(_prose(_PRESETS, options))
    for preset in presets:
        lines += ["", painter(options)("strong", preset.name)]
        lines += _prose(preset.text, options, indent=2)
        for name, setting in preset.settings.items():
            value = "" if setting.value is True else f" {setting.value}"
            lines += _reason(f"--{name}{value}", setting.why, options)
        for code, why in preset.silent.items():
            lines += _reason(f"without {code}", why, options)
    return finish("\n".join(lines) + "\n", options)


_PRESETS = (
    "A preset is a bundle of settings for `archlint check --preset NAME`. Everything more explicit"
    " beats it: an option, an environment variable, a selector, the manifest's settings of a rule."
)


def _reason(what: str, why: str, options: Options) -> Iterator[str]:
    yield from _prose(f"{what}: {why}.", options, indent=4)


def _head(manual: Manual, pack: str, options: Options) -> Iterator[str]:
    paint = painter(options)
    title = f"{visible(manual.code)} {visible(manual.name)}"
    of_pack = f", pack {visible(pack)}" if pack else ""
    facts = f"({manual.severity}{of_pack}, since {manual.since})"
    first, *more = wrap(f"{title} {facts}", options.width)
    yield first.replace(title, paint("strong", title), 1)
    yield from more
    yield ""
    yield from _prose(manual.summary, options)


def _sections(manual: Manual, options: Options) -> Iterator[str]:
    paint = painter(options)
    if manual.details:
        yield ""
        yield from _prose(manual.details, options)
    for title, body in (
        ("Why", manual.why),
        ("Flagged", manual.flagged),
        ("Fine", manual.fine),
    ):
        yield from _section(title, body, options)
    if manual.severities:
        yield from _section("Severity", f"{severity_in_words(manual)}.", options)
    if manual.options:
        yield ""
        yield paint("note", "Options")
        for option in manual.options:
            yield from _option(option, options)
    yield from _section("Known problems", manual.known_problems, options)
    yield from _section("Source", manual.source, options)


def _section(title: str, body: str, options: Options) -> Iterator[str]:
    """A heading, and below it prose or, for the examples, the manifest as it stands."""
    if not body:
        return
    yield ""
    yield painter(options)("note", title)
    if title in ("Flagged", "Fine"):
        yield from (f"    {visible(line)}".rstrip() for line in body.splitlines())
    else:
        yield from _prose(body[0].upper() + body[1:], options, indent=2)


def _option(option: Option, options: Options) -> Iterator[str]:
    default = default_of(option)
    shown = f" = {default}" if default else ""
    yield f"  {option.name}{shown} ({option.kind})"
    if option.help:
        yield from _prose(option.help, options, indent=4)


def _prose(text: str, options: Options, *, indent: int = 0) -> Iterator[str]:
    """Paragraphs, wrapped anew."""
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ""
        for line in wrap(visible(" ".join(paragraph.split())), options.width - indent):
            yield " " * indent + line
