"""The page's figures, against the analysis and by hand."""

from __future__ import annotations

import math

import pytest

from archlint.linting.report import PortfolioReport, Report
from archlint.model import Gain, Range
from archlint.reporting.drawing import lorenz
from archlint.reporting.page import (
    NOTHING,
    UNKNOWN,
    UNMEASURED,
    Figure,
    Section,
    Spread,
    page_of,
)
from archlint.reporting.page.figures import spread
from archlint.reporting.verdict_words import mark_of

from reported import finding, linted, options, part, report, verdict

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
  bank: {kind: external, latency: {p50: 3ms, p99: 3ms}}
"""
"""T = 5 + max(40, 25) + 10 = 55 ms; hot computes all of its 40 ms, at f = 0.65: 14 ms less."""


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


@pytest.fixture(scope="module")
def chain() -> Section:
    return section(linted(CHAIN))


def test_verdicts_come_in_the_order_of_what_they_ask_for(chain: Section) -> None:
    assert [(row.service, row.words) for row in chain.verdicts] == [
        ("hot", "Rust"),
        ("slow", "Another language"),
        ("front", "Go"),
        ("cold", "Go"),
        ("bank", "Not judged"),
    ]


def test_a_row_has_the_figures_of_the_analysis(chain: Section) -> None:
    hot = chain.verdicts[0]

    assert (hot.rate.text, hot.self_time.text, hot.computing.text, hot.waiting.text) == (
        "1k/s",
        "40 ms",
        "100 %",
        "40 users",
    )
    assert hot.users == Spread(hot.users.values, "14 users", "0 to 15")
    assert hot.worth.gains == (("order", Spread(hot.worth.gains[0][1].values, "14 ms", "0 to 15")),)


def test_nothing_is_claimed_for_a_service_that_was_not_weighed(chain: Section) -> None:
    bank = chain.verdicts[-1]

    assert (bank.users, bank.share, bank.because) == (
        NOTHING,
        UNKNOWN,
        "external: never told a language",
    )


def test_the_waiting_is_split_over_all_who_cause_it(chain: Section) -> None:
    waiting = chain.waiting
    assert waiting is not None

    assert [(row.name, row.users.text, row.share.text) for row in waiting.rows] == [
        ("hot", "40 users", "73 %"),
        ("slow", "10 users", "18 %"),
        ("front", "5 users", "9 %"),
    ]
    assert math.isclose(sum(row.share.value or 0 for row in waiting.rows), 1.0)
    assert waiting.half == ("1 of 3 services that users are known to wait for causes 73 %")


def test_waiting_that_no_service_causes_is_said_to_be_the_networks() -> None:
    waiting = section(
        linted(
            """\
            archlint: 1
            portfolio: wire
            journeys: {order: {entry: front, rate: 1/s}}
            services: {front: {calls: [{to: back, network: 10ms}]}, back: {}}
            """
        )
    ).waiting
    assert waiting is not None

    assert [row.name for row in waiting.rows] == ["network"]
    assert waiting.half == "All of it is on the network"


def test_the_network_is_a_cause_of_its_own() -> None:
    text = CHAIN.replace("[{parallel: [hot, cold]}, slow]", "[{to: slow, network: 2ms}]")
    waiting = section(linted(text)).waiting
    assert waiting is not None

    assert [(row.name, row.users.text) for row in waiting.rows] == [
        ("slow", "10 users"),
        ("front", "5 users"),
        ("network", "2 users"),
    ]


def test_without_rates_there_is_no_curve_and_no_waiting() -> None:
    page = section(linted(CHAIN.replace("rate: 1k/s, slo", "slo")))

    assert (page.curve, page.waiting) == (None, None)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("rust", "go", ("rust", "Rust")),
        ("go", "go", ("go", "Go")),
        ("go", None, ("go", "Go")),
        ("go", "rust", ("other", "In Rust, no case made")),
        ("none", "rust", ("other", "In Rust, cannot say")),
        ("none", "c++", ("other", "Native, no verdict")),
        ("either", "java", ("other", "Another language")),
        ("measure-first", "go", ("measure", "Measure first")),
        ("hybrid", "go", ("hybrid", "Hybrid")),
        ("strange", "go", ("other", "strange")),
    ],
)
def test_a_verdict_never_says_go_of_a_service_in_another_language(
    word: str, language: str | None, expected: tuple[str, str]
) -> None:
    assert mark_of(verdict("x", word, language)) == expected


@pytest.mark.parametrize(
    ("values", "texts", "span"),
    [
        ((0.0, 4.0, 8.0), "{:g} users", "0 to 8"),
        ((0.5, 2.0, 3.0), "{:g}", "0.5 to 3"),
        ((-5.0, 1.0, 2.0), "${:g}", "$-5 to $2"),
        ((3.0, 3.0, 3.0), "{:g} users", ""),
    ],
    ids=["one unit, said once", "no unit", "a sign in front", "a point"],
)
def test_a_spread_says_its_unit_once(
    values: tuple[float, float, float], texts: str, span: str
) -> None:
    assert spread(Range(*values), texts.format) == Spread(
        Range(*values), texts.format(values[1]), span
    )


def test_a_spread_of_several_units_says_each() -> None:
    def text(value: float) -> str:
        return f"{value:g} ms" if value >= 1 else f"{value * 1000:g} µs"

    assert spread(Range(0.2, 2.0, 3.0), text).span == "200 µs to 3 ms"


def test_a_gain_of_another_pack_is_enough_for_a_row() -> None:
    gain = Gain(cores=Range(1.0, 2.0, 3.0), per_month=Range(10.0, 20.0, 30.0), currency="EUR")
    page = section(part(verdicts=(verdict("front", "rust", gain=gain),)))

    row = page.verdicts[0]

    assert (row.worth.cores.text, row.worth.money.text) == ("2 cores", "20.0 EUR")


@pytest.mark.parametrize(
    ("payback", "text", "span"),
    [
        (Range(6.0, 14.0, 36.0), "14 months", "6 to 36"),
        (Range(24.0, 48.0, math.inf), "4 years", "24 months to never"),
    ],
    ids=["in months", "in years, or never"],
)
def test_payback_is_in_months_then_in_years(payback: Range, text: str, span: str) -> None:
    page = section(part(verdicts=(verdict("front", "rust", gain=Gain(payback=payback)),)))

    assert page.verdicts[0].worth.payback == Spread(payback, text, span)


@pytest.mark.parametrize(
    ("run", "state", "code"),
    [
        (report(), "passed", 0),
        (report(finding()), "findings", 1),
        (Report(crash="boom"), "not linted", 2),
    ],
    ids=["clean", "an error", "a crash"],
)
def test_the_state_is_the_exit_code(run: Report, state: str, code: int) -> None:
    page = page_of(run, options())

    assert (page.state, page.exit_code) == (state, code)


# --- geometry -----------------------------------------------------------------------------------


def test_equal_shares_draw_the_diagonal() -> None:
    plot = lorenz(((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)))

    assert plot.line == "M44 276L190 145L336 14"


HALF_BLIND = """\
archlint: 1
portfolio: p
journeys:
  seen: {entry: a, rate: 10/s}
  blind: {entry: b, rate: 10/s}
services:
  a: {self_time: 2ms, calls: [b]}
  b: {calls: [async: c]}
  c: {}
"""


def test_what_is_not_measured_is_said_and_never_zero() -> None:
    page = section(part(HALF_BLIND))
    journeys = {item.name: item for item in page.journeys}
    waiting = {row.service: row.waiting.text for row in page.verdicts}
    blind = journeys["blind"]

    assert journeys["seen"].mean == Figure(0.002, "at least 2 ms")
    assert {blind.mean, blind.users, blind.after} == {UNMEASURED}
    assert {
        figure for row in blind.rows for figure in (row.start, row.end, row.own, row.slack)
    } == {UNMEASURED}
    assert blind.sentence == "not measured"
    assert waiting == {"a": "0.02 users", "b": "not measured", "c": "0 users"}
