"""What places on the page are called, and the links to them."""

from __future__ import annotations

from urllib.parse import quote


def slug(name: str) -> str:
    """A name as part of an id and of the link to it: the same text in both."""
    return quote(name, safe="", errors="backslashreplace")
