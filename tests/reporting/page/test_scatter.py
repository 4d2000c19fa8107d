"""Load against own CPU time: who is drawn, who is named, and why it is no candidate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from served import BARE, CASCADE, FINE, many, served

from archlint.linting.report import Report
from archlint.quantities import format_users
from archlint.reporting.html import render
from archlint.reporting.json import document
from archlint.reporting.page.curve import Weighing
from archlint.reporting.page.scatter import MOST_NEAR, scatter_part

from reported import options

if TYPE_CHECKING:
    from archlint.reporting.page import ScatterPart


def part(text: str) -> ScatterPart:
    found = scatter_part(Weighing(served(text)))
    assert found is not None
    return found


def test_a_dot_is_rate_times_time_and_that_is_cores() -> None:
    dots = {dot.service: dot for dot in part(CASCADE).dots}
    hot = dots["hot"]

    assert (hot.rate.text, hot.cpu.text, hot.cores.text) == ("1k/s", "40 ms", "40 cores")
    assert [dot.cores.value for dot in part(CASCADE).dots] == sorted(
        (dot.cores.value for dot in dots.values()), key=lambda cores: -(cores or 0.0)
    )


def test_filled_is_on_a_critical_path() -> None:
    journeys = document(Report(portfolios=(served(CASCADE),)), options())["portfolios"][0][
        "journeys"
    ]
    on_path = {name for journey in journeys for name in journey["on_path"]}

    assert {dot.service for dot in part(CASCADE).dots if dot.is_critical} == {
        dot.service for dot in part(CASCADE).dots
    } & on_path


def test_what_looks_like_a_candidate_says_why_it_is_none() -> None:
    verdicts = json.loads(json.dumps(document(Report(portfolios=(served(FINE),)), options())))[
        "portfolios"
    ][0]["verdicts"]
    because = {item["service"]: item["because"] for item in verdicts}

    for item in part(FINE).near:
        assert because[item.service].lower().removesuffix(".") in " ".join(item.why).lower()


def test_who_is_out_ranked_is_told_by_how_much() -> None:
    text = CASCADE.replace("quota: 40%", "quota: 10%")
    report = served(text)
    near = {item.service: item for item in part(text).near}
    weighing = Weighing(report)
    assert report.seats is not None
    (holder,) = report.seats.holders
    last, own = weighing.in_turn[holder], weighing.alone["front"]

    assert near["front"].why[-1] == (
        f"A rewrite would free {format_users(own)}, the last seat frees {format_users(last)}:"
        f" {last / own:.0f} times as many."
    )


def test_who_nobody_waits_for_or_has_slack_is_told_so() -> None:
    text = FINE + (
        "  night: {language: go, kind: batch, self_time: {mean: 2s}, load: {rate: 5/s, cpu: 9}}\n"
        "  aside: {language: go, kind: crud, self_time: {mean: 1ms}, load: {rate: 100/s, cpu: 0.09}}\n"
    )
    text = text.replace("calls: [stock]", "calls: [{parallel: [stock, aside]}]")
    text = text.replace("{mean: 5ms}", "{p50: 5ms, p99: 5ms}").replace(
        "{mean: 1ms}", "{p50: 1ms, p99: 1ms}"
    )
    near = {item.service: item.why[0] for item in part(text).near}

    assert near["night"] == "Nobody waits for it."
    assert near["aside"] == "Off every critical path, with 4 ms of slack on order."


def test_who_is_not_drawn_is_counted_with_the_reason() -> None:
    assert (
        part(CASCADE.replace(", cpu: 0.9", "")).undrawn == "Not drawn: 1 service has no `load.cpu`."
    )
    assert part(CASCADE).undrawn == ""


def test_names_alone_are_not_drawn() -> None:
    page = render(Report(portfolios=(served(BARE),)), options())

    assert scatter_part(Weighing(served(BARE))) is None
    assert "Not measured: no service has both a rate" in page


def test_at_most_five_are_named_and_each_once() -> None:
    near = [item.service for item in part(many(100)).near]

    assert len(near) == MOST_NEAR
    assert len(set(near)) == MOST_NEAR


def test_what_looks_like_a_candidate_is_told_by_figures_and_is_not_in_rust() -> None:
    text = FINE.replace("stock:\n    language: go", "stock:\n    language: rust")
    waiting = served(text).analysis.waiting.by_service
    near = {item.service: item for item in part(text).near}

    assert "stock" not in near
    for name, item in near.items():
        assert " busy core" in item.looks
        assert "most" not in item.looks
        if "wait for it" in item.looks:
            assert f"{format_users(waiting[name])} wait for it" in item.looks
