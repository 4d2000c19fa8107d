"""A rule's manual: its docstring, divided by the fixed headings.

A summary, further paragraphs, then `Why:`, `Flagged::`, `Fine::`, `Known problems:` and `Source:`,
each where a line begins with it. The options are not in the text: they are the rule's fields.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.pack import options_of
from archlint.quantities import (
    format_bytes,
    format_cores,
    format_duration,
    format_money,
    format_percent,
    format_rate,
)

if TYPE_CHECKING:
    from archlint.linting.pack import Rule
    from archlint.model import Option

_HEADING = re.compile(r"^(Why|Flagged|Fine|Known problems|Source)::?[ \t]*", re.MULTILINE)


class Manual(Struct, frozen=True, kw_only=True):
    """What `explain` and the rule's page print.

    `severity` names every severity that the rule's findings may have, the loudest first
    ("error/warning"); `severities` says when each is meant, empty where there is one. Prose keeps
    the line breaks of the docstring, blank lines divide paragraphs. `flagged` and `fine` are
    manifests, ready to be linted; a section that is not there is empty.
    """

    code: str
    name: str
    severity: str
    since: str
    summary: str
    severities: tuple[tuple[str, str], ...] = ()
    details: str = ""
    why: str = ""
    flagged: str = ""
    fine: str = ""
    known_problems: str = ""
    source: str = ""
    options: tuple[Option, ...] = ()


def manual_of(rule: type[Rule]) -> Manual:
    """Read a rule's docstring. Raises ValueError where a heading stands twice."""
    text = inspect.cleandoc(rule.__doc__ or "")
    opening, *rest = _HEADING.split(text)
    sections: dict[str, str] = {}
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        if heading in sections:
            raise ValueError(f"the manual of {rule.code} has two sections called {heading}")
        sections[heading] = body
    summary, _, details = opening.strip().partition("\n\n")
    return Manual(
        code=rule.code,
        name=rule.name,
        severity="/".join(level.word for level, _ in rule.severities) or rule.severity.word,
        severities=tuple((level.word, when) for level, when in rule.severities),
        since=rule.since,
        summary=" ".join(summary.split()),
        details=details.strip(),
        why=sections.get("Why", "").strip(),
        flagged=_block(sections.get("Flagged", "")),
        fine=_block(sections.get("Fine", "")),
        known_problems=sections.get("Known problems", "").strip(),
        source=sections.get("Source", "").strip(),
        options=options_of(rule),
    )


def severity_in_words(manual: Manual) -> str:
    """`error if it is proven; warning otherwise`, or the one severity there is."""
    graded = [f"{severity} {when}" for severity, when in manual.severities]
    return "; ".join(graded) or manual.severity


def _block(body: str) -> str:
    """An indented literal block as the text of a file; empty where there is none."""
    text = textwrap.dedent(body.strip("\n"))
    return text.rstrip() + "\n" if text.strip() else ""


_WRITTEN: dict[str, Callable[[float], str]] = {
    "share": format_percent,
    "duration": format_duration,
    "rate": format_rate,
    "cores": format_cores,
    "bytes": format_bytes,
}


def default_of(option: Option) -> str:
    """An option's default as it would be written in a manifest, empty where it has none."""
    return written(option, option.default)


def written(option: Option, value: object, *, currency: str = "USD") -> str:
    """A value of an option as it would be written in a manifest, empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        return str(value)
    if option.kind == "money":
        return format_money(value, currency)
    form = _WRITTEN.get(option.kind)
    return form(value) if form else f"{value:g}"
