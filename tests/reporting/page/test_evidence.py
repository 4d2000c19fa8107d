"""Which services' evidence is in the page, and what stands beside their answers."""

from __future__ import annotations

import json

import pytest

from archlint.linting.report import Report
from archlint.reporting.evidence.answering import answering
from archlint.reporting.page import Evidence, Section, page_of

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


def test_the_answers_are_those_of_the_evidence(told: dict[str, Evidence]) -> None:
    asked = answering(linted(SHOP))
    services = asked.asked.report.portfolio.services

    assert {name: item.answers for name, item in told.items()} == {
        name: tuple(asked.answers(service)) for name, service in services.items()
    }


def test_what_would_change_a_verdict_stands_beside_them(told: dict[str, Evidence]) -> None:
    assert any(flip.startswith("stays Rust") for flip in told["hot"].flips)


def test_weighty_verdicts_come_first_and_only_so_many_are_told() -> None:
    many = SHOP + "".join(f"  s{number}: {{language: go}}\n" for number in range(60))
    page = section(many)

    assert (len(page.services), len(page.evidence)) == (67, 50)
    assert page.evidence[0].service == "hot"
    assert page.explained == {each.service for each in page.evidence}


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
