"""Did you mean: the nearest known word, in bounded time, or else the words there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST_WORD = 64
"""Characters of a word that is compared: matching is quadratic in its length."""

MOST_CANDIDATES = 200
"""Known words that a word is compared with: those most like it in length and first letter."""

LEAST_ALIKE = 0.7
"""Share of characters in common, as difflib counts: `langage` is language, `image` not managed."""

SHORTEST_BEGINNING = 3
"""Characters from which the beginning of one known word stands for it: `prod` is production."""

MOST_LISTED = 240
"""Characters of a list of known words: about three lines."""


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word most like this one, None where nothing is alike."""
    if not word or len(word) > LONGEST_WORD:
        return None
    candidates = _candidates(word, known)
    bare = _bare(word)
    same = [name for name in candidates if _bare(name) == bare]
    if not same and len(word) >= SHORTEST_BEGINNING:
        same = [name for name in candidates if name.lower().startswith(word.lower())]
    if len(same) == 1:
        return same[0]
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, candidates, n=1, cutoff=LEAST_ALIKE)), None)


def listed(known: Iterable[str]) -> str:
    """Known words in their order, as many as fit: "cart, stock and 19 more"; empty without any."""
    words = list(known)
    shown: list[str] = []
    room = MOST_LISTED
    for word in words:
        room -= len(word) + 2
        if room < 0:
            break
        shown.append(word)
    if not shown:
        return ""
    more = len(words) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _candidates(word: str, known: Collection[str]) -> list[str]:
    if len(known) <= MOST_CANDIDATES:
        return [name for name in known if len(name) <= LONGEST_WORD]
    from heapq import nsmallest

    def unlikeness(name: str) -> int:
        return abs(len(name) - len(word)) + 2 * (name[:1] != word[:1])

    chosen = nsmallest(MOST_CANDIDATES, known, key=unlikeness)
    return [name for name in chosen if len(name) <= LONGEST_WORD]


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))
