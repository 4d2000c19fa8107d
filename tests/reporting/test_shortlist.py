"""The shortlist: seats with what they take off, who follows, and what it adds up to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.linting.report import Report
from archlint.model import Range
from archlint.reporting.columns import width
from archlint.reporting.json import render as as_json
from archlint.reporting.shortlist import BusiestInGo, Entry, Shortlist, Together, shortlist_of
from archlint.reporting.shortlist_sentences import shortlist_sentences, told_aloud
from archlint.reporting.shortlist_text import shortlist_lines
from archlint.reporting.style import ASCII, UNICODE, bar

from reported import HOSTILE, linted, options, part, uncolored

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 1k/s}
services:
  front: {language: go, kind: frontend, self_time: 2ms, calls: [pricing, search, store]}
  pricing:
    {language: go, kind: kernel, criticality: high, size: 9 kloc, self_time: 20ms,
     load: {rate: 1k/s, cpu: 18}}
  search:
    {language: go, kind: kernel, criticality: high, self_time: 10ms, load: {rate: 1k/s, cpu: 8}}
  store:
    {language: go, kind: crud, criticality: high, self_time: 40ms, load: {rate: 1k/s, cpu: 1}}
"""
"""One seat for four services: pricing has it, search would pass too, store waits."""


def entry(service: str, rank: int | None = 1, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "service": service,
        "rank": rank,
        "users": 4.0,
        "share": 0.5,
        "seconds": {"order": 0.004},
        "cores": 3.0,
        "effort": 2.0,
        "frequency": 1.0,
        "verdict": "rust",
        "is_in_rust": False,
    }
    return Entry(**(values | changes))


FOUND = Shortlist(
    seats=(entry("pricing"),),
    beyond=(entry("search", None, share=0.25, verdict="go", cores=None, frequency=None),),
    hidden=0,
    held=1,
    contenders=2,
    limit=1,
    size=4,
    quota=0.1,
    draws=200,
    removable=8.0,
    carried=0.5,
    contested=(),
    together=Together(
        targets=("pricing",),
        users=4.0,
        means={"order": (0.010, 0.006)},
        cores=Range(2.0, 3.0, 4.0),
        per_month=None,
        currency="USD",
        effort=None,
    ),
    near_miss=BusiestInGo(service="store", users=40.0, because="it waits; it is Go"),
)

WHOLE = """\
Rewrites in Rust, each with what it takes off after those above it

     service      of removable waiting        off a mean request  cores   effort  sure  verdict
   1 pricing      ████████████████████  50 %  order -4 ms             3     2 pm 100 %  Rust
  ── 10 % of 4 services: 1 of 1 seat held ── 50 % of removable waiting ─────────────────────────────
     search       ██████████            25 %  order -4 ms             ?     2 pm        Go

  With pricing in Rust: order 10 → 6 ms (means); 4 users freed, 3 cores (2 to 4 cores); effort not
  known.
  No seat is contested: the same services hold them in all 200 draws.
  Why not store (40 users waiting)? It waits. `archlint explain store`
"""


def test_the_whole_block() -> None:
    assert "\n".join(shortlist_lines(FOUND, options())) + "\n" == WHOLE


def test_colour_changes_nothing_but_the_colour() -> None:
    shown = "\n".join(shortlist_lines(FOUND, options(color=True))) + "\n"

    assert uncolored(shown) == WHOLE


def test_without_its_room_the_figures_go_from_the_rarest_on() -> None:
    shown = [shortlist_lines(FOUND, options(columns=columns)) for columns in (83, 76, 68)]
    heads = [next(line for line in lines if "verdict" in line) for lines in shown]

    assert [head.split("off a mean request")[1].split() for head in heads] == [
        ["cores", "effort", "sure", "verdict"],
        ["cores", "sure", "verdict"],
        ["sure", "verdict"],
    ]


NAMES = st.one_of(
    st.sampled_from(["a", HOSTILE, "支払い" * 9, "🦀" * 30, "x" * 200, "مرحبا", "\u202ea"]),
    st.text(min_size=1, max_size=40),
)


@given(
    names=st.lists(NAMES, min_size=2, max_size=4, unique=True),
    columns=st.integers(60, 120),
    plain=st.booleans(),
    share=st.floats(0, 1),
    seconds=st.floats(0, 1e4),
)
@settings(max_examples=60, deadline=None)
def test_no_line_is_wider_than_the_terminal(
    names: list[str], columns: int, *, plain: bool, share: float, seconds: float
) -> None:
    first, *others = names
    found = replace(
        FOUND,
        seats=(entry(first, share=share, seconds={names[-1]: seconds, first: 0.001}),),
        beyond=tuple(entry(name, None) for name in others),
        contested=((first, 0.4), (names[-1], 0.6)),
    )
    asked = options(columns=columns, plain=plain)
    lines = shortlist_lines(found, asked)

    assert max(map(width, lines)) <= asked.width
    assert not plain or "".join(lines).isascii()


@given(share=st.floats(0, 2), columns=st.integers(1, 40), plain=st.booleans())
def test_a_bar_is_as_long_as_its_share(share: float, columns: int, *, plain: bool) -> None:
    glyphs = ASCII if plain else UNICODE
    drawn = bar(share, columns, glyphs)
    steps = 1 if plain else 8
    parts = [*glyphs.parts, glyphs.computing]
    length = sum((parts.index(cell) + 1) / len(parts) for cell in drawn)

    assert bool(drawn) is (share > 0)
    assert abs(length - min(1.0, share) * columns) <= max(0.5 / steps, 1.0 / steps * bool(drawn))


