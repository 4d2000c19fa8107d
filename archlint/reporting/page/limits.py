"""What the report cannot know: the assumptions under its figures, each said only where it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archlint.reporting.summary import cycle_sentences

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Call

_NAMED = 6
"""Names that one sentence lists."""


def limits(report: PortfolioReport) -> Iterator[str]:
    """The sentences, what weighs most first."""
    yield (
        "Times are means. Means add and subtract exactly, percentiles do neither, so no percentile"
        " is multiplied by a rate and no mean is held against a percentile target."
    )
    yield from _about_times(report)
    yield from _about_calls(list(_calls(report)))
    yield from _about_rewrites(report)


def _about_times(report: PortfolioReport) -> Iterator[str]:
    analysis = report.analysis
    if analysis.journeys_are_implied:
        yield "No journeys are declared: every operation that nobody calls stands for one."
    if analysis.assumes_sequence:
        yield (
            "Calls are assumed sequential: the manifest has no `parallel`, and over half of a"
            " journey's services are on its path."
        )
    unknown = sorted({name for times in analysis.journeys for name in times.unmeasured})
    if unknown:
        yield f"Counted as 0 because their self time is unknown: {_listed(unknown)}."
    assumed = sorted(name for name, time in analysis.self_times.items() if time.spread_assumed)
    if assumed:
        yield (
            "One figure alone is declared for the self time of"
            f" {_listed(assumed)}: their spread is assumed."
        )
    if analysis.unreached:
        yield f"No journey reaches {_listed(list(analysis.unreached))}."
    yield from cycle_sentences(analysis.cycles)
    yield (
        "Where an operation's own time falls between its calls is not declared; it is drawn before"
        " the first of them."
    )


def _about_calls(calls: list[Call]) -> Iterator[str]:
    if any(call.timeout or call.deadline or call.retries for call in calls):
        yield "Timeouts, retries and back-off are declared and do not enter these times."
    stages = {(call.caller, call.stage) for call in calls}
    if len(stages) < len(calls) or any(call.multiplicity % 1 for call in calls):
        yield (
            "With parallel calls or fractional counts the mean is a lower estimate: it takes means"
            " first and the slowest of them after."
        )


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
            f"The factor of a rewrite is a wide prior for {_listed(sorted(priors))}: a spike of two"
            " to four weeks measures it."
        )
    bounds = [
        verdict.service
        for verdict in report.verdicts
        if verdict.gain is not None and report.analysis.computing[verdict.service].is_upper_bound
    ]
    if bounds:
        yield (
            "The computing share is an upper bound where no GC share is given:"
            f" {_listed(sorted(bounds))}."
        )
    yield (
        "Who would write and run it, and what else they would not do meanwhile, is not in the"
        " numbers."
    )


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{name.replace('`', chr(39))}`" for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
