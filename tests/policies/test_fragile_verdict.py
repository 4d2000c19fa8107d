"""NT303: which figure of the service's own, off by a fifth, turns its verdict."""

from __future__ import annotations

from typing import Any

import pytest

from archlint import Answer

from judging import Judged, judge


def shop(
    *,
    own: float = 20.0,
    cpu: float = 8.0,
    rate: float = 1000.0,
    visits: float = 1000.0,
    more: str = "",
) -> str:
    """One service that all wait for, its factor a point: ΔL = visits · cpu / rate / 2."""
    return f"""
journeys:
  order: {{entry: web, rate: {visits}/s}}
services:
  web: {{kind: external, calls: [search]}}
  search:
    language: go
    kind: json-api
    criticality: high
    self_time: {{mean: {own}ms}}
    load: {{rate: {rate}/s, cpu: {cpu}}}
    rewrite: {{cpu: 0.5}}
{more}
"""


def answer(judged: Judged) -> Answer:
    return judged.argument("NT303", "search").answer


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, Answer.NO),
        ({"cpu": 4.7}, Answer.YES),
        ({"cpu": 5.3}, Answer.NO),
        ({"own": 34.0}, Answer.YES),
        ({"own": 32.0}, Answer.NO),
        ({"rate": 1700.0}, Answer.YES),
        ({"rate": 1600.0}, Answer.NO),
        ({"cpu": 3.5}, Answer.YES),
        ({"cpu": 3.1}, Answer.NO),
    ],
    ids=[
        "far from the line",
        "15 % above a fifth of its time",
        "25 % above it",
        "at 18 % more own time less than a fifth of it computes",
        "at 20 % more own time a fifth still computes",
        "at 18 % more traffic for its CPU less than a fifth computes",
        "at 20 % more traffic a fifth still computes",
        "14 % below it",
        "more than a fifth below it",
    ],
)
def test_a_fifth_is_enough_or_it_is_not(figures: dict[str, Any], expected: Answer) -> None:
    assert answer(judge(shop(**figures))) is expected


def test_it_names_the_figure_and_the_value() -> None:
    judged = judge(shop(cpu=4.7))
    argument = judged.argument("NT303", "search")

    assert argument.message == (
        "it loses its seat with `load.cpu` at 3.99 cores (-15 %) or `self_time` at 23.5 ms (+18 %)"
        " or `load.rate` at 1.18k/s (+18 %), all else as it is"
    )
    assert argument.numbers["annotation"] == "load.cpu"
    assert argument.numbers["turns"] == "NT101"
    assert argument.numbers["turns_at_cores"] == pytest.approx(4.0, rel=0.01)
    assert argument.at == ("services", "search", "load", "cpu")


@pytest.mark.parametrize(
    ("moved", "word"),
    [({"cpu": 4.05}, "rust"), ({"cpu": 3.95}, "go"), ({"own": 24.0, "cpu": 4.7}, "go")],
)
def test_the_value_is_where_the_verdict_turns(moved: dict[str, Any], word: str) -> None:
    assert judge(shop(**moved), draws=0).words["search"] == word


def test_it_is_a_line_under_the_verdict_and_no_finding() -> None:
    judged = judge(shop(cpu=4.7))
    line = judged.verdict("search").lines[-1]

    assert line.startswith("NT303: fragile: it loses its seat with `load.cpu` at 3.99 cores")
    assert judged.conclusion.raised[0].why[-1] == line
    assert [rule for _, rule, _ in judged.findings] == ["NT101"]


def test_a_service_in_go_is_told_what_would_give_it_a_seat() -> None:
    judged = judge(shop(cpu=3.5))

    assert judged.words["search"] == "go"
    assert (
        judged.verdict("search")
        .lines[-1]
        .startswith(
            "NT303: fragile: it gets a seat with `self_time` at 17.6 ms (-12 %) or `load.rate`"
        )
    )


