"""Verdicts counted by group."""

from __future__ import annotations

import pytest

from archlint.model import Service, Verdict
from archlint.reporting.verdict_groups import verdict_groups

from reported import verdict


def many(**counts: int) -> list[Verdict]:
    """So many verdicts of each word; services in Go."""
    return [
        verdict(f"{word}{number}", word.replace("_", "-"))
        for word, count in counts.items()
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [
        pytest.param([], "", id="no verdicts, no sentence"),
        pytest.param(many(go=3), "Rust: 0 of 3.", id="all in Go"),
        pytest.param(
            many(rust=2, go=15, measure_first=2),
            "Rust: 2 of 19 (rust0, rust1). Measure first: 2. Go: 15.",
            id="groups in their order",
        ),
        pytest.param(
            many(hybrid=1, go=1),
            "Rust: 0 of 2. Hybrid: 1 (hybrid0). Go: 1.",
            id="a kernel to split out",
        ),
        pytest.param(
            [*many(rust=2), verdict("fonts", "rust", "rust")],
            "Rust: 3 of 3 (rust0, rust1; in Rust already: fonts).",
            id="what is done is told from what is to do",
        ),
        pytest.param(
            many(rust=6),
            "Rust: 6 of 6 (rust0, rust1, rust2 and 3 more).",
            id="more than a line has room for",
        ),
        pytest.param(
            [verdict(f"s{number}", "either", "java") for number in range(40)],
            "Rust: 0. Another language, no case made: 40 of 40.",
            id="a Java shop",
        ),
        pytest.param(
            [
                verdict("a", "go", "rust"),
                verdict("b", "none", "rust"),
                verdict("c", "rust", "rust"),
            ],
            "Rust: 1 of 3 (in Rust already: c). In Rust, nothing argues for it: 1. In Rust, cannot say: 1.",
            id="what is in Rust never stays in Go",
        ),
        pytest.param(
            [verdict("a", "none", "c++"), verdict("b", "go", None)],
            "Rust: 0 of 2. Go: 1. Native language, no verdict: 1.",
            id="native languages",
        ),
        pytest.param(
            [verdict("a", "keep", "go")],
            "Rust: 0 of 1. keep: 1.",
            id="the word of another pack",
        ),
    ],
)
def test_verdicts_are_counted_by_group(verdicts: list[Verdict], text: str) -> None:
    assert verdict_groups(verdicts) == text


def test_the_groups_add_up_to_all_counted_services() -> None:
    services = [
        Service(name="a", language="go"),
        Service(name="b", language="go"),
        Service(name="c", replicas=0),
        Service(name="d", managed=True),
        Service(name="e", lifecycle="planned"),
    ]

    assert verdict_groups([verdict("a", "rust")], services) == (
        "Rust: 1 of 3 (a). No verdict yet: 1. Not running, not judged: 1."
    )
    assert verdict_groups(
        [verdict("a", "go"), verdict("e", "rust", is_planned=True)], services
    ) == ("Rust: 0 of 3. Go: 1. No verdict yet: 1. Not running, not judged: 1.")
    assert verdict_groups([], services) == ""


def test_go_by_default_is_not_counted_as_go() -> None:
    verdicts = [*many(go=2), verdict("x", "go", is_by_default=True)]

    assert verdict_groups(verdicts) == "Rust: 0 of 3. Go: 2. Go by default, not measured: 1."
