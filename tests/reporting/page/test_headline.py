"""The first screen: one sentence that is right for every portfolio, and what it is worth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from archlint.linting.pack import Seats
from archlint.linting.report import PortfolioReport, Report
from archlint.model import Severity, Verdict
from archlint.quantities import format_users
from archlint.reporting.figures import share
from archlint.reporting.page import Section, Tally, page_of

from reported import finding, linted, options, part, verdict
from running import run

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
    assert page.uncounted == (
        "2 are not among the 4: 1 only planned (`next`, best begun in Rust), 1 outside"
    )
    assert sum(tally.count for tally in page.tallies) == 4


def points(page: Section) -> dict[str, str]:
    return {point.label: point.text for point in page.headline.points}


def test_it_says_what_it_is_for_what_it_is_worth_how_sure_it_is_and_what_is_next(
    chain: Section,
) -> None:
    assert chain.headline.lede == (
        "For users' waiting, not for money: the cores saved pay its cost back after 50.4 years.",
    )
    assert points(chain) == {
        "Worth": (
            "`hot` frees 14 of the 55 users who wait at any moment, 100 % of those whom Rust could"
            " free."
        ),
        "Sure": (
            "No more services qualify than the quota has seats, so none is contested; it rests on"
            " estimates, not measurements; the verdict turns to Go where its own time (CPU with"
            " it) is under 28 ms."
        ),
        "Next": "Measure `hot`, whose figures are estimates.",
    }


def test_a_seat_that_is_not_sure_is_named_with_how_often_each_would_have_it() -> None:
    verdicts = (
        Verdict(service="a", word="rust", because="", language="go", seat=1, seat_frequency=0.62),
        Verdict(service="b", word="measure-first", because="", seat_frequency=0.3849),
        Verdict(service="c", word="go", because="", seat_frequency=0.001),
        Verdict(service="d", word="go", because="", seat_frequency=0.0),
    )
    seats = Seats(limit=1, size=4, quota=0.1, holders=("a",), draws=200)

    told = points(section(part(FOUR, verdicts=verdicts, seats=seats)))

    assert told["Sure"] == (
        "Seat 1 is not sure: of 200 draws of the uncertain figures `a` holds it in 62 %, `b` in"
        " 38 %, `c` in 1 %; every figure of today that decides is measured."
    )
    assert told["Next"] == (
        "Measure `a`, `b` and `c`, whose seats are open; `b` has to be measured, too."
    )


def test_without_verdicts_it_says_what_to_add() -> None:
    page = section(linted(NAMES_ALONE))

    assert page.headline.text == "No verdicts yet."
    assert page.headline.lede[0].startswith("Longest chain of calls: a → b → c")
    assert points(page)["Worth"].startswith("Not known: nobody counts who waits")
    assert points(page)["Sure"].startswith("Nothing is judged yet:")
    assert points(page)["Next"].startswith("Add `load.rate` to service a")
    assert [tile.value.value for tile in page.tiles] == [None, None, None, None]


SMALL = CHAIN.replace("kind: kernel", "kind: crud").replace("cpu: 40}", "cpu: 0.1}")
"""Nothing of it is worth a rewrite."""


def test_where_nothing_pays_it_says_how_little_there_is_to_gain_and_who_comes_nearest() -> None:
    page = section(linted(SMALL))

    assert page.headline.text == "No rewrite pays: keep 3 of 4 services in Go."
    assert points(page)["Worth"].startswith("Rewriting everything that is judged would free 0.0")
    assert "comes nearest: " in points(page)["Sure"]
    assert points(page)["Next"] == "Nothing now; lint again when load or code changes."


@pytest.mark.parametrize(
    ("text", "tone"), [(CHAIN, "rust"), (SMALL, "go"), (NAMES_ALONE, "")], ids=["rust", "go", "no"]
)
def test_only_what_goes_to_rust_has_the_colour_of_rust(text: str, tone: str) -> None:
    assert section(linted(text)).headline.tone == tone


def test_a_missed_slo_comes_next_with_where_its_time_goes() -> None:
    page = section(linted(SMALL.replace("p99: 400ms", "mean: 30ms")))

    assert points(page)["Next"] == (
        "Look at where `order` spends its time: `archlint path order`. The largest part is that of"
        " `hot`: 40 ms of 55 ms on average."
    )


def test_a_miss_that_the_rewrites_end_is_no_next_step_of_its_own() -> None:
    page = section(linted(CHAIN.replace("p99: 400ms", "mean: 50ms")))

    assert points(page)["Next"] == "Measure `hot`, whose figures are estimates."


def test_what_fails_comes_before_everything() -> None:
    found = finding(severity=Severity.ERROR)

    assert points(section(replace(linted(CHAIN), findings=(found,))))["Next"] == (
        "Fix XX101 (too-slow) of `pricing`: section 5 says where."
    )


MONEY = (
    ("declared", "size: 9 kloc", "For users' waiting, not for money: the cores saved pay"),
    (
        "cheap",
        "rewrite: {effort: 0.01 pm}",
        "For money and for users' waiting: the cores saved pay",
    ),
    ("not given", "owner: web", "For users' waiting. Effort not given of `hot`: add `size` or"),
)


@pytest.mark.parametrize(("text", "start"), [case[1:] for case in MONEY], ids=[c[0] for c in MONEY])
def test_what_it_costs_is_always_said(text: str, start: str) -> None:
    measured = "measured: {at: 2026-11-01, source: prometheus}"
    given = CHAIN.replace("size: 9 kloc", f"{text}\n    {measured}")

    (lede,) = section(linted(given)).headline.lede

    assert lede.startswith(start)


def test_the_line_of_worth_says_what_what_if_and_check_say(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(CHAIN, encoding="utf-8")
    checked = json.loads(run("check", "--output-format", "json", cwd=tmp_path).stdout)
    run("report", "--output-format", "html:-.html", cwd=tmp_path)
    page = (tmp_path / "-.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    shortlist = checked["portfolios"][0]["shortlist"]
    freed = format_users(shortlist["together"]["removable_users"]).partition(" ")[0]

    assert f"frees {freed} of the 55 users who wait" in page
    assert (
        f"at any moment, {share(shortlist['carried_share'])} of those whom Rust could free" in page
    )


def test_all_services_are_counted_or_said_not_to_be(chain: Section) -> None:
    assert chain.uncounted == "1 is not among the 4: outside"
    assert sum(tally.count for tally in chain.squares) + 1 == 5


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
