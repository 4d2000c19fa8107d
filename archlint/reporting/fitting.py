"""Markdown in the room that there is: what comes first is kept, and what is left out is said."""

from __future__ import annotations

import re

_FENCE = re.compile(r"`{3,}")
_CLOSED = "</details>\n\n"


def fitted(text: str, most: int) -> str:
    """The document in at most so many bytes, empty where there is room for nothing.

    It is cut where a block ends, so that no table, no fence and no folded part stays open.
    """
    size = len(text.encode("utf-8"))
    if size <= most:
        return text
    said = (
        f"The rest of this report is left out: it has {size:,} bytes, and there is room for"
        f" {max(0, most):,}. All of it: `archlint check --output-format markdown:report.md`.\n"
    )
    kept, is_open = _blocks_within(text, most - len(said) - len(_CLOSED))
    whole = f"{kept}{_CLOSED if is_open else ''}{said}"
    return whole if len(whole) - len(kept) <= most else ""


def _blocks_within(text: str, room: int) -> tuple[str, bool]:
    """The whole blocks that fit, and whether a folded part is still open behind them.

    Our pages have no folded part within another.
    """
    kept, end, taken = 0, 0, 0
    fence = ""
    is_open = was_open = False
    for line in text.splitlines(keepends=True):
        taken += len(line.encode("utf-8"))
        end += len(line)
        if taken > room:
            break
        ticks = _FENCE.match(line)
        if ticks and not fence:
            fence = ticks[0]
        elif fence:
            fence = "" if line.strip() == fence else fence
        elif not line.strip():
            kept, was_open = end, is_open
        else:
            is_open = (is_open or line.startswith("<details>")) and line.strip() != "</details>"
    return text[:kept], was_open
