"""What the figures rest on: values, where they come from, and what they move."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace

from archlint.linting.engine import with_engine
from archlint.linting.registry import installed_packs
from archlint.linting.report import Report
from archlint.reporting.page import AssumptionRow, Section, page_of

from reported import linted, options, settled

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 400/s}
services:
  front: {language: go, kind: json-api, self_time: 4ms, calls: [hot]}
  hot:
    language: go
    kind: kernel
    criticality: high
    size: 9 kloc
    self_time: {p50: 40ms, p99: 41ms}
    load: {rate: 400/s, cpu: 15}
"""
DECLARED = (
    "prices: {vcpu_month: 20 EUR}\n"
    "calibration: {effort: {kloc_per_month: 2}}\n"
    "policies: {ninety-ten: {quota: 30%}, engine: {assumed_spread: 0.5}}\n"
)


def section(text: str) -> Section:
    packs = with_engine(installed_packs(isolated=True))
    (only,) = page_of(Report(portfolios=(settled(text),), packs=packs), options()).sections
    return only


@pytest.fixture(scope="module")
def rows() -> dict[str, AssumptionRow]:
    return {row.key: row for row in section(SHOP).assumptions}


@pytest.mark.parametrize(
    ("key", "value", "span", "source", "wrong"),
    [
        ("rewrite.cpu", "0.65", "0.35 to 1", "prior for kernel", "`hot` frees 5.25 users"),
        ("prices.vcpu_month", "$31.0", "$24.5 to $42.0", "23 list prices", "`hot` saves"),
        (
            "prices.engineer_month",
            "$15.0k",
            "",
            "convention",
            "`hot` 17.5 (15 to 20) person-months",
        ),
        ("calibration.effort.overrun", "1.75 times", "1.5 times to 2 times", "Crosslake", "effort"),
        ("calibration.effort.ramp_months", "3 months", "2 months to 4 months", "Google", "nothing"),
        ("policies.engine.assumed_spread", "0.7", "", "convention", "no mean, through `front`"),
        ("policies.ninety-ten.quota", "10%", "", "the article's 10 %", ""),
        ("policies.ninety-ten.min_phi", "20%", "", "practice", ""),
    ],
)
def test_a_default_says_whose_it_is_and_what_it_moves(  # one row of a table
    rows: dict[str, AssumptionRow], key: str, value: str, span: str, source: str, wrong: str
) -> None:
    row = rows[key]

    assert (row.value, row.span) == (value, span)
    assert row.source.startswith(source)
    assert wrong in row.wrong


def test_what_the_manifest_declares_is_shown_with_its_line() -> None:
    rows = {row.key: row for row in section(SHOP + DECLARED).assumptions}
    shown = {
        key: (rows[key].value, rows[key].span, rows[key].source)
        for key in (
            "prices.vcpu_month",
            "calibration.effort.kloc_per_month",
            "policies.ninety-ten.quota",
            "policies.engine.assumed_spread",
        )
    }

    assert shown == {
        "prices.vcpu_month": ("20.0 EUR", "", "declared, archlint.yaml:14"),
        "calibration.effort.kloc_per_month": ("2 kloc", "", "declared, archlint.yaml:15"),
        "policies.ninety-ten.quota": ("30%", "", "declared, archlint.yaml:16"),
        "policies.engine.assumed_spread": ("0.5", "", "declared, archlint.yaml:16"),
    }


def test_a_measured_factor_has_no_range() -> None:
    rows = section(SHOP.replace("size: 9 kloc", "rewrite: {cpu: 0.5}")).assumptions
    (row,) = [row for row in rows if row.key == "rewrite.cpu" and row.value == "0.5"]

    assert (row.span, row.wrong) == ("", "a measured point: no range was tried")


@pytest.mark.parametrize(("count", "told", "others"), [(7, 8, ""), (8, 8, "2"), (30, 8, "24")])
def test_beyond_eight_the_factors_share_a_row_that_says_how_many(
    count: int, told: int, others: str
) -> None:
    own = "".join(
        f"  s{number:02}: {{language: go, rewrite: {{cpu: 0.{number + 10}}}, self_time: 9ms,"
        " load: {rate: 9/s, cpu: 0.05}}\n"
        for number in range(count)
    )
    rows = [row for row in section(SHOP + own).assumptions if row.key == "rewrite.cpu"]
    last = rows[-1].what.partition(", ")[2].partition(" factors more: ")

    assert len(rows) == told
    assert (last[0] if last[1] else "") == others
    assert "`hot`" in " ".join(row.what for row in rows[:-1])


def test_nothing_is_claimed_where_nothing_was_weighed() -> None:
    rows = section("archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}, b: {}}\n").assumptions

    assert {row.wrong for row in rows if row.key.startswith(("prices", "calibration"))} == {
        "nothing here: no CPU given",
        "nothing here: no memory given",
        "nothing here: no size given",
        "nothing: it enters no sum",
    }


def test_the_basis_has_what_makes_the_page_again() -> None:
    basis = dict(section(SHOP).basis)

    assert hashlib.sha256(SHOP.encode()).hexdigest() in basis["Input"]
    assert basis["The same page again"] == "`archlint report archlint.yaml --today 2026-11-23`"
    assert "20,000 simulated requests, seed 0, correlation of own times 0" in basis["Times"]
    assert "ranked again 200 times" in basis["Seats"]


def test_without_a_time_nothing_is_said_to_be_drawn() -> None:
    page = section("archlint: 1\nportfolio: x\nservices: {a: {calls: [b]}, b: {}}\n")

    assert "nothing was drawn" in dict(page.basis)["Times"]


def test_it_says_who_judged() -> None:
    report = replace(linted(SHOP), judge="main")
    (only,) = page_of(Report(portfolios=(report,)), options()).sections

    assert dict(only.basis)["The same page again"].endswith(", judged by main")
