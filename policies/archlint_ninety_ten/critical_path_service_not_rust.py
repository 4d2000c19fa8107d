"""NT101: a service on the critical path that holds a seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint import Answer, Argument, Measure, Policy, Severity, Subject, format_users
from archlint_ninety_ten.case import SURE
from archlint_ninety_ten.certainty import contest
from archlint_ninety_ten.deciding import deciding_value
from archlint_ninety_ten.lower_bounds import deciding_rate, is_open
from archlint_ninety_ten.proof import is_contradicted, is_fresh

if TYPE_CHECKING:
    from archlint import (
        Call,
        Journey,
        JourneyTimes,
        Pointer,
        Removal,
        Segment,
        Service,
    )
    from archlint_ninety_ten.case import Case
    from archlint_ninety_ten.felt import LatencyTest


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalPathServiceNotRust(Policy):
    """Flag a service whose rewrite would take the most waiting off the users' journeys.

    The service is on a journey's critical path, needs the highest reliability, and holds one of
    the seats (10 % of the portfolio, a cap) by the waiting that a rewrite removes.

    Why: Rust is for the few services that form the critical path, handle the most load and need
    the highest reliability. What a rewrite can take away is the computing part of a service's own
    time, where users wait for it; ranking by that, on the whole graph, says which few they are.

    Flagged::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: shop, rate: 1.2k/s}
        services:
          shop: {language: go, kind: frontend, self_time: {mean: 2ms}, calls: [pricing]}
          pricing:
            language: go
            kind: kernel
            criticality: high
            self_time: {mean: 13ms}
            load: {rate: 1.2k/s, cpu: 13}

    Fine::

        archlint: 1
        portfolio: shop
        journeys:
          order: {entry: shop, rate: 1.2k/s}
        services:
          shop: {language: go, kind: frontend, self_time: {mean: 2ms}, calls: [pricing]}
          pricing:
            language: go
            kind: kernel
            criticality: high
            self_time: {mean: 13ms}
            load: {rate: 1.2k/s, cpu: 2}

    Known problems: the factor of a rewrite is a prior until somebody measured it, and the
    conditions are asked at its default alone; draws only rank those that meet them.

    Source: the article's 90/10 rule; φ ≥ 20 % from published rewrites.
    """

    code = "NT101"
    name = "critical-path-service-not-rust"
    severity = Severity.WARNING
    severities = (
        (
            Severity.ERROR,
            "where all that decides is measured and the seat holds in 80 % of the draws",
        ),
        (Severity.WARNING, "otherwise: a spike first, two to four weeks, to measure the factor"),
    )

    def check(self, case: Case) -> Iterator[Argument]:
        for service in case.judged:
            argument = self._ask(case, service)
            gate = {"gate": case.gate(service.name).reason}
            yield replace(argument, numbers={**argument.numbers, **gate})

    def _ask(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        reason = _out_of_the_question(case, service)
        if reason:
            return self.no(subject, reason)
        if not case.analysis.has_rates:
            return self.unknown(subject, "no journey has a rate", missing=_rate_of(case, service))
        if service.name not in case.analysis.awaited:
            if service.name in case.analysis.unrated:
                return self.unknown(
                    subject, "no journey to it has a rate", missing=_rate_of(case, service)
                )
            return self.no(subject, "no journey waits for it")
        if case.missing(service):
            return self._unmeasured(case, service)
        return self._measured(case, service)

    def _unmeasured(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        missing = case.missing(service)
        possible = case.possible(service.name)
        if possible is not None and possible < case.options.min_users:
            message = (
                f"even if it did nothing but compute, a rewrite would free {format_users(possible)}"
            )
            return self.no(subject, message, numbers={"possible_users": possible})
        numbers = {} if possible is None else {"possible_users": possible}
        could_be = ""
        if case.is_worth_deciding(service):
            found = deciding_value(case, service)
            if found is None and not case.doubts(service.name):
                message = f"no value of {' and '.join(missing)} would give it a seat"
                return self.no(subject, message, numbers=numbers)
            could_be = found or ""
        return self.unknown(
            subject,
            _not_known(case, service),
            missing=missing if could_be else (*missing, *_rates_of(case, service)),
            could_be=could_be,
            numbers=numbers,
            at=(*service.pointer, "#key"),
        )

    def _measured(self, case: Case, service: Service) -> Argument:
        subject = Subject.service(service.name)
        rank, gate = case.seat_of(service.name), case.gate(service.name)
        if rank is None:
            return self._without_seat(case, service)
        numbers = seat_numbers(case, service, rank)
        message = seat_message(case, service, rank)
        if gate.answer is Answer.UNKNOWN:
            return self.unknown(
                subject,
                f"{message}; its criticality is not declared",
                missing=("criticality",),
                could_be=_if_it_is_critical(case, service),
                numbers=numbers,
                at=(*service.pointer, "#key"),
            )
        return self.yes(
            subject,
            message,
            numbers=numbers,
            measure=_measure(case.picks[rank - 1].removal),
            severity=Severity.ERROR if is_proven(case, service) else Severity.WARNING,
            at=own_time_pointer(service),
            related=(*hops(case, service), *load_places(service)),
        )

    def _without_seat(self, case: Case, service: Service) -> Argument:
        test = case.test_alone(service.name)
        if case.is_contested(service.name) and case.gate(service.name).answer is Answer.YES:
            return self._contested(case, service, test)
        reason = "; ".join(test.failures) or _taken(case)
        numbers = _test_numbers(case, service, test)
        subject = Subject.service(service.name)
        if not is_open(case, service, test):
            return self.no(subject, reason, numbers=numbers)
        return self.unknown(
            subject,
            f"{reason}; at least, because {case.doubts(service.name)}",
            missing=_rates_of(case, service),
            could_be=deciding_rate(case, service, test),
            numbers=numbers,
            at=(*service.pointer, "#key"),
        )

    def _contested(self, case: Case, service: Service, test: LatencyTest) -> Argument:
        """No seat at default figures, but one in so many draws that nobody knows."""
        return self.yes(
            Subject.service(service.name),
            contest(case, service),
            numbers=_test_numbers(case, service, test),
            measure=_measure(test.removal),
            severity=Severity.WARNING,
            at=own_time_pointer(service),
            related=load_places(service),
        )


def _measure(removal: Removal) -> Measure:
    return Measure(name="removable_waiting", value=removal.users, unit="users", error=removal.error)


def _test_numbers(case: Case, service: Service, test: LatencyTest) -> dict[str, float | str]:
    return {
        "phi_share": test.share,
        "removable_users": test.removal.users,
        "gain_ms": test.seconds * 1e3,
        **_factor_numbers(case, service),
    }


def _if_it_is_critical(case: Case, service: Service) -> str:
    if is_contradicted(case.analysis.computing[service.name]):
        doubt = ", and its figures, which contradict each other, are put right"
    else:
        doubt = ""
    seat = " and its seat holds" if case.is_contested(service.name) else ""
    return f"Rust by the 90/10 rule if its criticality is high or critical{seat}{doubt}"


def _rate_of(case: Case, service: Service) -> tuple[str]:
    """The rate that is missing, as the manifest names it: of a journey that waits for the service.

    Where no journey does, of any: until one has a rate nothing can be said about waiting.
    """
    if case.analysis.journeys_are_implied:
        return ("load.rate",)
    names = case.analysis.journeys_to(service.name) or tuple(case.analysis.portfolio.journeys)
    return (f"journeys.{names[0]}.rate",)


def _rates_of(case: Case, service: Service) -> tuple[str, ...]:
    """The rates without which nobody knows how many wait for it."""
    names = case.analysis.uncounted_to(service.name)
    if case.analysis.journeys_are_implied:
        return ("load.rate",) if names else ()
    return tuple(f"journeys.{name}.rate" for name in names)


def _factor_numbers(case: Case, service: Service) -> dict[str, float | str]:
    factor = case.factors[service.name]
    return {
        "factor": factor.cpu.default,
        "factor_low": factor.cpu.low,
        "factor_high": factor.cpu.high,
        "factor_source": factor.source,
    }


def _taken(case: Case) -> str:
    """Who has the seats, and on what condition."""
    if not case.limit:
        return "the quota of 0 % has no seat"
    holders = [
        f"{pick.service} (if its criticality is high)"
        if case.gate(pick.service).answer is Answer.UNKNOWN
        else pick.service
        for pick in case.picks
    ]
    if len(holders) == 1:
        return f"the seat goes to {holders[0]}, which removes more"
    return f"all {len(holders)} seats go to services that remove more: {', '.join(holders)}"


def _not_known(case: Case, service: Service) -> str:
    if case.equivalent.computing[service.name].missing:
        return "how much of its time computes is not known"
    return f"no factor of a rewrite is known for kind {service.kind}"


def _out_of_the_question(case: Case, service: Service) -> str:
    """Why no figure could give the service a seat, or nothing."""
    gate = case.gate(service.name)
    if service.is_planned:
        yet = "planned: nobody waits for it yet"
        if case.missing(service):
            return yet
        return f"{yet}; `archlint what-if` with lifecycle production asks its figures"
    if gate.answer is Answer.NO:
        return f"it does not need the highest reliability: {gate.reason}"
    return ""


Places = tuple[tuple["Pointer", str], ...]
"""Places in the manifest with a label each."""


def seat_message(case: Case, service: Service, rank: int) -> str:
    """The fact in one sentence: its part of removable waiting, and what computes."""
    users = case.picks[rank - 1].removal.users
    share = users / case.removable if case.removable else 0.0
    account = case.equivalent.computing[service.name]
    computing = f"{(account.share or 0.0) * 100:.0f} % of its time is computing"
    if is_contradicted(account):
        computing = "all of its time is taken to compute, but its figures contradict each other"
    removable = f"{share * 100:.0f} % of removable waiting"
    return f"{removable}; {computing} (seat {rank} of {case.limit})"


def seat_numbers(case: Case, service: Service, rank: int) -> dict[str, float | str]:
    """The arithmetic behind a seat."""
    pick, account = case.picks[rank - 1], case.equivalent.computing[service.name]
    journey = max(sorted(pick.removal.seconds), key=lambda name: pick.removal.seconds[name])
    return {
        "rank": rank,
        "removable_users": pick.removal.users,
        "removable_share": pick.removal.users / case.removable if case.removable else 0.0,
        "waiting_users": case.equivalent.waiting.by_service.get(service.name, 0.0),
        "phi_share": account.share or 0.0,
        "self_time_ms": (account.self_seconds or 0.0) * 1e3,
        "cpu_per_request_ms": (account.cpu_per_request or 0.0) * 1e3,
        "rate_per_s": account.rate or 0.0,
        **_factor_numbers(case, service),
        "gain_ms": pick.removal.seconds[journey] * 1e3,
        "gain_journey": journey,
    }


def own_time_pointer(service: Service) -> Pointer:
    """Where the service's own time is written: the figure that is responsible."""
    if service.self_time is not None:
        return (*service.pointer, "self_time")
    if service.latency is not None:
        return (*service.pointer, "latency")
    return (*service.pointer, "#key")


