"""What large portfolios cost: `check` and `report` of 2,000 and of 20,000 services.

Dense: six layers, journeys enter the first, most services call several others below,
half of the steps side by side, so that means come from samples. Sparse: one call a service at most.
Processor time and peak memory of whole commands, each beside reading the same manifest and nothing
else, and the report beside the check: a busy machine slows all of them alike, so the ratios hold
where seconds do not. `--small` leaves the 20,000 out. Run it with `make bench`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

SIZES = (2_000, 20_000)
SMALL = "--small"
GROWTH, REPORT, GIBIBYTES = 15.0, 2.0, 4.0
"""Aims: 20,000 services beside 2,000, the report beside the check, and peak memory."""

_LAYERS = 6
_MOST_STAGES, _MOST_AT_ONCE = 3, 4
_CALLING, _SIDE_BY_SIDE = 0.8, 0.5
_ENTRIES = 0.03
_READ = """
import sys
from pathlib import Path
from archlint.linting.engine import catalogue_of
from archlint.linting.registry import installed_packs
from archlint.manifest import loads
text = Path(sys.argv[1]).read_text(encoding="utf-8")
loads(text, catalogue=catalogue_of(installed_packs(isolated=True)))
"""


@dataclass(frozen=True)
class Cost:
    """Processor seconds, and GiB at the peak."""

    cpu: float
    memory: float


def manifest(size: int, *, is_dense: bool, seed: int = 4) -> str:
    """Services in layers that call the next two; the first layer is entered by journeys."""
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    width = -(-size // _LAYERS)
    lines = ["archlint: 1", "portfolio: large", "journeys:"]
    lines += [
        f"  j{number}: {{entry: s{rng.randrange(width)}, rate: {rng.choice([5, 20, 100, 400])}/s}}"
        for number in range(round(size * _ENTRIES))
    ]
    lines.append("services:")
    for number in range(size):
        below = range(min(size, (number // width + 1) * width), size)[: 2 * width]
        steps = ", ".join(_steps(rng, below, is_dense=is_dense))
        milliseconds = rng.uniform(2, 9)
        kind = rng.choice(["crud", "json-api", "gateway", "kernel"])
        cpu = milliseconds * 0.1 * rng.uniform(0.05, 0.9)
        lines += [
            f"  s{number}:",
            f"    {{language: go, kind: {kind}, criticality: high,",
            f"     size: {rng.randint(4, 40)} kloc,",
            f"     load: {{rate: 100/s, cpu: {cpu:.4f}}},",
            f"     self_time: {{mean: {milliseconds:.3f}ms}}, calls: [{steps}]}}",
        ]
    return "\n".join(lines) + "\n"


def _steps(rng: random.Random, below: range, *, is_dense: bool) -> Iterator[str]:
    if not below or rng.random() >= _CALLING:
        return
    for _ in range(rng.randint(1, _MOST_STAGES) if is_dense else 1):
        at_once = rng.randint(2, _MOST_AT_ONCE) if is_dense and rng.random() < _SIDE_BY_SIDE else 1
        calls = [
            f"{{to: s{callee}, count: {rng.choice([0.5, 1, 1, 2])}}}"
            for callee in rng.sample(below, min(at_once, len(below)))
        ]
        yield calls[0] if len(calls) == 1 else f"{{parallel: [{', '.join(calls)}]}}"


def cost(command: Sequence[str]) -> Cost:
    """Run a command and wait for it; raises CalledProcessError where it crashed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process:
        told = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if b"Traceback" in told:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=told)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)


def measure(size: int, folder: Path, *, is_dense: bool) -> tuple[Cost, Cost]:
    """Print a line and return what the check and the report cost."""
    path = folder / "large.archlint.yaml"
    path.write_text(manifest(size, is_dense=is_dense), encoding="utf-8")
    python, archlint = sys.executable, [sys.executable, "-m", "archlint"]
    read = cost([python, "-c", _READ, str(path)])
    check = cost([*archlint, "check", str(path)])
    page = f"html:{folder / 'large.html'}"
    report = cost([*archlint, "report", str(path), "--output-format", page])
    shape = "dense" if is_dense else "sparse"
    print(
        f"{size:6,} {shape:6}  read {read.cpu:6.1f} s"
        f"  check {check.cpu:6.1f} s {check.cpu / read.cpu:6.1f}x {check.memory:5.2f} GiB"
        f"  report {report.cpu:6.1f} s {report.cpu / check.cpu:5.2f}x check"
        f" {report.memory:5.2f} GiB"
    )
    return check, report


def main() -> None:
    """Print the table."""
    sizes = SIZES[:1] if SMALL in sys.argv else SIZES
    print("processor seconds of whole commands; reading alone, and what is a multiple of it")
    with tempfile.TemporaryDirectory() as folder:
        for is_dense in (False, True):
            found = [measure(size, Path(folder), is_dense=is_dense) for size in sizes]
            for (fewer, _), (more, _) in pairwise(found):
                print(f"              ten times the services: {more.cpu / fewer.cpu:.1f}x")
    print(
        f"aims: ten times the services at most {GROWTH:g}x, the report at most {REPORT:g}x the"
        f" check, under {GIBIBYTES:g} GiB"
    )


if __name__ == "__main__":
    main()
