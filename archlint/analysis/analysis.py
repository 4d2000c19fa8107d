"""The analysis of a portfolio: everything that rules, reports and commands ask about its numbers.

It knows rewrites, not languages: `with_rewrites` scales the computing part of a service's time, and
whoever asks decides what that stands for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.analysis.accounts import partly_rewritten, rewritten, scaled_share
from archlint.analysis.bench import Bench, Entrance, MeanBench, RememberingBench
from archlint.analysis.computing import Computing, Part
from archlint.analysis.figures import Figures, measure, remeasure
from archlint.analysis.journeys import JourneyTimes, journey_times
from archlint.analysis.quota import Candidate, Pick, greedy
from archlint.analysis.sampling import DEFAULT, Sampling
from archlint.analysis.structure import Structure, Structured, structure_of
from archlint.analysis.timing import bounds, drag, forward, slack
from archlint.analysis.variations import MOST_TRACED
from archlint.analysis.waiting import Account, Waiting, waiting
from archlint.source import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis.bench import Removal
    from archlint.analysis.crashing import Programme
    from archlint.analysis.distribution import Curve
    from archlint.analysis.further_attempts import Again
    from archlint.analysis.journey_samples import JourneySamples
    from archlint.analysis.selftimes import SelfTime
    from archlint.analysis.simulation import Simulation
    from archlint.analysis.trial import Trial
    from archlint.analysis.variations import Question, Uncertainty, Variation
    from archlint.model import Operation, Portfolio, Service


def analyse(
    portfolio: Portfolio,
    *,
    today: date | None = None,
    sampling: Sampling = DEFAULT,
    after: Analysis | None = None,
) -> Analysis:
    """Analyse a portfolio. Raises InputError where rates or times are not finite numbers.

    `today` is the date of the run, for whoever asks how old a measurement is; `sampling` is how
    samples are drawn where they are needed, and those of `after` are taken over where the calls are
    the same and nothing changed: the same bits sooner.
    """
    structure = structure_of(portfolio)
    figures = measure(portfolio, structure, spread=sampling.spread)
    return Analysis(portfolio, structure, figures, today=today, sampling=sampling, origin=after)


class Analysis(Structured):
    """The model of one portfolio. Times in seconds, rates per second; see MATHEMATICS 1-5.

    Means are exact where an expectation passes through (see `linearity`); where calls run side by
    side or are cut short they come from samples, and with them who is waited for and what a rewrite
    takes off. `on_means` is the same portfolio without samples.
    """

    def __init__(  # noqa: PLR0913  # what is analysed, and how
        self,
        portfolio: Portfolio,
        structure: Structure,
        figures: Figures,
        *,
        today: date | None = None,
        sampling: Sampling = DEFAULT,
        is_sampled: bool = True,
        origin: Analysis | None = None,
    ) -> None:
        super().__init__(portfolio, structure)
        self.today = today
        self.sampling = sampling
        self.is_sampled = is_sampled
        self._figures = figures
        self._origin = origin
        self._times = tuple(forward(structure.graph, figures.own))
        self._require_finite()

    def _require_finite(self) -> None:
        for journey in self._structure.journeys:
            if not math.isfinite(self._times[self._graph.index[journey.entry]]):
                raise InputError(
                    [
                        Problem(
                            message="response times overflow from here: the counts on the way "
                            "multiply beyond any number",
                            span=self.portfolio.at.get(journey.pointer),
                            pointer=".".join(map(str, journey.pointer)),
                            kind="overflow",
                        )
                    ],
                    self.portfolio.sources,
                )

    def on_means(self) -> Analysis:
        """The same without samples: every time is T on means, which is linear in own times."""
        return self._variant(self.portfolio, self._figures, is_sampled=False)

    def _variant(
        self, portfolio: Portfolio, figures: Figures, *, is_sampled: bool | None = None
    ) -> Analysis:
        return Analysis(
            portfolio,
            self._structure,
            figures,
            today=self.today,
            sampling=self.sampling,
            is_sampled=self.is_sampled if is_sampled is None else is_sampled,
            origin=self if "samples" in self.__dict__ else self._origin,
        )

    # --- samples ------------------------------------------------------------------------------

    @cached_property
    def samples(self) -> Simulation:
        """The journeys on samples, drawn when they are first asked for."""
        origin, self._origin = self._origin, None
        fitting = self.sampling.fitting(len(self._structure.reached))
        return self.simulate(fitting, after=origin.samples if origin is not None else None)

    def percentiles(self, journey: str) -> JourneySamples:
        """The percentiles of a journey and who is to blame for them. Raises KeyError."""
        return self.samples.journey(journey)

    def _needs_samples(self, vertex: int) -> bool:
        """Whether the mean response time of a vertex is not what T on means says."""
        return (
            self.is_sampled
            and vertex not in self._structure.linear
            and vertex in self._structure.reached
        )

    def simulate(
        self, sampling: Sampling | None = None, *, after: Simulation | None = None
    ) -> Simulation:
        """The journeys on samples; `after` is the simulation of a variant of this analysis.

        Raises ValueError for a correlation that is not from 0 to below 1 and for a negative seed.
        """
        from archlint.analysis.simulation import simulate

        settings = self.sampling if sampling is None else sampling
        return simulate(self.portfolio, self._structure, self._figures, settings, after=after)

    # --- journeys ---------------------------------------------------------------------------

    @cached_property
    def journeys(self) -> tuple[JourneyTimes, ...]:
        """Every journey in name order, implied ones where the manifest names none."""
        parallel, sequential = bounds(self._graph, self._figures.own)
        return tuple(
            journey_times(
                journey,
                self._graph,
                self._figures.own,
                self._figures.found,
                (self._times, parallel, sequential),
                samples=self._samples if self._needs_samples(self._vertex(journey.entry)) else None,
            )
            for journey in self._structure.journeys
        )

    def _vertex(self, operation: str) -> int:
        return self._graph.index[operation]

    def _samples(self) -> Simulation:
        return self.samples

    def journey(self, name: str) -> JourneyTimes:
        """The journey of that name. Raises KeyError."""
        for times in self.journeys:
            if times.name == name:
                return times
        raise KeyError(name)

    @cached_property
    def assumes_sequence(self) -> bool:
        """Whether the declared order decides much.

        Nothing runs side by side anywhere, an operation makes several calls, and over half of a
        journey's services are on its path.
        """
        waited_for = [link.call for link in self._graph.links if not link.call.is_async]
        stages = {(call.caller, call.stage) for call in waited_for}
        callers = {call.caller for call in waited_for}
        if len(stages) < len(waited_for) or any(call.together > 1 for call in waited_for):
            return False
        if len(stages) == len(callers):
            return False
        return any(
            2 * len(times.on_path) > len(self._services_reached(times.journey.entry))
            for times in self.journeys
        )

    def slack(self, journey: str, operation: str) -> float:
        """By how much the operation's S̄ can grow before the journey does; infinite off it."""
        return slack(self._graph, *self._view(journey), self._graph.index[operation])

    def drag(self, journey: str, operation: str) -> float:
        """By how much the journey would shrink if the operation took no time of its own."""
        return drag(self._graph, *self._view(journey), self._graph.index[operation])

    def _view(self, journey: str) -> tuple[Sequence[float], Sequence[float], int]:
        entry = self._graph.index[self.journey(journey).journey.entry]
        return self._figures.own, self._times, entry

    # --- operations and services --------------------------------------------------------------

    @cached_property
    def self_times(self) -> Mapping[str, SelfTime]:
        """S̄ as the manifest gives it, by operation id; a rewrite does not change it."""
        return {
            operation.id: found
            for operation, found in zip(self._graph.operations, self._figures.found, strict=True)
        }

    @cached_property
    def own(self) -> Mapping[str, float]:
        """S̄ by operation id, rewrites included, seconds; 0 where unknown."""
        operations = (operation.id for operation in self._graph.operations)
        return dict(zip(operations, self._figures.own, strict=True))

    @cached_property
    def curves(self) -> Mapping[str, Curve]:
        """How S̄ varies as the manifest gives it, by operation id; constant 0 where unknown."""
        from archlint.analysis.spreads import own_curves

        rates, found = self._structure.traffic.rates, self._figures.found
        spread = self.sampling.spread
        curves = own_curves(self.portfolio, self._graph, rates, found, spread=spread)
        return dict(zip(self._graph.index, curves, strict=True))

    def response(self, operation: str) -> float:
        """The mean response time of an operation, seconds; T on means where no journey waits."""
        return self._response(self._graph.index[operation])

    def _response(self, vertex: int) -> float:
        if self._needs_samples(vertex):
            return self.samples.mean(vertex).value
        return self._times[vertex]

    def response_mixture(self, service: str) -> float | None:
        """Σ x·T̄ / Σ x over the service's operations; None where no traffic says how they mix."""
        members = self._graph.members(service, self.portfolio)
        rates = [self._structure.traffic.rates[vertex] for vertex in members]
        if len(members) == 1:
            return self._response(members[0])
        total = sum(rates)
        if not total:
            return None
        return sum(x * self._response(v) for x, v in zip(rates, members, strict=True)) / total

    @property
    def computing(self) -> Mapping[str, Computing]:
        """CPU per request d and computing share φ, by service."""
        return self._figures.computing

    def parts(self, service: str) -> tuple[Part, ...]:
        """What each operation of the service computes, in the order of the manifest."""
        derived, account = self.service_rate(service), self.computing[service]
        scale = (account.rate or 0.0) / derived if derived else 0.0
        figures = self._figures
        return tuple(
            Part(
                operation=operation.id,
                is_declared=operation.cpu_time is not None,
                rate=self._structure.traffic.rates[vertex] * scale,
                cores=figures.cores[vertex],
                self_seconds=None if figures.found[vertex].seconds is None else figures.own[vertex],
                share=figures.shares[vertex],
            )
            for vertex, operation in self._operations(service)
        )

    def _operations(self, service: str) -> Iterator[tuple[int, Operation]]:
        members = self._graph.members(service, self.portfolio)
        return zip(members, self.portfolio.services[service].operations, strict=True)

    @cached_property
    def waiting(self) -> Waiting:
        """Users waiting by service, on the network and in all."""
        shares = zip(self._graph.operations, self._figures.shares, strict=True)
        found = waiting(self._accounts(), {item.id: share for item, share in shares})
        return replace(
            found,
            uncounted=tuple(
                times.name for times in self.journeys if self.has_rates and _is_uncounted(times)
            ),
            bounded=tuple(
                times.name for times in self.journeys if times.journey.rate and times.is_lower_bound
            ),
        )

    def waits_at_least(self, service: str) -> bool:
        """Whether L of the service is a lower bound.

        Nobody says how long a user waits for it, how often in one of its journeys, or it is on a
        call cycle, or behind one, that times leave out.
        """
        is_unmeasured = "self_time" in self.computing[service].missing
        return (
            (is_unmeasured and service in self.awaited)
            or bool(self.uncounted_to(service))
            or bool(self.cycles_to(service))
        )

    def uncounted_to(self, service: str) -> tuple[str, ...]:
        """The journeys without a rate that wait for a service."""
        return self._uncounted.get(service, ())

    @cached_property
    def _uncounted(self) -> Mapping[str, tuple[str, ...]]:
        names = set(self.waiting.uncounted)
        found: dict[str, tuple[str, ...]] = {}
        for journey in self._structure.journeys:
            for service in self._services_reached(journey.entry) if journey.name in names else ():
                found[service] = (*found.get(service, ()), journey.name)
        return found

    def _accounts(self) -> Iterator[tuple[float, Account]]:
        """What every journey with a rate is made of; of those on samples all at once."""
        sampled: dict[str, float] = {}
        for times in self.journeys:
            rate, entry = times.journey.rate, times.journey.entry
            if rate is not None and times.is_sampled:
                sampled[entry] = sampled.get(entry, 0.0) + rate
            elif rate is not None:
                yield rate, times.account
        if sampled:
            from archlint.analysis.attribution import account_of

            yield 1.0, account_of(self.samples, sampled)

    def _waited_on_samples(self, entry: int) -> Mapping[str, float]:
        """The seconds of a request entering there that go to each operation's own time."""
        return self._by_entry[entry].account.own

    @cached_property
    def _by_entry(self) -> Mapping[int, JourneyTimes]:
        return {self._vertex(times.journey.entry): times for times in self.journeys}

    # --- rewrites -----------------------------------------------------------------------------

    def with_rewrites(self, factors: Mapping[str, float]) -> Analysis:
        """The same portfolio with the computing part of each target scaled by its factor.

        A target is a service, or one operation (`SERVICE/OPERATION`) of a service that is not a
        target itself. S̄' = S̄·(1-φ) + S̄·φ·f; cpu' = cpu·f. Where φ is unknown the times stay as
        they are.
        """
        figures = self._figures
        own, shares, cores = list(figures.own), list(figures.shares), list(figures.cores)
        services = dict(figures.computing)
        for target, factor in factors.items():
            for vertex, seconds in self._changes(target, factor).items():
                share = figures.shares[vertex]
                own[vertex] = seconds
                if share is not None:
                    shares[vertex] = scaled_share(share, factor)
            for vertex in self._vertices(target):
                used = figures.cores[vertex]
                cores[vertex] = None if used is None else used * factor
            service = target.split("/", 1)[0]
            services[service] = self._account_after(services[service], target, factor)
        changed = replace(
            figures,
            own=tuple(own),
            shares=tuple(shares),
            cores=tuple(cores),
            computing=services,
        )
        return self._variant(self.portfolio, changed)

    def _account_after(self, before: Computing, target: str, factor: float) -> Computing:
        """A service's account after it, or one of its operations, was rewritten."""
        if target == before.service:
            return rewritten(before, factor)
        part = next(part for part in self.parts(before.service) if part.operation == target)
        return partly_rewritten(before, part, factor)

    def _vertices(self, target: str) -> tuple[int, ...]:
        """The operations that a target of a rewrite names: one, or all of a service."""
        if "/" in target:
            return (self._graph.index[target],)
        return self._graph.members(target, self.portfolio)

    def supposing(self, service: Service) -> Analysis:
        """The analysis if that service (same name, operations and calls) declared other figures.

        Starts from the manifest: rewrites made on this analysis do not carry over.
        """
        services = {**self.portfolio.services, service.name: service}
        portfolio = replace(self.portfolio, services=services)
        declared = self.portfolio.services[service.name]
        if replace(service, load=declared.load) == declared:
            figures = remeasure(portfolio, self._structure, self._declared, service.name)
        else:
            figures = measure(portfolio, self._structure, spread=self.sampling.spread)
        return self._variant(portfolio, figures)

    @cached_property
    def _declared(self) -> Figures:
        """The figures of the manifest, whatever was rewritten since."""
        return measure(self.portfolio, self._structure, spread=self.sampling.spread)

    def removal_at_most(self, service: str, factor: float) -> Removal:
        """What a rewrite would take off if all of the service's own time computed (φ = 1)."""
        return self.removal({service: factor}, at_most=(service,))

    def removal(self, factors: Mapping[str, float], *, at_most: Collection[str] = ()) -> Removal:
        """What rewriting the targets (services or operations) together takes off every journey.

        Of those `at_most` all of the own time is taken to compute (φ = 1): an upper bound.
        """
        changes: dict[int, float] = {}
        for target, factor in factors.items():
            if target in at_most:
                own = self._figures.own
                changes.update({vertex: own[vertex] * factor for vertex in self._vertices(target)})
            else:
                changes.update(self._changes(target, factor))
        return self._still.try_out(changes)

    def in_turn(self, factors: Mapping[str, float]) -> tuple[Pick, ...]:
        """What each rewrite takes off after those before it, in the order given.

        The removals add up to that of all of them together.
        """
        bench = self._bench()
        picks = []
        for service, factor in factors.items():
            changes = self._changes(service, factor)
            picks.append(Pick(service=service, removal=bench.try_out(changes)))
            bench.take(changes)
        return tuple(picks)

    def removal_bound(self, service: str, factor: float) -> float:
        """x·S̄·φ·(1-f): what a rewrite can ever take off, users; 0 where φ is unknown.

        Where calls are made again today, and all that they then take.
        """
        changes = self._changes(service, factor)
        users = sum(
            self._most_waiting[vertex] * (self._figures.own[vertex] - seconds)
            for vertex, seconds in changes.items()
        )
        spared = (item.users for item in self._made_again if not item.below.isdisjoint(changes))
        return users + sum(spared)

    @cached_property
    def _most_waiting(self) -> Sequence[float]:
        """Visits per second that can count on a critical path, by vertex.

        On samples as many more as the samples of an own time exceed its mean.
        """
        if not self._sampled_entrances:
            return self._structure.traffic.journeys
        visits = list(self._most_visits)
        for vertex, seconds in enumerate(self._figures.own):
            if visits[vertex] and seconds:
                excess = float(self.samples.excess(vertex).mean())
                visits[vertex] *= (1.0 + abs(excess) / seconds) * _ROUNDING
        return visits

    @cached_property
    def _made_again(self) -> Sequence[Again]:
        """The calls that some journey on samples makes again."""
        if not self._sampled_entrances:
            return ()
        from archlint.analysis.further_attempts import made_again

        return tuple(made_again(self.samples, self._most_visits))

    @cached_property
    def _most_visits(self) -> Sequence[float]:
        return self._structure.most_visits(self.samples.samples)

    def greedy(
        self,
        candidates: Mapping[str, float],
        *,
        limit: int,
        accepts: Callable[[str, Removal], bool],
        floor: float = 0.0,
        prune: bool = True,
    ) -> tuple[Pick, ...]:
        """Seats for the candidates (service -> factor) by marginal ΔL; see `seats.greedy`."""
        return greedy(
            self._bench(),
            [
                Candidate(
                    service=service,
                    changes=self._changes(service, factor),
                    waiting=self.waiting.by_service.get(service.partition("/")[0], 0.0),
                    bound=self.removal_bound(service, factor),
                )
                for service, factor in candidates.items()
            ],
            limit=limit,
            accepts=accepts,
            floor=floor,
            prune=prune,
        )

    def held_in(
        self,
        variations: Sequence[Variation],
        question: Question,
        *,
        as_if: Mapping[str, float],
    ) -> Mapping[str, tuple[bool, ...]]:
        """By candidate, in which variations of the portfolio it holds a seat.

        `as_if` are the services that this analysis takes to be written in the other language, with
        their f: that is all by which it may differ from what is declared.
        """
        from archlint.analysis.variants import together

        variants = together(variations, question.candidates)
        held = self._trial(as_if).held(variants, question)
        return {name: tuple(row.tolist()) for name, row in held.items()}

    def seat_frequencies(
        self,
        uncertainty: Uncertainty,
        question: Question,
        *,
        as_if: Mapping[str, float],
        draws: int,
    ) -> Mapping[str, float]:
        """By candidate, in which share of the draws of what is uncertain it holds a seat."""
        from archlint.analysis.uncertainty import drawn

        variants = drawn(uncertainty, draws, self.sampling.seed)
        held = self._trial(as_if).held(variants, question)
        return {name: float(row.mean()) for name, row in held.items()}

    def _trial(self, as_if: Mapping[str, float]) -> Trial:
        """One for all questions: what variants have in common is found once."""
        key = tuple(sorted(as_if.items()))
        if key not in self._trials:
            self._trials[key] = self._new_trial(as_if)
        return self._trials[key]

    @cached_property
    def _trials(self) -> dict[tuple[tuple[str, float], ...], Trial]:
        return {}

    def _new_trial(self, as_if: Mapping[str, float]) -> Trial:
        from archlint.analysis.trial import Basis, Trial

        basis = Basis(
            self.portfolio,
            self._structure,
            self._figures,
            lambda: tuple(self.curves.values()),
            lambda: self.journeys,
            lambda: self.waiting,
            self.sampling,
            self.keeps_visits,
        )
        return Trial(basis, as_if)

    @property
    def keeps_visits(self) -> bool:
        """Whether critical visits stay what they are in all variants: in a large portfolio."""
        return len(self.portfolio.services) > MOST_TRACED

    def programme(self, factors: Mapping[str, float]) -> Programme:
        """The choice among these rewrites (service -> factor) as a linear programme."""
        from archlint.analysis.crashing import programme

        changes = {service: self._changes(service, factor) for service, factor in factors.items()}
        return programme(self._graph, self._figures.own, self._entrances, changes)

    def _changes(self, target: str, factor: float) -> dict[int, float]:
        """The own times a rewrite would leave, by vertex; only where φ is known."""
        changes = {}
        for vertex in self._vertices(target):
            share = self._figures.shares[vertex]
            if share is not None:
                seconds = self._figures.own[vertex]
                changes[vertex] = seconds * (1 - share) + seconds * share * factor
        return changes

    @cached_property
    def _entrances(self) -> tuple[Entrance, ...]:
        return tuple(
            Entrance(
                name=journey.name,
                vertex=self._graph.index[journey.entry],
                rate=journey.rate or 0.0,
            )
            for journey in self._structure.journeys
        )

    @cached_property
    def _sampled_entrances(self) -> tuple[Entrance, ...]:
        """Those of journeys whose mean is not what T on means says."""
        return tuple(item for item in self._entrances if self._needs_samples(item.vertex))

    @cached_property
    def _still(self) -> Bench:
        """A bench on which nothing is ever taken."""
        return self._bench()

    @cached_property
    def _tried(self) -> dict[frozenset[tuple[int, float]], Removal]:
        return {}

    def _bench(self) -> Bench:
        """Exact where means are, on samples where they are not."""
        exact = [item for item in self._entrances if not self._needs_samples(item.vertex)]
        means = MeanBench(
            self._graph, self._figures.own, self._times, exact, is_linear=self.is_sampled
        )
        if not self._sampled_entrances:
            return means
        from archlint.analysis.sampled_bench import MixedBench, SampledBench

        on_samples = SampledBench(self.samples, self._sampled_entrances, self._waited_on_samples)
        mixed = MixedBench(means, on_samples)
        return RememberingBench(mixed, self._tried)


def _is_uncounted(times: JourneyTimes) -> bool:
    """Whether users of the journey wait and nobody says how many."""
    return times.journey.rate is None and (times.length > 0 or times.is_lower_bound)


_ROUNDING = 1.0 + 1e-9
"""A bound that ties with a sum computed in another order is above it."""
