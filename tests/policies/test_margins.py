"""Margins: every value is tried on the manifest, on both of its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archlint import Margin

from judging import Judged, judge

if TYPE_CHECKING:
    from collections.abc import Callable

Figures = dict[str, float]
TODAY: Figures = {"rate": 1000.0, "own": 20.0, "cpu": 8.3, "rival": 12.0}


def shop(
    figures: Figures, *, criticality: str = "high", language: str = "go", more: str = ""
) -> str:
    """One seat, and two services that are asked for as often."""
    scale = figures["rate"] / TODAY["rate"]
    cpu, rival = figures["cpu"] * scale, figures["rival"] * scale
    return f"""
journeys:
  order: {{entry: web, rate: {figures["rate"]}/s, measured: {{at: 2026-10-01, source: prometheus}}}}
services:
  web: {{kind: external, calls: [search, rival]}}
  search:
    language: {language}
    kind: json-api
    criticality: {criticality}
    self_time: {{mean: {figures["own"]}ms}}
    load: {{rate: {figures["rate"]}/s, cpu: {cpu}}}
    rewrite: {{cpu: 0.5}}
    measured: {{at: 2026-10-01, source: prometheus}}
{more}
  rival:
    language: go
    kind: json-api
    criticality: low
    self_time: {{mean: 20ms}}
    load: {{rate: {figures["rate"]}/s, cpu: {rival}}}
    rewrite: {{cpu: 0.5}}
    measured: {{at: 2026-10-01, source: prometheus}}
"""


def margins(judged: Judged, service: str = "search") -> dict[str, Margin]:
    return {margin.quantity: margin for margin in judged.verdict(service).margins}


def own_time(figures: Figures, factor: float) -> Figures:
    return {**figures, "own": figures["own"] * factor, "cpu": figures["cpu"] * factor}


def cpu(figures: Figures, factor: float) -> Figures:
    return {**figures, "cpu": figures["cpu"] * factor}


def traffic(figures: Figures, factor: float) -> Figures:
    return {**figures, "rate": figures["rate"] * factor}


MOVED: dict[str, Callable[[Figures, float], Figures]] = {
    "self_time": own_time,
    "cpu": cpu,
    "traffic": traffic,
}
BEYOND = 1.12
"""Two figures to the safe side leave at most a tenth, and the search two per cent."""


@pytest.mark.parametrize("quantity", MOVED)
@pytest.mark.parametrize(
    ("today", "word", "becomes"),
    [
        (TODAY, "rust", "go"),
        ({**TODAY, "rate": 150.0}, "go", "rust"),
    ],
    ids=["holds a seat", "has none"],
)
def test_a_verdict_stands_up_to_its_margin_and_not_beyond(
    today: Figures, word: str, becomes: str, quantity: str
) -> None:
    judged = judge(shop(today))
    margin = margins(judged)[quantity]
    assert margin.factor is not None
    assert (judged.words["search"], margin.becomes) == (word, becomes)

    at = judge(shop(MOVED[quantity](today, margin.factor)), draws=0)
    beyond = margin.factor * (BEYOND if margin.factor > 1.0 else 1.0 / BEYOND)
    past = judge(shop(MOVED[quantity](today, beyond)), draws=0)

    assert at.words["search"] == word
    assert past.words["search"] == becomes


def test_margins_are_told_in_one_line() -> None:
    judged = judge(shop(TODAY))
    verdict = judged.verdict("search")

    assert verdict.standing == (
        "its seat is uncontested: 1 service passes the test, for 1 seat",
        (
            "stays Rust until order's rate < 250/s, its own time (CPU with it) < 6.5 ms or its CPU <"
            " 4.1 cores"
        ),
    )
    assert verdict.lines[-2:] == verdict.standing
    assert margins(judged)["traffic"] == Margin(
        quantity="traffic",
        factor=0.25,
        value=250.0,
        unit="per_s",
        becomes="go",
        text="order's rate < 250/s",
    )


def test_what_stays_in_go_says_until_when() -> None:
    judged = judge(shop({**TODAY, "rate": 150.0}))

    assert judged.verdict("search").lines == (
        (
            "stays Go until order's rate > 230/s, its own time (CPU with it) > 31 ms or its CPU > 1.9"
            " cores"
        ),
    )


def test_a_criticality_that_alone_keeps_it_from_a_seat_is_a_margin() -> None:
    judged = judge(shop(TODAY))

    assert judged.verdict("rival").margins == (
        Margin(quantity="criticality", text="its criticality is high", becomes="rust"),
    )
    assert judged.verdict("rival").lines == ("stays Go until its criticality is high",)


def test_a_criticality_that_changes_nothing_is_a_bound() -> None:
    judged = judge(shop({**TODAY, "cpu": 16.0}))

    assert [item.becomes for item in judged.verdict("rival").margins] == [""]
    assert judged.verdict("rival").lines == ("stays Go whatever its criticality",)


def test_the_number_of_seats_is_a_margin_of_the_next_ones() -> None:
    text = shop({**TODAY, "cpu": 16.0}).replace("criticality: low", "criticality: high")
    judged = judge(text)

    assert judged.words == {"search": "rust", "rival": "go"}
    assert margins(judged, "rival")["seats"] == Margin(
        quantity="seats", value=2, unit="seats", becomes="rust", text="there are 2 seats, not 1"
    )
    assert "seats" not in margins(judged)


def test_the_second_of_two_seats_is_lost_with_one() -> None:
    text = shop({**TODAY, "cpu": 16.0}).replace("criticality: low", "criticality: high")
    judged = judge(text, quota=0.7)

    assert margins(judged, "rival")["seats"].text == "there is 1 seat, not 2"
    assert "seats" not in margins(judged)


def test_a_verdict_that_another_argument_carries_has_no_margin() -> None:
    judged = judge(shop({**TODAY, "cpu": 8.0}, more="    size: 0.0001 kloc"))

    assert judged.verdict("search").arguments[0] == "NT106"
    assert judged.verdict("search").margins == ()


def test_rust_that_is_argued_for_says_until_when() -> None:
    judged = judge(shop(TODAY, language="rust"))
    lines = judged.verdict("search").standing

    assert judged.words["search"] == "rust"
    assert lines[1].startswith("stays argued for until order's rate < ")


def test_the_rest_of_the_printed_has_a_bound() -> None:
    services = "".join(
        f"  s{number}: {{language: go, kind: json-api, criticality: high, rewrite: {{cpu: 0.5}},"
        f" self_time: 20ms, load: {{rate: 1000/s, cpu: {18 - number}}}}}\n"
        for number in range(4)
    )
    text = f"journeys:\n  o: {{entry: web, rate: 1000/s}}\nservices:\n{services}"
    judged = judge(f"{text}  web: {{kind: external, calls: [s0, s1, s2, s3]}}\n", quota=0.7)

    assert judged.verdict("s0").standing[0] == "keeps its seat even at half the traffic"
    assert judged.verdict("s0").margins == (
        Margin(quantity="traffic", factor=0.5, text="even at half the traffic"),
    )
    assert judged.verdict("s2").margins[0].becomes == "go"


def test_several_journeys_are_told_by_their_traffic() -> None:
    text = shop(TODAY).replace("services:", "  again: {entry: web, rate: 10/s}\nservices:", 1)

    assert margins(judge(text))["traffic"].text == (
        "the traffic of its 2 journeys < 25 % of today's"
    )


def test_where_nobody_draws_there_are_no_margins() -> None:
    judged = judge(shop(TODAY), draws=0)

    assert judged.verdict("search").margins == ()
    assert judged.case.margins.found == {}
