"""Journeys as parts of the report, against `archlint path` and by hand."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from archlint.linting.engine import lint
from archlint.linting.report import Report
from archlint.manifest import loads
from archlint.model import Distribution
from archlint.quantities import format_duration
from archlint.reporting.json import render as render_json
from archlint.reporting.page import UNKNOWN, UNMEASURED, Figure, JourneyPart, Section, page_of
from archlint.reporting.page.room import fair_shares
from archlint.reporting.path_json import path_json

from reported import TODAY, linted, options, part

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport

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

RACE = """\
archlint: 1
portfolio: race
journeys:
  order: {entry: front, rate: 100/s, slo: {mean: 20ms, p95: 40ms, p99: 60ms}}
services:
  front:
    language: go
    self_time: {p50: 2ms, p99: 4ms}
    calls: [{parallel: [left, right]}, {to: bank, network: 1ms}, async: mail]
  left: {language: go, self_time: {p50: 6ms, p99: 30ms}, load: {rate: 100/s, cpu: 0.3}}
  right: {language: go, self_time: {p50: 6ms, p99: 30ms}}
  bank: {kind: external, latency: {p50: 3ms, p99: 9ms}}
  mail: {language: go, self_time: {mean: 9ms}}
"""
"""Two that run side by side and take as long: the mean is more than the longest mean."""


def section(report: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(report,)), options()).sections
    return only


@cache
def given(text: str) -> PortfolioReport:
    """What the engine says of a manifest, drawn once."""
    return linted(text)


@cache
def journey(text: str) -> JourneyPart:
    (only,) = section(given(text)).journeys
    return only


def unjudged(text: str) -> JourneyPart:
    """The journey without verdicts."""
    (only,) = section(part(text)).journeys
    return only


def test_a_journey_says_where_its_time_goes() -> None:
    order = journey(CHAIN)

    assert (order.mean.text, order.after.text) == ("55 ms", "41 ms")
    assert order.sentence == "55 ms (mean), 73 % in 1 service: hot"
    assert (order.critical, order.calls) == (2, 3)
    assert order.slo == (("p99", Figure(0.4, "400 ms")), ("availability", Figure(0.999, "99.9%")))
    assert [
        (row.number, row.label, row.start.text, row.end.text, row.slack.text) for row in order.rows
    ] == [
        (1, "front", "0 ms", "55 ms", "0 ms"),
        (2, "hot", "5 ms", "45 ms", "0 ms"),
        (None, "cold", "5 ms", "30 ms", "15 ms"),
        (3, "slow", "45 ms", "55 ms", "0 ms"),
    ]


@pytest.mark.parametrize(
    ("slo", "standing", "words"),
    [
        ("{p99: 400ms}", "kept", ["345 ms to spare"]),
        ("{mean: 50ms}", "missed", ["5 ms over"]),
        ("{mean: 55ms}", "kept", ["exactly"]),
        ("{mean: 50ms, p99: 400ms}", "missed", ["5 ms over", "345 ms to spare"]),
        ("{availability: 99.9%}", "none", []),
    ],
    ids=["kept", "missed", "exactly", "the worst of two", "no time promised"],
)
def test_a_journey_stands_as_its_worst_promise_and_says_by_how_much(
    slo: str, standing: str, words: list[str]
) -> None:
    order = journey(CHAIN.replace("{p99: 400ms, availability: 99.9%}", slo))

    assert order.standing == standing
    assert [each.words for each in order.objectives] == words


def test_what_the_error_decides_is_too_close_to_call() -> None:
    (found,) = [each for each in journey(RACE).percentiles if each.name == "p99"]
    order = journey(RACE.replace("p99: 60ms", f"p99: {(found.today.value or 0) * 1e6:.0f}us"))

    assert order.standing == "open"
    assert order.objectives[-1].words.endswith("apart, within two standard errors")


def test_rewrites_that_bring_an_slo_back_say_so() -> None:
    order = journey(CHAIN.replace("p99: 400ms", "p99: 50ms"))

    assert [(each.standing, each.after) for each in order.objectives] == [("missed", "kept")]


def test_missed_promises_come_first_then_open_ones_then_users_waiting() -> None:
    more = (
        "  missed: {entry: cold, rate: 1/s, slo: {p99: 20ms}}\n"
        "  busy: {entry: slow, rate: 9k/s, slo: {p99: 20ms}}\n  idle: {entry: slow}\n"
    )
    page = section(linted(CHAIN.replace("services:\n", f"{more}services:\n")))

    assert [each.name for each in page.journeys] == ["missed", "busy", "order", "idle"]
    assert page.journeys[-1].remarks == (
        "no rate declared: shares and slack, but no waiting users",
    )


def test_of_many_journeys_twelve_are_drawn_38_listed_and_the_rest_counted() -> None:
    many = "".join(f"  j{number}: {{entry: cold, rate: 1/s}}\n" for number in range(60))
    page = section(part(CHAIN.replace("services:\n", f"{many}services:\n")))

    assert (len(page.journeys), len(page.more_journeys), page.hidden_journeys) == (12, 38, 11)


def test_a_page_of_very_many_services_draws_three_journeys_and_lists_27() -> None:
    many = "".join(f"  j{number}: {{entry: cold, rate: 1/s}}\n" for number in range(60))
    unused = "".join(f"  u{number}: {{}}\n" for number in range(1_000))
    page = section(part(CHAIN.replace("services:\n", f"{many}services:\n") + unused))

    assert (len(page.journeys), len(page.more_journeys), page.hidden_journeys) == (3, 27, 31)


def test_a_long_path_keeps_its_critical_rows_and_folds_the_rest_where_it_stood() -> None:
    rivals = ", ".join(f"r{number}" for number in range(100))
    services = "".join(
        f"  r{number}: {{self_time: {{mean: {number % 7 + 1}ms}}}}\n" for number in range(100)
    )
    order = unjudged(CHAIN.replace("[hot, cold]", f"[{rivals}, hot]") + services)
    folds = [row for row in order.rows if row.stands_for]

    assert len(order.rows) <= 80
    assert len(order.rows) - len(folds) + order.hidden_rows == 103
    assert [row.label for row in order.rows if row.is_critical] == ["front", "hot", "slow"]
    assert {row.own.text for row in order.rows if row.label.startswith("r")} >= {"7 ms"}
    assert min(fold.slack.value or 0 for fold in folds) >= 0.033
    assert {fold.label for fold in folds} == {f"+ {fold.stands_for} more" for fold in folds}


def test_a_path_longer_than_its_room_says_how_much_of_it_is_folded() -> None:
    names = [f"c{number}" for number in range(200)]
    chain = "".join(
        f"  {name}: {{self_time: {{mean: 1ms}}, calls: [{follower}]}}\n"
        for name, follower in zip(names, [*names[1:], "slow"], strict=True)
    )
    order = unjudged(CHAIN.replace("[{parallel: [hot, cold]}, slow]", "[c0]") + chain)
    (fold,) = [row for row in order.rows if row.stands_for]

    assert (len(order.rows), order.critical, fold.label, fold.standing) == (
        80,
        201,
        "+ 123 more",
        "123 critical",
    )


@pytest.mark.parametrize(
    ("wanted", "most", "least", "given"),
    [
        ([5, 6, 7], 240, 10, [5, 6, 7]),
        ([80, 80, 80], 100, 10, [80, 10, 10]),
        ([80] * 12, 240, 10, [80, 60, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10]),
        ([80, 3], 40, 10, [37, 3]),
        ([], 40, 10, []),
    ],
    ids=["room for all", "the first is served first", "twelve", "a short one is left room", "none"],
)
def test_a_page_divides_its_rows_among_the_journeys(
    wanted: list[int], most: int, least: int, given: list[int]
) -> None:
    assert list(fair_shares(wanted, most, least)) == given


# --- what the path does not show ----------------------------------------------------------------


def test_a_mean_that_the_drawn_path_does_not_reach_says_why() -> None:
    order = journey(RACE)

    assert order.gap == "of what runs at once the slowest counts, request by request"
    assert (order.mean.value or 0) > (order.length.value or 0)
    assert journey(CHAIN).gap == ""


HALF_BLIND = """\
archlint: 1
portfolio: p
journeys:
  seen: {entry: a, rate: 10/s, slo: {p99: 1s}}
  blind: {entry: b, rate: 10/s, slo: {p99: 1s}}
