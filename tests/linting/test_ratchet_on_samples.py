"""A gain that comes from samples is no worse for having been drawn anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from running import run

if TYPE_CHECKING:
    from pathlib import Path

    from running import Result

SHOP = """\
archlint: 1
portfolio: shop
policies: {engine: {samples: 1000, seed: 2}, ninety-ten: {min_share: 1%, draws: 0}}
journeys:
  order: {entry: front, rate: 2k/s}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 9ms}, calls: [{parallel: [book, cover]}]}
  book: {language: go, criticality: high, self_time: {p50: 2ms, p99: 90ms}, load: {cpu: 10}, rewrite: {cpu: 0.4}}
  cover: {language: go, self_time: {p50: 22ms, p99: 70ms}, load: {cpu: 1}}
"""
"""Book is waited for only where it is slow: few of the samples say what it is worth."""

TODAY = ("--today", "2026-11-23")


def write(place: Path, *edits: tuple[str, str]) -> None:
    text = SHOP
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (place / "archlint.yaml").write_text(text, encoding="utf-8")


def check(place: Path, *arguments: str) -> Result:
    return run("check", *TODAY, "--fail-on", "warning", *arguments, cwd=place)


def measure(place: Path) -> dict[str, Any]:
    document = json.loads(check(place, "--no-baseline", "--output-format", "json").stdout)
    (found,) = (
        item["measure"] for item in document["portfolios"][0]["findings"] if item["rule"] == "NT101"
    )
    return dict(found)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path)
    assert run("baseline", "create", *TODAY, cwd=tmp_path).code == 0
    return tmp_path


def test_another_seed_is_no_news(place: Path) -> None:
    before = measure(place)
    write(place, ("seed: 2", "seed: 5"))
    after = measure(place)

    assert after["value"] > 1.05 * before["value"]
    assert check(place).code == 0


def test_more_than_chance_is(place: Path) -> None:
    before = measure(place)
    write(place, ("rate: 2k/s", "rate: 6k/s"), ("cpu: 10", "cpu: 30"))
    after = measure(place)

    assert after["value"] - before["value"] > 2 * (after["error"] + before["error"])
    result = check(place)
    assert result.code == 1
    assert "removable waiting" in result.stdout


def test_a_baseline_written_before_has_no_error(place: Path) -> None:
    file = place / ".archlint-baseline.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    known = document["findings"][0]["measure"]
    assert known["error"] == pytest.approx(measure(place)["error"], rel=1e-5)
    del known["error"]
    file.write_text(json.dumps(document), encoding="utf-8")

    assert check(place, "--strict").code == 0


def test_an_exact_gain_is_written_as_it_always_was(place: Path) -> None:
    write(place, ("{parallel: [book, cover]}", "book, cover"))
    assert measure(place)["error"] == 0.0
    assert run("baseline", "update", *TODAY, cwd=place).code == 0

    assert '"error": ' not in (place / ".archlint-baseline.json").read_text().replace(
        '"severity": "error"', ""
    )
