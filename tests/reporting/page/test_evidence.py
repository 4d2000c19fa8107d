"""The six answers about a service: their figures, where they stand and where they come from."""

from __future__ import annotations

import json

import pytest

from archlint.linting.report import Report
from archlint.reporting.page import Answer, Evidence, Origin, Section, page_of
from archlint.reporting.page.answers import (
    COMPUTING,
    HOW_LONG,
    HOW_OFTEN,
    QUESTIONS,
    SHRINKING,
    WAITED_FOR,
    WORTH,
)

from reported import linted, options

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


def section(text: str) -> Section:
    (only,) = page_of(Report(portfolios=(linted(text),)), options()).sections
    return only


@pytest.fixture(scope="module")
def told() -> dict[str, Evidence]:
    return {each.service: each for each in section(SHOP).evidence}


def answer(evidence: Evidence, question: str) -> Answer:
    (found,) = [each for each in evidence.answers if each.question == question]
    return found


def test_every_service_is_asked_all_six(told: dict[str, Evidence]) -> None:
    asked = {name: tuple(each.question for each in item.answers) for name, item in told.items()}

    assert asked == dict.fromkeys(asked, QUESTIONS)
    assert len(asked) == 7


@pytest.mark.parametrize(
    ("service", "question", "short", "rest"),
    [
        (
            "hot",
            WAITED_FOR,
            "Yes:",
            "on the critical path of `order` and `browse`; 40 ms of the 45.1 ms",
        ),
        ("hot", HOW_OFTEN, "500/s", "as `load.rate` has it; 500/s follow from the journeys"),
        ("hot", HOW_LONG, "40 ms", "on average, calls left out; declared p50 40 ms, p99 41 ms"),
        (
            "hot",
            COMPUTING,
            "90 % computing:",
            "36 ms of CPU a request, so at most 36 ms of a visit",
        ),
        ("hot", SHRINKING, "to 0.65 of what it computes", "(0.35 to 1), prior for kernel"),
        ("cold", WAITED_FOR, "No:", "it runs beside something slower"),
        ("cold", HOW_OFTEN, "500/s", "from the rates of the journeys"),
        ("front", HOW_LONG, "5.11 ms", "its spread is assumed"),
        ("front", COMPUTING, "Not measured:", "it takes `load.cpu`"),
        ("mail", WAITED_FOR, "No:", "no journey waits for its answer"),
        ("mail", HOW_LONG, "Not measured:", "`self_time`, from traces"),
        ("alone", WAITED_FOR, "No:", "no journey reaches it"),
        ("alone", HOW_OFTEN, "Not measured:", "no traffic with a known rate"),
        ("next", WAITED_FOR, "Not yet:", "it is planned"),
        ("bank", WORTH, "Not judged:", "external: never told a language"),
    ],
)
def test_an_answer_says_what_is_known(
    told: dict[str, Evidence], service: str, question: str, short: str, rest: str
) -> None:
    found = answer(told[service], question)

    assert found.short == short
    assert rest in found.rest


@pytest.mark.parametrize(
    ("service", "question", "places", "origin"),
    [
        ("hot", WAITED_FOR, ("archlint.yaml:4",), "measured, traces, 2026-11-01"),
        ("hot", HOW_OFTEN, ("archlint.yaml:14",), "measured, prometheus, 2026-11-01"),
        ("hot", HOW_LONG, ("archlint.yaml:13",), "measured, prometheus, 2026-11-01"),
        ("hot", COMPUTING, ("archlint.yaml:14",), "measured, prometheus, 2026-11-01"),
        ("hot", SHRINKING, (), "assumed"),
        ("cold", HOW_OFTEN, (), "derived"),
        ("cold", HOW_LONG, ("archlint.yaml:16",), "estimated"),
        ("mail", HOW_LONG, (), None),
    ],
)
def test_it_says_where_the_figure_stands_and_where_it_comes_from(
    told: dict[str, Evidence],
    service: str,
    question: str,
    places: tuple[str, ...],
    origin: str | None,
) -> None:
    found = answer(told[service], question)

    assert found.places == places
    assert (found.origin.text if found.origin else None) == origin


def test_a_measured_factor_is_the_manifests() -> None:
    text = SHOP.replace("owner: core", "rewrite: {cpu: 0.5, source: a spike}")
    (hot,) = [each for each in section(text).evidence if each.service == "hot"]
    found = answer(hot, SHRINKING)

    assert (found.short, found.places, found.origin) == (
        "to 0.5 of what it computes",
        ("archlint.yaml:11",),
        Origin(word="measured", text="measured"),
    )


def test_a_verdict_says_which_rules_decided_and_what_would_change_it(
    told: dict[str, Evidence],
) -> None:
    found = answer(told["hot"], WORTH)

    assert found.short.startswith("Rust, seat 1")
    assert found.places[0] == "NT101"
    assert "uncontested: no more services pass the test than there are seats" in found.rest
    assert any(flip.startswith("stays Rust") for flip in told["hot"].flips)


def test_weighty_verdicts_come_first_and_only_so_many_are_told() -> None:
    many = SHOP + "".join(f"  s{number}: {{language: go}}\n" for number in range(60))
    page = section(many)

    assert (len(page.services), len(page.evidence)) == (67, 50)
    assert page.evidence[0].service == "hot"
    assert page.explained == {each.service for each in page.evidence}


def test_backticks_in_a_name_open_no_code() -> None:
    page = section(SHOP.replace("order:", "'a`b':"))
    (hot,) = [each for each in page.evidence if each.service == "hot"]

    assert "`a'b`" in answer(hot, WAITED_FOR).rest


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("hot", "archlint explain hot"),
        ("two words", "archlint explain 'two words'"),
        ("it's; rm", """archlint explain 'it'"'"'s; rm'"""),
    ],
    ids=["plain", "a space", "a quote"],
)
def test_the_command_that_tells_more_is_quoted_for_a_shell(name: str, command: str) -> None:
    (only,) = section(
        f"archlint: 1\nportfolio: x\nservices: {{{json.dumps(name)}: {{language: go}}}}\n"
    ).evidence

    assert only.command == command
