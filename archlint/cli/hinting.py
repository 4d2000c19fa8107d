"""What somebody may have meant on the command line. Cheap to import: every command may need it."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 64
"""Characters of a word that are compared: what is longer is no misspelling."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, None where nothing is alike."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:_LONGEST], list(known), n=1)), None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The nearest known word as a question, else what there is to say instead."""
    close = nearest(word, known)
    return f"did you mean {close!r}?" if close else otherwise