def hops(case: Case, service: Service) -> Places:
    """The way from the user to the service: the journey that brings most users, call by call."""
    rank = case.seat_of(service.name)
    seconds = case.picks[(rank or 1) - 1].removal.seconds

    def users(journey: JourneyTimes) -> float:
        return (journey.journey.rate or 0.0) * seconds.get(journey.name, 0.0)

    times = max(case.equivalent.journeys, key=users)
    steps = [(call.pointer, f"waits for {call.callee}") for call in _way(times.path, service.name)]
    if case.analysis.portfolio.journeys:
        steps.insert(0, ((*times.journey.pointer, "entry"), f"{times.name} enters"))
    return tuple((place, f"{number}. {step}") for number, (place, step) in enumerate(steps, 1))


def _way(path: tuple[Segment, ...], service: str) -> list[Call]:
    """The calls of the critical path that lead to the service's first operation on it."""
    way: list[Call] = []
    for row in path:
        del way[max(0, row.depth - 1) :]
        if not row.is_critical:
            continue
        if row.call is not None:
            way.append(row.call)
        if row.operation.split("/", 1)[0] == service:
            return way
    return []


def load_places(service: Service) -> Places:
    """Where its CPU and rate are written."""
    places = []
    if service.load.cpu is not None:
        places.append(((*service.pointer, "load", "cpu"), "computes"))
    return tuple(places)


