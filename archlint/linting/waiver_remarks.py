"""WVR001: what there is to say about each waiver. At most one thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.linting.hinting import did_you_mean
from archlint.linting.orphaned_or_expired_waiver import OrphanedOrExpiredWaiver
from archlint.model import Answer, Argument, Raised, Severity, Subject

if TYPE_CHECKING:
    from archlint.linting.subjects import Subjects
    from archlint.linting.waivers import Waiving
    from archlint.model import Waiver

NOTICE_DAYS = 14
"""A waiver that ends within so many days is announced."""

_CODE = OrphanedOrExpiredWaiver.code


class WaiverRemarks(Struct, frozen=True, kw_only=True):
    """Speaks about every waiver that deserves it: void, else covering nothing, else ending soon."""

    waiving: Waiving
    subjects: Subjects

    def all(self) -> Iterator[Raised]:
        """At most one finding a waiver; one for all whose pack was left out."""
        unloaded = []
        for waiver in self.waiving.waivers:
            if not self.waiving.is_known(waiver) and self.waiving.catalogue.open_ended:
                unloaded.append(waiver)
            else:
                yield from self._about(waiver)
        if unloaded:
            yield _unloaded(unloaded)

    def _about(self, waiver: Waiver) -> Iterator[Raised]:
        waiving, named = self.waiving, _named(self.waiving.told(waiver))
        faults = list(waiving.faults(waiver))
        if not waiving.is_known(waiver):
            faults.insert(0, ("rule", f"there is no rule {waiver.rule}{self._hint(waiver)}"))
        if faults:
            reasons = ", ".join(reason for _, reason in faults)
            yield self._raise(waiver, f"{named} is void: {reasons}", Severity.ERROR, faults[0][0])
        elif not waiving.covered(waiver):
            if waiving.is_orphaned(waiver):
                message = f"{named} covers nothing: {self._nothing(waiver)}"
                yield self._raise(waiver, message, Severity.WARNING, "on")
        elif waiver.until is not None and self._days(waiver) <= NOTICE_DAYS:
            message = f"{named} ends {self._when(waiver)}, on {waiver.until}"
            yield self._raise(waiver, message, Severity.NOTE, "until")

    def _hint(self, waiver: Waiver) -> str:
        rules = self.waiving.catalogue.rules
        hint = did_you_mean(
            waiver.rule, [word for rule in rules for word in (rule.code, rule.name)]
        )
        return f" ({hint})" if hint else ""

    def _nothing(self, waiver: Waiver) -> str:
        if waiver.comment is not None or self.subjects.find(waiver.on) is not None:
            return (
                "it has no such finding" if waiver.line or not waiver.comment else "nothing below"
            )
        hint = did_you_mean(waiver.on, self.subjects.texts)
        return f"nothing in the portfolio is called that{f' ({hint})' if hint else ''}"

    def _days(self, waiver: Waiver) -> int:
        return (waiver.until - self.waiving.today).days if waiver.until else 0

    def _when(self, waiver: Waiver) -> str:
        days = self._days(waiver)
        return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")

    def _raise(self, waiver: Waiver, message: str, severity: Severity, key: str) -> Raised:
        told = self.waiving.told(waiver)
        subject = self.subjects.find(told.on)
        source = ":comment" if waiver.comment else ""
        identity = f"{_CODE}:{self.waiving.code(waiver)}{source}"
        return Raised(
            argument=Argument(
                rule=_CODE,
                subject=subject or Subject.portfolio(),
                answer=Answer.YES,
                message=message,
                at=() if waiver.comment else (*waiver.pointer, key),
            ),
            severity=severity,
            identity=identity if subject else f"{identity}:{told.on}",
            covers=(_CODE,),
            place=waiver.comment,
        )


def _named(waiver: Waiver) -> str:
    which = "inline waiver" if waiver.comment else "waiver"
    return f"the {which} of {waiver.rule} on {waiver.on}"


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
