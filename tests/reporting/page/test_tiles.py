"""The four large figures, against the analysis and against `what-if`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from archlint.analysis.promises import promises_of
from archlint.linting.report import PortfolioReport, Report
from archlint.model import Gain, Range, Verdict
from archlint.quantities import format_cores, format_duration, format_months, format_users
from archlint.reporting.page import Section, Tile, page_of
from archlint.reporting.page.cost_tiles import payback_of
from archlint.reporting.page.rewritten import Rewritten

from reported import linted, options, part, verdict
from running import run

CHAIN = """\
archlint: 1
portfolio: chain
journeys:
  order: {entry: front, rate: 1k/s, slo: {p99: 400ms, availability: 99.9%}}
services:
  front: {language: go, kind: frontend, self_time: {p50: 5ms, p99: 9ms}, calls: [{parallel: [hot, cold]}, slow]}
  hot:
    language: go
    kind: kernel
    self_time: {p50: 40ms, p99: 80ms}
    load: {rate: 1k/s, cpu: 40}
    size: 9 kloc
  cold: {language: go, kind: json-api, self_time: {p50: 25ms, p99: 25ms}, load: {rate: 1k/s, cpu: 5}}
  slow: {language: java, kind: json-api, self_time: {p50: 10ms, p99: 10ms}}
