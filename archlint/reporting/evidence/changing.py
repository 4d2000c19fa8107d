"""What would change a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.model import Argument, Verdict

_WORDS = {
    "rust": "Rust",
    "go": "Go",
    "hybrid": "hybrid",
    "measure-first": "measure first",
    "none": "no verdict",
}


def would_change(verdict: Verdict | None, about: Sequence[Argument]) -> tuple[str, ...]:
    """What would change it: its margins, each on its own, and what decides an open one."""
    margins = verdict.margins if verdict else ()
    told = [
        f"{margin.text}: {_WORDS.get(margin.becomes, margin.becomes)}"
        for margin in margins
        if margin.becomes
    ]
    if verdict is None or verdict.word not in ("rust", "hybrid"):
        told += [item.could_be for item in about if item.could_be]
    stands = [f"it stands {margin.text}" for margin in margins if not margin.becomes]
    return tuple(dict.fromkeys(told or stands))


def deciding(verdict: Verdict | None, about: Sequence[Argument]) -> Iterator[str]:
    """What would make it Rust, unless it is, or the verdict's own sentence says it."""
    if verdict is not None and verdict.word in ("rust", "hybrid"):
        return
    because = verdict.because if verdict is not None else ""
    for text in dict.fromkeys(item.could_be for item in about):
        if text and text not in because:
            yield text
