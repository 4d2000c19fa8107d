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


# --- promised percentiles -------------------------------------------------------------------------


PROMISED = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s, slo: {p50: 31ms, p99: 31ms}}
services:
  front: {self_time: {p50: 1ms, p99: 1ms}, calls: [cart]}
  cart: {self_time: {p50: 20ms, p99: 20ms}}
"""


def cart(times: str) -> str:
    return PROMISED.replace("{p50: 20ms, p99: 20ms}", times)


@pytest.mark.parametrize(
    ("before", "after", "crossings"),
    [
        (PROMISED, cart("{p50: 30ms, p99: 30ms}"), []),
        (
            PROMISED,
            cart("{p50: 30.1ms, p99: 30.1ms}"),
            [("p50", "over", 31.1), ("p99", "over", 31.1)],
        ),
        (
            cart("{p50: 40ms, p99: 40ms}"),
            PROMISED,
            [("p50", "within", 21), ("p99", "within", 21)],
        ),
        (cart("{p50: 40ms, p99: 40ms}"), cart("{p50: 50ms, p99: 50ms}"), []),
        (PROMISED, PROMISED.replace("p99: 31ms}}", "p99: 20ms}}"), [("p99", "over", 21)]),
        (PROMISED.replace("order", "buy"), PROMISED, []),
        (
            PROMISED.replace("order", "buy"),
            cart("{p50: 40ms, p99: 40ms}"),
            [("p50", "over", 41), ("p99", "over", 41)],
        ),
        (
            cart("{p50: 40ms, p99: 40ms}"),
            PROMISED.replace("{self_time: {p50: 20ms, p99: 20ms}}", "{}"),
            [],
        ),
        (
            PROMISED.replace("{self_time: {p50: 20ms, p99: 20ms}}", "{}"),
            cart("{p50: 40ms, p99: 40ms}"),
            [("p50", "over", 41), ("p99", "over", 41)],
        ),
    ],
    ids=[
        "exactly as promised",
        "over",
        "back within",
        "missed as before",
        "another promise, the same times",
        "a new journey that keeps it",
        "a new journey that misses it",
        "a lower bound is not back within",
        "measured now, and over",
    ],
)
def test_promised_percentiles_that_cross(
    before: str, after: str, crossings: list[tuple[str, str, float]]
) -> None:
    changes = compare(linted(before), linted(after)).journeys
    told = [item for change in changes if change.name == "order" for item in change.crossings]

    assert [(item.promise.key, item.word) for item in told] == [item[:2] for item in crossings]
    assert [item.promise.value for item in told] == [
        pytest.approx(milliseconds / 1e3) for _, _, milliseconds in crossings
    ]


def test_a_change_of_the_spread_alone_is_told_by_what_it_breaks() -> None:
    """The mean stays, and the p99 does not."""
    calm = cart("{mean: 10ms, p99: 20ms}")

    (change,) = compare(linted(calm), linted(calm.replace("20ms", "80ms"))).journeys
    assert change.delta == pytest.approx(0, abs=1e-12)
    assert [(item.promise.key, item.word) for item in change.crossings] == [("p99", "over")]
