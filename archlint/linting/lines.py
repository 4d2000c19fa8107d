"""Which subjects stand on a line of the manifest, for waivers in comments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archlint.linting.subjects import Subjects
    from archlint.model import Pointer, Subject
    from archlint.source import Span

Place = tuple[str, int]
"""A file and a line of it."""

Range = tuple[int, int, "Subject"]
"""(first line, last line, subject)."""


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
        begins: dict[Place, list[Subject]] = {}
        for place, _, subject in self._ranges:
            begins.setdefault(place, []).append(subject)
        return {place: tuple(subjects) for place, subjects in begins.items()}

    @cached_property
    def _innermost(self) -> Mapping[str, Sequence[tuple[int, Subject | None]]]:
        """File -> the lines from which another subject is the innermost one, and that subject."""
        by_file: dict[str, list[Range]] = {}
        for (file, first), last, subject in self._ranges:
            if subject.kind not in ("cycle", "portfolio"):
                by_file.setdefault(file, []).append((first, last, subject))
        return {file: list(_innermost(ranges)) for file, ranges in by_file.items()}

    def on(self, place: Place) -> tuple[Subject, ...]:
        """The subjects that begin on this line, the outermost first."""
        return self._beginning.get(place, ())

    def around(self, place: Place) -> Subject | None:
        """The innermost service, operation, call or journey that this line belongs to."""
        file, line = place
        innermost = self._innermost.get(file, ())
        index = bisect_right(innermost, line, key=itemgetter(0))
        return innermost[index - 1][1] if index else None


def _innermost(ranges: Sequence[Range]) -> Iterator[tuple[int, Subject | None]]:
    """(line, the subject of the last range that holds it) for each line where that may change.

    Ranges come in the order of where they begin, the outer before the inner.
    """
    open_ranges: list[tuple[int, int]] = []  # the last one first: (-index, where it ends)
    index = 0
    for line in sorted({edge for first, last, _ in ranges for edge in (first, last + 1)}):
        while index < len(ranges) and ranges[index][0] == line:
            heappush(open_ranges, (-index, ranges[index][1]))
            index += 1
        while open_ranges and open_ranges[0][1] < line:
            heappop(open_ranges)
        yield line, ranges[-open_ranges[0][0]][2] if open_ranges else None
