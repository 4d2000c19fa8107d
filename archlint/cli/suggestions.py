"""The words that a shell offers on TAB.

Names come from manifests, which are untrusted, and go onto a command line: only those that every
shell takes as one plain word are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from archlint.linting.pack import Pack

Suggest = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]

_PLAIN = re.compile(r"\w[\w./@+-]*")
_LEVELS = ("error", "warning", "note")


def one_of(words: Iterable[str]) -> Suggest:
    """These words."""
    known = tuple(words)

    def suggest(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem[str]]:
        return _items(dict.fromkeys(known, ""), begun)

    return suggest


def files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """Whatever the shell finds on the disk."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def selectors(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """Rules, the last of a list with commas."""
    before, comma, last = begun.rpartition(",")
    words = _rules(last) | {"ALL": "every rule"}
    return _items({f"{before}{comma}{word}": text for word, text in words.items()}, begun)


def severities(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """`RULE=LEVEL`."""
    rules = _rules(begun.partition("=")[0])
    return _items(
        {f"{rule}={level}": text for rule, text in rules.items() for level in _LEVELS}, begun
    )


def explained(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """Rules, topics and the services of the manifest that is near."""
    topics = {topic: "topic" for pack in _packs() for topic in pack.topics}
    services = dict.fromkeys(_declared("services", ctx), "service")
    ours = {"presets": "topic", "portfolio": "where its bottleneck lies"}
    return _items(_rules(begun) | topics | ours | services, begun)


def journeys(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """The journeys of the manifest that is near, those that are asked for already left out."""
    asked = (*(ctx.params.get("journeys") or ()), *(ctx.params.get("named") or ()))
    words = {name: "" for name in _declared("journeys", ctx) if name not in asked}
    return _items(words, begun)


def services(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """The services of the manifest that is near."""
    return _items(dict.fromkeys(_declared("services", ctx), ""), begun)


def _items(words: dict[str, str], begun: str) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    wanted = begun.lower()
    return [
        CompletionItem(word, help=text or None)
        for word, text in words.items()
        if word.lower().startswith(wanted)
    ]


def _rules(begun: str) -> dict[str, str]:
    """Code -> summary; names too once something is typed, for both are much to choose from."""
    from archlint.linting.manual import manual_of

    manuals = [manual_of(rule) for pack in _packs() for rule in pack.rules]
    manuals.sort(key=lambda manual: manual.code)
    codes = {manual.code: manual.summary for manual in manuals}
    names = {manual.name: manual.summary for manual in manuals if begun}
    return codes | names


def _packs() -> tuple[Pack, ...]:
    """The packs that are installed, none where one cannot be loaded."""
    from archlint.linting.engine_pack import ENGINE
    from archlint.linting.registry import installed_packs
    from archlint.source import InputError

    try:
        return (*installed_packs(), ENGINE)
    except InputError:
        return (ENGINE,)


def _declared(section: str, ctx: click.Context) -> tuple[str, ...]:
    """The plain names of a section in the nearest root manifest, none without one."""
    from archlint.files import WorkTree, find_repository
    from archlint.manifest.contents import names_in

    start = ctx.params.get("manifest") or next(iter(ctx.params.get("paths") or ()), ".")
    root = _root(start)
    if root is None:
        return ()
    names = names_in(section, root, tree=WorkTree(find_repository(root)))
    return tuple(name for name in names if _PLAIN.fullmatch(name))


def _root(start: str) -> str | None:
    """The manifest itself, or the nearest root upwards; nothing is searched downwards."""
    from archlint.files import MANIFEST, roots_above, shown
    from archlint.manifest import is_root

    is_file = start.endswith((".yaml", ".yml"))
    place = start if is_file else f"{start.rstrip('/')}/{MANIFEST}"
    roots = roots_above(place, is_root=is_root)
    return next((root for root in roots if root == shown(place)), next(iter(roots), None))
