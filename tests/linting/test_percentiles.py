"""Percentiles before and after: what shows, what is kept of a promise, what nobody measured."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from archlint.analysis.estimates import Estimate
from archlint.analysis.promises import Standing
from archlint.linting.percentiles import Drawn, PercentileChange, is_moved

from supposing import what_if

CONSTANTS = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 31ms, p90: 20ms}}
services:
  front:
    language: go
    self_time: {p50: 2ms, p99: 2ms}
    calls: [{parallel: [price, stock]}]
  price:
    language: go
    self_time: {p50: 30ms, p99: 30ms}
    load: {rate: 1k/s, cpu: 30}
    rewrite: {cpu: {low: 0.4, default: 0.5, high: 0.6}}
  stock:
    language: go
    self_time: {p50: 20ms, p99: 20ms}
    load: {rate: 1k/s, cpu: 20}
    rewrite: {cpu: 0.5}
"""
"""Nothing varies; stock has 10 ms of slack."""


def found(
    text: str, *asked: tuple[str, str], journey: str = "order"
) -> dict[float, PercentileChange]:
    return {item.share: item for item in what_if(text, *asked).drawn.percentiles[journey]}


def milliseconds(found: PercentileChange) -> tuple[float, dict[str, float]]:
    """Before, and after by end."""
    assert found.before is not None
    assert found.after is not None
    after = {end: round(item.value * 1e3, 9) for end, item in found.after.items()}
    return round(found.before.value * 1e3, 9), after


# --- what changes ---------------------------------------------------------------------------------


def test_a_rewrite_with_slack_gains_nothing_at_any_percentile() -> None:
    for share, item in found(CONSTANTS, ("--rewrite", "stock")).items():
        assert item.growth is not None, share
        assert set(item.growth.values()) == {(0.0, 0.0)}
        assert item.growth_that_shows() == 0.0


def test_once_the_path_moves_it_gains() -> None:
    """The rival at 5 ms: order waits for stock, 20 ms, and its rewrite takes half of that off."""
    faster = ("--set", "price.self_time={p50: 5ms, p99: 5ms}")
    item = found(CONSTANTS, ("--rewrite", "stock"), faster)[0.99]

    assert milliseconds(item) == (32.0, {"low": 12.0, "default": 12.0, "high": 12.0})
    assert milliseconds(found(CONSTANTS, faster)[0.99])[1]["default"] == 22.0


def test_both_ends_of_a_factor_are_drawn() -> None:
    item = found(CONSTANTS, ("--rewrite", "price"))[0.99]

    assert milliseconds(item) == (32.0, {"low": 22.0, "default": 22.0, "high": 22.0})
    less = CONSTANTS.replace("p50: 20ms, p99: 20ms", "p50: 1ms, p99: 1ms").replace(
        "cpu: 20", "cpu: 1"
    )
    item = found(less, ("--rewrite", "price"))[0.99]
    assert milliseconds(item) == (32.0, {"low": 20.0, "default": 17.0, "high": 14.0})


SPREAD = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 100/s}
  browse: {entry: shelf, rate: 100/s}
services:
  front: {language: go, self_time: {p50: 2ms, p99: 9ms}, calls: [{parallel: [price, stock]}, note]}
  price: {language: go, self_time: {p50: 8ms, p99: 50ms}, load: {cpu: 0.5}}
  stock: {language: go, self_time: {p50: 8ms, p99: 50ms}, load: {cpu: 0.5}}
  note: {language: go, latency: {p50: 9ms, p99: 30ms}, calls: [{to: mail, count: 2}]}
  mail: {language: go, self_time: {p50: 1ms, p99: 3ms}, load: {cpu: 0.1}}
  shelf: {language: go, latency: {p50: 20ms, p99: 90ms}, calls: [{parallel: [book, cover]}]}
  book: {language: go, self_time: {p50: 8ms, p99: 50ms}}
  cover: {language: go, self_time: 6ms}
"""


@pytest.mark.parametrize(
    "asked",
    [
        ("--set", "price.self_time=2x"),
        ("--set", "stock.self_time={p50: 8ms, p99: 60ms}"),
        ("--rewrite", "mail"),
        ("--set", "front -> price.timeout=40ms"),
        ("--remove", "note"),
    ],
)
def test_what_no_change_reaches_shows_none(asked: tuple[str, str]) -> None:
    """Shelf's own time is derived from a latency: it keeps its spread, too."""
    browse = found(SPREAD, asked, journey="browse")

    assert [item.is_same(end) for item in browse.values() for end in ("low", "high")] == [True] * 8
    assert not is_moved(browse.values())
    assert is_moved(found(SPREAD, asked).values())


def test_a_spread_alone_moves_percentiles_and_no_mean() -> None:
    text = CONSTANTS.replace("{p50: 2ms, p99: 2ms}", "{mean: 2ms, p50: 2ms, p99: 2ms}")
    asked = ("--set", "front.self_time={mean: 2ms, p50: 1ms, p99: 20ms}")
    wider = what_if(text, asked)

    assert wider.then.means["order"].default == pytest.approx(wider.now.means["order"].default)
    assert wider.difference.journeys == ()
    assert is_moved(wider.drawn.percentiles["order"])
    assert not wider.is_empty