"""


def section(given: PortfolioReport) -> Section:
    (only,) = page_of(Report(portfolios=(given,)), options()).sections
    return only


def tiles(text: str) -> tuple[Tile, ...]:
    return section(linted(text)).tiles


def promising(p99: str) -> str:
    return CHAIN.replace("p99: 400ms, availability", f"p99: {p99}, availability")


def test_they_are_the_worst_journey_the_largest_gain_cores_and_effort() -> None:
    assert [(tile.label, tile.unit) for tile in tiles(CHAIN)] == [
        ("order, p99", "ms"),
        ("order, mean", "ms"),
        ("CPU given back", "cores"),
        ("Effort", "person-months"),
    ]


def test_the_worst_journey_is_that_of_the_samples_before_and_after() -> None:
    report = linted(CHAIN)
    state = Rewritten(report)
    (promise,) = promises_of(report.analysis, report.analysis.journey("order"))
    change = state.percentile("order", 0.99)
    assert change is not None
    assert change.after is not None

    worst = section(report).tiles[0]

    assert worst.before is not None
    assert worst.before.value == promise.value
    assert worst.value.value == change.after["default"].value


@pytest.mark.parametrize(
    ("p99", "state", "note"),
    [
        ("400ms", "ok", "SLO 400 ms kept"),
        ("75ms", "bad", "misses its SLO of 75 ms by 20.1 ms; after the rewrites it is kept"),
        ("50ms", "bad", "misses its SLO of 50 ms by 45.1 ms"),
    ],
    ids=["kept", "missed today", "missed before and after"],
)
def test_it_says_in_words_whether_the_slo_is_kept(p99: str, state: str, note: str) -> None:
    worst = tiles(promising(p99))[0]

    assert (worst.state, worst.note) == (state, note)


def test_a_promise_within_two_standard_errors_is_too_close_to_call() -> None:
    report = linted(CHAIN)
    found = report.analysis.percentiles("order").percentile(0.99)

    worst = tiles(promising(f"{found.value * 1e3:.4g}ms"))[0]

    assert (worst.state, worst.note[:3]) == ("warn", "SLO")
    assert "too close to call" in worst.note


def test_where_all_are_kept_the_nearest_is_shown_and_the_others_counted() -> None:
    text = CHAIN.replace("services:\n", "  other: {entry: cold, slo: {p99: 1s}}\nservices:\n", 1)

    worst = tiles(text)[0]

    assert (worst.label, worst.note) == (
        "order, p99",
        "both SLOs kept; `order` is nearest to its limit, 400 ms",
    )


def test_without_a_promise_the_heaviest_journey_is_shown() -> None:
    worst = tiles(CHAIN.replace("p99: 400ms, ", ""))[0]

    assert (worst.label, worst.state) == ("order, mean", "")
    assert worst.note == "no SLO declared: add `slo` to the journey"


def test_what_is_not_measured_says_how_to_measure_it() -> None:
    text = (
        "archlint: 1\nportfolio: x\njourneys: {j: {entry: a, slo: {p99: 1s}}}\nservices: {a: {}}\n"
    )

    assert [(tile.value.text, tile.note) for tile in tiles(text)[:3]] == [
        ("not measured", "SLO 1 s; add `self_time` to its services"),
        ("not measured", "add `rate` to the journeys"),
        ("not measured", "add `load.cpu` to the services"),
    ]


def test_efforts_that_nobody_gave_are_said_to_be_not_given() -> None:
    effort = tiles(CHAIN.replace("    size: 9 kloc\n", ""))[-1]

    assert (effort.value.text, effort.note) == (
        "not given",
        "add `size` or `rewrite.effort` to the services to rewrite",
    )


def test_the_payback_of_one_rewrite_is_its_own() -> None:
    report = linted(CHAIN)
    (gain,) = [item.gain for item in report.verdicts if item.word == "rust"]
    assert gain is not None
    assert gain.payback is not None
    assert gain.effort is not None

    effort = section(report).tiles[-1]

    assert effort.value.value == pytest.approx(gain.effort.default)
    usual, first = format_months(gain.payback.default), format_months(gain.payback.low)
    assert effort.note == (f"15 to 20, low to high; its cost back after {usual}, {first} at best")


def test_gains_are_added_up_and_those_of_what_is_in_rust_are_not() -> None:
    gain = Gain(
        cores=Range(1.0, 2.0, 3.0), effort=Range(2.0, 3.0, 4.0), per_month=Range(1.0, 2.0, 3.0)
    )
    verdicts = (
        verdict("front", "rust", gain=gain),
        verdict("pricing", "hybrid", gain=gain),
        verdict("stock", "rust", "rust", gain=gain),
    )

    _, _, cores, effort = section(part(verdicts=verdicts)).tiles

    assert (cores.value.value, cores.note) == (4.0, "2 to 6, low to high; $4.00 a month")
    assert (effort.value.value, effort.note[:6]) == (6.0, "4 to 8")


def test_an_effort_that_is_known_in_part_is_one_at_least() -> None:
    known, unknown = Gain(effort=Range(2.0, 3.0, 4.0)), Gain(effort=None)
    verdicts = (
        verdict("front", "rust", gain=known),
        verdict("pricing", "rust", gain=unknown),
    )
    effort = section(part(verdicts=verdicts)).tiles[-1]

    assert (effort.value.value, effort.value.text) == (3.0, "at least 3")
    assert effort.note == "2 to 4, low to high; that of `pricing` not given"


def test_what_is_paid_back_is_not_told_where_an_effort_is_not_known() -> None:
    saving = Gain(per_month=Range(1.0, 2.0, 3.0), effort=Range(2.0, 3.0, 4.0))
    known = (verdict("front", "rust", gain=saving), verdict("pricing", "rust", gain=saving))
    lacking = (known[0], verdict("pricing", "rust", gain=replace(saving, effort=None)))

    assert payback_of(part(), [item.gain for item in known if item.gain]) is not None
    assert payback_of(part(), [item.gain for item in lacking if item.gain]) is None
    assert "back after" not in headline_of(lacking)
    assert "Effort not given of `pricing`" in headline_of(lacking)


def headline_of(verdicts: tuple[Verdict, ...]) -> str:
    return " ".join(section(part(verdicts=verdicts)).headline.lede)


def test_cores_given_back_of_some_are_those_at_least() -> None:
    saving = Gain(cores=Range(1.0, 2.0, 3.0), per_month=Range(1.0, 2.0, 3.0))
    verdicts = (verdict("front", "rust", gain=saving), verdict("pricing", "rust", gain=Gain()))

    cores = section(part(verdicts=verdicts)).tiles[2]

    assert cores.value.text == "at least 2"
    assert cores.note == (
        "1 to 3, low to high; at least $2.00 a month; that of `pricing` not measured"
    )


@pytest.mark.parametrize(
    ("load", "label", "text"),
    [
        ("cpu: 0.1}", "CPU in use", "at least 5.1"),
        ("cpu: 0.1, cpu_allocated: 2}", "CPU paid for", "at least 7"),
    ],
    ids=["in use", "allocated"],
)
def test_cores_are_paid_for_where_some_are_allocated(load: str, label: str, text: str) -> None:
    cores = tiles(SMALL.replace("cpu: 0.1}", load))[2]

    assert (cores.label, cores.value.text) == (label, text)
    assert cores.note.endswith("; that of `front` and `slow` not measured")


def test_the_effort_of_a_part_is_said_to_be_that_of_the_whole_service() -> None:
    gain = Gain(effort=Range(2.0, 3.0, 4.0))
    part_of, all_of = verdict("pricing", "hybrid", gain=gain), verdict("front", "rust", gain=gain)

    effort = section(part(verdicts=(all_of, part_of))).tiles[-1]

    assert "that of `pricing` is of the whole service" in effort.note
    assert "whole service" not in section(part(verdicts=(all_of,))).tiles[-1].note


def test_the_page_says_what_check_and_what_if_say(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(promising("75ms"), encoding="utf-8")
    checked = json.loads(run("check", "--output-format", "json", cwd=tmp_path).stdout)
    supposed = json.loads(
        run("what-if", "--rewrite", "hot=rust", "--output-format", "json", cwd=tmp_path).stdout
    )
    page = run("report", "--output-format", "html:-.html", cwd=tmp_path)
    told = (tmp_path / "-.html").read_text(encoding="utf-8")
    (slo,) = checked["portfolios"][0]["journeys"][0]["slo"]
    (journey,) = supposed["portfolio"]["journeys"]
    p99 = next(item for item in journey["percentiles"] if item["percentile"] == 99.0)
    (gain,) = [
        item["gain"] for item in checked["portfolios"][0]["verdicts"] if item["verdict"] == "rust"
    ]

    assert page.code == 0
    assert figures(told) == [
        (format_duration(slo["value_ms"] / 1e3), format_duration(p99["after_ms"]["default"] / 1e3)),
        (
            format_duration(checked["portfolios"][0]["journeys"][0]["mean_ms"] / 1e3),
            format_duration(journey["mean_after_ms"]["default"] / 1e3),
        ),
        ("", format_cores(gain["freed_cores"]["default"])),
        ("", f"{gain['effort_person_months']['default']:.3g} person-months"),
    ]


def figures(page: str) -> list[tuple[str, str]]:
    """Before and after of the large figures, as the page prints them."""
    found = re.findall(
        r'<div class="v">(?:<span class="was">([^<]*) → </span>)?([^<]*) <small>([^<]*)</small>',
        page,
    )
    return [(f"{was} {unit}" if was else "", f"{value} {unit}") for was, value, unit in found]


SMALL = CHAIN.replace("kind: kernel", "kind: crud").replace("cpu: 40}", "cpu: 0.1}")
"""Nothing of it is worth a rewrite."""


def test_where_nothing_pays_the_largest_gain_stands_with_why_it_is_none(tmp_path: Path) -> None:
    (tmp_path / "archlint.yaml").write_text(SMALL, encoding="utf-8")
    checked = json.loads(run("check", "--output-format", "json", cwd=tmp_path).stdout)
    users = {
        argument["subject"]["text"]: argument["numbers"]["removable_users"]
        for argument in checked["portfolios"][0]["arguments"]
        if argument["rule"] == "NT101" and "removable_users" in argument["numbers"]
    }

    largest = tiles(SMALL)[-1]

    assert (largest.label, largest.unit) == ("Largest gain of one rewrite", "users")
    assert largest.value.value == pytest.approx(max(users.values()))
    assert largest.value.text == f"{max(users.values()):.3g}"
    assert largest.note.startswith("`cold`: it takes 88.8 µs off order")


def test_what_is_in_rust_has_no_gain_left() -> None:
    rust = SMALL.replace("cold: {language: go", "cold: {language: rust")
    _, waiting, _, largest = tiles(rust)

    assert largest.note.startswith("`hot`: ")
    assert waiting.note == f"all rewrites together would free {_left(rust)}"


def _left(text: str) -> str:
    """What `what-if` would say of rewriting all that is not in Rust."""
    report = linted(text)
    seats = report.seats
    assert seats is not None
    factors = {
        item.target: item.factor
        for item in seats.rewrites
        if report.portfolio.services[item.target].language != "rust"
        and report.analysis.computing[item.target].share is not None
    }
    after = report.analysis.with_rewrites(factors).waiting.total
    return format_users(report.analysis.waiting.total - after)


def test_a_gain_within_the_error_of_its_figure_is_no_change_that_shows() -> None:
    """A kernel of 2 ms beside a bank whose time varies by hundreds: no reader sees it."""
    text = """\
archlint: 1
portfolio: noise
journeys: {pay: {entry: hot, rate: 40k/s, slo: {p99: 2s}}}
services:
  hot: {language: go, kind: kernel, criticality: high, self_time: {mean: 2ms}, load: {rate: 40k/s, cpu: 80}, calls: [bank]}
  bank: {kind: external, latency: {mean: 10ms, p99: 300ms}}
"""
    worst = tiles(text)[0]

    assert worst.before is None
    assert worst.note.startswith("SLO 2 s kept")
    assert worst.note.endswith("; no change that shows")
