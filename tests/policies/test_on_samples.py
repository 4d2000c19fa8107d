"""Calls at once: who holds a seat, and what is told to a service that waits, on samples."""

from __future__ import annotations

import pytest

from judging import judge

TWINS = """
journeys:
  order: {entry: front, rate: 900/s}
services:
  front: {language: go, kind: frontend, self_time: {p50: 1ms, p99: 2ms}, calls: [{parallel: [left, right, lock]}]}
  left: {language: go, kind: kernel, criticality: high, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 20}}
  right: {language: go, kind: kernel, criticality: high, self_time: {p50: 20ms, p99: 90ms}, load: {cpu: 20}}
  lock: {language: go, kind: json-api, criticality: high, self_time: {p50: 25ms, p99: 90ms}, load: {cpu: 0.5}}
"""


def test_two_equal_branches_share_the_credit_and_both_hold_a_seat() -> None:
    judged = judge(TWINS, quota=0.75)
    (order,) = judged.case.analysis.journeys

    assert order.own["left"] == pytest.approx(order.own["right"], rel=0.05)
    assert order.visits["left"] == pytest.approx(order.visits["right"], rel=0.05)
    assert judged.conclusion.seats is not None
    assert sorted(judged.conclusion.seats.holders) == ["left", "right"]
    assert judged.loud == [("warning", "NT101", "left"), ("warning", "NT101", "right")]


def test_on_means_alone_nothing_is_gained_from_the_twins() -> None:
    """The longest branch hides both, so on means neither is worth a seat."""
    on_means = judge(TWINS, quota=0.75).case.analysis.on_means()

    assert on_means.removal({"left": 0.5, "right": 0.5}).users == 0.0


def test_a_waiting_service_on_the_path_is_told_what_to_fix_first() -> None:
    judged = judge(TWINS, quota=0.75)
    (raised,) = (item for item in judged.conclusion.raised if item.argument.rule == "NT304")

    assert next(iter(judged.case.analysis.journeys[0].own)) == "lock"
    assert raised.argument.subject.text == "lock"
    assert "2 % of its time is computing" in raised.argument.message
    assert raised.help == "what waits, waits in Rust too: look at its locks, queues and I/O first"
