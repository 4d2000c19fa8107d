"""ANN002: a rule whose inputs are missing, once per rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint.linting.pack import Rule
from archlint.model import Answer, Argument, Measure, Raised, Severity, Subject

if TYPE_CHECKING:
    from archlint.linting.report import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCouldNotRun(Rule):
    """Say which rules had to leave something unanswered, and for want of what.

    Once per rule, with the annotations that would let it answer. An annotation that a finding about
    the same service already asks for is not asked for again.

    Why: a rule that could not look is not a rule that found nothing. Silence must not read as
    health.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          cart:
            language: go
            kind: crud
            self_time: 4ms
            measured: {source: prometheus}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          cart: {language: go, kind: crud, self_time: 4ms}
    """

    code = "ANN002"
    name = "rule-could-not-run"
    severity = Severity.NOTE


_MOST_KEYS = 8
"""Annotations that one note asks for, those that most are asked for first."""


def could_not_run(
    coverage: Coverage, arguments: Iterable[Argument], raised: Iterable[Argument]
) -> Iterator[Raised]:
    """One note per rule that answered "unknown" for want of what no raised argument names."""
    named = {(argument.subject, key) for argument in raised for key in argument.missing}
    lacking: dict[str, list[Argument]] = {}
    for argument in arguments:
        if argument.answer is Answer.UNKNOWN:
            unnamed = [key for key in argument.missing if (argument.subject, key) not in named]
            if unnamed or not argument.missing:
                lacking.setdefault(argument.rule, []).append(argument)
    for rule in coverage.rules:
        if rule.rule in lacking:
            total = sum(rule.answers.values())
            yield _note(rule.rule, rule.name, lacking[rule.rule], total, named)


def _note(
    code: str,
    name: str,
    lacking: list[Argument],
    total: int,
    named: set[tuple[Subject, str]],
) -> Raised:
    missing = Counter(
        key
        for argument in lacking
        for key in argument.missing
        if (argument.subject, key) not in named
    )
    keys = ", ".join(f"`{key}` ({count})" for key, count in sorted(missing.most_common(_MOST_KEYS)))
    if len(missing) > _MOST_KEYS:
        keys += f" and {len(missing) - _MOST_KEYS} keys more"
    message = f"{code} {name} could not answer for {len(lacking)} of {total}"
    return Raised(
        argument=Argument(
            rule=RuleCouldNotRun.code,
            subject=Subject.portfolio(),
            answer=Answer.YES,
            message=f"{message}: {keys} not given" if keys else message,
            numbers={"rule": code, "unanswered_subjects": len(lacking), "asked_subjects": total},
            measure=Measure(name="unanswered", value=len(lacking), unit="subjects"),
            at=("portfolio",),
        ),
        severity=RuleCouldNotRun.severity,
        identity=f"{RuleCouldNotRun.code}:{code}",
        covers=(RuleCouldNotRun.code,),
    )
