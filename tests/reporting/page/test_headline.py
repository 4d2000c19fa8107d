"""The first screen: one sentence that is right for every portfolio, and what it is worth."""

from __future__ import annotations

import pytest

from archlint.linting.pack import Seats
from archlint.linting.report import PortfolioReport, Report
from archlint.model import Verdict
from archlint.reporting.page import Section, Tally, page_of

from reported import linted, options, part, verdict

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

NAMES_ALONE = """\
archlint: 1
portfolio: names
services: {a: {calls: [b]}, b: {calls: [c]}, c: {}}
"""

FOUR = """\
archlint: 1
portfolio: four
services: {a: {}, b: {}, c: {}, d: {}}
"""


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


@pytest.fixture(scope="module")
def chain() -> Section:
    return section(linted(CHAIN))


def judged(*words: str) -> PortfolioReport:
    """Four services with these verdicts, `java:either` being one on a service in Java."""
    parsed = [word.rpartition(":") for word in words]
    languages = {
        name: language or "go" for name, (language, _, _) in zip("abcd", parsed, strict=False)
    }
    text = FOUR
    for name, language in languages.items():
        text = text.replace(f"{name}: {{}}", f"{name}: {{language: {language}}}")
    verdicts = tuple(
        verdict(name, word, languages[name], is_by_default=word == "go" and language == "go")
        for name, (language, _, word) in zip("abcd", parsed, strict=False)
    )
    return part(text, verdicts=verdicts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("rust", "go", "go", "go"), "Rewrite 1 of 4 services in Rust. Keep 3 in Go."),
        (
            ("rust", "hybrid", "go", "go"),
            "Rewrite 1 of 4 services and 1 operation in Rust. Keep 2 in Go.",
        ),
        (
            ("hybrid", "go", "go", "go"),
            "Move one operation of 1 of 4 services to Rust. Keep 3 in Go.",
        ),
        (
            ("hybrid", "hybrid", "go", "go"),
            "Move an operation of 2 of 4 services to Rust. Keep 2 in Go.",
        ),
        (("rust", "java:either"), "Rewrite 1 of 4 services in Rust."),
        (("rust:rust", "go", "go", "go"), "No rewrite pays: keep 3 of 4 services in Go."),
        (("rust", "rust:rust", "go", "go"), "Rewrite 1 of 4 services in Rust. Keep 2 in Go."),
        (
            ("measure-first", "go", "go", "go"),
            "Rewrite nothing yet. Measure 1 of 4 services first.",
        ),
        (("go", "go", "go", "go"), "No rewrite pays: keep all 4 in Go."),
        (("go", "go", "go", "go:go"), "No rewrite is known to pay: keep all 4 in Go."),
        (("java:either",) * 4, "Nothing to rewrite: none of 4 services is in Go."),
        (("rust:go", "c++:none"), "Nothing to rewrite: none of 4 services is in Go."),
        ((), "No verdicts yet."),
    ],
    ids=[
        "one",
        "one, and a part of another",
        "a part of one",
        "parts of two",
        "none stays in Go",
        "in Rust already is no rewrite",
        "in Rust already beside a rewrite",
        "measure first",
        "nothing pays",
        "not all of it is measured",
        "a Java shop",
        "native languages",
        "no verdict",
    ],
)
def test_the_sentence_is_right_for_every_portfolio(words: tuple[str, ...], expected: str) -> None:
    assert section(judged(*words)).headline.text == expected


def test_what_is_only_planned_is_no_rewrite() -> None:
    page = section(linted(CHAIN + "  next: {kind: trading, lifecycle: planned}\n"))

    assert page.headline.text == "Rewrite 1 of 4 services in Rust. Keep 2 in Go."
    assert page.headline.lede[0].endswith("`next`, only planned, is best begun in Rust.")
    assert sum(tally.count for tally in page.tallies) == 4


def test_it_says_what_the_rewrites_carry_and_on_what_that_rests(chain: Section) -> None:
    (lede,) = chain.headline.lede

    assert lede == (
        "It carries 100 % of all the waiting that a rewrite can remove. No seat is contested in 200"
        " draws of the uncertain figures. It rests on estimates."
    )


def test_a_contested_seat_is_named_with_how_often_each_would_have_it() -> None:
    verdicts = (
        Verdict(service="a", word="rust", because="", language="go", seat=1, seat_frequency=0.62),
        Verdict(service="b", word="measure-first", because="", seat_frequency=0.3849),
        Verdict(service="c", word="go", because="", seat_frequency=0.001),
        Verdict(service="d", word="go", because="", seat_frequency=0.0),
    )
    seats = Seats(limit=1, size=4, quota=0.1, holders=("a",), draws=200)

    lede = " ".join(section(part(FOUR, verdicts=verdicts, seats=seats)).headline.lede)

    assert "Seat 1 is contested in 200 draws: `a` 62 %, `b` 38 %, `c` 1 %." in lede
    assert "1 more has to be measured first: `b`." in lede


def test_without_verdicts_it_says_what_to_add() -> None:
    page = section(linted(NAMES_ALONE))

    assert page.headline.text == "No verdicts yet."
    assert page.headline.lede[0].startswith("Add `load.rate` to service a")
    assert "Longest chain of calls: a → b → c" in page.headline.lede[0]
    assert [tile.value.value for tile in page.tiles[:3]] == [None, None, None]


def test_where_nothing_pays_it_says_how_little_there_is_to_gain() -> None:
    page = section(
        linted(CHAIN.replace("kind: kernel", "kind: crud").replace("cpu: 40}", "cpu: 0.1}"))
    )

    assert page.headline.text == "No rewrite pays: keep 3 of 4 services in Go."
    assert "off all waiting" in page.headline.lede[0]


def test_the_header_counts_what_was_declared(chain: Section) -> None:
    head = chain.header

    assert (head.portfolio, head.root, head.facts, head.date) == (
        "chain",
        "archlint.yaml",
        "5 services, 1 journey, 3 calls",
        "2026-11-23",
    )
    assert head.basis == "times are means of 20,000 samples"


def test_every_counted_service_is_in_one_tally_and_one_square(chain: Section) -> None:
    assert chain.tallies == (
        Tally(mark="rust", words="Rust", count=1),
        Tally(mark="go", words="Go", count=2),
        Tally(mark="other", words="Another language", count=1),
    )
    assert chain.squares == (
        Tally(mark="rust", words="to Rust", count=1),
        Tally(mark="go", words="stay in Go", count=2),
        Tally(mark="other", words="another language", count=1),
    )


def test_what_is_in_rust_already_has_squares_of_its_own() -> None:
    squares = section(judged("rust", "rust:rust", "go", "strange")).squares

    assert [(tally.mark, tally.words) for tally in squares] == [
        ("rust", "to Rust"),
        ("kept", "in Rust already"),
        ("go", "stay in Go"),
        ("other", "strange"),
    ]
