"""What a figure of a rewrite counts what is in Rust already as: said wherever two could differ."""

from __future__ import annotations

import pytest

from archlint.reporting.as_if_in_go import as_if_in_go, as_seats_have_it
from archlint.reporting.evidence.answering import answering
from archlint.reporting.explain import service_text
from archlint.reporting.gain_rows import gain_rows
from archlint.reporting.shortlist import shortlist_of
from archlint.reporting.shortlist_sentences import shortlist_sentences

from reported import linted, options

HOTELS = """\
archlint: 1
portfolio: hotels
journeys:
  search: {entry: front, rate: 900/s, slo: {availability: 99.95%}}
services:
  front: {language: go, kind: frontend, self_time: {p50: 2ms, p99: 8ms}, calls: [{parallel: [geo, pricing]}]}
  geo: {language: rust, kind: kernel, criticality: low, self_time: {p50: 10ms, p99: 27ms}, load: {cpu: 9}}
  pricing: {language: go, kind: kernel, self_time: {p50: 11ms, p99: 45ms}, load: {cpu: 12}}
"""
"""In Go geo would take half as long again, and pricing be the slower one less often."""


def test_a_service_in_rust_counts_as_if_in_go_where_its_time_matters() -> None:
    assert as_if_in_go(linted(HOTELS)) == ("geo",)
    assert as_if_in_go(linted(HOTELS.replace("language: rust", "language: go"))) == ()
    assert as_if_in_go(linted(HOTELS.replace("[geo, pricing]", "[pricing]}, {async: geo"))) == ()


@pytest.mark.parametrize(
    ("but", "told"),
    [("", "with `geo` as if in Go, as the seats are given"), ("geo", "")],
    ids=["of another service", "of itself"],
)
def test_the_basis_of_a_seat_in_words(but: str, told: str) -> None:
    assert as_seats_have_it(linted(HOTELS), but=but) == told


def test_the_table_of_gains_is_of_the_portfolio_as_it_is_and_the_rows_of_check_are_not() -> None:
    report = linted(HOTELS)
    factor = 0.65
    as_it_is = report.analysis.removal({"pricing": factor}).seconds["search"]
    seats = report.seats
    assert seats is not None
    assert seats.basis is not None
    in_go = seats.basis.removal({"pricing": factor}).seconds["search"]
    assert in_go < as_it_is

    rows = {
        row.label: row for row in gain_rows(answering(report), report.portfolio.services["pricing"])
    }
    found = shortlist_of(report)
    assert found is not None
    (entry,) = [item for item in (*found.seats, *found.beyond) if item.service == "pricing"]

    assert rows["search, mean"].alone == f"-{as_it_is * 1e3:.3g} ms"
    assert entry.seconds["search"] == pytest.approx(in_go)


def test_a_seat_that_is_in_rust_already_takes_nothing_more_off() -> None:
    report = linted(HOTELS.replace("criticality: low,", ""))
    pricing = report.portfolio.services["pricing"]
    assert report.seats is not None
    assert report.seats.holders == ("geo",)
    (row,) = [row for row in gain_rows(answering(report), pricing) if row.label == "search, mean"]

    assert row.after == row.alone


def test_each_says_which_it_is() -> None:
    report = linted(HOTELS)
    found = shortlist_of(report)
    assert found is not None

    assert any(
        "count as if in Go what is in Rust already (geo)" in text
        for text in shortlist_sentences(found)
    )
    shown = " ".join(service_text(report, "pricing", options()).split())
    assert (
        "from here on with `geo` as if in Go, as the seats are given; the table above has" in shown
    )
