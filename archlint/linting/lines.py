"""Which subjects stand on a line of the manifest, for waivers in comments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.linting.subjects import Subjects
    from archlint.model import Pointer, Subject
    from archlint.source import Span

Place = tuple[str, int]
"""A file and a line of it."""


class Lines:
    """The lines of one portfolio's subjects. Looks nothing up before it is asked."""

    def __init__(self, subjects: Subjects, places: Mapping[Pointer, Span]) -> None:
        self._subjects = subjects
        self._places = places

    @cached_property
    def _ranges(self) -> tuple[tuple[Place, int, Subject], ...]:
        """(where it begins, the line it ends on, subject), in the order of the file."""
        found = []
        for subject, pointer in self._subjects.places.items():
            key, value = self._places.get((*pointer, "#key")), self._places.get(pointer)
            is_implied = subject.kind == "journey" and pointer[:1] != ("journeys",)
            if pointer and key and value and not is_implied:
                found.append(((key.file, key.line), value.end_line, subject))
        return tuple(sorted(found, key=lambda item: item[0]))

    @cached_property
    def _beginning(self) -> Mapping[Place, tuple[Subject, ...]]:
        begins: dict[Place, tuple[Subject, ...]] = {}
        for place, _, subject in self._ranges:
            begins[place] = (*begins.get(place, ()), subject)
        return begins

    def on(self, place: Place) -> tuple[Subject, ...]:
        """The subjects that begin on this line, the outermost first."""
        return self._beginning.get(place, ())

    def around(self, place: Place) -> Subject | None:
        """The innermost service, operation, call or journey that this line belongs to."""
        file, line = place
        inside = [
            subject
            for (name, first), last, subject in self._ranges
            if name == file and first <= line <= last and subject.kind not in ("cycle", "portfolio")
        ]
        return inside[-1] if inside else None