def is_proven(case: Case, service: Service) -> bool:
    """Whether all decisive inputs are measured, fresh and possible, and the seat is sure.

    Decisive are the service's own time, rate and CPU, and the rate of each journey that brings at
    least a tenth of its ΔL. Sure is a seat that is held in 80 % of the draws; where nobody draws,
    at the high end of f, where a rewrite removes least.
    """
    today = case.analysis.today
    return (
        is_fresh(service.measured, today)
        and is_fresh(service.load_measured, today)
        and service.load.rate is not None
        and not is_contradicted(case.analysis.computing[service.name])
        and all(is_fresh(journey.measured, today) for journey in _decisive(case, service.name))
        and _is_sure(case, service.name)
    )


def _is_sure(case: Case, service: str) -> bool:
    if case.draws:
        return case.frequencies.get(service, 0.0) >= SURE
    return case.holds_at(service, case.factors[service].cpu.high)


def _decisive(case: Case, service: str) -> Iterator[Journey]:
    """The journeys that bring at least a tenth of the service's ΔL."""
    rank = case.seat_of(service)
    removal = case.picks[(rank or 1) - 1].removal
    for times in case.equivalent.journeys:
        part = (times.journey.rate or 0.0) * removal.seconds.get(times.name, 0.0)
        if part >= _DECISIVE_SHARE * removal.users:
            yield times.journey


_DECISIVE_SHARE = 0.10
