"""What load costs: against what-ifs with other rates, and by hand."""

from __future__ import annotations

import math

import pytest
from served import BARE, CASCADE, FINE, served

from archlint.linting.growing import Growth, Line, growth_of
from archlint.linting.outcomes import Paid
from archlint.linting.turns import Turn, turns_of

from supposing import what_if

QUEUED = CASCADE.replace(
    "cpu: 26, cpu_allocated: 40}", "cpu: 26, cpu_allocated: 40}\n    replicas: 4"
)


def growth(text: str, *, rewritten: bool = True) -> Growth:
    report = served(text)
    turns = turns_of(report)
    found = growth_of(report, turns.all_argued if turns and rewritten else ())
    assert found is not None
    return found


def at(times: str, *, rewrite: str = "") -> tuple[tuple[str, str], ...]:
    rates = (("--journey-rate", f"{name}={times}x") for name in ("order", "pay"))
    return (*rates, *([("--rewrite", rewrite)] if rewrite else []))


@pytest.mark.parametrize("load", [1.25, 1.5, 2.0, 3.0])
def test_cores_follow_traffic_as_in_a_what_if(load: float) -> None:
    moved = {item.service: item for item in what_if(CASCADE, *at(f"{load}")).loads}
    in_use = sum(item.after for name, item in moved.items() if name != "warm")
    allocated = 40.0 * moved["warm"].after / moved["warm"].before

    assert growth(CASCADE).now.at(load) == pytest.approx(in_use + allocated)


def test_rewritten_services_grow_from_what_they_still_need() -> None:
    supposed = what_if(CASCADE, *at("2", rewrite="hot")).then.cores
    assert supposed is not None
    found = growth(CASCADE)

    for end in ("low", "default", "high"):
        # A what-if keeps what is allocated: 40 cores of `warm`, which are twice as many here.
        assert found.then[end].at(2.0) == pytest.approx(getattr(supposed, end) + 40.0)


def test_what_rewrites_buy_is_where_their_line_is_at_todays_cores() -> None:
    found = growth(CASCADE)
    bought = found.bought()
    assert bought is not None

    assert found.then["default"].at(bought) == pytest.approx(found.now.today)
    assert (found.bought("low") or 0.0) < bought < (found.bought("high") or 0.0)


@pytest.mark.parametrize(
    ("then", "bought"),
    [
        ({"default": Line(today=8.0, more=8.0)}, 1.25),
        ({"default": Line(today=10.0, more=10.0)}, None),
        ({"default": Line(today=8.0, more=0.0)}, math.inf),
        ({}, None),
    ],
    ids=["a fifth less", "no core less", "cores that follow nothing", "no rewrite"],
)
def test_no_core_given_back_buys_nothing(then: dict[str, Line], bought: float | None) -> None:
    found = Growth(
        growth=None,
        now=Line(today=10.0, more=10.0),
        paid=Paid(cores=10.0, lacking=(), is_allocated=False),
        then=then,
        per_core=30.0,
        currency="USD",
        full=(),
        lacking={},
        unused=(),
        unrated=(),
        still=(),
        apart={},
    )

    assert found.bought() == bought


def test_months_are_told_where_a_growth_is_declared() -> None:
    declared = CASCADE.replace("quota: 40%}}", "quota: 40%}, engine: {growth: 50%}}")

    assert growth(CASCADE).months(1.5) is None
    assert growth(declared).months(1.5) == pytest.approx(12.0)
    assert growth(declared).months(2.25) == pytest.approx(24.0)


def test_a_growth_of_nothing_is_declared_and_takes_for_ever() -> None:
    found = growth(CASCADE.replace("quota: 40%}}", "quota: 40%}, engine: {growth: 0%}}"))

    assert (found.growth, growth(CASCADE).growth) == (0.0, None)
    assert (found.months(1.0), found.months(1.5)) == (0.0, math.inf)


UNEVEN = """\
archlint: 1
portfolio: uneven
journeys:
  buy: {entry: web, rate: 100/s}
  other: {entry: slow}
services:
  web: {language: go, self_time: {mean: 1ms}, load: {cpu: 1}}
  slow:
    self_time: {mean: 1ms}
    load: {rate: 10/s, cpu: 4, idle_cpu: 1, cpu_allocated: 8}
    replicas: 2
    calls: [deep]
  deep: {self_time: {mean: 1ms}, load: {cpu: 2}}
  batch: {self_time: {mean: 1ms}, load: {rate: 10/s, cpu: 3}}
  free: {}
"""
"""A journey without a rate, what it alone reaches, and what no journey reaches."""


