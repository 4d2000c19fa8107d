"""The engine's own rules as a pack like any other: annotations that mislead, and waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.linting.analysing import ENGINE_NAME, EngineOptions
from archlint.linting.annotations.contradictory_annotations import ContradictoryAnnotations
from archlint.linting.annotations.rule_could_not_run import RuleCouldNotRun
from archlint.linting.annotations.stale_annotation import StaleAnnotation
from archlint.linting.orphaned_or_expired_waiver import OrphanedOrExpiredWaiver
from archlint.linting.pack import Conclusion, Pack, raise_every_yes

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.model import Argument, Raised

_RULES = (
    StaleAnnotation,
    RuleCouldNotRun,
    ContradictoryAnnotations,
    OrphanedOrExpiredWaiver,
)


def _conclude(_analysis: Analysis, arguments: tuple[Argument, ...]) -> Conclusion:
    """Raise every yes; several contradictions of one subject stay apart."""
    plain = raise_every_yes({rule.code: rule() for rule in _RULES}, arguments)
    return replace(plain, raised=tuple(map(_told_apart, plain.raised)))


def _told_apart(raised: Raised) -> Raised:
    kind = raised.argument.numbers.get("contradiction")
    return replace(raised, identity=f"{raised.argument.rule}:{kind}") if kind else raised


ENGINE = Pack(name=ENGINE_NAME, rules=_RULES, options=EngineOptions, conclude=_conclude)
"""Always on unless its rules are ignored; the last to be heard."""
