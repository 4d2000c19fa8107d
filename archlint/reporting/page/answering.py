"""Answers the questions of the evidence for one service after another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.selftimes import declared_times
from archlint.quantities import (
    format_duration,
    format_percentile,
    format_rate,
    format_users,
)
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import share
from archlint.reporting.page.answers import (
    COMPUTING,
    DERIVED,
    HOW_LONG,
    HOW_OFTEN,
    WAITED_FOR,
    Answer,
    listed,
    origin_of,
)
from archlint.reporting.page.naming import coded
from archlint.reporting.page.rewriting import Rewriting

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.model import Operation, Service
    from archlint.reporting.page.asked import Asked
    from archlint.reporting.page.services import ServiceRow, Waits


class Answering(Struct, frozen=True, dict=True):
    """Answers about one service after another; `waits` says where most users wait for each."""

    asked: Asked
    waits: Waits

    def answers(self, row: ServiceRow) -> Iterator[Answer]:
        """All six, in their order."""
        service = self.asked.report.portfolio.services[row.verdict.service]
        yield self._waited_for(service)
        yield self._how_often(service)
        yield self._how_long(service)
        yield self._computing(service)
        yield self._rewriting.shrinking(service)
        yield self._rewriting.worth(row, service)

    @property
    def _analysis(self) -> Analysis:
        return self.asked.report.analysis

    @cached_property
    def _rewriting(self) -> Rewriting:
        return Rewriting(self.asked)

    def place_of(self, row: ServiceRow) -> str:
        return self.asked.at(self.asked.report.portfolio.services[row.verdict.service].pointer)

    def deciding(self, row: ServiceRow) -> Iterator[str]:
        """What would make it Rust, unless it is, or the verdict's own sentence says it."""
        if row.verdict.word in ("rust", "hybrid"):
            return
        told = (argument.could_be for argument in self.asked.about(row.verdict.service))
        for text in dict.fromkeys(told):
            if text and text not in row.verdict.because:
                yield text

    # --- who waits, and how often

    def _waited_for(self, service: Service) -> Answer:
        name = service.name
        on = sorted(
            (times for times in self._analysis.journeys if times.own.get(name, 0.0) > 0),
            key=lambda times: (-(times.journey.rate or 0) * times.own[name], times.name),
        )
        if not on:
            return Answer(
                question=WAITED_FOR, short=self._nobody(service)[0], rest=self._nobody(service)[1]
            )
        first = self.waits.most(name)
        names = [first.name, *(times.name for times in on if times is not first)]
        path = "on the critical path of" if name in self.waits.critical else "a little, in"
        return Answer(
            question=WAITED_FOR,
            short="Yes:",
            rest=f"{path} {listed(names)}; {self._in_journey(first, name)}{self._users(name)}",
            places=tuple(filter(None, [self.asked.at(first.journey.pointer)])),
            origin=origin_of(first.journey.measured),
        )

    def _in_journey(self, times: JourneyTimes, service: str) -> str:
        return (
            f"{format_duration(times.own[service])} of the {format_duration(times.mean)} of"
            f" {coded(times.name)}, {self._of_p99(times, service)}"
        )

    def _of_p99(self, times: JourneyTimes, service: str) -> str:
        """How often it is on the path of a journey, and what it adds to its p99."""
        samples = self._analysis.percentiles(times.name)
        part = samples.blame.services[service].p99
        return (
            f"on the path of {self.waits.on_path(service).text} of its requests,"
            f" {estimated(part.value, part.error)} of its p99"
        )

    def _users(self, service: str) -> str:
        waiting = self._analysis.waiting
        users = waiting.by_service.get(service)
        if not users or not waiting.total:
            return ""
        return f". {format_users(users)} at any moment, {share(users / waiting.total)} of all"

    def _nobody(self, service: Service) -> tuple[str, str]:
        analysis, name = self._analysis, service.name
        if service.is_planned:
            return "Not yet:", "it is planned"
        if name in analysis.awaited and analysis.computing[name].self_seconds is None:
            return "Not measured:", "users wait for it, and how long is not known; see below"
        if name in analysis.unrated:
            return "Cannot say:", "no journey that waits for it says its `rate` or its times"
        if name in analysis.awaited:
            return "No:", "it runs beside something slower, so that it is on no critical path"
        if name in analysis.unreached:
            return "No:", "no journey reaches it"
        return "No:", "no journey waits for its answer"

    def _how_often(self, service: Service) -> Answer:
        account = self._analysis.computing[service.name]
        derived = self._analysis.service_rate(service.name)
        declared = service.load.rate
        if declared is not None:
            beside = f"; {format_rate(derived)} follow from the journeys" if derived else ""
            return Answer(
                question=HOW_OFTEN,
                short=format_rate(declared),
                rest=f"as `load.rate` has it{beside}",
                places=self.asked.declared(service, "load", "rate"),
                origin=origin_of(service.load_measured),
            )
        if not account.rate:
            return Answer(
                question=HOW_OFTEN,
                short="Not measured:",
                rest="no traffic with a known rate reaches it; a journey's `rate`, or `load.rate`"
                " from the request counter, says it",
            )
        return Answer(
            question=HOW_OFTEN,
            short=format_rate(account.rate),
            rest="from the rates of the journeys and the calls on the way",
            origin=DERIVED,
        )

    # --- how long, and how much of it computes

    def _how_long(self, service: Service) -> Answer:
        analysis = self._analysis
        found = [(item, analysis.self_times[item.id]) for item in service.operations]
        seconds = analysis.computing[service.name].self_seconds
        if seconds is None:
            return Answer(
                question=HOW_LONG,
                short="Not measured:",
                rest="`self_time`, from traces: the span without the calls it waits for",
            )
        several = f" over its {len(found)} operations" if len(found) > 1 else ""
        origin, spread = origin_of(service.measured), ""
        if any(time.origin == "derived" for _, time in found):
            origin, several = DERIVED, f"{several}, its response time without its calls"
        elif any(time.spread_assumed for _, time in found):
            spread = "; its spread is assumed"
        times = declared_times(service, found[0][0])
        figures = ", ".join(
            f"{format_percentile(part)} {format_duration(value)}"
            for part, value in (times[0].percentiles if times and len(found) == 1 else ())
        )
        declared = f"; declared {figures}" if figures else ""
        return Answer(
            question=HOW_LONG,
            short=format_duration(seconds),
            rest=f"on average{several}, calls left out{declared}{spread}",
            places=self._where_timed(service),
            origin=origin,
        )

    def _where_timed(self, service: Service) -> tuple[str, ...]:
        """Where its own time is declared, else the response time that it is derived from."""
        owners: tuple[Service | Operation, ...] = (service, *service.operations)
        for owner in owners:
            for key in ("self_time", "latency"):
                if getattr(owner, key) is not None:
                    return tuple(filter(None, [self.asked.at((*owner.pointer, key))]))
        return ()

    def _computing(self, service: Service) -> Answer:
        account = self._analysis.computing[service.name]
        if account.share is None or account.self_seconds is None:
            missing = [name for name in account.missing if name] or ["load.cpu"]
            return Answer(
                question=COMPUTING,
                short="Not measured:",
                rest=f"it takes {listed(missing)}; CPU in cores, all replicas together, over the"
                " same hours as the rate",
            )
        is_declared = service.load.cpu is not None
        most = format_duration(account.self_seconds * account.share)
        each = format_duration(account.cpu_per_request or 0.0)
        bound = ", an upper bound: `gc.cpu_share` not given" if account.is_upper_bound else ""
        return Answer(
            question=COMPUTING,
            short=f"{share(account.share)} computing:",
            rest=f"{each} of CPU a request, so at most {most} of a visit can shrink, in any"
            f" language{bound}",
            places=self.asked.declared(service, "load", "cpu") if is_declared else (),
            origin=origin_of(service.load_measured) if is_declared else DERIVED,
        )
