"""Waivers: findings that a team accepts until a date.

A waiver covers the finding about its subject that its rule raised, or that shares a finding with
its rule; one in a comment covers what begins on its line, and findings that point there. It counts
to the end of its last day. Anything wrong with it makes it void: it fails closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archlint.linting.report import Suppressed
from archlint.model import Answer, Argument

if TYPE_CHECKING:
    from datetime import date

    from archlint.linting.lines import Lines
    from archlint.linting.selection import Chosen
    from archlint.model import Catalogue, Finding, Waiver

Faults = tuple[tuple[str, str], ...]
"""(key, what is wrong): why a waiver is void, empty where it counts."""


class Waived(Struct, frozen=True, kw_only=True):
    """What is left of the findings, and what waivers cover.

    `idle` are the waivers that cover nothing today and may tomorrow, `stale` those that have ended
    or that cover nothing any more.
    """

    kept: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    idle: tuple[Waiver, ...] = ()
    stale: tuple[Waiver, ...] = ()


class Waiving(Struct, frozen=True, kw_only=True, dict=True):
    """Applies waivers to the findings of one portfolio on one day."""

    catalogue: Catalogue
    chosen: Chosen
    lines: Lines
    today: date
    arguments: Sequence[Argument]
    waivers: Sequence[Waiver]
    findings: Sequence[Finding]

    def apply(self) -> Waived:
        """Divide the findings."""
        return Waived(
            kept=tuple(
                finding for finding in self.findings if finding.identity not in self._covering
            ),
            suppressed=tuple(
                Suppressed(finding=finding, waiver=self._covering[finding.identity])
                for finding in self.findings
                if finding.identity in self._covering
            ),
            idle=tuple(self.told(waiver) for waiver in self.waivers if self._is_idle(waiver)),
            stale=tuple(waiver for waiver in self.waivers if self._is_stale(waiver)),
        )

    @cached_property
    def _covering(self) -> Mapping[str, Waiver]:
        """Identity of a finding -> the first waiver that counts and covers it."""
        covering: dict[str, Waiver] = {}
        for waiver in self.waivers:
            if self.is_known(waiver) and not self.faults(waiver):
                for finding in self.covered(waiver):
                    told = replace(waiver, on=finding.subject.text)
                    covering.setdefault(finding.identity, told)
        return covering

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[Finding]]:
        about: dict[str, list[Finding]] = {}
        for finding in self.findings:
            about.setdefault(finding.subject.text, []).append(finding)
        return about

    @cached_property
    def _by_line(self) -> Mapping[tuple[str, int], Sequence[Finding]]:
        at: dict[tuple[str, int], list[Finding]] = {}
        for finding in self.findings:
            if finding.primary is not None:
                span = finding.primary.span
                at.setdefault((span.file, span.line), []).append(finding)
        return at

    @cached_property
    def _arguing(self) -> frozenset[str]:
        """The rules that said anything at all."""
        return frozenset(argument.rule for argument in self.arguments)

    @cached_property
    def _argued(self) -> Mapping[str, frozenset[str]]:
        """Subject -> the rules that hold for it."""
        argued: dict[str, set[str]] = {}
        for argument in self.arguments:
            if argument.answer is Answer.YES:
                argued.setdefault(argument.subject.text, set()).add(argument.rule)
        return {subject: frozenset(codes) for subject, codes in argued.items()}

    @cached_property
    def _sharing(self) -> Mapping[str, frozenset[str]]:
        """Code -> the codes that share a finding with it, itself among them."""
        sharing: dict[str, set[str]] = {}
        for covers in {finding.covers for finding in self.findings}:
            for code in covers:
                sharing.setdefault(code, set()).update(covers)
        return {code: frozenset(codes) for code, codes in sharing.items()}

    def code(self, waiver: Waiver) -> str:
        """The code of its rule, whichever name it uses."""
        rule = self.catalogue.find(waiver.rule)
        return rule.code if rule else waiver.rule

    def is_known(self, waiver: Waiver) -> bool:
        """Whether there is such a rule."""
        return self.catalogue.find(waiver.rule) is not None

    def covered(self, waiver: Waiver) -> Sequence[Finding]:
        """The findings that it is about, whether or not it counts."""
        code = self.code(waiver)
        return [
            finding
            for finding in self._near(waiver)
            if code in finding.covers and waiver.identity in ("", finding.identity)
        ]

    def _near(self, waiver: Waiver) -> Iterator[Finding]:
        """The findings about its subjects, or on its line, each once."""
        found = [item for text in self._subjects_of(waiver) for item in self._about(text)]
        if waiver.comment is not None:
            found += self._by_line.get((waiver.comment.file, waiver.line), ())
        yield from {finding.identity: finding for finding in found}.values()

    def _about(self, subject: str) -> Sequence[Finding]:
        return self._by_subject.get(subject, ())

    def _subjects_of(self, waiver: Waiver) -> tuple[str, ...]:
        if waiver.comment is None:
            return (waiver.on,)
        return tuple(item.text for item in self.lines.on((waiver.comment.file, waiver.line)))

    def told(self, waiver: Waiver) -> Waiver:
        """The waiver with what it is `on`, for one in a comment, which does not say it."""
        if waiver.comment is None:
            return waiver
        place = (waiver.comment.file, waiver.line)
        covered = [finding.subject.text for finding in self.covered(waiver)]
        around = self.lines.around(place)
        outermost = [*covered, *self._subjects_of(waiver), around.text if around else "portfolio"]
        return replace(waiver, on=outermost[0])

    def faults(self, waiver: Waiver) -> Faults:
        """Why the waiver is void, empty where it counts."""
        found = [(key, f"no `{key}`") for key in ("reason", "owner") if not getattr(waiver, key)]
        if waiver.until is None and waiver.until_text:
            found.append(("until", f"`until: {waiver.until_text}` is no date such as 2027-03-31"))
        elif waiver.until is None:
            found.append(("until", "no `until`"))
        elif waiver.until < self.today:
            found.append(("until", f"it ended on {waiver.until}"))
        return tuple(found)

    def is_orphaned(self, waiver: Waiver) -> bool:
        """Whether its rule took part and no code that shares a finding with it argues here."""
        code = self.code(waiver)
        if not self.took_part(code):
            return False
        group = self._sharing.get(code, frozenset((code,)))
        argued = (self._argued.get(text, frozenset()) for text in self._subjects_of(waiver))
        return all(group.isdisjoint(codes) for codes in argued)

    def _covers_nothing(self, waiver: Waiver) -> bool:
        """Whether it counts, and there is nothing that it would cover."""
        counts = self.is_known(waiver) and not self.faults(waiver)
        return counts and not self.covered(waiver)

    def _is_idle(self, waiver: Waiver) -> bool:
        """Whether it counts and covers nothing, but its rule holds here or took no part."""
        return self._covers_nothing(waiver) and not self.is_orphaned(waiver)

    def _is_stale(self, waiver: Waiver) -> bool:
        """Whether nothing is lost without it: it has ended, or nothing is left for it to cover."""
        has_ended = waiver.until is not None and waiver.until < self.today
        return has_ended or (self._covers_nothing(waiver) and self.is_orphaned(waiver))

    def took_part(self, code: str) -> bool:
        """Whether the rule, and every rule of its pack that it may be concluded from, was asked."""
        if self.catalogue.find(code) is None:
            return False
        if code in self._arguing:
            return self.chosen.takes(code)
        return self.chosen.takes_pack_of(code, self.catalogue)
