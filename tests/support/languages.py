"""A small pack for tests of what is made of findings: two rules that share one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint.linting.pack import Conclusion, Pack, Policy, Rule
from archlint.model import Answer, Argument, Raised, Severity, Subject

if TYPE_CHECKING:
    from archlint.analysis import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class InJava(Policy):
    """Look for services in Java."""

    code = "LNG001"
    name = "in-java"
    aliases = ("java",)
    severity = Severity.ERROR

    def check(self, case: Analysis) -> Iterator[Argument]:
        for service in case.portfolio.services.values():
            subject = Subject.service(service.name)
            if service.language == "java":
                yield self.yes(subject, "in Java", at=(*service.pointer, "language"))
            else:
                yield self.no(subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldJava(Rule):
    """Shares its finding with in-java."""

    code = "LNG002"
    name = "old-java"
    severity = Severity.ERROR


def concluded(_case: Analysis, arguments: tuple[Argument, ...]) -> Conclusion:
    return Conclusion(
        raised=tuple(
            Raised(
                argument=argument,
                severity=Severity.ERROR,
                identity="language:not-java",
                covers=("LNG001", "LNG002", "OLD77"),
            )
            for argument in arguments
            if argument.answer is Answer.YES and argument.subject.text != "quiet"
        )
    )


PACK = Pack(name="languages", rules=(InJava, OldJava), conclude=concluded)
