"""A discrete-event simulation of a portfolio: processes and clocks, where the model has vectors.

SimPy runs one request at a time: an operation is a process that holds for its own time and then
waits for what its calls start. Nothing is shared with the model but the manifest and one convention:
of an attempt that is cut, all that it would have taken counts in proportion to what was waited for.
So what nobody waits for any more runs to its end, and only then is it told who was waited for.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import simpy
from hypothesis import strategies as st

from archlint.model import Backoff

from graphs import Step, percentiles, portfolio, service

if TYPE_CHECKING:
    from archlint.model import Call, Distribution, Portfolio

Process = Generator[simpy.Event, Any, "Waited"]


@dataclass
class Waited:
    """How long something was waited for, and for what: parts one after another.

    Where `ties` ended at the same moment, each of them is a part for its share. `attempts` are (process, moment it began, moment from which nobody waits for it).
    """

    seconds: float
    own: dict[str, float] = field(default_factory=dict)
    parts: list[Waited] = field(default_factory=list)
    ties: list[Waited] = field(default_factory=list)
    attempts: list[tuple[simpy.Process, float, float]] = field(default_factory=list)

    def credit(self, found: dict[str, float], share: float = 1.0) -> None:
        """Add the own time on the path, by service, once every process has ended."""
        for name, seconds in self.own.items():
            found[name] = found.get(name, 0.0) + share * seconds
        for part in self.parts:
            part.credit(found, share)
        for tied in self.ties:
            tied.credit(found, share / len(self.ties))
        for process, begun, given_up in self.attempts:
            answer = answer_of(process)
            waited = min(answer.seconds, given_up - begun)
            if waited > 0.0 or not answer.seconds:
                answer.credit(found, share * (waited / answer.seconds if answer.seconds else 1.0))


@dataclass(frozen=True)
class Request:
    """One request: its response time, and by service the own time on its path; seconds."""

    seconds: float
    own: dict[str, float]


class Shop:
    """The services of a portfolio as processes."""

    def __init__(self, whole: Portfolio, seed: int) -> None:
        self.whole = whole
        self.random = random.Random(seed)  # noqa: S311  # a simulation, no secret

    def requests(self, entry: str, count: int) -> list[Request]:
        return [self._request(entry) for _ in range(count)]

    def _request(self, entry: str) -> Request:
        clock = simpy.Environment()
        process = clock.process(self._operation(clock, entry))
        clock.run()
        waited = answer_of(process)
        own: dict[str, float] = {}
        waited.credit(own)
        return Request(waited.seconds, own)

    def _operation(self, clock: simpy.Environment, name: str) -> Process:
        begun = clock.now
        operation = self.whole.operations[name]
        declared = self.whole.services[operation.service].self_time
        own = self._draw(declared) if declared else 0.0
        yield clock.timeout(own)
        stages: dict[int, list[Call]] = {}
        for call in operation.calls:
            if not call.is_async:
                stages.setdefault(call.stage, []).append(call)
        parts = []
        for _, calls in sorted(stages.items()):
            made = [clock.process(self._call(clock, call)) for call in calls]
            yield clock.all_of(made)
            parts.append(slowest(map(answer_of, made)))
        return Waited(clock.now - begun, own={operation.service: own}, parts=parts)

    def _draw(self, own: Distribution) -> float:
        (_, median), (_, high) = own.percentiles
        sigma = math.log(high / median) / NormalDist().inv_cdf(0.99)
        return self.random.lognormvariate(math.log(median), sigma)

    def _call(self, clock: simpy.Environment, call: Call) -> Process:
        begun = clock.now
        sent, chance = divmod(call.count * (1.0 - call.cache_hit), 1.0)
        left = int(sent) + (self.random.random() < chance)
        parts = []
        while left:
            together = min(left, call.together)
            made = [clock.process(self._repetition(clock, call)) for _ in range(together)]
            yield clock.all_of(made)
            parts.append(slowest(map(answer_of, made)))
            left -= together
        return Waited(clock.now - begun, parts=parts)

    def _repetition(self, clock: simpy.Environment, call: Call) -> Process:
        begun = clock.now
        until = math.inf if call.deadline is None else begun + call.deadline
        waited = Waited(0.0)
        attempts = clock.process(self._attempts(clock, call, until, waited))
        if call.deadline is None:
            yield attempts
        else:
            yield attempts | clock.timeout(call.deadline)
        waited.seconds = clock.now - begun
        return waited

    def _attempts(
        self, clock: simpy.Environment, call: Call, until: float, waited: Waited
    ) -> Generator[simpy.Event, Any, None]:
        for number in range(1 + (call.retries or 0)):
            if number and call.backoff:
                pause = call.backoff.initial * call.backoff.factor ** (number - 1)
                yield clock.timeout(pause)
            answer = clock.process(self._answer(clock, call))
            patience = math.inf if call.timeout is None else call.timeout
            waited.attempts.append((answer, clock.now, min(until, clock.now + patience)))
            if call.timeout is None:
                yield answer
                return
            yield answer | clock.timeout(call.timeout)
            if answer.triggered:
                return

    def _answer(self, clock: simpy.Environment, call: Call) -> Process:
        begun = clock.now
        yield clock.timeout(call.network)
        asked = clock.process(self._operation(clock, call.callee))
        yield asked
        return Waited(clock.now - begun, parts=[answer_of(asked)])


def answer_of(process: simpy.Process) -> Waited:
    """What a process that has ended gave."""
    found: Waited = process.value  # type: ignore[assignment]  # every process here returns one
    return found


def slowest(made: Iterable[Waited]) -> Waited:
    """What is waited for of what was begun at once; several where they are equal, as two cut ones."""
    found = list(made)
    longest = max(waited.seconds for waited in found)
    return Waited(longest, ties=[item for item in found if item.seconds > longest - _ROUNDING])


_ROUNDING = 1e-12
"""Seconds: clocks add up, and two that are cut at the same moment are equal."""


@st.composite
def calls(draw: st.DrawFn, callee: str) -> dict[str, Any]:
    return {
        "callee": callee,
        "count": draw(st.sampled_from([1.0, 1.0, 0.4, 2.0, 2.5, 5.0])),
        "together": draw(st.sampled_from([1, 1, 2, 3])),
        "cache_hit": draw(st.sampled_from([0.0, 0.0, 0.3])),
        "network": draw(st.sampled_from([0.0, 0.002])),
        "is_async": draw(st.integers(0, 7)) == 0,
        "timeout": draw(st.sampled_from([None, None, 0.015, 0.040])),
        "retries": draw(st.sampled_from([None, 1, 2])),
        "deadline": draw(st.sampled_from([None, None, 0.050])),
        "backoff": draw(st.sampled_from([None, Backoff(initial=0.003, factor=2.0)])),
    }


@st.composite
def shops(draw: st.DrawFn) -> Portfolio:
    """Up to five services of spread times that call later ones."""
    size = draw(st.integers(2, 5))
    services = []
    for number in range(size):
        later = [f"s{callee}" for callee in range(number + 1, size)]
        steps: list[Step | list[Step]] = []
        for _ in range(draw(st.integers(1, 2)) if later else 0):
            names = draw(st.lists(st.sampled_from(later), min_size=1, max_size=2))
            steps.append([draw(calls(name)) for name in names])
        median = draw(st.sampled_from([0.002, 0.005, 0.010]))
        high = median * draw(st.sampled_from([2.0, 5.0, 12.0]))
        services.append(service(f"s{number}", *steps, self_time=percentiles(p50=median, p99=high)))
    return portfolio(*services, j=("s0", 1.0))
