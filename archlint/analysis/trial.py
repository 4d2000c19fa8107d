"""Who holds a seat in each of many variants of a portfolio (MATHEMATICS section 4).

Journeys through which expectations pass are timed on means, exactly; the others on samples, as many
as the number of variants leaves room for. In a large portfolio the critical visits stay what they
are today: ΔL = Σ λ·V·S̄·φ·(1-f) with the figures of each variant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec.structs import replace

from archlint.analysis.fixed_seats import FixedBench
from archlint.analysis.traffic import alone
from archlint.analysis.variants import Variants, Varied, vary
from archlint.analysis.varied_bounds import Bounds
from archlint.analysis.varied_samples import CommonDraws, Samples
from archlint.analysis.varied_seats import Course, Rival, VariedBench
from archlint.analysis.varied_times import FixedVisits, VariedTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archlint.analysis.distribution import Curve
    from archlint.analysis.figures import Figures
    from archlint.analysis.journeys import JourneyTimes
    from archlint.analysis.sampling import Sampling
    from archlint.analysis.structure import Structure
    from archlint.analysis.variations import Figure, Question
    from archlint.analysis.varied_times import Changes
    from archlint.analysis.waiting import Waiting
    from archlint.model import Journey, Portfolio

    Array = NDArray[np.float64]

_ALL_SAMPLES = 4_000_000
"""Samples of all variants and operations together: what is worked on at once is bounded."""

_AT_ONCE = 4_000_000
_MOST_AT_ONCE = 1_000
"""Variants that are worked on at once where visits are kept."""

_FEWEST, _MOST = 100, 1_000
"""Samples of one variant."""


class Basis(NamedTuple):
    """The portfolio as it is; `curves`, `journeys` and `waiting` are made when they are asked for.

    Where it `keeps_visits`, the critical visits are these in every variant.
    """

    portfolio: Portfolio
    structure: Structure
    figures: Figures
    curves: Callable[[], Sequence[Curve]]
    journeys: Callable[[], Sequence[JourneyTimes]]
    waiting: Callable[[], Waiting]
    sampling: Sampling
    keeps_visits: bool


class Trial:
    """One portfolio of which variants are tried; see `Analysis.held_in`.

    `as_if` are services whose declared figures are those of the other language, with f.
    """

    def __init__(self, basis: Basis, as_if: Mapping[str, float]) -> None:
        self.portfolio = basis.portfolio
        self.structure = basis.structure
        self.figures = basis.figures
        self.as_if = as_if
        self._basis = basis
        self._drawn: dict[int, Samples] = {}

    def held(self, variants: Variants, question: Question) -> dict[str, NDArray[np.bool_]]:
        """By candidate, in which variants it holds a seat."""
        width = _width(variants.count * len(self._sampled_vertices))
        samples = self._samples(width)
        at_once = max(1, _AT_ONCE // (samples.count * max(1, len(self._sampled_vertices))))
        if self._basis.keeps_visits:
            at_once = _MOST_AT_ONCE
        held = {name: np.zeros(variants.count, bool) for name in sorted(question.candidates)}
        for start in range(0, variants.count, at_once):
            part = variants.part(start, start + at_once)
            for name, row in self._held(part, question, samples).items():
                held[name][start : start + at_once] = row
        return held

    def _held(
        self, variants: Variants, question: Question, samples: Samples
    ) -> Mapping[str, NDArray[np.bool_]]:
        """The same of so many variants as are worked on at once."""
        courses, rivals = self._setup(variants, question, samples)
        limit = question.limit + variants.seats
        if len(courses) == 1 and not self._entries[1]:
            fixed = FixedBench(variants.count, courses[0], rivals)
            return fixed.search(limit, question.accepts, question.floor)
        bench = VariedBench(variants.count, courses, rivals)
        rows = bench.search(limit, question.accepts, question.floor)
        return dict(zip(sorted(question.candidates), rows, strict=True))

    # --- what all variants have in common -----------------------------------------------------

    @cached_property
    def _entries(self) -> tuple[list[Journey], list[Journey]]:
        """The journeys that are exact on means, and those that are not."""
        exact = self.structure.linear
        on_means: list[Journey] = []
        on_samples: list[Journey] = []
        for journey in self.structure.journeys:
            is_exact = (
                self._basis.keeps_visits or self.structure.graph.index[journey.entry] in exact
            )
            (on_means if is_exact else on_samples).append(journey)
        return on_means, on_samples

    @cached_property
    def _sampled_vertices(self) -> frozenset[int]:
        graph = self.structure.graph
        entries = [graph.index[journey.entry] for journey in self._entries[1]]
        return frozenset().union(*(graph.reachable(entry) for entry in entries))

    @cached_property
    def _visits(self) -> list[dict[int, float]]:
        """Visits per request by journey and vertex: more than the critical ones."""
        one_each = [replace(journey, rate=1.0) for journey in self.structure.journeys]
        return alone(self.structure.graph, one_each)

    def _samples(self, width: int) -> Samples:
        """So many of one variant; whoever asks again reads the same."""
        if width not in self._drawn:
            settings = self._basis.sampling
            curves = self._basis.curves() if self._sampled_vertices else ()
            draws = CommonDraws(width, settings.seed, settings.correlation)
            self._drawn[width] = Samples(self.structure.graph, curves, draws)
        return self._drawn[width]

    # --- one bench ----------------------------------------------------------------------------

    def _setup(
        self, variants: Variants, question: Question, samples: Samples
    ) -> tuple[list[Course], list[Rival]]:
        as_if = {name: variants.factors.get(name, factor) for name, factor in self.as_if.items()}
        varied = vary(self.portfolio, self.structure, self.figures, variants, as_if)
        courses = [
            self._course(journeys, varied, variants, samples)
            for journeys in self._entries
            if journeys
        ]
        members = {name: self._members(name) for name in question.candidates}
        changes = {
            name: varied.saved(members[name], variants.factors.get(name, factor))
            for name, factor in question.candidates.items()
        }
        bounds = self._bounds(changes.values(), variants, courses)
        rivals = [
            Rival(
                service=name,
                changes=saved,
                share=varied.share_of(members[name]),
                waiting=self._waiting(name, members[name], varied, courses),
                most=bounds.most(saved) if bounds is not None else None,
                admitted=variants.admitted.get(name, True),
            )
            for name, saved in changes.items()
        ]
        return courses, rivals

    def _members(self, service: str) -> Sequence[int]:
        return self.structure.graph.members(service, self.portfolio)

    def _bounds(
        self, changes: Iterable[Changes], variants: Variants, courses: Sequence[Course]
    ) -> Bounds | None:
        """What bounds removals on samples; nothing where a rewrite could have calls made again."""
        if not self._sampled_vertices:
            return None
        again = {
            vertex: seconds
            for course in courses
            for vertex, seconds in course.times.made_again().items()
        }
        if again and any(np.any(item < 0.0) for saved in changes for item in saved.values()):
            return None
        rates = {
            item.name: (item.rate or 0.0) * variants.rate_of(item.name)
            for item in self.structure.journeys
        }
        return Bounds(self._visits, rates, self._sampled_vertices, again)

    def _course(
        self, journeys: Sequence[Journey], varied: Varied, variants: Variants, samples: Samples
    ) -> Course:
        graph = self.structure.graph
        names = [journey.name for journey in journeys]
        times: VariedTimes | FixedVisits
        if self._basis.keeps_visits:
            times = self._fixed(varied)
        else:
            entries = [graph.index[journey.entry] for journey in journeys]
            times = VariedTimes(graph, varied.own, entries, samples)
        rates = [(journey.rate or 0.0) * variants.rate_of(journey.name) for journey in journeys]
        return Course(names=names, rates=rates, times=times)

    def _fixed(self, varied: Varied) -> FixedVisits:
        index, found = self.structure.graph.index, self._basis.journeys()
        return FixedVisits(
            varied.own,
            self.figures.own,
            [times.mean for times in found],
            [{index[name]: count for name, count in times.visits.items()} for times in found],
        )

    def _waiting(
        self, service: str, members: Sequence[int], varied: Varied, courses: Sequence[Course]
    ) -> Figure:
        """L, which only tells equals apart; as it is where it would take samples."""
        if self._sampled_vertices.intersection(members):
            return self._basis.waiting().by_service.get(service, 0.0)
        users: Figure = 0.0
        for course in courses:
            for vertex in members:
                for journey, count in course.times.visits.get(vertex, {}).items():
                    users = users + course.rates[journey] * count * varied.own[vertex]
        return users


def _width(size: int) -> int:
    """Samples of one variant; in few steps, so that one service more rarely changes them."""
    width = _MOST
    while width > _FEWEST and width * size > _ALL_SAMPLES:
        width //= 2
    return max(_FEWEST, width)