@pytest.mark.parametrize(("error", "is_noise"), [(0.0, False), (0.004, False), (0.0051, True)])
def test_users_of_means_that_are_not_exact_have_their_error(
    error: float, *, is_noise: bool
) -> None:
    """A rewrite of price takes 10 ms off, 10 users at 1k/s; two errors of 5 ms are as much."""
    found = what_if(CONSTANTS, ("--rewrite", "price"))
    errors = {"order": dict.fromkeys(("low", "default", "high"), error)}

    assert found.drawn.mean_errors["order"]["default"] < 1e-12
    assert replace(found, drawn=Drawn(mean_errors=errors)).is_users_growth_noise == is_noise
    assert Drawn(mean_errors=errors).shows("order", -0.010) != is_noise


def change(value: float, error: float) -> PercentileChange:
    ends = ("low", "default", "high")
    return PercentileChange(
        share=0.99,
        before=Estimate(1.0, 0.1),
        after=dict.fromkeys(ends, Estimate(1.0 + value, 0.1)),
        growth=dict.fromkeys(ends, Estimate(value, error)),
    )


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (0.5, 0.249, 0.5),
        (-0.5, 0.249, -0.5),
        (0.5, 0.25, 0.0),
        (-0.5, 0.3, 0.0),
        (0.5, 0.0, 0.5),
        (0.0, 0.0, 0.0),
        (1e-12, 0.0, 0.0),
    ],
    ids=["more", "less", "two errors", "within", "exact", "none", "the last digits"],
)
def test_a_growth_shows_above_two_standard_errors(value: float, error: float, shown: float) -> None:
    assert change(value, error).growth_that_shows() == shown


# --- promises -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slo", "asked", "states", "crossing"),
    [
        ("32ms", ("--set", "price.self_time=2x"), ("kept", "missed"), "over"),
        ("31.9ms", ("--rewrite", "price"), ("missed", "kept"), "within"),
        ("40ms", ("--rewrite", "price"), ("kept", "kept"), ""),
        ("1ms", ("--rewrite", "price"), ("missed", "missed"), ""),
    ],
)
def test_a_promise_is_kept_or_missed(
    slo: str, asked: tuple[str, str], states: tuple[str, str], crossing: str
) -> None:
    item = found(CONSTANTS.replace("p99: 31ms", f"p99: {slo}"), asked)[0.99]

    assert item.promised_before is not None
    assert item.promised_after is not None
    assert (item.promised_before.standing.value, item.promised_after.standing.value) == states
    assert item.crossing == crossing


def test_any_percentile_may_be_promised() -> None:
    shares = found(CONSTANTS, ("--rewrite", "price"))

    assert list(shares) == [0.5, 0.9, 0.95, 0.99, 0.999]
    assert [share for share, item in shares.items() if item.promised_after] == [0.9, 0.99]


def test_within_its_error_a_promise_is_not_clear() -> None:
    text = SPREAD.replace(
        "{entry: front, rate: 100/s}", "{entry: front, rate: 100/s, slo: {p99: 1s}}"
    )
    p99 = found(text, ("--rewrite", "mail"))[0.99].before
    assert p99 is not None
    near = text.replace("p99: 1s", f"p99: {p99.value * 1e3 + p99.error * 1e3:.6f}ms")
    item = found(near, ("--set", "shelf.owner=x"))[0.99]

    assert item.promised_after is not None
    assert item.promised_after.standing is Standing.OPEN


# --- what nobody measured -------------------------------------------------------------------------

BARE = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 1/s, slo: {p99: 31ms}}
services:
  front: {language: go, calls: [price]}
  price: {language: go}
"""


def test_a_journey_that_nobody_measured_has_no_percentiles() -> None:
    assert what_if(BARE, ("--set", "front.owner=x")).drawn.percentiles == {}


def test_what_comes_to_be_measured_has_no_growth() -> None:
    item = found(BARE, ("--set", "price.self_time={p50: 9ms, p99: 9ms}"))[0.99]

    assert item.before is None
    assert item.growth is None
    assert item.growth_that_shows() is None
    assert item.after is not None
    assert item.after["default"] == pytest.approx((0.009, 0.0))
    assert item.promised_after is not None
    assert item.promised_after.standing is Standing.UNKNOWN  # a lower bound


def test_a_lower_bound_that_exceeds_it_has_missed_it() -> None:
    item = found(BARE, ("--set", "price.self_time={p50: 32ms, p99: 32ms}"))[0.99]

    assert item.promised_after is not None
    assert item.promised_after.standing is Standing.MISSED


def test_spreads_that_are_assumed_are_named() -> None:
    assert what_if(SPREAD, ("--set", "shelf.owner=x")).drawn.assumed == ("cover",)
