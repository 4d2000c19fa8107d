"""What somebody may have meant, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.manifest.suggesting import nearest

if TYPE_CHECKING:
    from collections.abc import Collection


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A suggestion as Problems carry it, empty where nothing is alike."""
    found = nearest(word, known) or nearest(word.upper(), known)
    return f"did you mean `{found}`?" if found else ""
