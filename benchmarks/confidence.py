"""What confidence and margins cost: `check` with 200 draws beside the same check with none.

A hundred services that call one another in sequence (means are exact), the same with half of the
steps side by side (samples decide), and both with a thousand. In process, read and linted, in turns
so that a busy machine slows both alike; and as whole commands, the way people run it. Run it with
`make bench`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from archlint.linting.engine import catalogue_of, lint
from archlint.linting.registry import installed_packs
from archlint.manifest import loads

AIM = 3.0
ROUNDS = 5
_LAYERS = 2
_ENTRIES = 20

PACKS = installed_packs(isolated=True)


def manifest(size: int, *, draws: int, side_by_side: float, seed: int = 1) -> str:
    """Services in layers, all annotated; more of them worth a seat than there are seats."""
    rng = random.Random(seed)  # noqa: S311  # the same portfolio every time, no secret
    width = size // _LAYERS
    lines = ["archlint: 1", "portfolio: many", f"policies: {{ninety-ten: {{draws: {draws}}}}}"]
    lines.append("journeys:")
    lines += [
        f"  j{number}: {{entry: s{number}, rate: {rng.randint(300, 3_000)}/s}}"
        for number in range(min(_ENTRIES, width))
    ]
    lines.append("services:")
    for number in range(size):
        steps = list(_steps(rng, number, width, size, side_by_side))
        milliseconds = rng.uniform(2, 12)
        lines += [
            f"  s{number}:",
            "    {language: go, kind: json-api, criticality: high,",
            f"     load: {{rate: 300/s, cpu: {0.3 * milliseconds * rng.uniform(0.3, 0.9):.3f}}},",
            f"     self_time: {{p50: {milliseconds:.2f}ms, p99: {4 * milliseconds:.2f}ms}},",
            f"     calls: [{', '.join(steps)}]}}",
        ]
    return "\n".join(lines) + "\n"


def _steps(
    rng: random.Random, number: int, width: int, size: int, side_by_side: float
) -> Iterator[str]:
    below = (number // width + 1) * width
    for _ in range(2 if below < size else 0):
        if rng.random() < side_by_side:
            members = rng.sample(range(below, below + width), 2)
            yield f"{{parallel: [{', '.join(f's{member}' for member in members)}]}}"
        else:
            yield f"s{rng.randrange(below, below + width)}"


def checked(text: str) -> Callable[[], object]:
    """Read and lint it."""

    def program() -> object:
        portfolio = loads(text, catalogue=catalogue_of(PACKS))
        return lint(portfolio, packs=PACKS, today=date(2026, 11, 23))

    return program


def command(text: str, directory: Path, name: str) -> Callable[[], object]:
    """The whole command in a process of its own."""
    path = directory / f"{name}.archlint.yaml"
    path.write_text(text, encoding="utf-8")
    script = [sys.executable, "-m", "archlint", "check", str(path)]
    environment = {**os.environ, "NO_COLOR": "1"}

    def program() -> object:
        return subprocess.run(script, capture_output=True, check=False, env=environment)

    return program


def least(*programs: Callable[[], object], rounds: int) -> list[float]:
    """The least seconds of each; they take turns."""
    best = [float("inf")] * len(programs)
    for _ in range(rounds):
        for place, program in enumerate(programs):
            began = time.perf_counter()
            program()
            best[place] = min(best[place], time.perf_counter() - began)
    return best


def main() -> None:
    """Print the table."""
    print(f"check with 200 draws and margins beside the same with none; aim: at most {AIM:g}x")
    print(f"{'':44}{'none':>9}{'200':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for size, rounds in ((100, ROUNDS), (1_000, 1)):
            for name, share in (("one after another", 0.0), ("half side by side", 0.5)):
                texts = [manifest(size, draws=draws, side_by_side=share) for draws in (0, 200)]
                for how, programs in (
                    ("in process", [checked(text) for text in texts]),
                    (
                        "command",
                        [
                            command(text, Path(folder), f"{size}-{place}")
                            for place, text in enumerate(texts)
                        ],
                    ),
                ):
                    without, with_it = least(*programs, rounds=rounds)
                    print(
                        f"{size:5,} services, {name}, {how:12}"
                        f"{without * 1e3:9.0f} ms{with_it * 1e3:7.0f} ms"
                        f"{with_it / without:7.2f}x"
                    )


if __name__ == "__main__":
    main()
