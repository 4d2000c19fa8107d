"""What the report cannot know: the assumptions under its figures, each said only where it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.cycles import cycle_sentences
from archlint.reporting.naming import named

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Call

_NAMED = 6
"""Names that one sentence lists."""


def limits(report: PortfolioReport) -> Iterator[str]:
    """The sentences, what weighs most first."""
    analysis = report.analysis
    yield from _about_means(report)
    yield (
        "What waits before its first span, in a listen queue, a load balancer or a thread pool, is"
        " in no self time: a service short of cores looks faster than its users find it."
    )
    yield (
        "A figure without `measured` is an estimate, and a wrong figure makes a wrong verdict;"
        " nothing here can see it unless two annotations contradict each other."
    )
    yield from _about_times(report)
    if any(call.timeout or call.deadline or call.retries for call in _calls(report)):
        yield (
            "Attempts fail only by being slow: a retry is made where one outlasts its timeout, and"
            " errors that come back at once cause none."
        )
    if analysis.sampling.correlation == 0:
        yield (
            "The own times of one request are drawn independently. Where they rise together, means"
            " stay as they are and a real p99 is longer: `policies: {engine: {correlation: 0.3}}`."
        )
    yield (
        "Failures and slow moments are taken to be independent. A node, a zone, a database or a"
        " deployment takes several services at once."
    )
    yield from _about_rewrites(report)


def _about_means(report: PortfolioReport) -> Iterator[str]:
    """Which means are exact, and what stands for a percentile."""
    measured = [times for times in report.analysis.journeys if times.mean]
    sampled = [times.name for times in measured if times.is_sampled]
    if len(sampled) < len(measured):
        yield (
            "Means add up exactly where calls run one after another. Percentiles do not: each is"
            " read off simulated requests, and they alone are held against a percentile target."
        )
    if sampled:
        yield (
            f"In {named(sampled, _NAMED)} calls run side by side or can be cut short, so that means"
            " are those of simulated requests too, with the error that stands beside them."
        )


def _about_times(report: PortfolioReport) -> Iterator[str]:
    analysis = report.analysis
    if analysis.journeys_are_implied and analysis.journeys:
        yield "No journeys are declared: every operation that nobody calls stands for one."
    if analysis.assumes_sequence:
        yield (
            "Calls are assumed sequential: the manifest has no `parallel`, and over half of a"
            " journey's services are on its path."
        )
    unknown = sorted({name for times in analysis.journeys for name in times.unmeasured})
    if unknown:
        yield (
            "Counted as 0 because their self time is unknown, so that every time through them is"
            f" “at least”: {named(unknown, _NAMED)}."
        )
    assumed = sorted(name for name, time in analysis.self_times.items() if time.spread_assumed)
    if assumed:
        yield (
            "One figure alone is declared for the self time of"
            f" {named(assumed, _NAMED)}: their spread is assumed."
        )
    if analysis.unreached:
        yield f"No journey reaches {named(list(analysis.unreached), _NAMED)}."
    yield from cycle_sentences(analysis.cycles)


def _calls(report: PortfolioReport) -> Iterator[Call]:
    for operation in report.portfolio.operations.values():
        yield from (call for call in operation.calls if not call.is_async)


def _about_rewrites(report: PortfolioReport) -> Iterator[str]:
    services = report.portfolio.services
    if not report.verdicts:
        return
    yield (
        "A rewrite shrinks the time that computes and leaves the time that waits. Freed head-room"
        " is spent once: all gains here are at the same utilisation, with fewer cores and queues"
        " as before."
    )
    priors = [
        verdict.service
        for verdict in report.verdicts
        if verdict.gain is not None and services[verdict.service].rewrite.cpu is None
    ]
    if priors:
        yield (
            f"The factor of a rewrite is a wide prior for {named(sorted(priors), _NAMED)}: a spike"
            " of two to four weeks measures it."
        )
    bounds = [
        verdict.service
        for verdict in report.verdicts
        if verdict.gain is not None and report.analysis.computing[verdict.service].is_upper_bound
    ]
    if bounds:
        yield (
            "The computing share is an upper bound where no GC share is given:"
            f" {named(sorted(bounds), _NAMED)}."
        )
    yield (
        "Who would write and run it, and what else they would not do meanwhile, is not in the"
        " numbers."
    )
