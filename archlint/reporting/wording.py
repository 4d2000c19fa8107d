"""Words that every text shares: how many, which, and a line as a sentence. Plain text."""

from __future__ import annotations

from archlint.source import visible


def plural(count: int, noun: str) -> str:
    """`1 service`, `3 services`, `2 journeys`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def sentence(line: str) -> str:
    """The line of a pack as a sentence: a capital in front, a full stop behind."""
    text = visible(line).strip()
    if not text:
        return ""
    text = capital(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def capital(text: str) -> str:
    """The text with a capital in front."""
    return text[:1].upper() + text[1:]
