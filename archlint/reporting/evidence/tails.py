"""What a rewrite takes off the percentiles that argue for it: of journeys that miss their SLO.

Both states are drawn from the same random numbers, as in a what-if, of the portfolio as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from archlint.analysis.promises import ERRORS, Standing, promises_of
from archlint.quantities import format_duration, format_percentile
from archlint.reporting.estimates import within
from archlint.reporting.naming import coded
from archlint.reporting.verdict_words import WEIGHTY

if TYPE_CHECKING:
    from archlint.analysis import Analysis, Estimate
    from archlint.model import Verdict
    from archlint.reporting.evidence.asked import Asked
    from archlint.reporting.evidence.taking import Taking
    from archlint.reporting.evidence.waits import Waits

_USUAL = 0.99
"""What is told of a journey that promises no percentile."""


class TailGain(Struct, frozen=True, kw_only=True):
    """By how much one percentile of a journey grows, seconds: negative is faster."""

    journey: str
    share: float
    growth: Estimate

    @property
    def off(self) -> str:
        """`4.81 ± 1 ms`; empty where its own error explains it."""
        value, error = self.growth
        if abs(value) <= ERRORS * error:
            return ""
        noise = within(abs(value), error)
        text = format_duration(abs(value))
        return f"{text.partition(' ')[0]} {noise}" if noise else text

    @property
    def key(self) -> str:
        return format_percentile(self.share)

    @property
    def words(self) -> str:
        """Say `4.81 ± 1 ms off the p99 of search`, or that nothing shows."""
        whose = f"the {self.key} of {coded(self.journey)}"
        if not self.off:
            return f"nothing that shows off {whose}"
        return f"{self.off} {'off' if self.growth.value < 0 else 'onto'} {whose}"


class Tails(Struct, frozen=True, dict=True):
    """Looks up one service after another: of those that a verdict asks to rewrite or to measure."""

    taking: Taking
    waits: Waits
    _found: dict[tuple[str, tuple[str, ...]], tuple[TailGain, ...]] = field(default_factory=dict)

    def of(self, service: str, above: Sequence[str] = ()) -> tuple[TailGain, ...]:
        """What its rewrite takes off after the rewrites above it; () where no percentile argues."""
        key = (service, tuple(above))
        if key not in self._found:
            self._found[key] = tuple(self._taken(service, above))
        return self._found[key]

    @property
    def _asked(self) -> Asked:
        return self.taking.asked

    @cached_property
    def _today(self) -> Analysis:
        return self._asked.report.analysis

    @cached_property
    def _is_drawn(self) -> bool:
        from archlint.linting.turns import MOST_DRAWN

        return self._today.is_sampled and len(self._today.portfolio.services) <= MOST_DRAWN

    def _taken(self, service: str, above: Sequence[str]) -> Iterator[TailGain]:
        verdict = self._asked.verdicts.get(service)
        if verdict is None or service not in self.taking.factors:
            return
        if verdict.word not in WEIGHTY or verdict.language == "rust" or verdict.is_planned:
            return
        wanted = self._wanted(service)
        if not wanted or not self._is_drawn:
            return
        from archlint.analysis.paired import paired

        before = self._at_default(above)
        was = self._today.with_rewrites(before) if before else self._today
        then = was.with_rewrites(self._at_default([service]))
        pairs = paired(was.samples, then.samples, wanted)
        for journey, shares in wanted.items():
            for share in shares:
                growth = pairs[journey][share].growth
                if growth is not None:
                    yield TailGain(journey=journey, share=share, growth=growth)

    def _at_default(self, services: Sequence[str]) -> dict[str, float]:
        factors = self.taking.factors
        return {
            self.taking.target(name): factors[name].default for name in services if name in factors
        }

    def _wanted(self, service: str) -> dict[str, tuple[float, ...]]:
        """Journey -> percentiles: those missed, and one of each that a rule's yes is about."""
        decisive = _decisive(self._asked, service)
        found: dict[str, tuple[float, ...]] = {}
        for times in self.waits.journeys(service):
            promises = [item for item in promises_of(self._today, times) if item.share is not None]
            missed = tuple(
                item.share
                for item in promises
                if item.share is not None and item.standing is Standing.MISSED
            )
            if times.name in decisive and not missed:
                shares = [item.share for item in promises if item.share is not None]
                missed = (max(shares, default=_USUAL),)
            if missed and not times.is_unmeasured:
                found[times.name] = missed
        return found


def _decisive(asked: Asked, service: str) -> set[str]:
    """The journeys whose percentile an argument for the rewrite is about."""
    verdict: Verdict | None = asked.verdicts.get(service)
    codes = verdict.arguments if verdict is not None else ()
    return {
        journey
        for argument in asked.about(service)
        if argument.rule in codes and isinstance(journey := argument.numbers.get("gc_journey"), str)
    }
