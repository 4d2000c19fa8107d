"""How long the best plan of a large portfolio takes, and how near to its proof it comes.

Two thousand services in layers, calls in sequence and side by side, shared callees, every input of
the ninety-ten pack declared. Prints figures and asserts nothing. Run it with `make bench`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.planning import Budget, plan_of
from archlint.linting.registry import installed_packs
from archlint.manifest import loads

SERVICES = 2_000
_LAYERS = 6
_ENTRIES = 60
_SIDE_BY_SIDE = 0.5
"""Share of the steps in which several services are called at once."""


def manifest(size: int = SERVICES, seed: int = 1) -> str:
    """A portfolio of so many services, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    width = size // _LAYERS
    lines = ["archlint: 1", "portfolio: large", "journeys:"]
    lines += [
        f"  j{number}: {{entry: s{rng.randrange(width)}, rate: {rng.choice([5, 20, 100, 400])}/s}}"
        for number in range(_ENTRIES)
    ]
    lines.append("services:")
    for number in range(size):
        lines += _service(rng, number, list(_steps(rng, number, width, size)))
    return "\n".join(lines) + "\n"


def _steps(rng: random.Random, number: int, width: int, size: int) -> Iterator[str]:
    """Up to three steps into the next two layers."""
    below = (number // width + 1) * width
    callees = range(below, min(size, below + 2 * width))
    for _ in range(rng.randint(0, 3) if len(callees) > width // 2 else 0):
        members = [
            f"{{to: s{callee}, count: {rng.choice([1, 1, 1, 2, 0.5])}}}"
            for callee in rng.sample(callees, rng.randint(2, 4))
        ]
        is_parallel = rng.random() < _SIDE_BY_SIDE
        yield f"{{parallel: [{', '.join(members)}]}}" if is_parallel else members[0]


def _service(rng: random.Random, number: int, steps: list[str]) -> list[str]:
    milliseconds = min(80.0, rng.lognormvariate(1.2, 0.8))
    rate = 100.0
    cores = rate * milliseconds / 1e3 * rng.uniform(0.05, 0.9)
    return [
        f"  s{number}:",
        f"    {{language: go, kind: {rng.choice(['crud', 'json-api', 'kernel', 'gateway'])},",
        f"     criticality: high, size: {rng.randint(2, 40)} kloc,",
        f"     load: {{rate: {rate:.0f}/s, cpu: {cores:.4f}}},",
        f"     self_time: {{mean: {milliseconds:.3f}ms}}, calls: [{', '.join(steps)}]}}",
    ]


def main() -> None:
    """Print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SERVICES
    packs = installed_packs(isolated=True)
    began = time.perf_counter()
    portfolio = loads(manifest(size), catalogue=catalogue_of(packs))
    report = lint(portfolio, packs=packs, today=date(2026, 11, 23))
    print(f"{size} services read and linted: {time.perf_counter() - began:.1f} s")
    for objective, months in (("waiting", None), ("waiting", 1_000.0), ("cost", 1_000.0)):
        began = time.perf_counter()
        plan = plan_of(report, objective=objective, budget=Budget(person_months=months))
        took = time.perf_counter() - began
        exact = sum(point.is_exact for point in plan.frontier)
        limits = f"{plan.limits.services} seats" + (f", {months:g} person-months" if months else "")
        print(
            f"plan for {objective} ({limits}): {took:.1f} s, {len(plan.steps)} rewrites,"
            f" gap {plan.gap:.2g}, frontier {exact} of {len(plan.frontier)} points exact;"
            f" greedy reaches {plan.greedy.worth(objective) / plan.worth:.1%},"
            f" naive {plan.naive.worth(objective) / plan.worth:.1%}"
        )


if __name__ == "__main__":
    main()
