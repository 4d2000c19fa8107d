"""The analysis of a portfolio: everything that rules, reports and commands ask about its numbers.

It knows rewrites, not languages: `with_rewrites` scales the computing part of a service's time, and
whoever asks decides what that stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from archlint.analysis.accounts import partly_rewritten, rewritten, scaled_share
from archlint.analysis.bench import Bench, Entrance, MeanBench, RememberingBench
from archlint.analysis.figures import Figures, measure, remeasure
from archlint.analysis.quota import Candidate, Pick, greedy
from archlint.analysis.sampling import DEFAULT, Sampling
from archlint.analysis.structure import structure_of
from archlint.analysis.varied import Varied

if TYPE_CHECKING:
    from datetime import date

    from archlint.analysis.bench import Removal
    from archlint.analysis.computing import Computing
    from archlint.analysis.crashing import Programme
    from archlint.analysis.further_attempts import Again
    from archlint.model import Portfolio, Service


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


class Analysis(Varied):
    """The model of one portfolio. Times in seconds, rates per second; see MATHEMATICS 1-5.

    Means are exact where an expectation passes through (see `linearity`); where calls run side by
    side or are cut short they come from samples, and with them who is waited for and what a rewrite
    takes off. `on_means` is the same portfolio without samples.
    """

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


_ROUNDING = 1.0 + 1e-9
"""A bound that ties with a sum computed in another order is above it."""