services:
  a: {self_time: 2ms, calls: [b]}
  b: {calls: [async: c]}
  c: {}
"""


def test_what_is_not_measured_is_said_and_how_to_measure_it() -> None:
    seen, blind = section(part(HALF_BLIND)).journeys

    assert seen.mean == Figure(0.002, "at least 2 ms")
    assert seen.advice.startswith("a lower bound: 1 operation has no self time (b); a trace")
    assert {blind.mean, blind.users, blind.after, blind.length} == {UNMEASURED}
    assert (blind.percentiles, blind.tail, blind.p99) == ((), None, UNMEASURED)
    assert {
        figure for row in blind.rows for figure in (row.start, row.end, row.own, row.slack)
    } == {UNMEASURED}
    assert {row.computing for row in blind.rows} == {UNKNOWN}
    assert [(each.standing, each.words) for each in (*seen.objectives, *blind.objectives)] == [
        ("unknown", "not missed by what is measured of it"),
        ("unknown", "not measured"),
    ]


def test_a_journey_through_a_ring_is_a_lower_bound_and_names_the_ring() -> None:
    (order,) = section(
        part(
            "archlint: 1\nportfolio: p\njourneys: {order: {entry: a}}\nservices:\n"
            "  a: {self_time: 2ms, calls: [b]}\n  b: {self_time: 2ms, calls: [{to: a, count: 0.5}]}\n"
        )
    ).journeys

    assert order.mean.text == "at least 4 ms"
    assert any("Call cycle a → b → a" in remark for remark in order.remarks)


def test_a_journey_that_takes_no_time_is_not_one_that_is_not_measured() -> None:
    portfolio = loads("archlint: 1\nportfolio: p\njourneys: {j: {entry: a}}\nservices: {a: {}}\n")
    free = replace(portfolio.services["a"], self_time=Distribution(mean=0.0))
    (order,) = section(
        lint(replace(portfolio, services={"a": free}), packs=(), today=TODAY)
    ).journeys

    assert (order.mean.text, order.tail, order.advice) == ("0 ms", None, "")
    assert "every operation of it is declared to take no time" in order.remarks


# --- against the document for machines ----------------------------------------------------------


EACH = pytest.mark.parametrize("text", [CHAIN, RACE, HALF_BLIND], ids=["chain", "race", "blind"])


def documents(report: PortfolioReport) -> dict[str, dict[str, Any]]:
    """`archlint path` and `archlint check` as JSON, by journey."""
    path = {item["name"]: item for item in json.loads(path_json(report.analysis, ()))["journeys"]}
    (checked,) = json.loads(render_json(Report(portfolios=(report,)), options()))["portfolios"]
    return {
        item["name"]: {"path": path[item["name"]], "check": item} for item in checked["journeys"]
    }


def milliseconds(figure: Figure) -> float | None:
    return None if figure.value is None else figure.value * 1e3


@EACH
def test_times_and_promises_are_those_of_path_and_check(text: str) -> None:
    found = documents(given(text))

    for each in section(given(text)).journeys:
        for told in found[each.name].values():
            assert (milliseconds(each.mean) or 0.0) == told["mean_ms"]
            assert each.rate.value == told["rate_per_s"]
            assert {
                percentile.name: milliseconds(percentile.today)
                for percentile in each.percentiles
                if percentile.name in ("p50", "p95", "p99")
            } == {
                name: value["value_ms"]
                for name, value in (told["percentiles"] or {}).items()
                if name in ("p50", "p95", "p99")
            }
            assert [
                (
                    promise.of,
                    milliseconds(promise.promised),
                    milliseconds(promise.found),
                    promise.standing,
                )
                for promise in each.objectives
            ] == [
                (item["of"], item["promised_ms"], item["value_ms"], item["standing"])
                for item in told["slo"]
            ]


@EACH
def test_rows_are_those_of_path(text: str) -> None:
    found = documents(given(text))

    for each in section(given(text)).journeys:
        told = found[each.name]["path"]
        assert (milliseconds(each.length) or 0.0) == told["length_ms"]
        assert (each.calls, each.critical) == (told["calls"], told["critical_calls"])
        for row, item in zip(each.rows, told["rows"], strict=True):
            assert (row.service, row.is_critical, row.is_async) == (
                item["service"],
                item["is_critical"],
                item["is_async"],
            )
            assert row.share.value == item["share"]
            if not row.is_async:
                assert milliseconds(row.own) == item["own_ms"]
                assert milliseconds(row.slack) == item["slack_ms"]
            if told["length_ms"]:
                assert (milliseconds(row.start), milliseconds(row.end)) == (
                    item["start_ms"],
                    item["end_ms"],
                )


@EACH
def test_contributions_are_those_of_path_and_add_up(text: str) -> None:
    found = documents(given(text))

    for each in section(given(text)).journeys:
        told = {item["service"]: item for item in found[each.name]["path"]["services"]}
        if each.tail is None:
            assert told == {}
            continue
        rows = [row for row in each.tail.rows if row.is_service]
        assert {row.name for row in rows} == set(told)
        for row in rows:
            item = told[row.name]
            assert milliseconds(row.p99) == item["p99"]["value_ms"]
            assert milliseconds(row.mean) == item["mean_ms"]
            assert row.on_path.value == item["on_path_share"]
        parts = math.fsum(row.p99.value or 0.0 for row in each.tail.rows)
        assert math.isclose(parts, each.tail.total.value or 0.0)
        assert abs(parts - (each.tail.p99.value or 0.0)) <= each.tail.noise + 1e-12


def test_contributions_come_in_the_order_of_the_path_and_fold_into_one() -> None:
    fan = ", ".join(f"r{number}" for number in range(40))
    services = "".join(f"  r{number}: {{self_time: {{mean: 1ms}}}}\n" for number in range(40))
    order = unjudged(CHAIN.replace("[{parallel: [hot, cold]}, slow]", f"[hot, {fan}]") + services)
    assert order.tail is not None
    *shown, fold = order.tail.rows

    assert [row.name for row in shown][:2] == ["front", "hot"]
    assert (len(order.tail.rows), fold.name) == (24, f"+ {fold.stands_for} more")
    assert fold.stands_for + len(shown) == 42
    assert math.isclose(math.fsum(row.share.value or 0 for row in order.tail.rows), 1.0)
    assert fold.p99.text == format_duration(fold.p99.value or 0.0)


def test_the_numbers_of_the_rows_are_those_of_the_call_graph() -> None:
    for text in (CHAIN, RACE):
        order = journey(text)

        assert {row.service: row.number for row in order.rows if row.number} == {
            box.service: box.number for box in order.graph.boxes if box.number
        }


def test_no_bound_is_told_that_a_cut_call_breaks() -> None:
    """Both bounds have all of `slow`, the mean at most 20 ms of it."""
    text = """\
archlint: 1
portfolio: cut
journeys: {j: {entry: a, rate: 10/s}}
services:
  a: {self_time: 1ms, calls: [{parallel: [{to: slow, timeout: 20ms}, b]}]}
  b: {self_time: 2ms}
  slow: {self_time: {p50: 90ms, p99: 120ms}}
"""
    (cut,) = section(linted(text)).journeys
    (whole,) = section(linted(text.replace("{to: slow, timeout: 20ms}", "slow"))).journeys

    assert any("with every call side by side" in remark for remark in whole.remarks)
    assert not any("with every call side by side" in remark for remark in cut.remarks)
