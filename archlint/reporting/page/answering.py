"""Answers the questions of the evidence for one service after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint.analysis.selftimes import declared_times
from archlint.quantities import (
    format_cores,
    format_duration,
    format_money,
    format_payback,
    format_percentile,
    format_rate,
    format_users,
)
from archlint.reporting.estimates import estimated
from archlint.reporting.figures import of_range, plain, share
from archlint.reporting.page.answers import (
    ASSUMED,
    COMPUTING,
    DERIVED,
    HOW_LONG,
    HOW_OFTEN,
    SHRINKING,
    WAITED_FOR,
    WORTH,
    Answer,
    Origin,
    code,
    listed,
    origin_of,
    place,
)

if TYPE_CHECKING:
    from archlint.analysis import JourneyTimes
    from archlint.linting.report import PortfolioReport
    from archlint.model import Argument, Gain, Service, Verdict
    from archlint.reporting.page.services import ServiceRow, Waits


class Answering(Struct, frozen=True, dict=True):
    """The report as the evidence asks it."""

    report: PortfolioReport
    waits: Waits

    def answers(self, row: ServiceRow) -> Iterator[Answer]:
        """All six, in their order."""
        service = self.report.portfolio.services[row.verdict.service]
        yield self._waited_for(service)
        yield self._how_often(service)
        yield self._how_long(service)
        yield self._computing(service)
        yield self._shrinking(service)
        yield self._worth(row, service)

    def place_of(self, row: ServiceRow) -> str:
        return self._at(self.report.portfolio.services[row.verdict.service].pointer)

    def verdict(self, service: str) -> Verdict | None:
        return self._verdicts.get(service)

    def deciding(self, row: ServiceRow) -> Iterator[str]:
        """What would make it Rust, unless it is, or the verdict's own sentence says it."""
        if row.verdict.word in ("rust", "hybrid"):
            return
        told = (argument.could_be for argument in self._about(row.verdict.service))
        for text in dict.fromkeys(told):
            if text and text not in row.verdict.because:
                yield text

    @cached_property
    def _verdicts(self) -> Mapping[str, Verdict]:
        return {verdict.service: verdict for verdict in self.report.verdicts}

    @cached_property
    def _arguments(self) -> Mapping[str, tuple[Argument, ...]]:
        found: dict[str, list[Argument]] = {}
        for argument in self.report.arguments:
            if argument.subject.kind == "service":
                found.setdefault(argument.subject.text, []).append(argument)
        return {name: tuple(arguments) for name, arguments in found.items()}

    def _about(self, service: str) -> tuple[Argument, ...]:
        return self._arguments.get(service, ())

    def _at(self, *pointers: tuple[str | int, ...]) -> str:
        return next(filter(None, (place(self.report.portfolio, item) for item in pointers)), "")

    # --- who waits, and how often

    def _waited_for(self, service: Service) -> Answer:
        name = service.name
        on = sorted(
            (times for times in self.report.analysis.journeys if times.own.get(name, 0.0) > 0),
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
            places=tuple(filter(None, [self._at(first.journey.pointer)])),
            origin=origin_of(first.journey.measured),
        )

    def _in_journey(self, times: JourneyTimes, service: str) -> str:
        return (
            f"{format_duration(times.own[service])} of the {format_duration(times.mean)} of"
            f" {code(times.name)}, {self._of_p99(times, service)}"
        )

    def _of_p99(self, times: JourneyTimes, service: str) -> str:
        """How often it is on the path of a journey, and what it adds to its p99."""
        samples = self.report.analysis.percentiles(times.name)
        part = samples.blame.services[service].p99
        return (
            f"on the path of {self.waits.on_path(service).text} of its requests,"
            f" {estimated(part.value, part.error)} of its p99"
        )

    def _users(self, service: str) -> str:
        waiting = self.report.analysis.waiting
        users = waiting.by_service.get(service)
        if not users or not waiting.total:
            return ""
        return f". {format_users(users)} at any moment, {share(users / waiting.total)} of all"

    def _nobody(self, service: Service) -> tuple[str, str]:
        analysis, name = self.report.analysis, service.name
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
        account = self.report.analysis.computing[service.name]
        derived = self.report.analysis.service_rate(service.name)
        declared = service.load.rate
        if declared is not None:
            beside = f"; {format_rate(derived)} follow from the journeys" if derived else ""
            return Answer(
                question=HOW_OFTEN,
                short=format_rate(declared),
                rest=f"as `load.rate` has it{beside}",
                places=self._declared(service, "load", "rate"),
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

    def _declared(self, service: Service, *keys: str) -> tuple[str, ...]:
        return tuple(filter(None, [self._at((*service.pointer, *keys))]))

    # --- how long, and how much of it computes

    def _how_long(self, service: Service) -> Answer:
        analysis = self.report.analysis
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
        keys = ("self_time", "latency")
        return Answer(
            question=HOW_LONG,
            short=format_duration(seconds),
            rest=f"on average{several}, calls left out{declared}{spread}",
            places=next(
                (self._declared(service, key) for key in keys if getattr(service, key) is not None),
                self._declared(service),
            ),
            origin=origin,
        )

    def _computing(self, service: Service) -> Answer:
        account = self.report.analysis.computing[service.name]
        if account.share is None or account.self_seconds is None:
            missing = [name for name in account.missing if name] or ["load.cpu"]
            return Answer(
                question=COMPUTING,
                short="Not measured:",
                rest=f"it takes {listed(missing)}; CPU in cores, all replicas together, over the"
                " same hours as the rate",
            )
        most = format_duration(account.self_seconds * account.share)
        bound = ", an upper bound: `gc.cpu_share` not given" if account.is_upper_bound else ""
        each = (
            f"; {format_duration(account.cpu_per_request)} of CPU a request"
            if account.cpu_per_request is not None
            else ""
        )
        return Answer(
            question=COMPUTING,
            short=f"{share(account.share)} computing",
            rest=f"{each.removeprefix('; ')}{', so' if each else ''} at most {most} of a visit can"
            f" shrink, in any language{bound}",
            places=self._declared(service, "load", "cpu") if service.load.cpu is not None else (),
            origin=origin_of(service.load_measured) if service.load.cpu is not None else DERIVED,
        )

    # --- what a rewrite does, and what that is worth

    @cached_property
    def _gains(self) -> Mapping[str, Gain]:
        """What is known of rewriting each service: of candidates their factors alone."""
        found = {item.service: item.gain for item in self.report.candidates}
        return found | {
            name: verdict.gain
            for name, verdict in self._verdicts.items()
            if verdict.gain is not None
        }

    def _shrinking(self, service: Service) -> Answer:
        gain = self._gains.get(service.name)
        if gain is None or gain.factor is None:
            return Answer(
                question=SHRINKING,
                short="Not weighed:",
                rest="no factor applies to it, or too little is known to ask",
            )
        is_own = service.rewrite.cpu is not None
        source = f", {gain.factor_source}" if gain.factor_source else ""
        return Answer(
            question=SHRINKING,
            short=f"to {plain(gain.factor.default)} of what it computes",
            rest=f"{_span(gain)}{source}{self._off_journeys(service.name, gain)}",
            places=self._declared(service, "rewrite", "cpu") if is_own else (),
            origin=Origin(word="measured", text="measured") if is_own else ASSUMED,
        )

    def _off_journeys(self, service: str, gain: Gain) -> str:
        """Milliseconds off the journeys that gain; else off the one that an argument names."""
        off = [
            f"{of_range(values, lambda value: format_duration(value / 1e3))} off {code(journey)}"
            for journey, values in sorted(
                gain.milliseconds.items(), key=lambda item: (-item[1].default, item[0])
            )[:2]
            if values.high > 0
        ]
        if not off:
            for argument in self._about(service):
                taken = argument.numbers.get("gain_ms")
                journey = argument.numbers.get("gain_journey")
                if isinstance(taken, float) and isinstance(journey, str):
                    off.append(f"{format_duration(taken / 1e3)} off {code(journey)}")
                    break
        return f": {' and '.join(off)}" if off else ""

    def _worth(self, row: ServiceRow, service: Service) -> Answer:
        verdict = self._verdicts.get(service.name)
        seat = f", seat {verdict.seat}" if verdict and verdict.seat else ""
        planned = ", planned" if service.is_planned else ""
        rest = [row.verdict.because, *self._amounts(row, verdict)]
        if row.seat.value is not None and self.report.seats:
            rest.append(f"a seat in {row.seat.text} of {self.report.seats.draws:,} draws")
        if verdict and verdict.tune_first:
            rest.append(verdict.tune_first)
        return Answer(
            question=WORTH,
            short=f"{row.verdict.words}{seat}{planned}:",
            rest="; ".join(rest),
            places=verdict.arguments if verdict else (),
            origin=_confidence(row),
        )

    def _amounts(self, row: ServiceRow, verdict: Verdict | None) -> Iterator[str]:
        gain = verdict.gain if verdict else None
        if gain is None:
            if row.users.value:
                yield f"a rewrite alone would free {row.users.text}"
            return
        if gain.users is not None:
            yield f"alone it frees {of_range(gain.users, format_users)}"
        if gain.cores is not None:
            yield f"{of_range(gain.cores, format_cores)} given back"
        if gain.per_month is not None:
            saved = of_range(gain.per_month, lambda value: format_money(value, gain.currency))
            yield f"{saved} a month"
        if gain.payback is not None:
            yield format_payback(*gain.payback)


def _span(gain: Gain) -> str:
    if gain.factor is None or gain.factor.low == gain.factor.high:
        return ""
    return f"({plain(gain.factor.low)} to {plain(gain.factor.high)})"


def _confidence(row: ServiceRow) -> Origin | None:
    word = row.verdict.confidence
    return Origin(word=word, text=f"inputs {word}") if word else None
