"""Places in text, what is wrong there, and how both are shown.

Lines and columns are 1-based and count Unicode code points; the end column is exclusive; a byte
order mark does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct, field


class Span(NamedTuple):
    """A stretch of a file. `file` is the path as the reader should see it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One reason why the input cannot be linted, written for the person who fixes it.

    `pointer` is the dotted path of the value (`services.cart.load.rate`), empty where there is
    none; `kind` groups Problems of one sort ("unknown key") when there are too many to print;
    `related` are further places with a label each ("first declared here"). One Problem may stand
    for many that were not kept.
    """

    message: str
    span: Span | None = None
    pointer: str = ""
    suggestion: str = ""
    kind: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    stands_for: int = 1

    def __str__(self) -> str:
        """`file:line:col: path: message (did you mean …)`, safe to print on a terminal."""
        where = f"{self.span}: " if self.span else ""
        path = f"{self.pointer}: " if self.pointer else ""
        hint = f" ({self.suggestion})" if self.suggestion else ""
        also = "".join(f" ({label}: {span.line}:{span.column})" for span, label in self.related)
        return visible(f"{where}{path}{self.message}{hint}{also}")


def not_listed(count: int) -> Problem:
    """The Problem that stands for so many others."""
    message = f"{count:,} more {'problem is' if count == 1 else 'problems are'} not listed"
    return Problem(message, kind="more", stands_for=count)


def how_many(problems: Iterable[Problem]) -> int:
    """How many Problems there were, those not kept counted."""
    return sum(problem.stands_for for problem in problems)


class InputError(Exception):
    """The input cannot be linted. Carries every Problem found, never only the first.

    `sources` are the texts that excerpts may quote, see `Sources`.
    """

    def __init__(self, problems: Iterable[Problem], sources: Sources | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.sources = sources or Sources()
        super().__init__("\n".join(map(str, self.problems)))


class Sources(Struct, frozen=True):
    """The texts that may be quoted: file name -> its lines.

    Only a file that parsed as YAML and is a mapping with a known top-level key is in here, so that
    a Problem never prints a line of `.env`.
    """

    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def line(self, file: str, number: int) -> str | None:
        """The text of a line (1-based), or None where it may not be quoted or does not exist."""
        lines = self.lines.get(file, ())
        return lines[number - 1] if 0 < number <= len(lines) else None


# Characters that a terminal, a log or a reviewer's eye would obey or miss instead of showing:
# C0 and C1 controls, line and paragraph separators, bidirectional controls, zero-width characters.
_UNSAFE_RANGES = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x2069),
    (0xD800, 0xDFFF),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
)
_ESCAPES = {
    code: f"\\u{{{code:x}}}" for low, high in _UNSAFE_RANGES for code in range(low, high + 1)
} | {0x09: " "}


def visible(text: str) -> str:
    r"""The text with every control, bidirectional or zero-width character spelt `\u{…}`.

    Tabs become one space, so that columns keep counting code points. Every excerpt and every name
    that is printed passes here.
    """
    return text.translate(_ESCAPES)


def is_hidden(text: str) -> bool:
    """Whether the text holds a character that `visible` would spell out, tabs included."""
    return any(ord(character) in _ESCAPES for character in text)
