"""Names in sentences: never too many of them, plain or each as a code span."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from archlint.source import visible

_MOST = 3


def listed(names: Iterable[str], most: int = _MOST) -> str:
    """`a, b, c and 4 more`, every name made visible."""
    shown = [visible(name) for name in names]
    if len(shown) <= most + 1:
        return ", ".join(shown)
    return f"{', '.join(shown[:most])} and {len(shown) - most:,} more"


def coded(name: str) -> str:
    """The name as a code span of one line; a backtick of its own would end it."""
    return f"`{name.replace('`', chr(39)).replace(chr(10), ' ')}`"


def command(words: str, name: str) -> str:
    """The command about a name, as a code span that can be pasted into a shell.

    Empty where a code span cannot hold the name as it is.
    """
    typed = f"{words} {shlex.quote(name)}"
    span = coded(typed)
    return span if span == f"`{typed}`" and visible(name) == name else ""


def named(names: Sequence[str], most: int = _MOST) -> str:
    """`a`, `a` and `b`, or `a`, `b`, `c` and 4 more."""
    return joined([coded(name) for name in names], most)


def joined(texts: Sequence[str], most: int = _MOST) -> str:
    """The same of what is a text already."""
    if len(texts) > most + 1:
        return f"{', '.join(texts[:most])} and {len(texts) - most:,} more"
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def every(count: int) -> str:
    """`both`, `all 3`."""
    return "both" if count == 2 else f"all {count:,}"  # noqa: PLR2004  # a pair
