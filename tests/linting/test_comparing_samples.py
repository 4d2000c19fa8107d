"""A difference where means come from samples: what changes in one place shows no noise elsewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archlint.linting.comparing import compare
from archlint.linting.engine import catalogue_of, lint
from archlint.manifest import loads
from archlint_ninety_ten import PACK

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport


def linted(text: str) -> PortfolioReport:
    portfolio = loads(text, catalogue=catalogue_of([PACK]))
    return lint(portfolio, packs=[PACK], today=date(2026, 11, 23))


SAMPLED = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 60ms, p99: 120ms}}
  browse: {entry: shelf, rate: 900/s, slo: {p99: 150ms}}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 9ms}, calls: [{parallel: [cart, stock]}]}
  cart: {language: go, criticality: high, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 1.5}}
  stock: {language: go, self_time: {p50: 20ms, p99: 80ms}, load: {cpu: 0.5}}
  shelf: {language: go, latency: {p50: 40ms, p99: 140ms}, calls: [{parallel: [book, cover, {to: price, timeout: 90ms}]}]}
  book: {language: go, criticality: high, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
  cover: {language: go, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
  price: {language: go, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 14}}
"""
"""Everything that matters runs side by side, and book, cover and price are rivals."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cart: {language: go, criticality: high, self_time: {p50: 20ms, p99: 90ms}", "cart: {language: go, criticality: high, self_time: {p50: 24ms, p99: 99ms}"),
        ("stock: {language: go,", "stock: {language: go, owner: web,"),
        ("services:\n", "services:\n  added: {language: go, self_time: 2ms, load: {rate: 3/s, cpu: 0.1}}\n"),
        ("stock: {language: go, self_time: {p50: 20ms, p99: 80ms}, load: {cpu: 0.5}}", "stock: {language: go, self_time: {p50: 20ms, p99: 80ms}, load: {cpu: 0.5}, calls: [added]}\n  added: {language: go, self_time: 2ms}"),
        ("order: {entry: front, rate: 100/s", "order: {entry: front, rate: 200/s"),
    ],
    ids=["another time", "an owner", "a service more", "a service more that is called", "more traffic"],
)  # fmt: skip
def test_what_changes_in_one_place_shows_no_noise_elsewhere(old: str, new: str) -> None:
    assert old in SAMPLED
    before, after = linted(SAMPLED), linted(SAMPLED.replace(old, new))
    sides = before.analysis, after.analysis
    difference = compare(before, after)

    assert {item.name for item in difference.journeys} <= {"order"}
    assert sides[0].journey("browse").is_sampled
    means, samples = zip(*((a.journey("browse").mean, a.samples) for a in sides), strict=True)
    assert means[0] == means[1]
    for share in (0.5, 0.95, 0.99, 0.999):
        found = [item.journey("browse").percentile(share) for item in samples]
        assert found[0] == found[1]
    removals = [a.removal({"book": 0.5, "price": 0.6}).seconds["browse"] for a in sides]
    assert removals[0] == removals[1]
    criticality = [item.journey("browse").criticality for item in samples]
    assert criticality[0] == criticality[1]


def test_without_a_change_samples_show_none() -> None:
    assert compare(linted(SAMPLED), linted(f"{SAMPLED}# the same\n")).is_empty
