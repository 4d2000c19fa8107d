"""`archlint explain SERVICE` read aloud."""

from __future__ import annotations

import pytest

from archlint.reporting.evidence.answering import answering
from archlint.reporting.explain_narrated import service_narrated
from archlint.reporting.narrated import spoken

from reported import linted, options

STORE = """\
archlint: 1
portfolio: store
journeys:
  order: {entry: front, rate: 1k/s, slo: {availability: 99.9%}}
services:
  front: {language: go, kind: frontend, self_time: {mean: 10ms}, calls: [pricing]}
  pricing:
    language: go
    kind: kernel
    criticality: high
    self_time: {mean: 20ms}
    load: {rate: 1k/s, cpu: 12}
    gc: {cpu_share: 10%}
    rewrite: {effort: 3 pm, cpu: 0.4}
  bought: {managed: true}
"""


TOLD = """\
Service pricing, go, kernel: Rust.
It stands in archlint.yaml, line 8.

Does anyone wait for it? Yes: on the critical path of `order`, 67 percent of all waiting; 20 milliseconds of the 30 milliseconds of `order`, on the path of 100 percent of its requests, 75.8 plus or minus 4.2 milliseconds of its p99; 20 users at any moment. Derived, archlint.yaml, line 4.
How often? 1 thousand per second as `load.rate` has it; 1 thousand per second follow from the journeys. Estimated, archlint.yaml, line 12.
How long on its own? 20 milliseconds on average, calls left out. Estimated, archlint.yaml, line 11.
Computing or waiting? 54 percent computing: 10.8 milliseconds of a visit can shrink, in any language; 12 milliseconds of CPU a request. Estimated, archlint.yaml, line 12.
By how much? To 0.4 of what it computes, measured: rewrite.cpu in the manifest; 6.48 milliseconds off the mean of `order`. Measured, archlint.yaml, line 14.
So? Rust, seat 1: 100 percent of removable waiting; 54 percent of its time is computing (seat 1 of 1); alone it frees 6.48 users; 7.2 cores given back; $223 ($176 to $302) a month; back after 16.8 years (12.4 to 21.3 years); uncontested: no more services pass the test than there are seats; before that, in Go: PGO, fewer allocations and a profile of the hot loop; then measure again. Inputs estimated, NT101, NT104.

order, mean: minus 6.48 milliseconds alone, minus 6.48 milliseconds after the seats above.
CPU: minus 7.2 cores, $223 a month.
effort: 3 person-months, back after 16.8 years (12.4 to 21.3 years).

What would change it: order's rate under 160 per second: Go.
What would change it: its own time (CPU with it) under 3.1 milliseconds: Go.
What would change it: its CPU under 4.6 cores: Go.
"""


def test_a_service_is_told_in_sentences() -> None:
    assert service_narrated(linted(STORE), "pricing", options()) == TOLD


def test_it_has_every_answer_and_nothing_drawn() -> None:
    report = linted(STORE)
    for name, service in report.portfolio.services.items():
        told = service_narrated(report, name, options())

        assert [
            item.question
            for item in answering(report).answers(service)
            if spoken(item.text) not in told or spoken(item.more) not in told
        ] == []
        assert not {"·", "│", "━", "█", "\\x1b"} & set(told)


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        service_narrated(linted(STORE), "nobody", options())
