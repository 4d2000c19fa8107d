"""What a rewrite is worth in words, and what to try in Go before."""

from __future__ import annotations

import pytest

from archlint import Gain, Range, Service
from archlint_ninety_ten.gains import factor_line, gain_line, tuning_line

HEAD = "in Rust, at the same utilisation: "


@pytest.mark.parametrize(
    ("gain", "expected"),
    [
        pytest.param(Gain(), "nothing that shows", id="no figure"),
        pytest.param(
            Gain(milliseconds={"order": Range(0.01, 0.05, 0.2)}),
            "50 µs (0.01 to 0.2 ms) off order",
            id="the least that shows",
        ),
        pytest.param(
            Gain(milliseconds={"order": Range(0.01, 0.0499, 0.2)}),
            "nothing that shows",
            id="less than that",
        ),
        pytest.param(
            Gain(
                milliseconds={"browse": Range(2.0, 2.0, 2.0), "order": Range(1.0, 3.0, 4.0)},
                users=Range(1.0, 2.0, 3.0),
                cores=Range(4.0, 5.0, 6.0),
                per_month=Range(100.0, 200.0, 300.0),
                currency="EUR",
                payback=Range(7.0, 8.0, 9.0),
            ),
            "2 ms off browse, 3 ms (1 to 4 ms) off order, 2 users (1 to 3), 5 cores (4 to 6),"
            " 200 EUR a month (100 EUR to 300 EUR), its effort back after 8 months (7 to 9 months)",
            id="every figure",
        ),
        pytest.param(
            Gain(per_month=Range(200.0, 200.0, 200.0)), "$200 a month", id="money as a point"
        ),
    ],
)
def test_the_worth_is_told_in_the_figures_that_show(gain: Gain, expected: str) -> None:
    assert gain_line(gain) == HEAD + expected


INF = float("inf")


@pytest.mark.parametrize(
    ("payback", "expected"),
    [
        pytest.param(Range(7.0, 7.0, 7.0), "its effort back after 7 months", id="a point"),
        pytest.param(
            Range(7.0, 8.0, 9.0), "its effort back after 8 months (7 to 9 months)", id="one unit"
        ),
        pytest.param(
            Range(24.0, 30.0, 48.0),
            "its effort back after 30 months (24 months to 4 years)",
            id="two units",
        ),
        pytest.param(
            Range(7.0, 8.0, INF),
            "its effort back after 8 months (7 months to never)",
            id="at worst never",
        ),
        pytest.param(
            Range(7.0, INF, INF),
            "its effort never back, or after 7 months at best",
            id="at best in time",
        ),
        pytest.param(Range(INF, INF, INF), "its effort never back", id="never"),
    ],
)
def test_the_payback_is_told_low_and_high_in_one_unit_where_it_is_one(
    payback: Range, expected: str
) -> None:
    assert gain_line(Gain(payback=payback)) == HEAD + expected


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (Range(0.35, 0.65, 1.0), "factor 0.65 (0.35 to 1), prior"),
        (Range(0.5, 0.5, 0.5), "factor 0.5, prior"),
        (None, ""),
    ],
)
def test_the_factor_is_told_with_its_source(factor: Range | None, expected: str) -> None:
    assert factor_line(Gain(factor=factor, factor_source="prior")) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("json-api", "a faster JSON library, PGO and GOMEMLIMIT"),
        ("proxy", "batching of system calls"),
        ("database", "off-heap storage, GOGC and GOMEMLIMIT"),
        pytest.param("agent", "PGO, fewer allocations and GOMEMLIMIT", id="a row without advice"),
        pytest.param(
            "ml-inference", "PGO, fewer allocations and GOMEMLIMIT", id="a kind without a row"
        ),
        pytest.param(None, "PGO, fewer allocations and GOMEMLIMIT", id="no kind"),
    ],
)
def test_what_to_try_in_go_is_that_of_the_kind(kind: str | None, expected: str) -> None:
    assert tuning_line(Service(name="s", kind=kind)) == (
        f"before that, in Go: {expected}; then measure again"
    )


@pytest.mark.parametrize("language", ["python", "javascript", "java"])
def test_another_language_is_told_nothing_of_gos_tools(language: str) -> None:
    line = tuning_line(Service(name="s", kind="json-api", language=language))

    assert line == (
        f"before that, in {language.capitalize()}: profile it, and give what computes to a native"
        " library or its runtime's fast paths; then measure again"
    )
