"""What the pack's policies share: the Go-equivalent portfolio, factors, gates, seats, ration."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from archlint import Answer, Pick, Question, seats
from archlint_ninety_ten.calibration import PERFORMANCE_DOMAINS, Factor, factor_of
from archlint_ninety_ten.certainty import uncertainty_of
from archlint_ninety_ten.felt import LatencyTest, ask, computes, passes
from archlint_ninety_ten.gate import Gate, gate_of
from archlint_ninety_ten.languages import Side, is_subject, side_of
from archlint_ninety_ten.margins import Margins, margins_of
from archlint_ninety_ten.procedure import Seat

if TYPE_CHECKING:
    from archlint import Analysis, Removal, Service
    from archlint_ninety_ten.options import NinetyTenOptions

SURE, UNLIKELY = 0.80, 0.20
"""Shares of draws from which a seat is held, and below which it is not."""

_ROUNDING = 1.0 - 1e-9
"""A bound that misses a floor by its last bits meets it."""


class Case(Struct, frozen=True, dict=True):
    """One portfolio as the ninety-ten pack sees it.

    `equivalent` is the portfolio as if every Rust service were in Go: all arguments are computed
    there, and only then is the language looked at.
    """

    analysis: Analysis
    equivalent: Analysis
    options: NinetyTenOptions
    factors: Mapping[str, Factor]

    @cached_property
    def subjects(self) -> tuple[Service, ...]:
        """The services that get a verdict, by name."""
        return tuple(filter(is_subject, self.analysis.portfolio.services.values()))

    @cached_property
    def judged(self) -> tuple[Service, ...]:
        """The subjects for which Go or Rust is an answer."""
        return tuple(service for service in self.subjects if side_of(service).is_judged)

    @cached_property
    def limit(self) -> int:
        """How many seats the quota allows."""
        return seats(self.options.quota, self.analysis.portfolio.size)

    def gate(self, service: str) -> Gate:
        """The reliability gate of a service."""
        return self._gates[service]

    @cached_property
    def _gates(self) -> Mapping[str, Gate]:
        services = self.analysis.portfolio.services
        demanded = self.options.gate_availability
        return {
            service.name: gate_of(self.analysis, services[service.name], demanded)
            for service in self.subjects
        }

    @cached_property
    def candidates(self) -> Mapping[str, float]:
        """Judged services with all inputs whose gate is not no -> f at its default."""
        return {
            service.name: self.factors[service.name].cpu.default
            for service in self.judged
            if self.may_sit(service) and not self.missing(service)
        }

    def may_sit(self, service: Service) -> bool:
        """Whether nothing but its figures keeps the service from a seat."""
        return self.gate(service.name).answer is not Answer.NO

    def missing(self, service: Service) -> tuple[str, ...]:
        """The annotations without which nobody knows what a rewrite would take off."""
        figures = self.equivalent.computing[service.name].missing
        return figures if service.name in self.factors else (*figures, "rewrite.cpu")

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """The seats' holders in greedy order."""
        return self.choose(self.equivalent, self.candidates)

    def choose(self, equivalent: Analysis, candidates: Mapping[str, float]) -> tuple[Pick, ...]:
        """The holders among other candidates, or on a variant of the portfolio."""

        def accepts(service: str, removal: Removal) -> bool:
            share = equivalent.computing[service].share or 0.0
            return bool(passes(removal, share, candidates[service], self.options))

        computing = {  # whoever computes too little passes with no removal, so none is tried
            name: factor
            for name, factor in candidates.items()
            if computes(equivalent.computing[name].share or 0.0, self.options)
        }
        return equivalent.greedy(
            computing, limit=self.limit, accepts=accepts, floor=self.options.min_users
        )

    def test(
        self, equivalent: Analysis, service: str, removal: Removal, factor: float
    ) -> LatencyTest:
        """The latency test of one removal."""
        return ask(removal, equivalent.computing[service].share or 0.0, factor, self.options)

    def test_alone(self, service: str) -> LatencyTest:
        """The latency test of rewriting this service and nothing else."""
        if service not in self._alone:
            factor = self.factors[service].cpu.default
            removal = self.equivalent.removal({service: factor})
            self._alone[service] = self.test(self.equivalent, service, removal, factor)
        return self._alone[service]

    @cached_property
    def _alone(self) -> dict[str, LatencyTest]:
        """The tests made so far: several rules ask about the same service."""
        return {}

    def before_seat(self, service: str) -> Analysis:
        """The equivalent portfolio once the holders of better seats are rewritten."""
        better = self.picks[: (self.seat_of(service) or 1) - 1]
        factors = {pick.service: self.candidates[pick.service] for pick in better}
        return self.equivalent.with_rewrites(factors) if factors else self.equivalent

    def seat_of(self, service: str) -> int | None:
        """The service's rank among the holders, from 1."""
        return self._ranks.get(service)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {pick.service: rank for rank, pick in enumerate(self.picks, 1)}

    def is_outranked(self, service: str) -> bool:
        """Whether a rewrite would be felt, and only the seats go to services that remove more."""
        if service not in self.candidates or self.seat_of(service) is not None:
            return False
        return self.test_alone(service).passes

    @cached_property
    def contenders(self) -> tuple[str, ...]:
        """The candidates that passed the latency test at default inputs, by name.

        Where a seat is left over, whoever has none failed the test after the holders.
        """
        holders = {pick.service for pick in self.picks}
        if len(holders) < self.limit:
            return tuple(sorted(holders))
        return tuple(sorted(holders.union(filter(self.is_outranked, self.candidates))))

    @cached_property
    def frequencies(self) -> Mapping[str, float]:
        """By contender, the share of draws in which it holds a seat; nothing where nobody draws."""
        if not self.draws:
            return {}
        if len(self.contenders) <= self.limit:
            return dict.fromkeys(self.contenders, 1.0)
        question = Question(
            candidates={name: self.candidates[name] for name in self.contenders},
            limit=self.limit,
        )
        return self.equivalent.seat_frequencies(
            uncertainty_of(self), question, as_if=self.in_rust, draws=self.draws
        )

    @property
    def draws(self) -> int:
        """How often the uncertain figures are drawn."""
        return self.options.draws

    @cached_property
    def in_rust(self) -> Mapping[str, float]:
        """The services that the equivalent portfolio takes to be in Go, with their f."""
        return written_in_rust(self.analysis, self.factors)

    @cached_property
    def margins(self) -> Margins:
        """How far figures are from changing who holds a seat; nothing where nobody draws."""
        return margins_of(self) if self.draws else Margins(found={}, seats={})

    def seat_state(self, service: str) -> Seat:
        """Whether a seat is held, contested or lost: at default figures, and in the draws.

        Who holds one in most draws but not at default figures is contested too: so no more seats
        are held than there are.
        """
        holds = self.seat_of(service) is not None
        frequency = self.frequencies.get(service, 1.0 if holds else 0.0)
        if holds and frequency >= SURE:
            return Seat.HELD
        return Seat.NONE if not holds and frequency < UNLIKELY else Seat.CONTESTED

    def is_contested(self, service: str) -> bool:
        """Whether the draws leave open who has the seat."""
        return self.seat_state(service) is Seat.CONTESTED

    def holds_at(self, service: str, factor: float) -> bool:
        """Whether the service would hold a seat with this factor, all others at their default."""
        if self.equivalent.removal_bound(service, factor) < self.options.min_users * _ROUNDING:
            return False
        chosen = self.choose(self.equivalent, {**self.candidates, service: factor})
        return any(pick.service == service for pick in chosen)

    @cached_property
    def removable(self) -> float:
        """Users that rewriting every judged service would free: 100 % of removable waiting."""
        everything = {
            service.name: self.factors[service.name].cpu.default
            for service in self.judged
            if service.name in self.factors
        }
        return self.equivalent.removal(everything).users

    @cached_property
    def users_by_other_language(self) -> Mapping[str, float]:
        """L on our own services that are not judged, by their language, the most first."""
        found: dict[str, float] = {}
        for service in self.subjects:
            users = self.analysis.waiting.by_service.get(service.name, 0.0)
            if not side_of(service).is_judged and users > 0:
                language = service.language or ""
                found[language] = found.get(language, 0.0) + users
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def revenue_visits(self) -> Mapping[str, Mapping[str, float]]:
        """V by service and journey, where latency is revenue and requests wait for the service."""
        found: dict[str, dict[str, float]] = {}
        for times in self.equivalent.journeys:
            if not times.journey.latency_is_revenue:
                continue
            for operation, visits in times.visits.items():
                journeys = found.setdefault(operation.split("/", 1)[0], {})
                journeys[times.name] = journeys.get(times.name, 0.0) + visits
        return {
            service: {name: visits for name, visits in journeys.items() if visits > 0}
            for service, journeys in found.items()
        }

    def headroom(self, journey: str) -> float | None:
        """What is left between the journey's p99 and its SLO, seconds, at least 0; None without."""
        slo = self.equivalent.journey(journey).journey.slo
        promised = slo.latency if slo else None
        most = promised.at(0.99) if promised and not promised.is_decreasing else None
        if most is None:
            return None
        return max(0.0, most - self.equivalent.percentiles(journey).p99.value)

    @cached_property
    def busiest(self) -> tuple[str, ...]:
        """Counted services by users waiting on them, the most first."""
        services = self.analysis.portfolio.services
        return tuple(
            name
            for name, users in self.equivalent.waiting.by_service.items()
            if users > 0 and services[name].is_counted
        )

    def doubts(self, service: str) -> str:
        """Why ΔL of the service is a lower bound, whatever is measured of it; empty where not.

        A cycle that times and traffic leave out, or a journey that nobody counts.
        """
        cycle = next(iter(self.analysis.cycles_to(service)), None)
        if cycle is not None:
            ring = " → ".join((*cycle.ring, cycle.ring[0]))
            return f"times leave out a part of the call cycle {ring}"
        names = self.analysis.uncounted_to(service)
        verb = "has" if len(names) == 1 else "have"
        return f"{' and '.join(names)} {verb} no rate" if names else ""

    def could_free(self, service: str, factor: float) -> float | None:
        """All that a rewrite could free where ΔL is a lower bound; None where nothing bounds it.

        A freed user is a freed core, whoever waits: the CPU in use, as it is declared.
        """
        cpu = self.equivalent.computing[service].cpu
        return None if cpu is None else cpu * (1.0 - factor)

    def possible(self, service: str) -> float | None:
        """The largest ΔL there could be, users; None where nothing bounds it.

        f at its low end (0 without a prior), and either all of the own time computes, or all of
        the CPU of a request is saved: a freed user is a freed core. `cpu_allocated` bounds
        nothing, because bursting is legal. What is a lower bound itself bounds nothing from above.
        """
        account, factor = self.equivalent.computing[service], self.factors.get(service)
        least = factor.cpu.low if factor else 0.0
        if self.doubts(service):
            return self.could_free(service, least)
        bounds = []
        if "self_time" not in account.missing:
            bounds.append(self.equivalent.removal_at_most(service, least).users)
        if account.cpu_per_request is not None:
            cores = self.equivalent.service_rate(service) * account.cpu_per_request
            bounds.append(cores * (1.0 - least))
        return min(bounds, default=None)

    @cached_property
    def unmeasured(self) -> tuple[str, ...]:
        """Services that may sit but lack an input, those that could matter most first."""
        return self.by_possible(
            [
                service.name
                for service in self.judged
                if self.may_sit(service)
                and self.missing(service)
                and service.name in self.analysis.awaited
            ]
        )

    def is_worth_deciding(self, service: Service) -> bool:
        """Whether the value that decides is worth finding: within the ration, or a domain.

        A performance domain alone is `measure-first`, and has to say what would show it.
        """
        missing = self.missing(service)
        if "load.rate" in missing or ("rewrite.cpu" in missing and len(missing) > 1):
            return False
        rationed = self.unmeasured[: self.ration]
        return service.name in rationed or service.kind in PERFORMANCE_DOMAINS

    def by_possible(self, services: list[str]) -> tuple[str, ...]:
        """Sorted for the ration: what nothing bounds first, by rate, then by possible ΔL."""

        def key(name: str) -> tuple[bool, float, str]:
            users = self.possible(name)
            rate = self.analysis.service_rate(name)
            return (users is not None, -(rate if users is None else users), name)

        return tuple(sorted(services, key=key))

    @property
    def ration(self) -> int:
        """How many services may be measure-first for a missing input."""
        return 2 * self.limit


def prepare(analysis: Analysis, options: NinetyTenOptions) -> Case:
    """Build the case: factors, and the portfolio with every Rust service as if in Go."""
    portfolio = analysis.portfolio
    factors = {}
    for service in portfolio.services.values():
        factor = factor_of(portfolio, service)
        if factor is not None and is_subject(service):
            factors[service.name] = factor
    return Case(
        analysis=analysis,
        equivalent=as_if_in_go(analysis, factors),
        options=options,
        factors=factors,
    )


def as_if_in_go(analysis: Analysis, factors: Mapping[str, Factor]) -> Analysis:
    """S° = S̄·(1-φ) + S̄·φ/f and cpu° = cpu/f for every service in Rust."""
    rust = written_in_rust(analysis, factors)
    if not rust:
        return analysis
    return analysis.with_rewrites({name: 1.0 / factor for name, factor in rust.items()})


def written_in_rust(analysis: Analysis, factors: Mapping[str, Factor]) -> dict[str, float]:
    """The services in Rust of which a factor is known, with f at its default."""
    return {
        service.name: factors[service.name].cpu.default
        for service in analysis.portfolio.services.values()
        if service.name in factors and side_of(service) is Side.RUST
    }
