"""`lifecycle: planned`: judged and marked, outside N, L and today's T, and paid back by nothing."""

from __future__ import annotations

import pytest

from judging import judge

TODAY = """
journeys:
  order: {{entry: shop, rate: 1k/s}}
  later: {{entry: next, rate: 9k/s}}
services:
  shop: {{language: go, kind: crud, criticality: low, self_time: 4ms, load: {{cpu: 0.1}}, calls: [next]}}
  next: {{{row}}}
"""


def planned(row: str) -> str:
    return TODAY.format(row=f"lifecycle: planned, {row}")


COMPUTES = "criticality: critical, self_time: 20ms, load: {rate: 1k/s, cpu: 18}"


@pytest.mark.parametrize(
    ("row", "word", "findings", "because"),
    [
        pytest.param(
            f"language: go, kind: kernel, {COMPUTES}, size: 1 kloc",
            "rust",
            [("note", "NT104", "next")],
            "planned: kernel is on the article's list of domains for Rust, and nothing is measured",
            id="a domain alone is Rust, as a note",
        ),
        pytest.param(
            "kind: json-api, load: {cpu: 9000}, rewrite: {effort: 999 pm}",
            "rust",
            [("note", "NT103", "next")],
            "planned: 20 % of its 9k cores is $55.8k a month, a lower bound: allocation unknown",
            id="a bill that nothing has to pay back",
        ),
        pytest.param(
            f"kind: json-api, {COMPUTES}, size: 1 kloc",
            "go",
            [],
            "planned: nobody waits for it yet; `archlint what-if` with lifecycle production asks its"
            " figures",
            id="what computes and is on no list",
        ),
        pytest.param(
            "kind: json-api, criticality: critical, self_time: 200ms, load: {rate: 50k/s}",
            "go",
            [],
            "planned: nobody waits for it yet",
            id="nothing can be measured first",
        ),
        pytest.param(
            f"language: java, kind: json-api, {COMPUTES}",
            "either",
            [],
            "written in java: the article compares Go with Rust",
            id="another language",
        ),
    ],
)
def test_what_is_planned_is_judged_on_what_is_said_of_it(
    row: str, word: str, findings: list[tuple[str, str, str]], because: str
) -> None:
    judged = judge(planned(row))
    verdict = judged.verdict("next")

    assert (verdict.word, verdict.is_planned, verdict.seat) == (word, True, None)
    assert verdict.because == because
    assert judged.findings == findings
    assert not verdict.is_by_default


def test_it_is_in_no_count_no_waiting_and_no_time() -> None:
    judged = judge(planned(f"language: go, kind: kernel, {COMPUTES}"))
    analysis = judged.case.analysis

    assert analysis.portfolio.size == 1
    assert [times.name for times in analysis.journeys] == ["order"]
    assert analysis.journey("order").mean == pytest.approx(0.004)
    assert analysis.waiting.total == pytest.approx(4.0)
    assert analysis.unreached == ()
    assert judged.conclusion.seats is not None
    assert [item.target for item in judged.conclusion.seats.rewrites] == ["shop"]


def test_there_is_nothing_to_rewrite_and_nothing_to_pay_back() -> None:
    judged = judge(planned(f"language: go, kind: kernel, {COMPUTES}, size: 9 kloc"))
    gain = judged.verdict("next").gain

    assert judged.conclusion.rewrites == ()
    assert gain is not None
    assert (gain.effort, gain.payback) == (None, None)
    assert gain.cores is not None
    assert gain.cores.default == pytest.approx(6.3)
    assert not [line for line in judged.verdict("next").lines if "effort" in line]


def test_it_takes_no_place_of_those_that_can_be_measured() -> None:
    open_bill = "{language: go, kind: ml-inference, self_time: 200ms}"
    judged = judge(
        f"""
        journeys:
          a: {{entry: a, rate: 50k/s}}
          b: {{entry: b, rate: 50k/s}}
        services:
          a: {open_bill}
          b: {open_bill}
          c: {{lifecycle: planned, kind: ml-inference, self_time: 900ms, load: {{rate: 90k/s}}}}
        """
    )

    assert judged.words == {"a": "measure-first", "b": "measure-first", "c": "go"}