def test_a_figure_that_is_not_written_is_not_asked() -> None:
    text = shop(cpu=4.7).replace("rate: 1000.0/s, cpu", "cpu")

    assert "load.rate" not in judge(text).argument("NT303", "search").message


def test_nothing_is_said_of_what_is_not_measured() -> None:
    text = shop().replace(", cpu: 8.0", "")

    assert [item for item in judge(text).arguments if item.rule == "NT303"] == []


def test_nothing_is_said_where_nobody_draws() -> None:
    judged = judge(shop(cpu=4.7), draws=0)

    assert [item for item in judged.arguments if item.rule == "NT303"] == []


def test_a_verdict_that_another_argument_carries_is_not_fragile() -> None:
    more = "    size: 0.0001 kloc\n    measured: {at: 2026-10-01, source: prometheus}"
    judged = judge(shop(cpu=4.7, more=more))

    assert judged.verdict("search").arguments[0] == "NT106"
    assert not any("NT303" in line for line in judged.verdict("search").lines)


def bill(effort: str, *, cores: float = 100.0) -> str:
    """Half of the cores at $31 a month are saved: in a year $186 a core."""
    return f"""
prices: {{vcpu_month: 31 USD, engineer_month: 15000 USD}}
services:
  counter:
    language: go
    kind: json-api
    load: {{rate: 1k/s, cpu: {cores}}}
    rewrite: {{cpu: 0.5{effort}}}
    measured: {{at: 2026-10-01, source: prometheus}}
"""


@pytest.mark.parametrize(
    ("effort", "word", "said"),
    [
        (
            ", effort: 1.1 pm",
            "rust",
            (
                "its rewrite no longer pays back in time with `load.cpu` at 88.7 cores (-11 %) or"
                " `rewrite.effort` at 1.24 person-months (+13 %)"
            ),
        ),
        (
            ", effort: 1.4 pm",
            "measure-first",
            (
                "its rewrite pays back in time with `rewrite.effort` at 1.24 person-months (-11 %)"
                " or `load.cpu` at 113 cores (+13 %)"
            ),
        ),
    ],
)
def test_a_payback_near_its_limit_is_fragile(effort: str, word: str, said: str) -> None:
    judged = judge(bill(effort))

    assert judged.words["counter"] == word
    assert judged.argument("NT303", "counter").message == said
    assert judged.verdict("counter").lines[-1] == f"NT303: fragile: {said}"


@pytest.mark.parametrize("effort", [", effort: 0.9 pm", ", effort: 1.6 pm", ""])
def test_a_payback_far_from_its_limit_or_unknown_is_not(effort: str) -> None:
    assert [item for item in judge(bill(effort)).arguments if item.rule == "NT303"] == []


def test_what_cores_are_paid_for_counts_before_what_is_used() -> None:
    text = bill(", effort: 1.1 pm").replace("cpu: 100.0}", "cpu: 40, cpu_allocated: 100}")

    assert "`load.cpu_allocated` at 88.7 cores" in judge(text).argument("NT303", "counter").message


def test_the_size_is_told_in_lines_of_code() -> None:
    text = bill("").replace("    measured", "    size: 0.57 kloc\n    measured")

    assert "`size` at 0.638 kloc (+12 %)" in judge(text).argument("NT303", "counter").message


def test_the_limit_is_an_option() -> None:
    judged = judge(bill(", effort: 1.1 pm"), rules={"NT303": {"max_payback": 24.0}})

    assert [item for item in judged.arguments if item.rule == "NT303"] == []


def test_the_figure_that_turns_a_verdict_has_one_value() -> None:
    """The margin of its CPU and NT303 name the same cores."""
    judged = judge(shop(cpu=4.7))
    (margin,) = (item for item in judged.verdict("search").margins if item.quantity == "cpu")

    turns = judged.argument("NT303", "search").numbers["turns_at_cores"]
    assert margin.value == turns
    assert margin.text == "its CPU < 3.99 cores"
