"""The reliability gate: the first that applies."""

from __future__ import annotations

import pytest

from archlint import Answer

from judging import judge

TEMPLATE = """
journeys:
  order: {{entry: web, rate: 1/s{journey}}}
  side: {{entry: other, rate: 1/s}}
services:
  web: {{calls: [{{to: cart{call}}}]}}
  cart: {{{service}}}
  other: {{calls: [cart]}}
"""

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("service", "journey", "call", "answer", "reason"),
    [
        ("criticality: critical", "", "", YES, "criticality critical, declared"),
        ("criticality: high", "", "", YES, "criticality high, declared"),
        ("criticality: medium", "", "", NO, "criticality medium, declared"),
        ("criticality: low", "", "", NO, "criticality low, declared"),
        (
            "criticality: low, slo: {availability: 99.99%}",
            ", latency_is_revenue: true",
            "",
            NO,
            "criticality low, declared",
        ),
        ("slo: {availability: 99.9%}", "", "", YES, "its own target 99.9 %"),
        ("slo: {availability: 99.89%}", "", "", NO, "its own target 99.89 %"),
        (
            "slo: {availability: 99%}",
            ", latency_is_revenue: true",
            "",
            NO,
            "its own target 99 %",
        ),
        ("slo: {p99: 90ms}", "", "", UNKNOWN, "its criticality is not declared"),
        (
            "",
            ", latency_is_revenue: true",
            "",
            YES,
            "derived: order is revenue and needs it",
        ),
        (
            "",
            ", slo: {availability: 99.9%}",
            "",
            YES,
            "derived: order promises 99.9 % and needs it",
        ),
        ("", ", slo: {availability: 99.8%}", "", UNKNOWN, "its criticality is not declared"),
        ("", ", slo: {p99: 90ms}", "", UNKNOWN, "its criticality is not declared"),
        (
            "",
            ", latency_is_revenue: true",
            ", optional: true",
            UNKNOWN,
            "its criticality is not declared",
        ),
        (
            "",
            ", latency_is_revenue: true",
            ", fallback: true",
            UNKNOWN,
            "its criticality is not declared",
        ),
    ],
)
def test_the_first_that_applies_decides(
    service: str, journey: str, call: str, answer: Answer, reason: str
) -> None:
    text = TEMPLATE.format(service=service, journey=journey, call=call)
    gate = judge(text).case.gate("cart")

    assert (gate.answer, gate.reason) == (answer, reason)


def test_what_is_called_async_is_not_needed() -> None:
    text = """
    journeys:
      order: {entry: web, rate: 1/s, latency_is_revenue: true}
    services:
      web: {calls: [{async: mail}]}
      mail: {}
    """

    assert judge(text).case.gate("mail").answer is UNKNOWN


def test_the_availability_is_an_option() -> None:
    text = TEMPLATE.format(service="slo: {availability: 99.5%}", journey="", call="")

    assert judge(text, gate_availability=0.995).case.gate("cart").answer is YES


def test_annotating_one_service_never_changes_anothers_gate() -> None:
    plain = judge(TEMPLATE.format(service="", journey="", call="")).case
    other = judge(TEMPLATE.format(service="criticality: critical", journey="", call="")).case

    assert plain.gate("web") == other.gate("web")
    assert plain.gate("other") == other.gate("other")
