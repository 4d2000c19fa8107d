"""NT102: garbage collection that shows in the p99 of a journey on which latency is revenue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archlint import (
    Argument,
    Measure,
    Policy,
    Severity,
    Subject,
    format_cores,
    format_duration,
    format_number,
    option,
)
from archlint_ninety_ten.exposure import Collector, Encounter, Limits, conditions
from archlint_ninety_ten.languages import Side, side_of
from archlint_ninety_ten.stalls import longest_visit
from archlint_ninety_ten.untuned_gc import TUNE_FROM

if TYPE_CHECKING:
    from archlint import Service
    from archlint_ninety_ten.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class GcLatencyAtRisk(Policy):
    """Flag a service whose garbage collection reaches the p99 of a journey that earns money.

    On a journey with `latency_is_revenue`, how often a request meets a collection is computed from
    the collector's share of the CPU: it marks on a quarter of the allocated cores, so it runs for
    the duty = gc.cpu_share · cpu / (0.25 · cpu_allocated) of the time, and a request with V visits
    meets it with probability 1 - (1 - duty)^V. If that is 1 % or more, and the stalls of those
    visits are 10 ms or more (or more than what is left between the journey's p99 and its SLO), the
    collector is part of the p99. It takes no seat, and none of the floors of the mean apply.

    Where no stall is measured the declared own time bounds it: a stall is a part of it. If the
    p99 of a service's own time is 6 ms, 1 % of the requests cannot be stalled for 10 ms there.

    Why: Rust is for services where ten milliseconds of collector latency are lost revenue. A long
    pause that stops the world is rare in Go now; what is left shows as CPU share and as stalls of
    requests that have to help with marking. Both can be measured. `gc.cpu_share` is
    `/cpu/classes/gc/total:cpu-seconds` over the total less the idle ones of Go's runtime/metrics
    (OpenTelemetry: `go.cpu.time` by `go.cpu.state`; Prometheus:
    `go_cpu_classes_gc_total_cpu_seconds_total`). `gc.stall_p99` is what collections add to a
    request that meets one, mark assists included, from an execution trace; `gc.pause_p99` is in
    `/sched/pauses/total/gc:seconds` (`go.memory.gc.pause.duration`).

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: shop, rate: 200/s, latency_is_revenue: true}
        services:
          shop:
            language: go
            kind: json-api
            self_time: {p50: 4ms, p99: 30ms}
            load: {rate: 200/s, cpu: 2.1, cpu_allocated: 6}
            gc: {cpu_share: 7%, stall_p99: 12ms}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: shop, rate: 200/s, latency_is_revenue: true}
        services:
          shop:
            language: go
            kind: json-api
            self_time: {p50: 4ms, p99: 30ms}
            load: {rate: 200/s, cpu: 2.1, cpu_allocated: 6}
            gc: {cpu_share: 7%, stall_p99: 4ms}

    Known problems: the quarter is that of Go's collector; for other runtimes the exposure is an
    estimate, and their verdict is `either` whatever it says. `pause_p99` is a part of the stall, so
    that it can prove a yes and never a no. On a journey that is past its SLO any stall counts. What
    the collector of a service in Rust would cost in Go is not known unless somebody measured it,
    on a prototype say: without these figures the answer is unknown, and nobody is told to leave
    Rust.

    Source: the article ("10 ms of GC latency equals lost revenue"); `gcBackgroundUtilization` in
    Go's runtime for the quarter.
    """

    code = "NT102"
    name = "gc-latency-at-risk"
    severity = Severity.WARNING
    severities = (
        (Severity.ERROR, "where another argument for Rust is proven"),
        (Severity.WARNING, "otherwise: a spike first, two to four weeks, to measure the factor"),
    )

    min_share: float = option(
        0.05,
        "share",
        "The collector's share of the CPU below which it is not at fault.",
        source="practice drawn from published rewrites: under 5 % the collector is no reason",
    )
    min_exposure: float = option(
        0.01,
        "share",
        "The share of requests that meet a collection from which it is in the p99.",
        source="derived: what fewer than 1 % of the requests meet is not in their p99",
    )
    min_stall: float = option(
        0.010,
        "duration",
        "What collections have to add to a request that meets them.",
        source="the article: 10 ms of GC latency equals lost revenue",
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.subjects:
            visits = case.revenue_visits.get(service.name)
            if visits and side_of(service) is not Side.NATIVE:
                yield self._ask(case, service, visits)

    def _ask(self, case: Case, service: Service, visits: Visits) -> Argument:
        subject, share = Subject.service(service.name), service.gc.cpu_share
        if share is not None and share < self.min_share:
            fact = f"{format_number(share * 100)} % of its CPU is GC"
            message = f"{fact}, under {_per_cent(self.min_share)}"
            return self.no(subject, message, numbers={"gc_share": share})
        met = [self._meet(case, service, name, count) for name, count in visits.items()]
        at_risk = [encounter for encounter in met if encounter.is_at_risk]
        if at_risk:
            return self._yes(case, service, max(at_risk, key=lambda item: item.exposure or 0.0))
        is_open = [
            item
            for item in met
            if not item.is_rare and not item.is_harmless and not item.has_no_room
        ]
        if is_open:
            return self._unknown(service, max(is_open, key=lambda item: item.visits))
        nearest = max(met, key=lambda item: item.visits)
        return self.no(subject, self._too_little(nearest), numbers=_numbers(nearest))

    def _meet(self, case: Case, service: Service, journey: str, visits: float) -> Encounter:
        return Encounter(
            journey=journey,
            visits=visits,
            headroom=case.headroom(journey),
            most=longest_visit(case, service, visits, self.min_exposure),
            collector=_collector(case, service),
            limits=Limits(
                min_share=self.min_share,
                min_exposure=self.min_exposure,
                min_stall=self.min_stall,
            ),
        )

    def _yes(self, case: Case, service: Service, encounter: Encounter) -> Argument:
        journey = case.equivalent.journey(encounter.journey).journey
        added = (encounter.felt or 0.0) * encounter.times
        key = "pause_p99" if encounter.collector.stall is None else "stall_p99"
        return self.yes(
            Subject.service(service.name),
            f"{_meets(encounter)}; {self._adds(encounter)}",
            numbers=_numbers(encounter),
            measure=Measure(name="gc_stall", value=added * 1e3, unit="ms"),
            at=(*service.pointer, "gc", key),
            related=(
                ((*journey.pointer, "latency_is_revenue"), "latency is revenue"),
                ((*service.pointer, "gc", "cpu_share"), "collects"),
            ),
        )

    def _adds(self, encounter: Encounter) -> str:
        """What the stalls are of the p99, and of what is left to the SLO where that decides."""
        collector = encounter.collector
        stall = collector.pause if collector.stall is None else collector.stall
        what, least = ("pause", "at least ") if collector.stall is None else ("stall", "")
        added = (stall or 0.0) * encounter.times
        fact = (
            f"a {what} of {format_duration(stall or 0.0)} {_often(encounter.times)} is"
            f" {least}{format_duration(added)} of its p99"
        )
        if encounter.headroom is None or added >= self.min_stall:
            return fact
        return f"{fact}, and {format_duration(encounter.headroom)} are left to its SLO"

    def _too_little(self, encounter: Encounter) -> str:
        if encounter.is_rare:
            if encounter.exposure is None:
                come = (
                    f"{_per_cent(encounter.visits)} of {encounter.journey}'s requests wait for it"
                )
                return f"{come}, under {_per_cent(self.min_exposure)}"
            return f"{_meets(encounter)}, under {_per_cent(self.min_exposure)}"
        if encounter.has_no_room:
            return (
                f"all but {_per_cent(self.min_exposure)} of {encounter.journey}'s requests spend at"
                f" most {format_duration(encounter.most or 0.0)} in a visit: no stall of"
                f" {format_duration(self._enough(encounter))} is in their p99"
            )
        return f"{self._adds(encounter)}: under {format_duration(self.min_stall)}"

    def _enough(self, encounter: Encounter) -> float:
        """The least stall of one visit that would count."""
        headroom = encounter.headroom
        least = self.min_stall if headroom is None else min(self.min_stall, headroom)
        return least / encounter.times

    def _unknown(self, service: Service, encounter: Encounter) -> Argument:
        subject = Subject.service(service.name)
        missing = tuple(_missing(encounter))
        side, fact = side_of(service), "what its garbage collection costs is not known"
        could_be = ""
        if side is Side.RUST:
            fact = "what its garbage collection would cost in Go is not known"
        elif side is not Side.MANAGED:
            found = conditions(encounter)
            if not found:
                given = " and ".join(f"`{name}`" for name in missing)
                message = f"no value of {given} would let GC reach {encounter.journey}'s p99"
                return self.no(subject, message, numbers=_numbers(encounter))
            could_be = f"Rust by the 90/10 rule if {_all_of(found)}{_tuning(service)}"
        return self.unknown(
            subject,
            fact,
            missing=missing,
            could_be=could_be,
            numbers=_numbers(encounter),
            at=(*service.pointer, "#key"),
        )


Visits = Mapping[str, float]
"""V of one service by journey."""


def _collector(case: Case, service: Service) -> Collector:
    """As if in Go: what a service in Rust uses there is cpu/f."""
    return Collector(
        cpu_share=service.gc.cpu_share,
        cpu=case.equivalent.computing[service.name].cpu,
        allocated=service.load.cpu_allocated or None,
        stall=service.gc.stall_p99,
        pause=service.gc.pause_p99,
    )


def _missing(encounter: Encounter) -> Iterator[str]:
    """The annotations without which the answer stays open."""
    collector = encounter.collector
    if collector.cpu_share is None:
        yield "gc.cpu_share"
    if encounter.felt is None:
        yield "gc.stall_p99"
    if collector.cpu is None:
        yield "load.cpu"
    if collector.allocated is None:
        yield "load.cpu_allocated"


def _meets(encounter: Encounter) -> str:
    collector = encounter.collector
    return (
        f"GC meets {_per_cent(encounter.exposure or 0.0)} of {encounter.journey}'s requests (duty"
        f" {_per_cent(collector.duty or 0.0)} of a quarter of"
        f" {format_cores(collector.allocated or 0.0)}, V {format_number(encounter.visits)})"
    )


def _per_cent(share: float) -> str:
    return f"{format_number(share * 100, 2)} %"


def _often(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def _all_of(conditions: Sequence[str]) -> str:
    *first, last = conditions
    return f"{', '.join(first)} and {last}" if first else last


def _tuning(service: Service) -> str:
    """What NT307 says of a share of the CPU that nobody has tuned yet."""
    share = service.gc.cpu_share
    if service.language != "go" or service.gc.tuned or (share is not None and share < TUNE_FROM):
        return ""
    return "; tuning comes first" if share else f"; from {_per_cent(TUNE_FROM)} on, tune first"


def _numbers(encounter: Encounter) -> dict[str, float | str]:
    """The arithmetic, as far as it is known."""
    collector = encounter.collector
    stall = collector.pause if collector.stall is None else collector.stall
    known = {
        "gc_share": collector.cpu_share,
        "gc_duty_share": collector.duty,
        "gc_exposure_share": encounter.exposure,
        "stall_ms": None if stall is None else stall * 1e3,
        "stalls_ms": None if stall is None else stall * encounter.times * 1e3,
        "headroom_ms": None if encounter.headroom is None else encounter.headroom * 1e3,
    }
    given = {key: value for key, value in known.items() if value is not None}
    return {"gc_journey": encounter.journey, "visits": encounter.visits, **given}
