"""What packs raise -> findings: places, severities that somebody chose, identities, order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.model import Finding, Label

if TYPE_CHECKING:
    from archlint.linting.pack import Pack
    from archlint.linting.subjects import Subjects
    from archlint.model import Pointer, Portfolio, Raised, Severity, Subject
    from archlint.source import Span


class Findings(Struct, frozen=True, kw_only=True):
    """Builds the findings of one portfolio."""

    portfolio: Portfolio
    subjects: Subjects
    severities: Mapping[str, Severity]

    def of(self, raised: Raised, pack: Pack) -> Finding:
        """One raised argument at its place."""
        argument = raised.argument
        rule = pack.rule(argument.rule)
        place = argument.at or self.subjects.place(argument.subject)
        return Finding(
            rule=argument.rule,
            name=rule.name if rule else argument.rule,
            severity=self.severities.get(argument.rule, raised.severity),
            subject=argument.subject,
            message=argument.message,
            identity=identity(raised.identity or argument.rule, argument.subject),
            why=raised.why,
            help=raised.help,
            numbers=argument.numbers,
            measure=argument.measure,
            primary=Label(span=raised.place) if raised.place else self._label(place),
            related=tuple(
                label
                for pointer, text in argument.related
                if (label := self._label(pointer, text)) is not None
            ),
            covers=tuple(dict.fromkeys((argument.rule, *raised.covers))),
            verdict=raised.verdict,
        )

    def _label(self, pointer: Pointer, text: str = "") -> Label | None:
        span = place_of(self.portfolio.at, pointer)
        return Label(span=span, text=text) if span else None


def identity(what: str, subject: Subject) -> str:
    """What makes a finding the same finding later: never a line, never a message."""
    return f"{what}|{subject}"


def place_of(places: Mapping[Pointer, Span], pointer: Pointer) -> Span | None:
    """The span of a value, or of the nearest enclosing value that has one."""
    for length in range(len(pointer), -1, -1):
        span = places.get(pointer[:length])
        if span is not None:
            return span
    return None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Severity falling, then file, line, rule; each with an identity of its own.

    Two findings of one rule about one subject differ by `#2` behind what they share.
    """
    seen: dict[str, int] = {}
    unique = []
    for finding in sorted(findings, key=lambda item: (item.identity, item.message)):
        seen[finding.identity] = count = seen.get(finding.identity, 0) + 1
        unique.append(finding if count == 1 else replace(finding, identity=_nth(finding, count)))
    return tuple(sorted(unique, key=_order))


def _nth(finding: Finding, count: int) -> str:
    what, bar, subject = finding.identity.partition("|")
    return f"{what}#{count}{bar}{subject}"


def _order(finding: Finding) -> tuple[int, str, int, int, str, str, str]:
    span = finding.primary.span if finding.primary else None
    file, line, column = span[:3] if span else ("", 0, 0)
    return -finding.severity, file, line, column, finding.rule, finding.identity, finding.message
