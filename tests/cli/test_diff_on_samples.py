"""`archlint diff` where everything comes from samples: what is told is what was changed.

Two journeys that share nothing, each with calls at once and timeouts, and rivals for one seat.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from running import run

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
archlint: 1
portfolio: shop
policies: {ninety-ten: {min_share: 2%}}
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 60ms, p99: 120ms}}
  browse: {entry: shelf, rate: 900/s, slo: {p99: 150ms}}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 9ms}, calls: [{parallel: [cart, {to: stock, timeout: 60ms, retries: 1}]}]}
  cart: {language: go, criticality: high, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 0.5}}
  stock: {language: go, self_time: {p50: 20ms, p99: 80ms}, load: {cpu: 0.5}}
  shelf: {language: go, latency: {p50: 40ms, p99: 140ms}, calls: [{parallel: [book, jacket, {to: price, timeout: 90ms}]}]}
  book: {language: go, criticality: high, kind: kernel, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
  jacket: {language: go, criticality: high, kind: kernel, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
  price: {language: go, criticality: high, kind: kernel, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
"""
ELSEWHERE = ("browse", "shelf", "book", "jacket", "price")
TODAY = ("--today", "2026-11-23")
EDITS = {
    "another time": ("stock: {language: go, self_time: {p50: 20ms", "stock: {language: go, self_time: {p50: 35ms"),
    "another CPU": ("80ms}, load: {cpu: 0.5}", "80ms}, load: {cpu: 0.7}"),
    "another timeout": ("timeout: 60ms", "timeout: 30ms"),
    "a service more": ("services:\n", "services:\n  added: {language: go, self_time: 2ms, load: {rate: 3/s, cpu: 0.1}}\n"),
    "a service more that is called": ("timeout: 60ms, retries: 1}]}]}", "timeout: 60ms, retries: 1}, added]}]}\n  added: {language: go, self_time: {p50: 20ms, p99: 80ms}}"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
@pytest.mark.parametrize("style", ["text", "json", "markdown"])
def test_nothing_elsewhere_is_told(tmp_path: Path, edit: tuple[str, str], style: str) -> None:
    assert edit[0] in SHOP
    (tmp_path / "old.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(SHOP.replace(*edit, 1), encoding="utf-8")
    result = run("diff", *TODAY, "old.yaml", "new.yaml", "--output-format", style, cwd=tmp_path)

    assert result.code == 0
    told, _, folded = result.stdout.partition("<details><summary>The shortlist: ")
    assert told
    assert bool(folded) == (style == "markdown")  # all seats, changed or not, out of sight
    for name in ELSEWHERE:
        assert name not in told


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_what_is_said_of_the_others_is_the_same_to_the_last_digit(
    tmp_path: Path, edit: tuple[str, str]
) -> None:
    before, after = (checked(tmp_path, text) for text in (SHOP, SHOP.replace(*edit, 1)))

    assert before == after
    assert any(0.0 < (item["seat_frequency"] or 0.0) < 1.0 for item in before["verdicts"])


def checked(place: Path, text: str) -> dict[str, Any]:
    """What a check says of the journey and the services that nothing was done to."""
    (place / "archlint.yaml").write_text(text, encoding="utf-8")
    (portfolio,) = json.loads(run("check", *TODAY, "--output-format", "json", cwd=place).stdout)[
        "portfolios"
    ]
    return {
        "journeys": [item for item in portfolio["journeys"] if item["name"] in ELSEWHERE],
        "verdicts": [item for item in portfolio["verdicts"] if item["service"] in ELSEWHERE],
    }
