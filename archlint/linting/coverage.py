"""Which rules had their inputs: counted from what they answered, never declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from archlint.linting.report import Coverage, RuleCoverage
from archlint.model import Answer

if TYPE_CHECKING:
    from archlint.linting.pack import Policy
    from archlint.model import Argument


def coverage_of(
    policies: Mapping[str, tuple[type[Policy], str]], arguments: Iterable[Argument]
) -> Coverage:
    """Count the answers of every policy that ran. `policies`: code -> (policy, its pack's name)."""
    answers: dict[str, Counter[Answer]] = {code: Counter() for code in policies}
    missing: dict[str, Counter[str]] = {code: Counter() for code in policies}
    for argument in arguments:
        answers[argument.rule][argument.answer] += 1
        if argument.answer is Answer.UNKNOWN:
            missing[argument.rule].update(argument.missing)
    return Coverage(
        rules=tuple(
            RuleCoverage(
                rule=code,
                name=policy.name,
                pack=pack,
                answers={answer: answers[code][answer] for answer in Answer},
                missing=dict(sorted(missing[code].items())),
            )
            for code, (policy, pack) in sorted(policies.items())
        )
    )
