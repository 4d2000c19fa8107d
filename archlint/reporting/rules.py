"""`archlint rules`: every rule of every pack, as a table and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from archlint.linting.manual import default_of, manual_of
from archlint.linting.pack import Policy
from archlint.reporting.columns import pad, width, wrap
from archlint.reporting.json import SCHEMA_VERSION
from archlint.reporting.strict_json import dumps
from archlint.reporting.style import finish, painter
from archlint.source import visible
from archlint.version import __version__

if TYPE_CHECKING:
    from archlint.linting.pack import Pack, Rule
    from archlint.reporting.options import Options

_WIDEST_NAME = 32
_LEAST_SUMMARY = 24


def rules_table(packs: Sequence[Pack], options: Options) -> str:
    """Code, name, severities, pack and summary; packs in the order given."""
    rows = [
        (manual.code, manual.name, manual.severity, pack.name, manual.summary)
        for pack in packs
        for manual in map(manual_of, sorted(pack.rules, key=lambda item: item.code))
    ]
    if not rows:
        return ""
    head = ("code", "name", "severity", "pack", "summary")
    shown = [tuple(map(visible, row)) for row in rows]
    widths = [max(width(row[column]) for row in (head, *shown)) for column in range(4)]
    widths[1] = min(widths[1], _WIDEST_NAME)
    lines = [line for row in (head, *shown) for line in _row(row, widths, options)]
    lines[0] = painter(options)("faint", lines[0])
    return finish("\n".join(lines) + "\n", options)


def _row(row: Sequence[str], widths: Sequence[int], options: Options) -> Iterator[str]:
    """The cells side by side; pack and summary stand below where they have no room."""
    cells = "  ".join(pad(cell, columns) for cell, columns in zip(row, widths, strict=False))
    room = options.width - width(cells) - 2
    if room < _LEAST_SUMMARY:
        narrow = zip(row[:3], widths, strict=False)
        yield "  ".join(pad(cell, columns) for cell, columns in narrow).rstrip()
        yield from (f"    {line}" for line in wrap(f"{row[3]}: {row[4]}", options.width - 4))
        return
    first, *more = wrap(row[4], room)
    yield f"{cells}  {first}".rstrip()
    yield from (" " * (width(cells) + 2) + line for line in more)


def rules_json(packs: Sequence[Pack]) -> str:
    """The same with the rules' manuals and options."""
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "archlint": __version__,
            "rules": [
                _document(rule, pack.name)
                for pack in packs
                for rule in sorted(pack.rules, key=lambda item: item.code)
            ],
        }
    )


def _document(rule: type[Rule], pack: str) -> dict[str, Any]:
    manual = manual_of(rule)
    return {
        "code": manual.code,
        "name": manual.name,
        "aliases": list(rule.aliases),
        "severity": rule.severity.word,
        "severities": [
            {"severity": severity, "when": when} for severity, when in manual.severities
        ],
        "pack": pack,
        "since": manual.since,
        "looks": issubclass(rule, Policy),
        "summary": manual.summary,
        "details": manual.details,
        "why": manual.why,
        "flagged": manual.flagged,
        "fine": manual.fine,
        "known_problems": manual.known_problems,
        "source": manual.source,
        "options": [
            {
                "name": option.name,
                "kind": option.kind,
                "default": default_of(option) or None,
                "help": option.help,
            }
            for option in manual.options
        ],
    }


def rules_markdown(packs: Sequence[Pack]) -> str:
    """A table for each pack; packs in the order given."""
    return "\n".join(line for pack in packs for line in _markdown_table(pack))


def _markdown_table(pack: Pack) -> Iterator[str]:
    from archlint.reporting.markdown_text import cell, code, prose

    yield f"## {code(pack.name)}"
    yield ""
    yield "| code | name | severity | |"
    yield "|:--|:--|:--|:--|"
    for manual in map(manual_of, sorted(pack.rules, key=lambda item: item.code)):
        name, summary = cell(code(manual.name)), cell(prose(manual.summary))
        yield f"| {cell(code(manual.code))} | {name} | {manual.severity} | {summary} |"
    yield ""
