"""Did you mean: the nearest known word, in bounded time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_WORD = 64
"""Characters of a word that is compared: matching is quadratic in its length."""

MOST_CANDIDATES = 200
"""Known words that a word is compared with."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, None where nothing is alike."""
    if len(word) > LONGEST_WORD:
        return None
    from difflib import get_close_matches

    candidates = [name for name in islice(known, MOST_CANDIDATES) if len(name) <= LONGEST_WORD]
    exact = [name for name in candidates if _bare(name) == _bare(word)]
    return next(iter(exact or get_close_matches(word, candidates, n=1)), None)


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion as Problems carry it, empty where nothing is alike."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else ""
