"""Notes in few lines: those of one rule that say the same share one, and nothing said is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from archlint.reporting.findings import sentence_of
from archlint.reporting.naming import listed
from archlint.reporting.wording import plural
from archlint.source import visible

if TYPE_CHECKING:
    from archlint.model import Finding

_MOST_LISTED = 12
"""Subjects named in one line, and lines of one rule."""


def note_lines(notes: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Heading and text of every line: rules in order, a line for what several subjects share.

    Beyond a dozen lines of one rule the rest is counted: json lists all.
    """
    for group in _parted(notes, lambda note: note.rule, in_order=True):
        first = group[0]
        tag = f"note[{visible(first.rule)} {visible(first.name)}]"
        lines = list(_texts(group))
        yield from ((tag, text) for text, _ in lines[:_MOST_LISTED])
        left = sum(count for _, count in lines[_MOST_LISTED:])
        if left:
            yield tag, f"and {plural(left, 'note')} more, all of them in `--output-format json`"


def _texts(group: Sequence[Finding]) -> Iterator[tuple[str, int]]:
    """The lines of one rule, each with how many notes it stands for."""
    if len({note.subject for note in group}) == 1:
        yield (_single(group[0]) if len(group) == 1 else _of_one(group)), len(group)
        return
    for alike in _parted(group, lambda note: f"{sentence_of(note)}\0{note.help}"):
        yield (_single(alike[0]) if len(alike) == 1 else _shared(alike)), len(alike)


def _single(note: Finding) -> str:
    place = f" ({note.primary.span})" if note.primary else ""
    return visible(f"{note.subject}: {sentence_of(note)}{_advice((note,))}{place}")


def _of_one(group: Sequence[Finding]) -> str:
    """What is said of one subject, and how often."""
    messages = "; ".join(dict.fromkeys(map(sentence_of, group)))
    return visible(f"{group[0].subject}: {messages}{_advice(group)} ({len(group)} notes)")


def _shared(group: Sequence[Finding]) -> str:
    """`4 services: a, b, c, d: what they share`, and how many notes where there are more."""
    subjects = list(dict.fromkeys(str(note.subject) for note in group))
    kinds = {note.subject.kind for note in group}
    noun = kinds.pop() if len(kinds) == 1 else "subject"
    count = f" ({len(group)} notes)" if len(group) != len(subjects) else ""
    said = visible(sentence_of(group[0]) + _advice(group))
    return f"{plural(len(subjects), noun)}: {listed(subjects, most=_MOST_LISTED)}: {said}{count}"


def _advice(group: Sequence[Finding]) -> str:
    return "".join(f"; {advice}" for advice in dict.fromkeys(note.help for note in group) if advice)


def _parted(
    notes: Iterable[Finding], key: Callable[[Finding], str], *, in_order: bool = False
) -> list[list[Finding]]:
    """The notes with one key together, as they come or in the order of the keys."""
    groups: dict[str, list[Finding]] = {}
    for note in notes:
        groups.setdefault(key(note), []).append(note)
    return [groups[name] for name in (sorted(groups) if in_order else groups)]
