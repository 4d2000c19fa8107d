"""What a plan may spend: quotas that replace the manifest's, budgets as person-months."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from archlint.analysis import analyse
from archlint.linting.pack import Pack, Seats, option
from archlint.linting.planning import Budget, plan_of, taken_seats, with_quota
from archlint.linting.report import Coverage, PortfolioReport
from archlint.model import Candidate, Gain, Load, PackSettings, Prices, Range, Settings
from archlint.quantities import Money
from archlint.source import InputError
from archlint_ninety_ten import PACK

from graphs import portfolio, service

SHOP = portfolio(
    service("a", "b", own=0.010, load=Load(rate=100.0, cpu=0.5)),
    service("b", own=0.010, load=Load(rate=100.0, cpu=1.0)),
    order=("a", 100.0),
)


def candidate(name: str, *, is_taken: bool = False) -> Candidate:
    half, two = Range(0.5, 0.5, 0.5), Range(2.0, 2.0, 2.0)
    return Candidate(service=name, gain=Gain(factor=half, effort=two), is_taken=is_taken)


def report(*candidates: Candidate, limit: int = 2, prices: Prices | None = None) -> PortfolioReport:
    shop = SHOP if prices is None else replace(SHOP, prices=prices)
    holders = tuple(item.service for item in candidates)
    return PortfolioReport(
        portfolio=shop,
        analysis=analyse(shop),
        coverage=Coverage(),
        seats=Seats(limit=limit, size=2, quota=0.5, holders=holders),
        candidates=candidates,
    )


@dataclass(frozen=True)
class WithQuota:
    quota: float = option(0.2, "share")


@dataclass(frozen=True)
class WithoutQuota:
    other: float = option(0.2, "share")


def test_a_quota_replaces_that_of_every_pack_which_has_one() -> None:
    packs = (
        PACK,
        Pack(name="x", rules=(), options=WithQuota),
        Pack(name="y", rules=(), options=WithoutQuota),
        Pack(name="z", rules=()),
    )
    declared = Settings(packs={"ninety-ten": PackSettings(options={"quota": 0.1, "min_phi": 0.3})})
    changed = with_quota(replace(SHOP, settings=declared), packs, 0.5)

    assert {name: own.options for name, own in changed.settings.packs.items()} == {
        "ninety-ten": {"quota": 0.5, "min_phi": 0.3},
        "x": {"quota": 0.5},
    }


def test_a_seat_that_is_held_by_what_is_rewritten_is_not_free() -> None:
    held = report(candidate("a", is_taken=True), candidate("b"), limit=1)
    free = report(candidate("a", is_taken=True), candidate("b"), limit=2)

    assert taken_seats(held) == ("a",)
    assert plan_of(held, objective="waiting", budget=Budget()).best.services == ()
    assert plan_of(free, objective="waiting", budget=Budget()).best.services == ("b",)


@pytest.mark.parametrize(
    ("budget", "person_months"),
    [
        (Budget(), None),
        (Budget(person_months=3.0), 3.0),
        (Budget(money=Money(50_000.0, "EUR")), 5.0),
        (Budget(person_months=3.0, money=Money(50_000.0, "EUR")), 3.0),
        (Budget(person_months=8.0, money=Money(50_000.0, "EUR")), 5.0),
    ],
    ids=["none", "months", "money", "both, months first", "both, money first"],
)
def test_budgets_are_person_months(budget: Budget, person_months: float | None) -> None:
    priced = report(candidate("a"), prices=Prices(currency="EUR", engineer_month=10_000.0))

    assert plan_of(priced, objective="cost", budget=budget).limits.person_months == person_months


def test_a_budget_in_another_currency_is_a_problem() -> None:
    with pytest.raises(InputError, match="expected a budget in USD, the currency of this manifest"):
        plan_of(report(), objective="cost", budget=Budget(money=Money(1.0, "EUR")))


def test_engineers_for_nothing_are_no_limit() -> None:
    free = report(candidate("a"), prices=Prices(engineer_month=0.0))
    plan = plan_of(free, objective="waiting", budget=Budget(money=Money(1.0, "USD")))

    assert plan.best.services == ("a",)
