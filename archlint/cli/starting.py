"""What to say where there is no manifest: how to start, and from what."""

from __future__ import annotations

from collections.abc import Sequence

from archlint.importing.detecting import detect
from archlint.source import Problem

_SHOWN = 5


def no_manifest(searched: Sequence[str], others: Sequence[str]) -> Problem:
    """The Problem for a place without a root manifest."""
    where = f" in {_listed(searched)}" if searched else ""
    message = f"no manifest found{where}: expected archlint.yaml with `portfolio:`"
    if not others:
        return Problem(message, suggestion=_start(), kind="no manifest")
    message += f"; found {_listed(others)} without it"
    hint = f"archlint check {others[0]} finds the manifest above that includes it"
    return Problem(message, suggestion=hint, kind="no manifest")


def _start() -> str:
    found = detect(".")
    if not found.services:
        return "archlint init writes one"
    names = [service.name for service in found.services]
    return f"archlint init writes one; it would start from {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
