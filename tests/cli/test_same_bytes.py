"""The same manifest gives the same bytes: again, under another hash seed, in another order.

Everything here runs side by side, is cut short or is contested, so that all of it comes from
samples and draws.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from running import run, spawn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JOURNEYS = [
    "order: {entry: front/buy, rate: 900/s, slo: {p99: 150ms, availability: 99.95%}}",
    "browse: {entry: front/look, rate: 200/s, slo: {p99: 90ms}}",
    "refill: {entry: shelf, rate: 40/s}",
]
TEAMS = [
    "web: {engineers: 9, rust_engineers: 1, priority: delivery}",
    "core: {engineers: 5, rust_engineers: 3}",
]
OPERATIONS = [
    "buy: {self_time: {p50: 2ms, p99: 9ms}, calls: [{parallel: [price, stock, {to: tax, timeout: 40ms, retries: 1, backoff: 2ms}]}]}",
    "look: {self_time: {p50: 1ms, p99: 4ms}, calls: [{to: shelf, count: 6, together: 3, cache_hit: 30%}]}",
    "ping: {self_time: {p50: 1ms, p99: 2ms}}",
]
SERVICES = [
    "front: {language: go, kind: frontend, owner: web, load: {cpu: 3}, operations: {OPERATIONS}}",
    "price: {language: go, kind: kernel, owner: core, criticality: high, self_time: {p50: 18ms, p99: 70ms}, load: {cpu: 14, cpu_allocated: 24}, replicas: 4, size: 9 kloc}",
    "stock: {language: go, kind: kernel, owner: core, criticality: high, self_time: {p50: 18ms, p99: 72ms}, load: {cpu: 14}, size: 5 kloc}",
    "tax: {language: rust, kind: crud, owner: web, self_time: {p50: 9ms, p99: 90ms}, load: {cpu: 1}}",
    "shelf: {language: go, kind: json-api, owner: web, self_time: {p50: 6ms, p99: 40ms}, load: {cpu: 2}}",
    "audit: {language: java, owner: core, self_time: {p50: 3ms, p99: 8ms}}",
]
TODAY = ("--today", "2026-11-23")
COMMANDS = [
    ("check", *TODAY, "--output-severity", "text=note"),
    ("check", *TODAY, "--output-format", "json"),
    ("path",),
    ("path", "--output-format", "json"),
    ("path", "--at", "p99"),
    *(("explain", *TODAY, what) for what in ("portfolio", "price", "front")),
    *(("what-if", *TODAY, "--rewrite", "price", "--journey-rate", "order=1.5x", "--output-format", form) for form in ("text", "json")),
    *(("plan", *TODAY, "--quota", "50%", "--output-format", form) for form in ("text", "json")),
]  # fmt: skip
commands = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


def write(place: Path, order: Sequence[int] = (1, 1, 1), operations: int = 1) -> Path:
    """A part for every journey, team and service, included forwards (1) or backwards (-1).

    So nothing moves within its file, whatever the order of the whole.
    """
    place.mkdir(exist_ok=True)
    names = []
    for key, rows, step in zip(
        ("journeys", "teams", "services"), (JOURNEYS, TEAMS, SERVICES), order, strict=True
    ):
        for row in rows[::step]:
            name = f"{row.split(':')[0]}.archlint.yaml"
            listed = ", ".join(OPERATIONS[::operations])
            text = row.replace("{OPERATIONS}", f"{{{listed}}}")
            (place / name).write_text(f"archlint: 1\n{key}:\n  {text}\n", encoding="utf-8")
            names.append(name)
    (place / "archlint.yaml").write_text(
        f"archlint: 1\nportfolio: shop\ninclude: [{', '.join(names)}]\n", encoding="utf-8"
    )
    return place


def said(place: Path, command: tuple[str, ...]) -> str:
    result = run(*command, cwd=place)
    assert (result.code, result.stderr) == (0, "")
    return result.stdout


def test_samples_and_draws_decide_here(tmp_path: Path) -> None:
    document = json.loads(said(write(tmp_path / "a"), COMMANDS[1]))
    (portfolio,) = document["portfolios"]
    frequencies = {item["service"]: item["seat_frequency"] for item in portfolio["verdicts"]}

    assert any(0.2 < (frequency or 0.0) < 0.8 for frequency in frequencies.values())


@commands
def test_a_second_run_and_another_order(tmp_path: Path, command: tuple[str, ...]) -> None:
    forth = said(write(tmp_path / "forth"), command)

    assert said(tmp_path / "forth", command) == forth
    assert said(write(tmp_path / "back", (-1, -1, -1)), command) == forth
    assert said(write(tmp_path / "some", (1, -1, 1)), command) == forth


@commands
def test_another_order_of_operations(tmp_path: Path, command: tuple[str, ...]) -> None:
    """They stand in one file, so only places move."""
    forth = said(write(tmp_path / "forth"), command)
    back = said(write(tmp_path / "back", operations=-1), command)

    if "json" in command:
        assert placeless(json.loads(back)) == placeless(json.loads(forth))
    elif command[0] != "check":
        assert back == forth


def placeless(value: Any) -> Any:
    """A document without places, and without the order in which a mapping was listed."""
    if isinstance(value, dict):
        return {key: placeless(item) for key, item in value.items() if key not in _PLACES}
    if isinstance(value, list):
        return [placeless(item) for item in value]
    return value


_PLACES = ("place", "related", "at", "line", "column", "end_line", "end_column")


@pytest.mark.slow
@commands
def test_another_hash_seed(tmp_path: Path, command: tuple[str, ...]) -> None:
    place = write(tmp_path / "shop")
    written = {spawn(*command, cwd=place, PYTHONHASHSEED=seed).stdout for seed in ("1", "4711")}

    assert written == {said(place, command)}
