"""`archlint explain RULE`: a rule's manual as a page for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.linting.manual import default_of, manual_of
from archlint.reporting.columns import wrap
from archlint.reporting.style import finish, painter
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.linting.manual import Manual
    from archlint.linting.pack import Rule
    from archlint.reporting.options import Options


def rule_text(rule: type[Rule], options: Options, *, pack: str = "") -> str:
    """The manual: what the rule flags, why, an example of either kind, options, sources."""
    manual = manual_of(rule)
    lines = [*_head(manual, pack, options), *_sections(manual, options)]
    return finish("\n".join(lines).rstrip() + "\n", options)


def topic_text(page: str, options: Options) -> str:
    """A pack's page, Markdown, printed as it is."""
    return finish(page.rstrip() + "\n", options)


def _head(manual: Manual, pack: str, options: Options) -> Iterator[str]:
    paint = painter(options)
    title = f"{visible(manual.code)} {visible(manual.name)}"
    of_pack = f", pack {visible(pack)}" if pack else ""
    yield f"{paint('strong', title)} ({manual.severity} by default{of_pack}, since {manual.since})"
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
        ("Options", "\n".join(_options(manual))),
        ("Known problems", manual.known_problems),
        ("Source", manual.source),
    ):
        if not body:
            continue
        yield ""
        yield paint("note", title)
        if title in ("Flagged", "Fine", "Options"):
            yield from (f"    {visible(line)}".rstrip() for line in body.splitlines())
        else:
            yield from _prose(body[0].upper() + body[1:], options, indent=2)


def _options(manual: Manual) -> Iterator[str]:
    for option in manual.options:
        default = default_of(option)
        shown = f" = {default}" if default else ""
        yield f"{option.name}{shown} ({option.kind}) {option.help}".rstrip()


def _prose(text: str, options: Options, *, indent: int = 0) -> Iterator[str]:
    """Paragraphs, wrapped anew."""
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ""
        for line in wrap(visible(" ".join(paragraph.split())), options.width - indent):
            yield " " * indent + line
