"""The simulation against a discrete-event simulation that knows processes and clocks, not vectors.

SimPy runs one request at a time: an operation is a process that holds for its own time and then
waits for what its calls start. Nothing is shared with the model but the manifest.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.model import Backoff

from graphs import Step, percentiles, portfolio, service
from sampling import simulated, within

if TYPE_CHECKING:
    from archlint.model import Call, Distribution, Portfolio

REQUESTS = 500

Process = Generator[simpy.Event, Any, None]


class Shop:
    """The services of a portfolio as processes."""

    def __init__(self, whole: Portfolio, seed: int) -> None:
        self.whole = whole
        self.random = random.Random(seed)  # noqa: S311  # a simulation, no secret

    def response_times(self, entry: str) -> list[float]:
        return [self._request(entry) for _ in range(REQUESTS)]

    def _request(self, entry: str) -> float:
        clock = simpy.Environment()
        clock.run(clock.process(self._operation(clock, entry)))
        return float(clock.now)

    def _operation(self, clock: simpy.Environment, name: str) -> Process:
        operation = self.whole.operations[name]
        own = self.whole.services[operation.service].self_time
        yield clock.timeout(self._draw(own) if own else 0.0)
        stages: dict[int, list[Call]] = {}
        for call in operation.calls:
            if not call.is_async:
                stages.setdefault(call.stage, []).append(call)
        for _, calls in sorted(stages.items()):
            yield clock.all_of([clock.process(self._call(clock, call)) for call in calls])

    def _draw(self, own: Distribution) -> float:
        (_, median), (_, high) = own.percentiles
        sigma = math.log(high / median) / NormalDist().inv_cdf(0.99)
        return self.random.lognormvariate(math.log(median), sigma)

    def _call(self, clock: simpy.Environment, call: Call) -> Process:
        sent, chance = divmod(call.count * (1.0 - call.cache_hit), 1.0)
        left = int(sent) + (self.random.random() < chance)
        while left:
            together = min(left, call.together)
            yield clock.all_of(
                [clock.process(self._repetition(clock, call)) for _ in range(together)]
            )
            left -= together

    def _repetition(self, clock: simpy.Environment, call: Call) -> Process:
        attempts = clock.process(self._attempts(clock, call))
        if call.deadline is None:
            yield attempts
        else:
            yield attempts | clock.timeout(call.deadline)

    def _attempts(self, clock: simpy.Environment, call: Call) -> Process:
        for number in range(1 + (call.retries or 0)):
            if number and call.backoff:
                pause = call.backoff.initial * call.backoff.factor ** (number - 1)
                yield clock.timeout(pause)
            answer = clock.process(self._answer(clock, call))
            if call.timeout is None:
                yield answer
                return
            yield answer | clock.timeout(call.timeout)
            if answer.triggered:
                return

    def _answer(self, clock: simpy.Environment, call: Call) -> Process:
        yield clock.timeout(call.network)
        yield clock.process(self._operation(clock, call.callee))


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


def errors_apart(found: float, other: float, *errors: float) -> float:
    return abs(found - other) / max(math.hypot(*errors), 1e-6)


@pytest.mark.slow
@settings(max_examples=20)
@given(shops(), st.integers(0, 2**32))
def test_events_and_samples_agree(whole: Portfolio, seed: int) -> None:
    journey = simulated(whole).journey("j")
    times = sorted(Shop(whole, seed).response_times("s0"))
    mean = sum(times) / REQUESTS
    spread = math.sqrt(sum((time - mean) ** 2 for time in times)) / REQUESTS

    assert errors_apart(journey.mean.value, mean, journey.mean.error, spread) < 4.5
    for share in (0.5, 0.9, 0.99):
        width = math.sqrt(share * (1 - share) / REQUESTS)
        low = journey.percentile(max(0.0, share - 4.5 * width))
        high = journey.percentile(min(1.0, share + 4.5 * width))
        found = times[math.ceil(share * REQUESTS) - 1]

        assert low.value - 4 * low.error <= found + 1e-9
        assert found - 1e-9 <= high.value + 4 * high.error


def test_events_agree_with_arithmetic() -> None:
    """The oracle itself: three constant attempts of 4 ms, pauses of 1 and 3 ms."""
    never = percentiles(p50=0.010, p99=0.010000001)
    backoff = Backoff(initial=0.001, factor=3.0)
    whole = portfolio(
        service("a", {"callee": "b", "timeout": 0.004, "retries": 2, "backoff": backoff}),
        service("b", self_time=never),
        j=("a", 1.0),
    )

    assert Shop(whole, 0).response_times("a")[0] == pytest.approx(0.016)
    assert within(simulated(whole).journey("j").mean, 0.016)
