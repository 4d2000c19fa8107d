"""YAML 1.2's core schema, value by value."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.source import Span
from archlint.yamltext import Scalar
from archlint.yamltext.core_schema import resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *((text, text) for text in ("no", "yes", "on", "off", "y", "tRUE", "nULL", "NaN", "inf")),
        *((text, text) for text in ("2026-10-01", "1_000", "1:30", "0b1", "0o8", "-0x1", "١")),
        *((text, text) for text in ("1e", ".", "+", "-", "1.2.3", "1 ", "14ms", "0O14", "1\n")),
        ("0", 0),
        ("007", 7),
        ("-12", -12),
        ("+12", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e-3", -0.0015),
        ("1E3", 1000.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.Inf", math.inf),
        ("9" * 40, int("9" * 40)),
        ("9" * 41, "9" * 41),
    ],
)
def test_a_plain_scalar_means(text: str, expected: object) -> None:
    value = resolve(text)
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    value = resolve(text)
    assert isinstance(value, float)
    assert math.isnan(value)


@given(st.text(max_size=60))
def test_a_quoted_scalar_is_always_text(text: str) -> None:
    scalar = Scalar(text, Span("f.yaml", 1, 1, 1, 1), is_plain=False)
    assert (scalar.value, scalar.is_null) == (text, False)


@given(st.text("0123456789+-.eExoinfaN_~", max_size=45))
def test_any_text_has_a_value(text: str) -> None:
    assert isinstance(resolve(text), str | float | int | None)
