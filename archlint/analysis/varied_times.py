"""How journeys' times change in many variants at once when own times shrink.

Above the last place where something runs side by side or is cut short an expectation passes through
sums, so only means are needed there: what a rewrite takes off such an operation counts as often as
a journey visits it. Below it the recursion of the simulation runs on samples, with the same random
numbers in every variant (see `varied_samples`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from archlint.analysis.further_attempts import longest_again
from archlint.analysis.linearity import is_linear
from archlint.analysis.timing import Upwards
from archlint.analysis.varied_samples import Joint, slowest, some_of, with_some

if TYPE_CHECKING:
    from archlint.analysis.graph import CallGraph, Link
    from archlint.analysis.variants import Array
    from archlint.analysis.variations import Figure
    from archlint.analysis.varied_samples import Samples, Some, Times

Changes = Mapping[int, "Figure"]
"""By vertex, what comes off its own time: seconds, one figure a variant."""


class Reduction(NamedTuple):
    """By journey number, the seconds that changes take off its mean; and what was asked for it.

    `joints` are the vertices at which samples were asked: changes that share none add up.
    """

    seconds: dict[int, Figure]
    joints: frozenset[int]


class VariedTimes:
    """The mean response time of some journeys in every variant, while own times shrink.

    `entries` are their vertices, `means` T̄ by journey number: seconds, one figure a variant.
    A vertex is clear where nothing above it runs side by side or is cut short; `visits` are those
    of clear vertices by journey number.
    """

    def __init__(
        self, graph: CallGraph, own: Sequence[Figure], entries: Sequence[int], samples: Samples
    ) -> None:
        self.graph = graph
        self.entries = entries
        self.samples = samples
        reached = set().union(*(graph.reachable(entry) for entry in entries))
        self.order = sorted(reached, key=graph.position.__getitem__)
        self.callers = {
            vertex: [caller for caller in graph.callers[vertex] if caller in reached]
            for vertex in self.order
        }
        self.visits = _visits(graph, self.order, self.callers, entries)
        self._entered = {vertex: _places(entries, vertex) for vertex in self.order}
        self._joints: dict[tuple[int, int], Joint] = {}
        self._times: dict[int, Array] = {}
        for vertex in reversed(self.order):
            self._prepare(vertex, own[vertex])
        self.means = self._means(own)

    def _prepare(self, vertex: int, own: Figure) -> None:
        """Samples of a vertex, where they are needed; its callees have theirs."""
        is_sampled = vertex not in self.visits
        total = self.samples.shape(vertex) * _column(own) if is_sampled else None
        for number, stage in enumerate(self.graph.stages[vertex]):
            if is_joint(stage):
                joint = Joint(self.samples, self.samples.calls(vertex, number), self._times)
                self._joints[vertex, number] = joint
                total = None if total is None else total + joint.value
            elif total is not None:
                (call,) = self.samples.calls(vertex, number)
                total = total + self.samples.time(call, self._times[call.link.callee])
        if total is not None:
            self._times[vertex] = total

    def _means(self, own: Sequence[Figure]) -> list[Figure]:
        """T̄ of every journey: what each clear vertex adds itself, as often as it is visited."""
        means: list[Figure] = [
            0.0 if entry in self.visits else _mean(self._times[entry]) for entry in self.entries
        ]
        for vertex, visits in self.visits.items():
            local = own[vertex]
            for number, stage in enumerate(self.graph.stages[vertex]):
                local = local + self._local_time(vertex, number, stage[0])
            for journey, count in visits.items():
                means[journey] = means[journey] + count * local
        return means

    def _local_time(self, vertex: int, number: int, link: Link) -> Figure:
        """What a stage of a clear vertex adds that no clear vertex below it does."""
        joint = self._joints.get((vertex, number))
        if joint is not None:
            return _mean(joint.value)
        below = 0.0 if link.callee in self.visits else _mean(self._times[link.callee])
        return link.rounds * (link.network + below)

    def made_again(self) -> dict[int, Figure]:
        """By vertex, the most that a visit waits for further attempts of its calls, seconds."""
        found: dict[int, Figure] = {}
        for vertex, number in self._joints:
            for link in self.graph.stages[vertex][number]:
                longest = longest_again(link, self._times[link.callee])
                if longest is not None:
                    found[vertex] = found.get(vertex, 0.0) + longest
        return found

    # --- changes ------------------------------------------------------------------------------

    def reduction(self, changes: Changes, some: Some | None = None) -> Reduction:
        """What the changes would take off every journey now, in these variants or in all."""
        return self._follow(_only(changes, some), some, is_taken=False)

    def take(self, changes: Changes, some: Some | None = None) -> None:
        """Make the changes, in these variants or in all."""
        found = self._follow(_only(changes, some), some, is_taken=True)
        for journey, seconds in found.seconds.items():
            self.means[journey] = _less(self.means[journey], seconds, some)

    def _follow(self, changes: Changes, some: Some | None, *, is_taken: bool) -> Reduction:
        """From the changed vertices to their callers, callees first, as far as samples go."""
        walk = _Walk(self.graph, [vertex for vertex in changes if vertex in self.callers])
        for vertex in walk:
            change = self._change(vertex, changes, walk, some, is_taken=is_taken)
            if vertex in self.visits:
                for journey, count in self.visits[vertex].items():
                    walk.seconds[journey] = walk.seconds.get(journey, 0.0) + count * change
                continue
            walk.less[vertex] = np.asarray(change)
            for journey in self._entered[vertex]:
                walk.seconds[journey] = _mean(walk.less[vertex])
            walk.add(self.callers[vertex])
        if is_taken:
            for vertex, seconds in walk.less.items():
                left = some_of(self._times[vertex], some) - seconds
                self._times[vertex] = with_some(self._times[vertex], left, some)
        return Reduction(walk.seconds, frozenset(walk.asked))

    def _change(
        self,
        vertex: int,
        changes: Changes,
        walk: _Walk,
        some: Some | None,
        *,
        is_taken: bool,
    ) -> Figure:
        """What comes off the vertex itself: a mean where it is clear, samples where it is not."""
        is_clear, less = vertex in self.visits, walk.less
        total: Figure = 0.0
        if vertex in changes:
            seconds = changes[vertex]
            total = seconds if is_clear else self.samples.shape(vertex) * _column(seconds)
        for number, stage in enumerate(self.graph.stages[vertex]):
            if not any(link.callee in less for link in stage):
                continue
            if (vertex, number) in self._joints:
                walk.asked.add(vertex)
                change = self._joined(self._joints[vertex, number], less, some, is_taken=is_taken)
                total = total + (_mean(change) if is_clear else change)
            elif is_clear:
                total = total + stage[0].rounds * _mean(less[stage[0].callee])
            else:
                (call,) = self.samples.calls(vertex, number)
                total = total + self.samples.passed_on(call, less[call.link.callee])
        return total

    def _joined(self, joint: Joint, less: Times, some: Some | None, *, is_taken: bool) -> Array:
        """Samples of what comes off a joint."""
        before = some_of(joint.value, some)
        taken = joint.without(self._times, less, some)
        value = slowest(taken)
        if is_taken:
            joint.value = with_some(joint.value, value, some)
            joint.taken = [
                with_some(old, new, some) for old, new in zip(joint.taken, taken, strict=True)
            ]
        return before - value


class FixedVisits:
    """The same with critical visits that do not change: by journey number, V by vertex."""

    def __init__(
        self,
        own: Sequence[Figure],
        now: Sequence[float],
        means: Sequence[float],
        visits: Sequence[Mapping[int, float]],
    ) -> None:
        self.visits: dict[int, dict[int, float]] = {}
        self.means: list[Figure] = list(means)
        for journey, counts in enumerate(visits):
            for vertex, count in counts.items():
                self.visits.setdefault(vertex, {})[journey] = count
                self.means[journey] = self.means[journey] + count * (own[vertex] - now[vertex])

    def reduction(self, changes: Changes, some: Some | None = None) -> Reduction:
        """What the changes would take off every journey, in these variants or in all."""
        found: dict[int, Figure] = {}
        for vertex, seconds in _only(changes, some).items():
            for journey, count in self.visits.get(vertex, {}).items():
                found[journey] = found.get(journey, 0.0) + count * seconds
        return Reduction(found, frozenset())

    def made_again(self) -> dict[int, Figure]:
        """Nothing: on means no call is cut."""
        return {}

    def take(self, changes: Changes, some: Some | None = None) -> None:
        """Make the changes, in these variants or in all."""
        for journey, seconds in self.reduction(changes, some).seconds.items():
            self.means[journey] = _less(self.means[journey], seconds, some)


def _visits(
    graph: CallGraph,
    order: Iterable[int],
    callers: Mapping[int, Sequence[int]],
    entries: Sequence[int],
) -> dict[int, dict[int, float]]:
    """The clear vertices, callers first, each with its visits by journey number."""
    found: dict[int, dict[int, float]] = {}
    blocked: set[int] = set()
    arriving: dict[int, dict[int, float]] = {}
    for vertex in order:
        stages = graph.stages[vertex]
        if vertex in blocked or any(caller not in found for caller in callers[vertex]):
            blocked.update(link.callee for stage in stages for link in stage)
            continue
        visits = found[vertex] = arriving.pop(vertex, {})
        for journey in _places(entries, vertex):
            visits[journey] = 1.0
        blocked.update(link.callee for stage in stages if is_joint(stage) for link in stage)
        for link in (stage[0] for stage in stages if not is_joint(stage)):
            below = arriving.setdefault(link.callee, {})
            for journey, count in visits.items():
                below[journey] = below.get(journey, 0.0) + count * link.rounds
    return found


def _places(entries: Sequence[int], vertex: int) -> list[int]:
    """The journeys that enter there, by number."""
    return [journey for journey, entry in enumerate(entries) if entry == vertex]


class _Walk(Upwards):
    """From changed vertices to their callers; and what is found on the way.

    `seconds` by journey number, `less` samples of what comes off response times, `asked` the
    vertices whose joints were asked.
    """

    def __init__(self, graph: CallGraph, start: Iterable[int]) -> None:
        super().__init__(graph, start)
        self.seconds: dict[int, Figure] = {}
        self.less: dict[int, Array] = {}
        self.asked: set[int] = set()


def is_joint(stage: Sequence[Link]) -> bool:
    """Whether the mean of a stage is not that of its means."""
    return len(stage) > 1 or not is_linear(stage[0])


def _only(changes: Changes, some: Some | None) -> Changes:
    """The changes in some variants."""
    if some is None:
        return changes
    return {
        vertex: seconds if isinstance(seconds, float) else seconds[some]
        for vertex, seconds in changes.items()
    }


def _less(figure: Figure, seconds: Figure, some: Some | None) -> Figure:
    """A figure less these seconds in some variants."""
    if some is None:
        return figure - seconds
    found = np.array(np.broadcast_to(figure, some.shape))
    found[some] -= seconds
    return found


def _column(figure: Figure) -> Figure:
    """One figure a variant, beside its samples."""
    return figure if isinstance(figure, float) else figure[:, np.newaxis, np.newaxis]


def _mean(samples: Array) -> Array:
    found: Array = samples.mean(axis=(-2, -1))
    return found