def test_what_is_in_rust_already_is_said_to_be_weighed_as_if_in_go() -> None:
    found = replace(FOUND, seats=(entry("pricing", is_in_rust=True),))

    assert (
        "The rows, like the seats, count as if in Go what is in Rust already (pricing); Together and"
        " `archlint what-if` count it as it is."
    ) in list(shortlist_sentences(found))
    assert "pricing, verdict rust, in Rust already: " in "\n".join(told_aloud(found))
    assert any(line.endswith("  in Rust") for line in shortlist_lines(found, options()))


def test_a_quota_of_nothing_is_said_to_have_no_seat() -> None:
    none = replace(FOUND, seats=(), held=0, limit=0, quota=0.0)

    assert "0 % of 4 services: no seat" in "\n".join(shortlist_lines(none, options()))
    assert next(iter(told_aloud(none))) == "Quota 0 % of 4 services: no seat."


@pytest.mark.parametrize(
    ("contested", "told"),
    [
        pytest.param((), "No seat is contested: ", id="the same hold them"),
        pytest.param(
            (("b", 0.6), ("a", 0.4)),
            "A seat is contested, held in so many of 200 draws: b 60 %, a 40 %. Measure first.",
            id="two for one seat",
        ),
    ],
)
def test_who_contests_a_seat(contested: tuple[tuple[str, float], ...], told: str) -> None:
    sentences = list(shortlist_sentences(replace(FOUND, contested=contested)))

    assert sentences[1].startswith(told)


def test_read_aloud_it_has_every_figure_and_nothing_drawn() -> None:
    assert list(told_aloud(FOUND))[:3] == [
        "Quota 10 % of 4 services: 1 of 1 seat held, by rewrites that carry 50 % of removable waiting.",
        (
            "Seat 1: pricing, verdict rust: 4 users freed, 50 % of removable waiting;"
            " 4 ms off a mean order; 3 cores; 2 person-months; a seat in 100 % of the draws."
        ),
        (
            "Beyond the seats: search, verdict go: 4 users freed, 25 % of removable waiting;"
            " 4 ms off a mean order; 2 person-months."
        ),
    ]


def test_a_real_portfolio() -> None:
    report = linted(SHOP)
    found = shortlist_of(report)

    assert found is not None
    assert [item.service for item in found.seats] == ["pricing"]
    assert [item.service for item in found.beyond] == ["search", "store"]
    assert found.near_miss is not None
    assert found.near_miss.service == "store"


def test_what_is_taken_off_adds_up_to_what_is_taken_off_together() -> None:
    report = linted(SHOP)
    found = shortlist_of(report)

    assert found is not None
    assert report.seats is not None
    basis = report.seats.basis
    assert basis is not None
    factors = {item.target: item.factor for item in report.seats.rewrites}
    each = [*found.seats, *found.beyond]
    alone = {item.service: basis.removal({item.service: factors[item.service]}) for item in each}
    assert {item.service: pytest.approx(item.users) for item in each} == {
        service: removal.users for service, removal in alone.items()
    }
    assert found.removable == pytest.approx(basis.removal(factors).users)
    assert found.together is not None
    (before, after) = found.together.means["order"]
    assert before == report.analysis.journey("order").mean
    assert before - after == pytest.approx(found.seats[0].seconds["order"])


def test_json_has_the_same_figures() -> None:
    report = linted(SHOP)
    found = shortlist_of(report)
    document = json.loads(as_json(Report(portfolios=(report,)), options()))
    told = document["portfolios"][0]["shortlist"]

    assert found is not None
    assert found.together is not None
    assert told["removable_users"] == found.removable
    assert told["carried_share"] == found.carried
    assert [(row["service"], row["removable_users"]) for row in told["seats"]] == [
        (item.service, item.users) for item in found.seats
    ]
    assert [row["removable_share"] for row in told["beyond"]] == [
        item.share for item in found.beyond
    ]
    assert told["together"]["journeys"] == [
        {"journey": name, "before_ms": before * 1e3, "after_ms": after * 1e3}
        for name, (before, after) in found.together.means.items()
    ]
    assert told["near_miss"]["service"] == "store"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SHOP.replace(", rate: 1k/s}\nservices", "}\nservices"), id="no rate"),
        pytest.param(SHOP.replace("language: go", "language: python"), id="nothing to judge"),
        pytest.param("archlint: 1\nportfolio: p\nservices: {a: {language: go}}\n", id="no figure"),
    ],
)
def test_where_nothing_can_be_weighed_there_is_no_list(text: str) -> None:
    assert shortlist_of(linted(text)) is None


def test_a_report_without_seats_has_no_list() -> None:
    assert shortlist_of(part()) is None


def test_an_effort_that_is_known_in_part_is_one_at_least() -> None:
    assert FOUND.together is not None
    known = replace(
        FOUND.together, effort_known=Range(2.0, 3.0, 4.0), without_effort=("pricing", "till")
    )
    told = " ".join(shortlist_sentences(replace(FOUND, together=known)))

    assert (
        "; at least 3 person-months (2 to 4 person-months), that of pricing, till not known."
        in told
    )


@pytest.mark.parametrize(
    ("contenders", "told"),
    [
        (1, "No seat is contested: 1 service passes the test, for 1 seat."),
        (2, "No seat is contested: the same services hold them in all 200 draws."),
        (None, "No seat is contested: the same services hold them in all 200 draws."),
    ],
    ids=["all who passed have a seat", "one more passed", "nobody counted"],
)
def test_draws_say_something_only_where_more_pass_than_there_are_seats(
    contenders: int | None, told: str
) -> None:
    assert told in list(shortlist_sentences(replace(FOUND, contenders=contenders)))
