"""The six answers about a service: their figures, where they stand and where they come from."""

from __future__ import annotations

import pytest

from archlint.reporting.evidence.answering import Answering, answering
from archlint.reporting.evidence.answers import (
    ASKED_OF_BOUGHT,
    COMPUTING,
    HOW_LONG,
    HOW_OFTEN,
    QUESTIONS,
    SHRINKING,
    WAITED_FOR,
    WORTH,
    Answer,
    Origin,
)

from reported import linted

SHOP = """\
archlint: 1
portfolio: shop
journeys:
  order: {entry: front, rate: 400/s, measured: {at: 2026-11-01, source: traces}}
  browse: {entry: front, rate: 100/s}
services:
  front: {language: go, kind: json-api, self_time: {p50: 4ms}, calls: [{parallel: [hot, cold]}, {async: mail}]}
  hot:
    language: go
    kind: kernel
    owner: core
    criticality: high
    self_time: {p50: 40ms, p99: 41ms}
    load: {rate: 500/s, cpu: 18}
    measured: {at: 2026-11-01, source: prometheus}
  cold: {language: go, kind: crud, self_time: {p50: 10ms, p99: 11ms}, load: {cpu: 1}}
  mail: {language: go, kind: worker}
  alone: {language: go}
  next: {kind: trading, lifecycle: planned}
  bank: {kind: external}
"""


@pytest.fixture(scope="module")
def shop() -> Answering:
    return answering(linted(SHOP))


def answer(told: Answering, service: str, question: str) -> Answer:
    found = told.answers(told.asked.report.portfolio.services[service])
    return {each.question: each for each in found}[question]


def test_every_service_is_asked_all_six_and_what_is_bought_no_language(shop: Answering) -> None:
    asked = {
        name: tuple(each.question for each in shop.answers(service))
        for name, service in shop.asked.report.portfolio.services.items()
    }

    assert asked.pop("bank") == ASKED_OF_BOUGHT
    assert asked == dict.fromkeys(("front", "hot", "cold", "mail", "alone", "next"), QUESTIONS)


@pytest.mark.parametrize(
    ("service", "question", "text"),
    [
        ("hot", WAITED_FOR, "Yes: on the critical path of `order` and `browse`, 89 % of all"),
        ("hot", HOW_OFTEN, "500/s as `load.rate` has it"),
        ("hot", HOW_LONG, "40 ms on average, calls left out; declared p50 40 ms, p99 41 ms"),
        ("hot", COMPUTING, "At most 90 % computing: 36 ms of a visit can shrink, in any language"),
        ("hot", SHRINKING, "To 0.65 (0.35 to 1) of what it computes, prior for kernel"),
        ("hot", WORTH, "Rust, seat 1: "),
        ("cold", WAITED_FOR, "No: it runs beside something slower"),
        ("cold", HOW_OFTEN, "500/s from the rates of the journeys"),
        (
            "front",
            HOW_LONG,
            "5.11 ms on average, calls left out; declared p50 4 ms; its spread is assumed",
        ),
        ("front", COMPUTING, "Not measured: it takes `load.cpu`"),
        ("mail", WAITED_FOR, "No: no journey waits for its answer"),
        ("mail", HOW_LONG, "Not measured: `self_time` not given"),
        ("alone", WAITED_FOR, "No: no journey reaches it"),
        ("alone", HOW_OFTEN, "Not measured: no traffic with a known rate"),
        ("alone", SHRINKING, "Not weighed: "),
        ("next", WAITED_FOR, "Not yet: it is planned"),
        ("bank", WORTH, "Not judged: external: never told a language"),
    ],
)
def test_an_answer_says_what_is_known(
    shop: Answering, service: str, question: str, text: str
) -> None:
    assert answer(shop, service, question).text.startswith(text)


@pytest.mark.parametrize(
    ("service", "question", "more"),
    [
        (
            "hot",
            WAITED_FOR,
            "40 ms of the 45.1 ms of `order`, on the path of 100 % of its requests,",
        ),
        ("hot", HOW_OFTEN, "500/s follow from the journeys"),
        ("hot", COMPUTING, "36 ms of CPU a request; an upper bound: `gc.cpu_share` not given"),
        ("hot", SHRINKING, "12.6 ms (0 to 23.4 ms) off the mean of `browse` and 12.6 ms"),
        ("hot", WORTH, "alone it frees 6.3 users (0 to 11.7 users); 6.3 cores"),
        ("mail", HOW_LONG, "from traces: the span without the calls it waits for"),
        ("cold", WAITED_FOR, ""),
    ],
)
def test_it_goes_on_where_there_is_room(
    shop: Answering, service: str, question: str, more: str
) -> None:
    assert answer(shop, service, question).more.startswith(more)


@pytest.mark.parametrize(
    ("service", "question", "places", "origin"),
    [
        ("hot", WAITED_FOR, ("archlint.yaml:4",), "derived"),
        ("hot", HOW_OFTEN, ("archlint.yaml:14",), "measured, prometheus, 2026-11-01"),
        ("hot", HOW_LONG, ("archlint.yaml:13",), "measured, prometheus, 2026-11-01"),
        ("hot", COMPUTING, ("archlint.yaml:14",), "measured, prometheus, 2026-11-01"),
        ("hot", SHRINKING, (), "assumed"),
        ("cold", HOW_OFTEN, (), "derived"),
        ("cold", HOW_LONG, ("archlint.yaml:16",), "estimated"),
        ("mail", HOW_LONG, (), "not given"),
        ("mail", WAITED_FOR, (), None),
    ],
)
def test_it_says_where_the_figure_stands_and_where_it_comes_from(
    shop: Answering,
    service: str,
    question: str,
    places: tuple[str, ...],
    origin: str | None,
) -> None:
    found = answer(shop, service, question)

    assert found.places == places
    assert (found.origin.text if found.origin else None) == origin


def test_a_measured_factor_is_the_manifests() -> None:
    text = SHOP.replace("owner: core", "rewrite: {cpu: 0.5, source: a spike}")
    found = answer(answering(linted(text)), "hot", SHRINKING)

    assert (found.text, found.places, found.origin) == (
        "To 0.5 of what it computes, measured: a spike",
        ("archlint.yaml:11",),
        Origin(word="measured", text="measured"),
    )


def test_a_verdict_says_which_rules_decided(shop: Answering) -> None:
    found = answer(shop, "hot", WORTH)

    assert found.places[0] == "NT101"
    assert "uncontested: no more services pass the test than there are seats" in found.more


def test_backticks_in_a_name_open_no_code() -> None:
    told = answering(linted(SHOP.replace("order:", "'a`b':")))

    assert "`a'b`" in answer(told, "hot", WAITED_FOR).rest
