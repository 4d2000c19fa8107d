"""Percentiles are never added: no output of any command shows the sum of p99s."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from repositories import repository
from running import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

P99 = {"front": 41.3, "price": 67.9, "stock": 83.7, "note": 29.1}
"""Milliseconds. Together 222 ms, along the path 154.1 ms; no p99 of a journey is near any of these."""

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 400/s, slo: {p99: 130ms, availability: 99.95%}}
  browse: {entry: stock, rate: 50/s, slo: {p99: 90ms}}
services:
  front: {language: go, self_time: {p50: 9ms, p99: 41.3ms}, load: {cpu: 2}, calls: [{parallel: [price, stock]}, note]}
  price: {language: go, kind: kernel, self_time: {p50: 31ms, p99: 67.9ms}, load: {cpu: 11, cpu_allocated: 16}, replicas: 2, size: 9 kloc}
  stock: {language: go, self_time: {p50: 30ms, p99: 83.7ms}, load: {cpu: 4}}
  note: {language: go, self_time: {p50: 5ms, p99: 29.1ms}, load: {cpu: 1}}
"""
TODAY = ("--today", "2026-11-23")
FORMATS = (
    "text", "concise", "narrated", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown",
    "html",
)  # fmt: skip
COMMANDS = [
    *(("check", *TODAY, "--output-format", name) for name in FORMATS),
    *(("path", "--output-format", name) for name in ("text", "json")),
    *(
        ("what-if", *TODAY, "--rewrite", "price", "--output-format", name)
        for name in ("text", "json", "markdown")
    ),
    *(("plan", *TODAY, "--quota", "50%", "--output-format", name) for name in ("text", "json")),
    *(("report", *TODAY, "--output-format", name) for name in ("html", "markdown")),
    *(("explain", *TODAY, what) for what in ("portfolio", "price", "stock")),
    ("diff", *TODAY, "HEAD"),
]
SUMS = (sum(P99.values()), P99["front"] + P99["stock"] + P99["note"])
"""Of all services, and of those on the path of order."""

_DURATION = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(µs|ms|s)\b")
_UNIT = {"µs": 1e-3, "ms": 1.0, "s": 1e3}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Committed, then changed, so that there is a difference."""
    place = repository(tmp_path, {"archlint.yaml": SHOP.replace("p50: 9ms", "p50: 8ms")})
    (place / "archlint.yaml").write_text(SHOP, encoding="utf-8")
    return place


def milliseconds(text: str) -> Iterator[float]:
    """Every time that is written, in words or as a number of a document."""
    for number, unit in _DURATION.findall(text):
        yield float(number) * _UNIT[unit]
    if text.startswith("{"):
        yield from chain.from_iterable(map(numbers, map(json.loads, documents(text))))


def documents(text: str) -> list[str]:
    """One, or one a line."""
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return text.splitlines()
    return [text]


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        yield from chain.from_iterable(map(numbers, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(numbers, value))
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_sum_of_percentiles_is_written(shop: Path, command: tuple[str, ...]) -> None:
    result = run(*command, cwd=shop)
    found = sorted(milliseconds(result.stdout))

    assert result.code in (0, 1), result.stderr
    assert result.stdout
    for total in SUMS:
        assert [time for time in found if abs(time / total - 1) < 0.005] == []


def test_a_written_sum_would_be_found() -> None:
    for text in ('{"p99_ms": 222.0}', "p99 222 ms", '{"a": 1}\n{"b": [222.0]}\n', "0.222 s"):
        assert any(abs(time / SUMS[0] - 1) < 0.005 for time in milliseconds(text))