def test_where_a_journey_has_no_rate_cores_follow_the_declared_one() -> None:
    """Of 8 cores allocated to `slow` 4 are busy, one of them idle: three quarters follow load."""
    found = growth(UNEVEN)

    assert found.now == Line(today=1 + 8 + 2 + 3, more=1 + 8 * 3 / 4)
    assert (found.unrated, found.still, found.apart) == (("slow",), ("batch", "deep"), {})
    assert (found.paid.lacking, found.paid.is_allocated) == (("free",), True)


def test_it_is_full_where_the_declared_rate_fills_it() -> None:
    (slow,) = growth(UNEVEN).full

    assert slow.service == "slow"
    assert slow.utilisation == pytest.approx(3 / 8)
    assert slow.load == pytest.approx(8 / 3)


@pytest.mark.parametrize(
    ("cores", "load"), [(40.0, 1.0), (52.0, 1 / 1.3)], ids=["just full", "more than full"]
)
def test_who_is_full_today_comes_first_and_waits_without_end(cores: float, load: float) -> None:
    (warm,) = growth(QUEUED.replace("cpu: 26,", f"cpu: {cores},")).full

    assert (warm.service, warm.added) == ("warm", math.inf)
    assert warm.load == pytest.approx(load)


def test_what_does_not_grow_is_full_all_the_same() -> None:
    text = UNEVEN.replace(
        "{rate: 10/s, cpu: 3}", "{rate: 10/s, cpu: 3, cpu_allocated: 2}, replicas: 1"
    )

    first, second = growth(text).full

    assert (first.service, first.load, second.service) == ("batch", 1.0, "slow")


def test_who_is_full_first_and_what_its_queue_adds_is_the_what_ifs() -> None:
    (warm,) = growth(QUEUED).full
    (queue,) = what_if(QUEUED, *at("1.5")).queues

    assert warm.service == "warm"
    assert warm.utilisation == pytest.approx(0.65)
    assert warm.load == pytest.approx(1 / 0.65)
    assert warm.added == pytest.approx(queue.added)
    assert warm.after is None


def test_a_rewritten_service_is_full_later() -> None:
    report = served(QUEUED)
    turns = turns_of(report)
    assert turns is not None
    found = growth_of(report, turns.open)
    assert found is not None

    (warm,) = found.full

    assert [turn.target for turn in turns.open] == ["warm"]
    assert warm.after == pytest.approx(1 / (0.65 * 0.55))


def test_it_says_whose_queue_is_not_known() -> None:
    lacking = growth(CASCADE).lacking

    assert set(lacking) == {"front", "hot", "warm", "till", "tax"}
    assert lacking["warm"] == ("replicas",)


def test_cores_of_which_nobody_knows_the_use_stay() -> None:
    idle = CASCADE.replace(
        "load: {rate: 1k/s, cpu: 26, cpu_allocated: 40}", "load: {cpu_allocated: 40}"
    )
    found = growth(idle)

    assert found.unused == ("warm",)
    assert found.now.today - growth(CASCADE).now.today == pytest.approx(0.0)
    assert growth(CASCADE).now.more - found.now.more == pytest.approx(40.0)


def test_implied_journeys_grow_with_the_rate_of_their_service() -> None:
    implied = FINE.replace("journeys:\n  order: {entry: front, rate: 100/s}\n", "")
    moved = what_if(implied, ("--set", "front.load.rate=2x")).loads

    assert growth(implied).now.at(2.0) == pytest.approx(sum(item.after for item in moved))


def test_without_rates_or_cores_nothing_is_projected() -> None:
    no_cores = FINE.replace(", cpu: 0.1", "").replace(", cpu: 0.2", "")

    assert growth_of(served(BARE), ()) is None
    assert growth_of(served(no_cores), ()) is None


def test_a_rewrite_without_known_cores_gives_none_back() -> None:
    report = served(CASCADE)
    turns = turns_of(report)
    assert turns is not None
    unknown = Turn(target="bank", gain=turns.whole.gain)

    found = growth_of(report, (unknown,))

    assert found is not None
    assert found.then["default"] == found.now


def test_the_rate_that_grows_is_told_where_it_is_not_the_declared_one() -> None:
    text = CASCADE.replace("{rate: 1k/s, cpu: 26,", "{rate: 900/s, cpu: 26,")

    assert growth(CASCADE).apart == {}
    assert growth(text).apart == {"warm": (900.0, 1000.0)}
