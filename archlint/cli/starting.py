"""What to say where there is no manifest: how to start, and from what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.files import FileProblem, directory_name, read_manifest
from archlint.importing.detecting import detect
from archlint.manifest import is_blank, refusal
from archlint.source import InputError, Problem, Sources

if TYPE_CHECKING:
    from archlint.files import Discovered

_SHOWN = 5
_MOST_LOOKED_AT = 20
"""Files without `portfolio:` that are read to see whether they are manifests at all."""


def nothing_to_read(found: Discovered) -> InputError:
    """The Problem for a place without a root manifest; of what was pasted there instead, its own.

    A file of another tool is recognised whether it is named or found.
    """
    refused = {file: error for file in found.others[:_MOST_LOOKED_AT] if (error := _refusal(file))}
    rest = tuple(file for file in found.others if file not in refused)
    problems = [problem for error in refused.values() for problem in error.problems]
    problems += [
        Problem(f"{place}: no permission to look into it", kind="file") for place in found.unread
    ]
    if rest or not refused:
        problems.append(_no_manifest(replace(found, others=rest)))
    lines = {file: text for error in refused.values() for file, text in error.sources.lines.items()}
    return InputError(problems, Sources(lines))


def _refusal(file: str) -> InputError | None:
    """Why a file is no manifest at all; None for one that is empty or could be a part of one."""
    try:
        data = read_manifest(file)
    except FileProblem:
        return None
    return None if is_blank(data) else refusal(data, file)


def _no_manifest(found: Discovered) -> Problem:
    """What was expected, where, and how to begin."""
    expected = f"expected archlint.yaml with `portfolio:` {_where(found)}"
    if not found.others:
        return _problem(f"{expected}, found none", _start(found.below))
    first = found.others[0]
    name = directory_name(first.rpartition("/")[0])
    if len(found.others) == 1 and _is_blank(first):
        hint = f"begin it with `archlint: 1` and `portfolio: {name}`"
        return _problem(f"{expected}, found {first}, which is empty", hint)
    root = first if len(found.others) == 1 else "the one that includes the others"
    return _problem(
        f"{expected}, found {_listed(found.others)} without it",
        f"add `portfolio: {name}` to {root}; or name a file, and it is checked with the root"
        " manifest above that includes it, or alone",
    )


def _problem(message: str, hint: str) -> Problem:
    return Problem(message, suggestion=hint, kind="no manifest")


def _where(found: Discovered) -> str:
    """`in ./, above it up to ../../, or below it`."""
    places = f"in {_listed(found.below)}"
    them = "it" if len(found.below) == 1 else "them"
    if len(found.searched) > 1:
        return f"{places}, above it up to {found.searched[-1]}, or below {them}"
    return f"{places} or below {them}"


def _start(directories: Sequence[str]) -> str:
    """How to begin: with what the one directory seems to hold."""
    place = (directories[0].rstrip("/") or "/") if len(directories) == 1 else "."
    found = detect(place)
    command = "`archlint init`" if place == "." else f"`archlint init {place}`"
    if not found.services:
        return f"{command} writes one"
    names = [service.name for service in found.services]
    return f"{command} writes one; it would start from {_listed(names)}"


def _is_blank(path: str) -> bool:
    try:
        return is_blank(read_manifest(path))
    except FileProblem:
        return False


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
