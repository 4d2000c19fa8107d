"""The first section: the curve, the short list, the contested seat, what to measure."""

from __future__ import annotations

import json
import math

import pytest
from msgspec.structs import replace

from archlint.linting.pack import Rewrite, Seats
from archlint.linting.report import PortfolioReport, Report
from archlint.model import Verdict
from archlint.reporting.json import render as as_json
from archlint.reporting.page import Section, Wanted, page_of
from archlint_ninety_ten import PACK

from reported import SHOP, linted, options, part, settled, verdict

CHAIN = """\
archlint: 1
portfolio: chain
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 400ms, availability: 99.9%}}
services:
  front: {language: go, kind: frontend, self_time: {p50: 5ms, p99: 5ms}, calls: [{parallel: [hot, cold]}, slow]}
  hot:
    language: go
    kind: kernel
    self_time: {p50: 40ms, p99: 40ms}
    load: {rate: 1k/s, cpu: 40}
    size: 9 kloc
  cold: {language: go, kind: json-api, self_time: {p50: 25ms, p99: 25ms}, load: {rate: 1k/s, cpu: 5}}
  slow: {language: java, kind: json-api, self_time: {p50: 10ms, p99: 10ms}}
"""
"""hot computes all of its 40 ms, at f = 0.65: 14 ms less. cold hides behind it."""

TWO = CHAIN.replace("[{parallel: [hot, cold]}, slow]", "[hot, cold]")
"""Both are waited for: hot frees 14 users, cold 0.35 · 5 · (1 - gc), which is less."""


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


@pytest.fixture(scope="module")
def chain() -> Section:
    return section(linted(CHAIN))


def test_the_curve_adds_up_to_all_that_can_be_removed(chain: Section) -> None:
    curve = chain.curve
    assert curve is not None

    assert [(point.service, point.has_seat) for point in curve.points] == [("hot", True)]
    assert math.isclose(curve.removable.value or 0, 14.0)
    assert (curve.carried.text, curve.points[-1].total.text, curve.services) == (
        "100 %",
        "100 %",
        4,
    )


def test_cores_add_up_in_the_same_order_those_that_free_no_one_at_the_end(chain: Section) -> None:
    assert chain.curve is not None
    (hot,) = chain.curve.points

    assert hot.cores.text == "14 cores"
    assert chain.curve.cores == pytest.approx((14 / 16.25, 1.0))


def test_a_service_hidden_behind_a_slower_one_shows_on_the_curve_after_it() -> None:
    hidden = CHAIN.replace(
        "{p50: 25ms, p99: 25ms}, load: {rate: 1k/s, cpu: 5}",
        "{p50: 39ms, p99: 39ms}, load: {rate: 1k/s, cpu: 39}",
    )
    curve = section(linted(hidden)).curve
    assert curve is not None

    gains = [(point.service, round(point.users.value or 0, 6)) for point in curve.points]

    assert gains == [("hot", 1.0), ("cold", 13.0)]


def test_the_shares_are_those_of_the_json_report() -> None:
    report = linted(TWO)
    page = section(report)
    assert page.curve is not None
    document = json.loads(as_json(Report(portfolios=(report,)), options()))
    told = {
        item["subject"]["text"]: item["numbers"]["removable_share"]
        for item in document["portfolios"][0]["arguments"]
        if "removable_share" in item["numbers"]
    }

    shares = {point.service: point.share.value for point in page.curve.points}

    assert told
    assert {name: pytest.approx(shares[name]) for name in told} == told
    assert [row.service for row in page.which.rows if row.number] == document["portfolios"][0][
        "seats"
    ]["holders"]


def test_a_pack_that_asks_for_no_seats_gives_no_curve() -> None:
    seats = Seats(limit=1, size=3, quota=0.1, rewrites=(Rewrite(target="front", factor=0.5),))

    assert section(part(seats=seats)).curve is None


def test_seats_come_first_by_number_then_rewrites_then_what_is_done_or_planned() -> None:
    verdicts = (
        Verdict(service="front", word="measure-first", because="", language="go", seat=2),
        Verdict(service="pricing", word="rust", because="", language="go", seat=1),
        verdict("stock", "rust", "rust"),
    )
    text = SHOP.replace("stock: {language: go", "stock: {language: rust")

    rows = section(part(text, verdicts=verdicts)).which.rows

    assert [(row.service, row.number, row.mark) for row in rows] == [
        ("pricing", 1, "rust"),
        ("front", 2, "measure"),
        ("stock", 0, "rust"),
    ]


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    names = [f"s{number:02}" for number in range(20)]
    services = "".join(f"  {name}: {{language: go}}\n" for name in names)
    text = f"archlint: 1\nportfolio: x\nservices:\n{services}"
    found = section(part(text, verdicts=tuple(verdict(name, "rust") for name in names))).which

    assert (len(found.rows), found.hidden) == (12, 8)


