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
from archlint.reporting.evidence.answers import (
    COMPUTING,
    DERIVED,
    HOW_LONG,
    HOW_OFTEN,
    NOT_GIVEN,
    WAITED_FOR,
    Answer,
    origin_of,
)
from archlint.reporting.evidence.asked import Asked
from archlint.reporting.evidence.rewriting import Rewriting
from archlint.reporting.evidence.waits import Waits
from archlint.reporting.figures import share
from archlint.reporting.naming import coded, named
from archlint.reporting.verdict_words import is_bought

if TYPE_CHECKING:
    from archlint.analysis import Analysis, JourneyTimes
    from archlint.linting.report import PortfolioReport
    from archlint.model import Operation, Service


class Answering(Struct, frozen=True, dict=True):
    """Answers about one service after another; `waits` says where most users wait for each."""

    asked: Asked
    waits: Waits

    def answers(self, service: Service) -> Iterator[Answer]:
        """All six, in their order; of what is bought those that ask for no language."""
        yield self._waited_for(service)
        yield self._how_often(service)
        yield self._how_long(service)
        if not is_bought(service):
            yield self._computing(service)
            yield self.rewriting.shrinking(service)
        yield self.rewriting.worth(service)

    @property
    def _analysis(self) -> Analysis:
        return self.asked.report.analysis

    @cached_property
    def rewriting(self) -> Rewriting:
        return Rewriting(self.asked, self.waits)

    # --- who waits, and how often

    def _waited_for(self, service: Service) -> Answer:
        on = self.waits.journeys(service.name)
        if not on:
            short, rest = self._nobody(service)
            return Answer(question=WAITED_FOR, short=short, rest=rest)
        path = "on the critical path of" if service.name in self.waits.critical else "a little, in"
        return Answer(
            question=WAITED_FOR,
            short="Yes:",
            rest=f"{path} {named([times.name for times in on])}{self._part(service.name)}",
            more=f"{self._in_journey(on[0], service.name)}{self._users(service.name)}",
            places=tuple(filter(None, [self.asked.at(on[0].journey.pointer)])),
            origin=DERIVED,
        )

    def _in_journey(self, times: JourneyTimes, service: str) -> str:
        """How much of a journey it is, how often on its path, and what it adds to its p99."""
        text = (
            f"{format_duration(times.own[service])} of the {format_duration(times.mean)} of"
            f" {coded(times.name)}"
        )
        on_path, part = self.waits.on_path(service), self.waits.of_p99(service)
        if on_path is None or part is None:
            return text
        of_p99 = estimated(part.value, part.error)
        return f"{text}, on the path of {share(on_path)} of its requests, {of_p99} of its p99"

    def _part(self, service: str) -> str:
        waiting = self._analysis.waiting
        users = waiting.by_service.get(service)
        whole = "what is counted of all" if waiting.is_lower_bound else "all"
        return f", {share(users / waiting.total)} of {whole} waiting" if users else ""

    def _users(self, service: str) -> str:
        users = self._analysis.waiting.by_service.get(service)
        least = "at least " if self._analysis.waits_at_least(service) else ""
        return f"; {least}{format_users(users)} at any moment" if users else ""

    def _nobody(self, service: Service) -> tuple[str, str]:
        analysis, name = self._analysis, service.name
        if service.is_planned:
            return "Not yet:", "it is planned"
        if name in analysis.awaited and analysis.computing[name].self_seconds is None:
            return "Not measured:", "requests wait for it, and how long is not known; see below"
        if name in analysis.unrated:
            return "Cannot say:", "no journey that waits for it says its `rate` or its times"
        if name in analysis.awaited:
            return "No:", "it runs beside something slower, so that it is on no critical path"
        if name in analysis.unreached:
            return "No:", "no journey reaches it"
        return "No:", "no journey waits for its answer"

    def _how_often(self, service: Service) -> Answer:
        derived = self._analysis.service_rate(service.name)
        declared = service.load.rate
        if declared is not None:
            return Answer(
                question=HOW_OFTEN,
                short=format_rate(declared),
                rest="as `load.rate` has it",
                more=f"{format_rate(derived)} follow from the journeys" if derived else "",
                places=self.asked.declared(service, "load", "rate"),
                origin=origin_of(service.load_measured),
            )
        rate = self._analysis.computing[service.name].rate
        if not rate:
            return Answer(
                question=HOW_OFTEN,
                short="Not measured:",
                rest="no traffic with a known rate reaches it",
                more="a journey's `rate`, or `load.rate` from the request counter, says it",
                origin=NOT_GIVEN,
            )
        return Answer(
            question=HOW_OFTEN,
            short=format_rate(rate),
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
                rest="`self_time` not given",
                more="from traces: the span without the calls it waits for",
                origin=NOT_GIVEN,
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
            cpu = "CPU in cores, all replicas together, over the same hours as the rate"
            return Answer(
                question=COMPUTING,
                short="Not measured:",
                rest=f"it takes {named(missing)}",
                more=cpu if "load.cpu" in missing else "",
                origin=NOT_GIVEN,
            )
        is_declared = service.load.cpu is not None
        most = format_duration(account.self_seconds * account.share)
        each = format_duration(account.cpu_per_request or 0.0)
        bound = "; an upper bound: `gc.cpu_share` not given" if account.is_upper_bound else ""
        return Answer(
            question=COMPUTING,
            short=f"{'At most ' * account.is_upper_bound}{share(account.share)} computing:",
            rest=f"{most} of a visit can shrink, in any language",
            more=f"{each} of CPU a request{bound}",
            places=self.asked.declared(service, "load", "cpu") if is_declared else (),
            origin=origin_of(service.load_measured) if is_declared else DERIVED,
        )


def answering(report: PortfolioReport, *, has_paths: bool = False) -> Answering:
    """What answers about the services of a report; `has_paths` as `Asked` has it."""
    return Answering(Asked(report, has_paths), Waits(report.analysis))
