"""ANN003: annotations that cannot all be true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint.linting.pack import Policy
from archlint.model import Argument, Severity, Subject

if TYPE_CHECKING:
    from archlint.analysis import Analysis
    from archlint.linting.annotations.contradiction import Contradiction


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictoryAnnotations(Policy):
    """Flag annotations that contradict each other.

    Percentiles that decrease are an error, and the figures are left aside. These are warnings:
    operations' CPU or rates that exceed the service's by more than 10 %, CPU above its allocation
    by more than 10 % (bursting is legal), idle CPU above the CPU in use, more than 1.25 times as
    much CPU per request as time in the service (from one core and ten requests a second), calls
    that take over 10 % longer than the response they are part of, a response computed from its
    parts more than 25 % off the declared `latency`, and an availability that its hard dependencies
    do not allow by more than 10 % of its error budget.

    Why: figures from several instruments check each other. Where they disagree, one of them is
    wrong, and everything computed from it is too.

    Flagged::

        archlint: 1
        portfolio: shop
        services:
          cart: {language: go, kind: crud, self_time: {p50: 12ms, p99: 8ms}}

    Fine::

        archlint: 1
        portfolio: shop
        services:
          cart: {language: go, kind: crud, self_time: {p50: 8ms, p99: 12ms}}

    Known problems: a response is compared in the mean; where only one percentile is declared, its
    mean rests on an assumed spread, and the message says so. An availability's ceiling assumes
    independent failures.

    Source: arithmetic; the tolerances are what two instruments and two time windows may differ by.
    """

    code = "ANN003"
    name = "contradictory-annotations"
    severity = Severity.WARNING
    severities = (
        (Severity.ERROR, "where percentiles decrease: the distribution is then unknown"),
        (Severity.WARNING, "otherwise"),
    )

    def check(self, case: Analysis) -> Iterator[Argument]:
        found: dict[Subject, list[Contradiction]] = {}
        for contradiction in _contradictions(case):
            found.setdefault(contradiction.subject, []).append(contradiction)
        subjects = [
            *map(Subject.service, case.portfolio.services),
            *map(Subject.journey, case.portfolio.journeys),
        ]
        for subject in dict.fromkeys((*subjects, *found)):
            if subject not in found:
                yield self.no(subject, "its figures do not contradict each other")
            for contradiction in found.get(subject, ()):
                yield self._say(contradiction)

    def _say(self, contradiction: Contradiction) -> Argument:
        return self.yes(
            contradiction.subject,
            contradiction.message,
            numbers={"contradiction": contradiction.kind, **contradiction.numbers},
            measure=contradiction.measure,
            severity=contradiction.severity,
            at=contradiction.at,
            related=contradiction.against,
        )


def _contradictions(analysis: Analysis) -> Iterator[Contradiction]:
    from archlint.linting.annotations.contradictory_availability import contradictory_availability
    from archlint.linting.annotations.contradictory_loads import contradictory_loads
    from archlint.linting.annotations.contradictory_times import (
        contradictory_times,
        decreasing_objective,
        partly_unknown,
    )

    portfolio = analysis.portfolio
    partial = partly_unknown(analysis, portfolio)
    for service in portfolio.services.values():
        yield from contradictory_times(analysis, service, partial)
        yield from contradictory_loads(analysis, service)
    yield from contradictory_availability(portfolio)
    for journey in portfolio.journeys.values():
        yield from decreasing_objective(Subject.journey(journey.name), journey.pointer, journey.slo)