def test_a_contested_seat_is_the_last_line() -> None:
    verdicts = (
        Verdict(service="front", word="rust", because="", seat=1, seat_frequency=0.6),
        Verdict(service="pricing", word="measure-first", because="", seat_frequency=0.4),
    )
    seats = Seats(limit=1, size=3, quota=0.1, holders=("front",), draws=200)

    contest = section(part(verdicts=verdicts, seats=seats)).which.contest

    assert contest == (
        "Seat 1 is not sure: of 200 draws of the uncertain figures `front` holds it in 60 %,"
        " `pricing` in 40 %. Measure before you pick."
    )


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        (200, "This seat holds in all 200 draws of the uncertain figures."),
        (0, "How sure the seats are was not drawn: they are held at default figures."),
    ],
    ids=["sure", "nobody drew"],
)
def test_how_sure_the_seats_are_is_always_said(draws: int, expected: str) -> None:
    verdicts = (Verdict(service="front", word="rust", because="", seat=1, seat_frequency=1.0),)
    seats = Seats(limit=1, size=3, quota=0.1, holders=("front",), draws=draws)

    assert section(part(verdicts=verdicts, seats=seats)).which.contest == expected


def test_where_nothing_pays_the_largest_removable_waits_stand_there() -> None:
    small = TWO.replace("rate: 1k/s", "rate: 1/s").replace("cpu: 40}", "cpu: 0.02}")
    page = section(linted(small.replace("cpu: 5}", "cpu: 0.005}")))

    assert (page.which.rows, page.which.contest) == ((), "")
    assert [row.service for row in page.which.nearest] == ["hot", "cold"]
    assert all(row.because for row in page.which.nearest)
    assert [row.users.text for row in page.which.nearest] == ["0.007 users", "0.00225 users"]
    assert page.which.conditions.startswith(
        "Users that the rewrite would free; 100 % of the curve are 0.00925 users."
    )
    assert _frees(page) == [
        pytest.approx(point.users.value) for point in (page.curve.points if page.curve else ())
    ]


def _frees(page: Section) -> list[float | None]:
    return [row.users.value for row in page.which.nearest]


def test_what_is_in_rust_is_not_offered_as_what_would_remove_most() -> None:
    small = TWO.replace("rate: 1k/s", "rate: 1/s").replace("cpu: 40}", "cpu: 0.02}")
    rust = small.replace("cpu: 5}", "cpu: 0.005}").replace(
        "hot:\n    language: go", "hot:\n    language: rust"
    )

    page = section(linted(rust.replace("kind: kernel", "kind: crud")))

    assert [row.service for row in page.which.nearest] == ["cold"]


def test_where_nothing_pays_the_conditions_of_the_pack_stand_there() -> None:
    small = TWO.replace("rate: 1k/s", "rate: 1/s").replace("cpu: 40}", "cpu: 0.02}")
    strict = "policies: {ninety-ten: {min_ms: 20ms, min_users: 2}}\nservices:"
    report = settled(small.replace("cpu: 5}", "cpu: 0.005}").replace("services:", strict, 1))
    (page,) = page_of(Report(portfolios=(report,), packs=(PACK,)), options()).sections

    assert page.which.conditions.endswith(
        "A rewrite for users' waiting has to pass all three: the service computes for at least 20 %"
        " of its time; a journey's mean gets at least 20 ms or 5 % shorter; at least 2 waiting users"
        " are freed."
    )


def test_without_a_curve_it_says_what_most_rules_wait_for() -> None:
    page = section(part())

    assert page.curve is None
    assert page.which.wanted == (Wanted(key="load.cpu", subjects=2, rules=1),)


def test_what_is_bought_is_time_that_no_language_removes() -> None:
    bought = CHAIN.replace("slow: {language: java, kind: json-api,", "slow: {kind: external,")

    told = section(linted(bought)).which.basis

    assert told[0] == (
        "100 % is what rewriting every judged service would free: 14 users, 25 % of all who wait at"
        " any moment."
    )
    assert told[1].startswith("18 % of the waiting no language removes:")


def test_what_is_in_rust_already_is_told_apart_from_what_a_rewrite_would_free() -> None:
    """`cold` computes 5 ms of its 25 at f = 0.5: in Go it would take 30 ms and a chain 75 ms."""
    text = TWO.replace("cold: {language: go,", "cold: {language: rust, rewrite: {cpu: 0.5},")
    found = section(linted(text.replace("cpu: 40}", "cpu: 0.1}")))
    worth = next(point.text for point in found.headline.points if point.label == "Worth")

    assert found.which.basis[0] == (
        "100 % is what every judged service frees in Rust against all of them in Go: 5.03 users,"
        " 7 % of all who would wait then. Of it 5 users are free already, by `cold`."
    )
    assert worth.startswith("Rewriting everything that is judged and not in Rust yet would free ")


def test_a_seat_that_all_who_pass_the_test_have_is_called_uncontested_everywhere() -> None:
    found = section(linted(CHAIN))
    assert found.rewrites is not None

    assert [row.held for row in found.which.rows] == ["an uncontested seat"]
    assert [row.sure.text for row in found.rewrites.argued] == ["uncontested"]


def test_how_sure_a_seat_is_reads_alike_wherever_it_stands() -> None:
    report = linted(CHAIN)
    nearly = tuple(
        replace(item, seat_frequency=0.996 if item.seat else item.seat_frequency)
        for item in report.verdicts
    )
    found = section(replace(report, verdicts=nearly))
    assert found.rewrites is not None

    texts = [
        *(
            row.held[len("a seat in ") : -len(" of draws")]
            for row in found.which.rows
            if row.number
        ),
        *(row.sure.text for row in found.rewrites.argued),
        *(row.seat.text for row in found.services if row.seat.value),
    ]

    assert texts == ["99 %"] * 3
    assert "99 % of the draws" in " ".join(row.wrong for row in found.assumptions)
