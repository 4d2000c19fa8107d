"""Runs the ninety-ten pack on a manifest, without the command line."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from archlint import Argument, Conclusion, Policy, Verdict
from archlint.analysis import analyse
from archlint.manifest import loads
from archlint_ninety_ten import PACK
from archlint_ninety_ten.options import NinetyTenOptions

if TYPE_CHECKING:
    from archlint_ninety_ten.case import Case

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Judged:
    """What the pack says about one manifest."""

    case: Case
    arguments: tuple[Argument, ...]
    conclusion: Conclusion

    @property
    def words(self) -> dict[str, str]:
        """Service -> verdict."""
        return {verdict.service: verdict.word for verdict in self.conclusion.verdicts}

    def verdict(self, service: str) -> Verdict:
        return next(item for item in self.conclusion.verdicts if item.service == service)

    def argument(self, rule: str, subject: str) -> Argument:
        return next(
            item for item in self.arguments if (item.rule, item.subject.text) == (rule, subject)
        )

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """(severity, rule, subject), sorted."""
        return sorted(
            (item.severity.word, item.argument.rule, item.argument.subject.text)
            for item in self.conclusion.raised
        )

    @property
    def loud(self) -> list[tuple[str, str, str]]:
        """The findings above a note."""
        return [item for item in self.findings if item[0] != "note"]

    def message(self, rule: str, subject: str) -> str:
        return next(
            item.argument.message
            for item in self.conclusion.raised
            if (item.argument.rule, item.argument.subject.text) == (rule, subject)
        )


def judge(
    text: str,
    *,
    today: date | None = TODAY,
    rules: dict[str, dict[str, Any]] | None = None,
    **options: Any,
) -> Judged:
    """Judge a manifest; keyword arguments are options of the pack, `rules` of single rules."""
    head = "archlint: 1\nportfolio: shop\n"
    analysis = analyse(loads(head + textwrap.dedent(text)), today=today)
    assert PACK.prepare is not None
    assert PACK.conclude is not None
    case = PACK.prepare(analysis, NinetyTenOptions(**options))
    settings = rules or {}
    arguments = tuple(
        argument
        for rule in PACK.rules
        if issubclass(rule, Policy)
        for argument in rule(**settings.get(rule.code, {})).check(case)
    )
    judged = Judged(case, arguments, PACK.conclude(case, arguments))
    _require_declared_severities(judged)
    return judged


def _require_declared_severities(judged: Judged) -> None:
    """What a manual says of a rule's severities is true of every finding of every test."""
    for raised in judged.conclusion.raised:
        rule = PACK.rule(raised.argument.rule)
        assert rule is not None
        declared = [level for level, _ in rule.severities] or [rule.severity]
        assert raised.severity in declared, (rule.code, raised.severity)
