"""What the simulation costs, as a multiple of a bare NumPy max-plus in one run, and its memory.

The bare one knows nothing of names, seeds, shifts or errors: it draws a lognormal for every
operation, adds and takes maxima of the same arrays in the same order, and takes the percentiles of
the entry. Propagation alone, from arrays that are there already, is compared as well. The memory
is that of a child process with 20,000 operations. Run it with `make bench`.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from archlint.analysis import Analysis, Sampling, Simulation, analyse
from archlint.analysis.attribution import account_of
from archlint.model import Call, Distribution, Journey, Operation, Portfolio, Service

ROUNDS = 15
AIM = 2.0
SAMPLES = 10_000

LARGE = "--large"
_LIMIT = 2.0
"""GB of memory that 20,000 operations may take."""

Array = NDArray[np.float64]


def portfolio(size: int, calls: int, journeys: int, seed: int = 1) -> Portfolio:
    """Services that call later ones, each called at least once; a third of the stages have two."""
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    callees: list[list[int]] = [[] for _ in range(size)]
    for callee in range(journeys, size):
        callees[rng.randrange(max(0, callee - 200), callee)].append(callee)
    for _ in range(calls - (size - journeys)):
        caller = rng.randrange(size - 1)
        callees[caller].append(rng.randrange(caller + 1, min(size, caller + 200)))
    services = {}
    for number, found in enumerate(callees):
        name, stage, steps = f"s{number:05}", 0, []
        for place, callee in enumerate(sorted(set(found))):
            stage += 1 if place == 0 or rng.random() > 1 / 3 else 0
            steps.append(Call(caller=name, callee=f"s{callee:05}", stage=stage))
        median = rng.uniform(0.002, 0.009)
        services[name] = Service(
            name=name,
            self_time=Distribution(percentiles=((0.5, median), (0.99, 5 * median))),
            operations=(Operation(id=name, service=name, calls=tuple(steps)),),
        )
    entries = {f"j{n:03}": Journey(name=f"j{n:03}", entry=f"s{n:05}") for n in range(journeys)}
    return Portfolio(name="benchmark", services=services, journeys=entries)


def bare(analysis: Analysis) -> Array:
    """The naive program, drawing included: percentiles of the first entry."""
    rng = np.random.default_rng(0)
    means = analysis._figures.own
    own = [np.exp(rng.standard_normal(SAMPLES) * 0.7) * seconds for seconds in means]
    entry = analysis._structure.graph.index[analysis.journeys[0].journey.entry]
    return np.percentile(propagate(analysis, own)[entry], [50, 95, 99, 99.9])


def propagate(analysis: Analysis, own: list[Array]) -> list[Array]:
    """T = S + Σ max, nothing else."""
    graph = analysis._structure.graph
    times: list[Array] = list(own)
    for vertex in reversed(graph.order):
        total = own[vertex].copy()
        for stage in graph.stages[vertex]:
            slowest = times[stage[0].callee]
            for link in stage[1:]:
                slowest = np.maximum(slowest, times[link.callee])
            total += slowest
        times[vertex] = total
    return times


def least(*programs: Callable[[], object]) -> list[float]:
    """The least processor seconds of each; they take turns, so that noise falls on all of them."""
    best = [float("inf")] * len(programs)
    for _ in range(ROUNDS):
        for place, program in enumerate(programs):
            began = time.process_time()
            program()
            best[place] = min(best[place], time.process_time() - began)
    return best


def compare() -> None:
    """1,000 operations, 1,200 calls, 10,000 samples."""
    analysis = analyse(portfolio(1_000, 1_200, 20))
    analysis.journeys  # noqa: B018  # so that the bare program does not pay for it

    def ours() -> Simulation:
        return analysis.simulate(Sampling(samples=SAMPLES))

    ready = ours()
    (group,) = ready.groups(ready.reached)
    own = [group.own[vertex].ravel() for vertex in range(1_000)]
    draw_bare, draw_ours, add_bare, add_ours, blame = least(
        lambda: bare(analysis),
        lambda: ours().journeys,
        lambda: propagate(analysis, own),
        lambda: ready._propagate(group.rows, group.own),  # the inner loop alone,
        lambda: ours_blame(ready),
    )
    print(f"1,000 operations, 1,200 calls, 10,000 samples (least of {ROUNDS} runs)")
    row("bare NumPy, drawing included", draw_bare)
    row("simulation, 20 journeys, errors", draw_ours, draw_bare)
    row("bare NumPy, arrays given", add_bare)
    row("propagation with shifts", add_ours, add_bare)
    row("blame of one journey", blame)
    print(f"aim: at most {AIM:g}x")


def row(name: str, seconds: float, base: float | None = None) -> None:
    """One line of the table."""
    times = "" if base is None else f"{seconds / base:8.2f}x"
    print(f"{name:36}{seconds * 1e3:8.1f} ms{times}")


def ours_blame(ready: Simulation) -> object:
    """The way back of one journey, from samples that are there already."""
    journey = ready.journeys[0]
    journey.__dict__.pop("blame", None)
    return journey.blame


def large() -> None:
    """20,000 operations, 60,000 calls, 500 journeys: every percentile, one journey's blame."""
    analysis = analyse(portfolio(20_000, 60_000, 500))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    began = time.process_time()
    simulation = analysis.simulate(Sampling(samples=SAMPLES))
    percentiles = simulation.journeys
    drawn = time.process_time() - began
    account_of(simulation, {item.journey.entry: 1.0 for item in percentiles})
    percentiles[0].blame  # noqa: B018
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"20,000 operations, 10,000 samples: {drawn:.1f} processor seconds for the percentiles")
    print(
        f"of 500 journeys, peak {after:.2f} GiB with users waiting and one blame "
        f"({before:.2f} GiB before); aim: under {_LIMIT:g}"
    )


def main() -> None:
    """Print both."""
    if LARGE in sys.argv:
        large()
        return
    # First: a child counts the memory of the process that started it as its own peak.
    subprocess.run([sys.executable, __file__, LARGE], check=True)
    compare()


if __name__ == "__main__":
    main()
