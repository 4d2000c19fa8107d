"""What a start costs, as a multiple of `python -c "import click, networkx"` in the same run.

A hundred services in two portfolios: one whose calls have timeouts and whose journeys promise a
p99, so that all of it is simulated; and the same without, whose means are exact and which needs no
samples.

Wall time and processor time of child processes with warm `.pyc` files, every command in turn, the
least of several rounds: a busy machine slows all of them alike, so the ratios hold where
milliseconds do not. Run it with `make bench`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 9
AIM = 2.0
"""Cold `archlint check` of a hundred services that need no samples, in units of the base line."""

BASE = "import click, networkx"
LINEAR = "archlint check, 100 services, linear"
SAMPLED = "archlint check, 100 services, timeouts"
_LAYERS = 5
_WIDTH = 20


@dataclass(frozen=True)
class Cost:
    """The least that a command took, in seconds."""

    wall: float
    cpu: float


def manifest(seed: int = 1, *, is_linear: bool = False) -> str:
    """A hundred services in five layers, every key annotated that a rule of the pack reads.

    Where it `is_linear` no call is cut short, and no journey promises a percentile.
    """
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    size = _LAYERS * _WIDTH
    rates = [100.0 * (n + 1) if n < _WIDTH else 0.0 for n in range(size)]
    lines = ["archlint: 1", "portfolio: hundred", "journeys:"]
    lines += [
        f"  j{n}: {{entry: s{n}, rate: {rates[n]:.0f}/s, "
        f"slo: {{{'' if is_linear else 'p99: 400ms, '}availability: 99.9%}}, "
        "measured: {at: 2026-10-01, source: prometheus}}"
        for n in range(_WIDTH)
    ]
    lines.append("services:")
    for number in range(size):
        callees = _callees(rng, number)
        for callee in callees:
            rates[callee] += rates[number]
        limits = "" if is_linear else ", timeout: 200ms, retries: 1, idempotent: true"
        lines += _service(rng, number, rates[number], [f"{{to: s{n}{limits}}}" for n in callees])
    return "\n".join(lines) + "\n"


def _callees(rng: random.Random, number: int) -> list[int]:
    """Two services of the next layer; the last layer calls nobody."""
    below = (number // _WIDTH + 1) * _WIDTH
    return rng.sample(range(below, below + _WIDTH), 2) if below < _LAYERS * _WIDTH else []


def _service(rng: random.Random, number: int, rate: float, calls: Sequence[str]) -> Sequence[str]:
    milliseconds = rng.randint(2, 9)
    cores = rate * milliseconds / 1e3 * rng.uniform(0.05, 0.8)
    load = f"cpu: {cores:.3f}, memory: 2Gi, cpu_allocated: {2 * cores + 1:.1f}"
    return [
        f"  s{number}:",
        "    language: go",
        f"    kind: {rng.choice(['crud', 'json-api', 'kernel', 'orchestrator'])}",
        f"    owner: team{number % 7}",
        "    criticality: high",
        "    replicas: 4",
        "    zones: 3",
        f"    load: {{rate: {rate:.0f}/s, {load}}}",
        f"    self_time: {{p50: {milliseconds}ms, p99: {milliseconds * 4}ms}}",
        "    gc: {cpu_share: 5%, pause_p99: 0.4ms}",
        f"    size: {rng.randint(3, 30)} kloc",
        "    measured: {at: 2026-10-01, source: prometheus}",
        f"    calls: [{', '.join(calls)}]",
    ]


def commands(directory: Path) -> dict[str, list[str]]:
    """What is measured; the base line comes first."""
    good, bad = directory / "archlint.yaml", directory / "unusable.archlint.yaml"
    linear = directory / "linear.archlint.yaml"
    good.write_text(manifest(), encoding="utf-8")
    linear.write_text(manifest(is_linear=True), encoding="utf-8")
    bad.write_text(manifest().replace("load: {rate: ", "load: {rate: x"), encoding="utf-8")
    archlint = [sys.executable, "-m", "archlint"]
    today = ["--today", "2026-11-23"]
    return {
        f'python -c "{BASE}"': [sys.executable, "-c", BASE],
        'python -c "import click"': [sys.executable, "-c", "import click"],
        "archlint --version": [*archlint, "--version"],
        "archlint --help": [*archlint, "--help"],
        "archlint rules": [*archlint, "rules"],
        "archlint schema": [*archlint, "schema"],
        "archlint check, unusable manifest": [*archlint, "check", str(bad), *today],
        LINEAR: [*archlint, "check", str(linear), *today],
        SAMPLED: [*archlint, "check", str(good), *today],
        "archlint check, 100 services, json": [
            *[*archlint, "check", str(good), *today],
            *["--output-format", "json"],
        ],
        "archlint path, 100 services": [*archlint, "path", "-m", str(good), *today],
        "archlint check, 100 services, html": [
            *[*archlint, "check", str(good), *today],
            *["--output-format", "html"],
        ],
    }


def once(command: Sequence[str]) -> Cost:
    """Run a command; raises CalledProcessError where it crashed."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if b"Traceback" in done.stderr:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    used = after.children_user + after.children_system
    return Cost(wall, used - before.children_user - before.children_system)


def measure(wanted: dict[str, list[str]]) -> dict[str, Cost]:
    """The least cost of each command; they take turns, so that noise falls on all of them."""
    runs: dict[str, list[Cost]] = {name: [] for name in wanted}
    for command in wanted.values():
        once(command)  # writes the .pyc files
    for _ in range(ROUNDS):
        for name, command in wanted.items():
            runs[name].append(once(command))
    return {
        name: Cost(min(run.wall for run in costs), min(run.cpu for run in costs))
        for name, costs in runs.items()
    }


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as directory:
        costs = measure(commands(Path(directory)))
    base = next(iter(costs.values()))
    print(f"{'':40}{'wall':>9}{'':3}{'cpu':>9}   (least of {ROUNDS}; x base line)")
    for name, cost in costs.items():
        print(
            f"{name:40}{cost.wall * 1e3:6.0f} ms {cost.wall / base.wall:5.2f}x"
            f"{cost.cpu * 1e3:6.0f} ms {cost.cpu / base.cpu:5.2f}x"
        )
    ratio = costs[LINEAR].wall / base.wall
    print(f"aim: at most {AIM:g}x where means are exact; here {ratio:.2f}x")


if __name__ == "__main__":
    main()
