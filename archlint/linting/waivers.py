"""Waivers: findings that a team accepts until a date, and what is wrong with the waivers (WVR001).

A waiver covers the finding about its subject that its rule raised, or that shares a finding with
its rule. It counts to the end of its last day. Anything wrong with it makes it void: it fails
closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.hinting import did_you_mean
from archlint.linting.orphaned_or_expired_waiver import OrphanedOrExpiredWaiver
from archlint.linting.report import Suppressed
from archlint.model import Answer, Argument, Raised, Severity, Subject

if TYPE_CHECKING:
    from datetime import date

    from archlint.linting.selection import Chosen
    from archlint.linting.subjects import Subjects
    from archlint.model import Catalogue, Finding, Waiver

NOTICE_DAYS = 14
"""A waiver that ends within so many days is announced."""

_CODE = OrphanedOrExpiredWaiver.code


class Waived(Struct, frozen=True, kw_only=True):
    """What is left of the findings, what waivers cover, and what there is to say about waivers.

    `idle` are the waivers that cover nothing today and may tomorrow.
    """

    kept: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    raised: tuple[Raised, ...] = ()
    idle: tuple[Waiver, ...] = ()


class Waiving(Struct, frozen=True, kw_only=True):
    """Applies waivers to the findings of one portfolio on one day."""

    catalogue: Catalogue
    chosen: Chosen
    subjects: Subjects
    today: date
    arguments: Sequence[Argument]

    def apply(self, waivers: Sequence[Waiver], findings: Sequence[Finding]) -> Waived:
        """Divide the findings; speak about every waiver that deserves it."""
        about: dict[str, list[Finding]] = {}
        for finding in findings:
            about.setdefault(finding.subject.text, []).append(finding)
        covering = {
            finding.identity: waiver
            for waiver in reversed(waivers)
            if self._is_known(waiver) and not self.faults(waiver)
            for finding in about.get(waiver.on, ())
            if self._covers(waiver, finding)
        }
        raised = self._remarks(waivers, findings) if self.chosen.takes(_CODE) else ()
        return Waived(
            kept=tuple(finding for finding in findings if finding.identity not in covering),
            suppressed=tuple(
                Suppressed(finding=finding, waiver=covering[finding.identity])
                for finding in findings
                if finding.identity in covering
            ),
            raised=tuple(raised),
            idle=tuple(waiver for waiver in waivers if self._is_idle(waiver, findings)),
        )

    def _code(self, waiver: Waiver) -> str:
        rule = self.catalogue.find(waiver.rule)
        return rule.code if rule else waiver.rule

    def _is_known(self, waiver: Waiver) -> bool:
        return self.catalogue.find(waiver.rule) is not None

    def _covers(self, waiver: Waiver, finding: Finding) -> bool:
        return finding.subject.text == waiver.on and self._code(waiver) in finding.covers

    def faults(self, waiver: Waiver) -> list[tuple[str, str]]:
        """Why the waiver is void: (key, what is wrong), empty where it counts."""
        found = [(key, f"no `{key}`") for key in ("reason", "owner") if not getattr(waiver, key)]
        if waiver.until is None and waiver.until_text:
            found.append(("until", f"`until: {waiver.until_text}` is no date such as 2027-03-31"))
        elif waiver.until is None:
            found.append(("until", "no `until`"))
        elif waiver.until < self.today:
            found.append(("until", f"it ended on {waiver.until}"))
        return found

    def _remarks(self, waivers: Sequence[Waiver], findings: Sequence[Finding]) -> Iterator[Raised]:
        unloaded = []
        for waiver in waivers:
            if not self._is_known(waiver) and self.catalogue.open_ended:
                unloaded.append(waiver)
            else:
                yield from self._remark(waiver, findings)
        if unloaded:
            yield _unloaded(unloaded)

    def _remark(self, waiver: Waiver, findings: Sequence[Finding]) -> Iterator[Raised]:
        """At most one finding a waiver: void, else covering nothing, else ending soon."""
        faults = self.faults(waiver)
        if not self._is_known(waiver):
            faults.insert(0, ("rule", f"there is no rule {waiver.rule}{self._hint(waiver)}"))
        if faults:
            reasons = ", ".join(reason for _, reason in faults)
            message = f"the waiver of {waiver.rule} on {waiver.on} is void: {reasons}"
            yield self._raise(waiver, message, Severity.ERROR, faults[0][0])
        elif not any(self._covers(waiver, finding) for finding in findings):
            if self._is_orphaned(waiver, findings):
                yield self._raise(waiver, self._nothing(waiver), Severity.WARNING, "on")
        elif waiver.until is not None and (waiver.until - self.today).days <= NOTICE_DAYS:
            yield self._raise(waiver, self._ending(waiver), Severity.NOTE, "until")

    def _hint(self, waiver: Waiver) -> str:
        known = [word for rule in self.catalogue.rules for word in (rule.code, rule.name)]
        hint = did_you_mean(waiver.rule, known)
        return f" ({hint})" if hint else ""

    def _is_orphaned(self, waiver: Waiver, findings: Sequence[Finding]) -> bool:
        """Whether its rule took part and no code that shares a finding with it argues here."""
        code = self._code(waiver)
        if not self._took_part(code):
            return False
        group = {code}.union(*(item.covers for item in findings if code in item.covers))
        return not any(
            argument.rule in group
            and argument.answer is Answer.YES
            and argument.subject.text == waiver.on
            for argument in self.arguments
        )

    def _is_idle(self, waiver: Waiver, findings: Sequence[Finding]) -> bool:
        """Whether it counts and covers nothing, but its rule holds here or took no part."""
        return (
            self._is_known(waiver)
            and not self.faults(waiver)
            and not any(self._covers(waiver, finding) for finding in findings)
            and not self._is_orphaned(waiver, findings)
        )

    def _took_part(self, code: str) -> bool:
        """Whether the rule, and every rule of its pack that it may be concluded from, was asked."""
        if not self.chosen.takes(code):
            return False
        if any(argument.rule == code for argument in self.arguments):
            return True
        packs = {rule.code: rule.pack for rule in self.catalogue.rules}
        return all(self.chosen.takes(other) for other in packs if packs[other] == packs[code])

    def _nothing(self, waiver: Waiver) -> str:
        if self.subjects.find(waiver.on) is None:
            hint = did_you_mean(waiver.on, self.subjects.texts)
            reason = f"nothing in the portfolio is called that{f' ({hint})' if hint else ''}"
        else:
            reason = "it has no such finding"
        return f"the waiver of {waiver.rule} on {waiver.on} covers nothing: {reason}"

    def _ending(self, waiver: Waiver) -> str:
        days = (waiver.until - self.today).days if waiver.until else 0
        when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
        return f"the waiver of {waiver.rule} on {waiver.on} ends {when}, on {waiver.until}"

    def _raise(self, waiver: Waiver, message: str, severity: Severity, key: str) -> Raised:
        subject = self.subjects.find(waiver.on)
        identity = f"{_CODE}:{self._code(waiver)}"
        return Raised(
            argument=Argument(
                rule=_CODE,
                subject=subject or Subject.portfolio(),
                answer=Answer.YES,
                message=message,
                at=(*waiver.pointer, key),
            ),
            severity=severity,
            identity=identity if subject else f"{identity}:{waiver.on}",
            covers=(_CODE,),
        )


def _unloaded(waivers: Sequence[Waiver]) -> Raised:
    """One note for all waivers of packs that were left out."""
    rules = ", ".join(sorted({waiver.rule for waiver in waivers}))
    return Raised(
        argument=Argument(
            rule=_CODE,
            subject=Subject.portfolio(),
            answer=Answer.YES,
            message=f"waivers of packs that are not loaded were left aside: {rules}",
            at=("waivers",),
        ),
        severity=Severity.NOTE,
        identity=f"{_CODE}:not-loaded",
        covers=(_CODE,),
    )
