"""Colours and glyphs: two small tables, and nothing else decides how a terminal looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.source import visible

if TYPE_CHECKING:
    from archlint.reporting.options import Options

Paint = Callable[[str, str], str]
"""(style, text) -> the text as it is written."""

_SGR: Mapping[str, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "help": "32",
    "good": "1;32",
    "bad": "1;31",
    "strong": "1",
    "faint": "2",
    "frame": "1;34",
    "critical": "1;31",
    "bar": "36",
}


class Glyphs(Struct, frozen=True, kw_only=True):
    """The characters that text is drawn with; `cut` is one column wide, `more` may be three.

    `parts` are the parts of a column that end a bar, the least first; ASCII has none.
    """

    corner: str = "╭▸"
    bar: str = "│"
    end: str = "╰"
    gap: str = "⋮"
    caret: str = "━"
    underline: str = "─"
    arrow: str = "→"
    critical: str = "┃"
    computing: str = "█"
    waiting: str = "▒"
    own: str = "▓"
    calls: str = "─"
    slack: str = "·"
    dot: str = "·"
    more: str = "…"
    cut: str = "…"
    rule: str = "─"
    good: str = "✓"
    bad: str = "✕"
    mark: str = "▲"
    parts: str = "▏▎▍▌▋▊▉"


UNICODE = Glyphs()
ASCII = Glyphs(
    corner="-->",
    bar="|",
    end="=",
    gap=":",
    caret="^",
    underline="-",
    arrow="->",
    critical="*",
    computing="#",
    waiting="=",
    own="%",
    calls="-",
    slack=".",
    dot="-",
    more="...",
    cut="~",
    rule="-",
    good="+",
    bad="x",
    mark="^",
    parts="",
)

_MEAN = re.compile("([ST])\u0304")
_SPELT = str.maketrans(
    {
        "…": "...",
        "·": "*",
        "×": "x",
        "÷": "/",
        "→": "->",
        "φ": "phi",
        "λ": "lambda",
        "ρ": "rho",
        "Δ": "d",
        "Σ": "sum",
        "σ": "sigma",
        "±": "+/-",
        "–": "-",
        "µ": "u",
        "≥": ">=",
        "≤": "<=",
        "−": "-",
        "✓": "ok",
        "✕": "x",
        "°": "_go",
        "\u0304": "",
    }
)


def spelt(text: str, options: Options) -> str:
    """The text in ASCII where that was asked for: a bar over a symbol is a mean, a dot a product.

    What is wrapped has to be spelt before, since spelling makes it longer.
    """
    if not options.plain or text.isascii():
        return text
    meant = _MEAN.sub(r"mean \1", text)
    return meant.translate(_SPELT).encode("ascii", "backslashreplace").decode("ascii")


def named(name: str, options: Options) -> str:
    """A name as it stands in a column: visible, in ASCII where asked for, giving no orders."""
    return uncommanded(spelt(visible(name), options))


def glyphs_for(options: Options) -> Glyphs:
    return ASCII if options.plain else UNICODE


def bar(share: float, columns: int, glyphs: Glyphs) -> str:
    """A bar of this share of so many columns, to an eighth of one; never empty above 0."""
    if share <= 0:
        return ""
    steps = len(glyphs.parts) + 1
    whole, part = divmod(max(1, round(min(1.0, share) * columns * steps)), steps)
    return glyphs.computing * whole + (glyphs.parts[part - 1] if part else "")


def painter(options: Options) -> Paint:
    """What colours text, or leaves it as it is."""
    return _colored if options.color else _plain


def _colored(style: str, text: str) -> str:
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if text else text


def _plain(_style: str, text: str) -> str:
    return text


_COMMAND = re.compile(r"^[^\S\n]*:(?=:)|##(?=\[)", re.MULTILINE)
"""What the log of GitHub Actions obeys: `::command::` behind white space of any kind at the
beginning of a line, `##[command]` anywhere."""


def uncommanded(text: str) -> str:
    """The text with a space in whatever a build server would obey: no name gives it orders."""
    return _COMMAND.sub(lambda found: f"{found[0]} ", text)


def finish(text: str, options: Options) -> str:
    """The document without orders to a build server, and in ASCII where that was asked for."""
    return spelt(uncommanded(text), options)
