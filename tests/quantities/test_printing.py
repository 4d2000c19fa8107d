"""Quantities as they are printed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.quantities import (
    format_bytes,
    format_cores,
    format_count,
    format_duration,
    format_money,
    format_number,
    format_percent,
    format_rate,
    parse_bytes,
    parse_cores,
    parse_count,
    parse_duration,
    parse_money,
    parse_percent,
    parse_rate,
)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (format_duration(0.00375), "3.75 ms"),
        (format_duration(0.0492837), "49.3 ms"),
        (format_duration(0.99996), "1 s"),
        (format_duration(90), "1.5 min"),
        (format_duration(3600), "1 h"),
        (format_duration(0), "0 ms"),
        (format_duration(-0.009), "-9 ms"),
        (format_duration(math.inf), "unbounded"),
        (format_rate(1200), "1.2k/s"),
        (format_rate(999.9), "1k/s"),
        (format_rate(0.5), "30/min"),
        (format_rate(0.001), "3.6/h"),
        (format_rate(0), "0/s"),
        (format_cores(12), "12 cores"),
        (format_cores(1), "1 core"),
        (format_cores(0.05), "0.05 cores"),
        (format_cores(123456), "123k cores"),
        (format_bytes(6 * 2**30), "6 GiB"),
        (format_bytes(2**30), "1 GiB"),
        (format_bytes(1024), "1 KiB"),
        (format_bytes(1023 * 2**20), "1020 MiB"),
        (format_bytes(100), "100 B"),
        (format_percent(0.612), "61.2%"),
        (format_percent(0.07), "7%"),
        (format_percent(0.9995), "99.95%"),
        (format_percent(0.99999), "99.999%"),
        (format_percent(1), "100%"),
        (format_percent(0), "0%"),
        (format_money(50000), "$50.0k"),
        (format_money(50000, "EUR"), "50.0k EUR"),
        (format_money(950), "$950"),
        (format_money(-1900), "-$1.90k"),
        (format_money(250_000_000), "$250M"),
        (format_money(0), "$0"),
        (format_number(7_020.4), "7,020"),
        (format_number(12_345_678), "12,300,000"),
        (format_number(0.6543), "0.654"),
        (format_number(0.0000123456), "0.0000123"),
        (format_number(-12.0), "-12"),
        (format_number(0.0), "0"),
        (format_number(112.5, 2), "110"),
        (format_number(math.inf), "unbounded"),
        (format_count(950), "950"),
        (format_count(1_234_567), "1.23M"),
    ],
)
def test_three_significant_figures_are_printed(printed: str, expected: str) -> None:
    assert printed == expected


PRINTED: list[tuple[Callable[..., Any], Callable[..., str], float, float]] = [
    (parse_duration, format_duration, 1e-9, 30 * 86400.0),
    (parse_rate, format_rate, 1e-5, 1e12),
    (parse_cores, format_cores, 1e-3, 1e7),
    (parse_bytes, format_bytes, 1.0, 1e15),
    (parse_percent, format_percent, 1e-4, 1.0),
    (lambda text: parse_money(text).amount, format_money, 0.01, 1e12),
    (lambda text: parse_money(text).amount, lambda x: format_money(x, "EUR"), 0.01, 1e12),
    (lambda text: float(parse_count(text)), format_count, 1000.0, 1e8),
]


@pytest.mark.parametrize(("parse", "write", "low", "high"), PRINTED)
@given(data=st.data())
def test_what_is_printed_reads_as_the_same_quantity(
    parse: Callable[..., Any],
    write: Callable[..., str],
    low: float,
    high: float,
    data: st.DataObject,
) -> None:
    value = data.draw(st.floats(min_value=low, max_value=high))
    assert parse(write(value)) == pytest.approx(value, rel=0.011)


@pytest.mark.parametrize(("write", "low", "high"), [row[1:] for row in PRINTED])
@given(data=st.data())
def test_nothing_is_printed_with_an_exponent(
    write: Callable[..., str], low: float, high: float, data: st.DataObject
) -> None:
    assert "e+" not in write(data.draw(st.floats(min_value=low, max_value=high)))


@given(st.decimals(min_value="0.001", max_value="999", places=3))
def test_a_thousand_of_a_unit_is_one_of_the_next(number: object) -> None:
    assert parse_duration(f"{number}s") == pytest.approx(parse_duration(f"{number}ms") * 1000)
    assert parse_rate(f"{number}k/s") == pytest.approx(parse_rate(f"{number}/s") * 1000)
    assert parse_rate(f"{number}/s") == pytest.approx(parse_rate(f"{number}/min") * 60)
    assert parse_cores(str(number)) == pytest.approx(parse_cores(f"{number}m") * 1000)
    assert parse_bytes(f"{number}Gi") == pytest.approx(parse_bytes(f"{number}Mi") * 1024)
