"""Proof that edits changed what they should and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from archlint.model import Portfolio, Waiver
    from archlint.source import Problem

LineAfter = Callable[[str, int], int]
"""(file, line) -> the number of that line after the edits."""


class UnprovenError(AssertionError):
    """The edited manifests do not say what they should: a bug of ours. Nothing was written."""


def prove(
    before: Portfolio,
    after: Portfolio,
    *,
    owners: Mapping[str, str],
    dropped: frozenset[Waiver],
    line_after: LineAfter,
) -> None:
    """Hold a portfolio against the one before: these owners are new, these waivers are gone.

    Everything else must be equal but for its place. Raises UnprovenError.
    """
    kept = [waiver for waiver in before.waivers if waiver not in dropped]
    services = {
        name: replace(service, owner=owners.get(name, service.owner))
        for name, service in before.services.items()
    }
    expected = {
        **{name: getattr(before, name) for name in _SAME},
        "services": services,
        "waivers": [_unplaced(waiver, line_after) for waiver in kept],
        "notes": list(map(_said, before.notes)),
        "files": list(before.sources.lines) if before.sources else [],
    }
    found = {
        **{name: getattr(after, name) for name in _SAME},
        "services": dict(after.services),
        "waivers": [_unplaced(waiver, lambda _, line: line) for waiver in after.waivers],
        "notes": list(map(_said, after.notes)),
        "files": list(after.sources.lines) if after.sources else [],
    }
    different = [name for name in expected if expected[name] != found[name]]
    if different:
        places = ", ".join(_places(different, services, after))
        raise UnprovenError(f"the edits would change more than they should: {places}")


_SAME = ("name", "root", "journeys", "teams", "prices", "calibration", "settings")


def _unplaced(waiver: Waiver, line_after: LineAfter) -> tuple[Waiver, str]:
    """A waiver without its place but with what it is about: of a comment, file and line."""
    file, line = "", 0
    if waiver.comment is not None:
        file = waiver.comment.file
        line = line_after(file, waiver.line) if waiver.line else 0
    return replace(waiver, pointer=(), comment=None, line=line), file


def _said(note: Problem) -> tuple[str, str, str, str]:
    return note.message, note.pointer, note.suggestion, note.kind


def _places(
    different: Sequence[str], services: Mapping[str, object], after: Portfolio
) -> Iterator[str]:
    """What differs, services by name."""
    yield from (name for name in different if name != "services")
    names = sorted({*services, *after.services}) if "services" in different else ()
    yield from (
        f"services.{name}" for name in names if services.get(name) != after.services.get(name)
    )
