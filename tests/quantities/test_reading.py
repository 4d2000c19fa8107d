"""Quantities as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint import quantities
from archlint.quantities import (
    Money,
    QuantityError,
    parse_bytes,
    parse_cores,
    parse_count,
    parse_duration,
    parse_effort,
    parse_money,
    parse_number,
    parse_percent,
    parse_rate,
    parse_size,
)

PARSERS: tuple[Callable[..., Any], ...] = (
    parse_duration,
    parse_rate,
    parse_cores,
    parse_bytes,
    parse_percent,
    parse_money,
    parse_size,
    parse_effort,
    parse_count,
    parse_number,
)
FORMS: dict[Callable[..., Any], quantities.Form] = {
    parse_duration: quantities.DURATION,
    parse_rate: quantities.RATE,
    parse_cores: quantities.CORES,
    parse_bytes: quantities.BYTES,
    parse_percent: quantities.PERCENT,
    parse_size: quantities.SIZE,
    parse_effort: quantities.EFFORT,
    parse_count: quantities.COUNT,
}


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_duration, "14ms", 0.014),
        (parse_duration, "1.5 s", 1.5),
        (parse_duration, "5min", 300.0),
        (parse_duration, "2h", 7200.0),
        (parse_duration, "7d", 604800.0),
        (parse_duration, "30 days", 2592000.0),
        (parse_duration, "1ns", 1e-9),
        (parse_duration, "250us", 250e-6),
        (parse_duration, "250µs", 250e-6),
        (parse_duration, "250μs", 250e-6),
        (parse_duration, "14MS", 0.014),
        (parse_duration, ".5s", 0.5),
        (parse_duration, "2.675ms", 0.002675),
        (parse_duration, "0.1ms", 0.0001),
        (parse_duration, "0" * 36 + "14ms", 0.014),
        (parse_rate, "120/s", 120.0),
        (parse_rate, "1200/s", 1200.0),
        (parse_rate, "1.2k/s", 1200.0),
        (parse_rate, "1.2M/s", 1.2e6),
        (parse_rate, "90/min", 1.5),
        (parse_rate, "36/h", 0.01),
        (parse_rate, "864/day", 0.01),
        (parse_rate, "0/s", 0.0),
        (parse_rate, "120 rps", 120.0),
        (parse_rate, "1.2k req/s", 1200.0),
        (parse_rate, "120 RPS", 120.0),
        (parse_cores, "2.1", 2.1),
        (parse_cores, "500m", 0.5),
        (parse_cores, "12 cores", 12.0),
        (parse_cores, "0", 0.0),
        (parse_bytes, "6Gi", 6 * 2.0**30),
        (parse_bytes, "512MiB", 512 * 2.0**20),
        (parse_bytes, "1.5GB", 1.5e9),
        (parse_bytes, "1.5G", 1.5e9),
        (parse_bytes, "100 B", 100.0),
        (parse_percent, "99.95%", 0.9995),
        (parse_percent, "7 %", 0.07),
        (parse_percent, "100%", 1.0),
        (parse_money, "1,900 USD", Money(1900.0, "USD")),
        (parse_money, "50k USD", Money(50000.0, "USD")),
        (parse_money, "1.2M eur", Money(1.2e6, "EUR")),
        (parse_money, "$50k", Money(50000.0, "USD")),
        (parse_money, "€ 31.50", Money(31.5, "EUR")),
        (parse_size, "14 kloc", 14.0),
        (parse_size, "14,000 loc", 14.0),
        (parse_effort, "3 pm", 3.0),
        (parse_effort, "2.5 person-months", 2.5),
        (parse_count, "3", 3),
        (parse_count, "1,200", 1200),
        (parse_count, "50k", 50000),
        (parse_count, "2.0", 2),
        (parse_number, "0.65", 0.65),
        (parse_number, "1e3", 1000.0),
    ],
)
def test_what_people_write_is_read(parse: Callable[..., Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_duration, "5m", "expected a duration such as 14ms, got '5m': write 5min or 5ms"),
        (parse_duration, "14", "expected a duration such as 14ms, got '14': write 14ms or 14s"),
        (parse_duration, "1,5ms", "expected a duration such as 14ms, got '1,5ms': write 1.5ms"),
        (
            parse_duration,
            "1,500ms",
            "expected a duration such as 14ms, got '1,500ms': write 1500ms or 1.500ms",
        ),
        (
            parse_duration,
            "-3ms",
            "expected a duration such as 14ms, got '-3ms': quantities are written without a sign",
        ),
        (parse_duration, "inf", "expected a duration such as 14ms, got 'inf'"),
        (parse_duration, ".nan", "expected a duration such as 14ms, got '.nan'"),
        (parse_duration, "14 m s", "expected a duration such as 14ms, got '14 m s'"),
        (parse_duration, "1h30m", "expected a duration such as 14ms, got '1h30m'"),
        (parse_duration, "٣ms", "expected a duration such as 14ms, got '٣ms'"),
        (parse_duration, "0ms", "expected a duration of at least 1ns, got '0ms'"),
        (parse_duration, "0.9ns", "expected a duration of at least 1ns, got '0.9ns'"),
        (parse_duration, "31d", "expected a duration of at most 30 days, got '31d'"),
        (parse_duration, "9" * 41, "expected a duration such as 14ms, got 41 characters"),
        (parse_duration, "", "expected a duration such as 14ms, got ''"),
        (parse_rate, "120", "expected a rate such as 120/s, got '120': write 120/s"),
        (parse_rate, "1.2k", "expected a rate such as 120/s, got '1.2k': write 1.2k/s"),
        (parse_rate, "1.2m/s", "expected a rate such as 120/s, got '1.2m/s': write 1.2M/s"),
        (parse_rate, "5/m", "expected a rate such as 120/s, got '5/m': write 5/min"),
        (parse_rate, "1001G/s", "expected a rate of at most 10^12/s, got '1001G/s'"),
        (
            parse_cores,
            "10000001",
            "expected a number of cores of at most 10,000,000 cores, got '10000001'",
        ),
        (parse_cores, "2Gi", "expected a number of cores such as 2.1 or 500m, got '2Gi'"),
        (
            parse_bytes,
            "6",
            "expected an amount of memory such as 6Gi or 512MB, got '6': write 6MiB or 6GiB",
        ),
        (
            parse_bytes,
            "6gi",
            "expected an amount of memory such as 6Gi or 512MB, got '6gi': write 6Gi",
        ),
        (
            parse_bytes,
            "6Mb",
            "expected an amount of memory such as 6Gi or 512MB, got '6Mb': write 6MB",
        ),
        (
            parse_percent,
            "0.999",
            "expected a percentage such as 99.9%, got '0.999': write 99.9%",
        ),
        (
            parse_percent,
            "0.9995",
            "expected a percentage such as 99.9%, got '0.9995': write 99.95%",
        ),
        (parse_percent, "5", "expected a percentage such as 99.9%, got '5': write 5%"),
        (parse_percent, "101%", "expected a percentage of at most 100%, got '101%'"),
        (
            parse_money,
            "1900",
            "expected an amount of money such as 1,900 USD, got '1900': write 1900 USD",
        ),
        (
            parse_money,
            "1,90 USD",
            "expected an amount of money such as 1,900 USD, got '1,90 USD': write 1.90 USD",
        ),
        (
            parse_money,
            " x" * 21,
            "expected an amount of money such as 1,900 USD, got 41 characters",
        ),
        (parse_money, "5ns", "expected an amount of money such as 1,900 USD, got '5ns'"),
        (parse_money, "USD", "expected an amount of money such as 1,900 USD, got 'USD'"),
        (parse_money, "$", "expected an amount of money such as 1,900 USD, got '$'"),
        (
            parse_size,
            "14",
            "expected a size such as 14 kloc, got '14': write 14 kloc or 14 loc",
        ),
        (
            parse_effort,
            "3",
            "expected an effort such as 3 pm (person-months), got '3': write 3 pm",
        ),
        (parse_count, "1.5", "expected a whole number, got '1.5'"),
        (parse_count, "three", "expected a whole number such as 3, got 'three'"),
        (
            parse_number,
            "nan",
            "expected a number from 0 to 1,000,000,000,000, got 'nan'",
        ),
    ],
)
def test_what_is_ambiguous_or_out_of_bounds_is_refused(
    parse: Callable[..., Any], text: str, message: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        parse(text)
    assert str(caught.value) == message


COMMAS: tuple[tuple[Callable[..., Any], str, str], ...] = (
    (parse_duration, "1,5ms", "write 1.5ms"),
    (parse_duration, "1,500ms", "write 1500ms or 1.500ms"),
    (parse_duration, "0,500ms", "write 0.500ms"),
    (parse_duration, "1,500,000us", "write 1500000us"),
    (parse_duration, "1,500.5ms", "write 1500.5ms"),
    (parse_duration, "40,000 s", "write 40000 s or 40.000 s"),
    (parse_duration, "9,000,000 s", ""),
    (parse_duration, "1,5m", "write 1.5min or 1.5ms"),
    (parse_duration, "1,5", "write 1.5ms or 1.5s"),
    (parse_duration, "1,5,0ms", ""),
    (parse_rate, "1,5k/s", "write 1.5k/s"),
    (parse_cores, "2,1", "write 2.1"),
    (parse_bytes, "1,5Gi", "write 1.5Gi"),
    (parse_bytes, "1,5gi", "write 1.5Gi"),
    (parse_percent, "99,95%", "write 99.95%"),
    (parse_percent, "0,999", "write 99.9%"),
    (parse_percent, "1,500%", "write 1.500%"),
    (parse_money, "31,50 USD", "write 31.50 USD"),
    (parse_money, "$3,5k", "write $3.5k"),
    (parse_money, "3,5", "write 3.5 USD"),
    (parse_money, "0,500 USD", "write 0.500 USD"),
    (parse_size, "1,5 kloc", "write 1.5 kloc"),
    (parse_size, "0,500 kloc", "write 0.500 kloc"),
    (parse_effort, "1,5 pm", "write 1.5 pm"),
    (parse_count, "1,5", ""),
    (parse_count, "1,5k", "write 1.5k"),
    (parse_number, "0,65", "write 0.65"),
    (parse_number, "1,5e3", "write 1.5e3"),
)


@pytest.mark.parametrize(("parse", "text", "hint"), COMMAS, ids=[row[1] for row in COMMAS])
def test_a_comma_that_is_refused_is_answered_with_what_it_may_mean(
    parse: Callable[..., Any], text: str, hint: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        parse(text)
    assert (caught.value.hint, str(caught.value).endswith(f"'{text}'")) == (hint, not hint)


def test_bounds_themselves_are_inside() -> None:
    assert [parse_count(text, low=1, high=100) for text in ("1", "100")] == [1, 100]
    assert [parse_number(text, low=0.5, high=2) for text in ("0.5", "2")] == [0.5, 2.0]
    assert [parse_duration(text) for text in ("1ns", "30d")] == [1e-9, 2592000.0]
    assert parse_rate("1000G/s") == 1e12


def test_zero_is_a_duration_only_where_it_is_allowed() -> None:
    assert [parse_duration(text, zero=True) for text in ("0", "0ms", "0.0 s", "3ms")] == [
        0.0,
        0.0,
        0.0,
        0.003,
    ]


@pytest.mark.parametrize(
    ("parse", "low", "high", "text", "message"),
    [
        (parse_count, 0, 100, "101", "expected a whole number from 0 to 100, got '101'"),
        (parse_count, 1, 10_000, "0", "expected a whole number from 1 to 10,000, got '0'"),
        (parse_number, 0, 1e6, "1e9", "expected a number from 0 to 1,000,000, got '1e9'"),
    ],
)
def test_a_number_stays_between_its_bounds(
    parse: Callable[..., Any], low: float, high: float, text: str, message: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        parse(text, low=low, high=high)
    assert str(caught.value) == message


UNITS = {
    parse_duration: "ms",
    parse_rate: "k/s",
    parse_cores: "m",
    parse_bytes: "Gi",
    parse_percent: "%",
    parse_money: " USD",
    parse_size: " kloc",
    parse_effort: " pm",
    parse_number: "",
}


@pytest.mark.parametrize("parse", UNITS, ids=lambda parse: parse.__name__)
@given(
    whole=st.integers(0, 99),
    decimals=st.from_regex(r"[0-9]{1,2}|[0-9]{4,6}", fullmatch=True),
)
def test_a_comma_without_three_digits_behind_it_is_a_decimal_comma(
    parse: Callable[..., Any], whole: int, decimals: str
) -> None:
    number = f"{whole}.{decimals}"
    if float(number) == 0:
        return
    with pytest.raises(QuantityError) as caught:
        parse(f"{whole},{decimals}{UNITS[parse]}")
    assert caught.value.hint == f"write {number}{UNITS[parse]}"


@given(data=st.data())
def test_what_a_comma_is_said_to_mean_can_be_read(data: st.DataObject) -> None:
    parse = data.draw(st.sampled_from(PARSERS))
    units = [unit for form in FORMS.values() for unit in form.units]
    number = data.draw(
        st.from_regex(r"[0-9]{1,4}(,[0-9]{1,4}){1,3}(\.[0-9]{1,2})?", fullmatch=True)
    )
    text = f"{number}{data.draw(st.sampled_from(['', ' ']))}{data.draw(st.sampled_from(units))}"
    try:
        parse(text)
    except QuantityError as error:
        for meant in filter(None, error.hint.removeprefix("write ").split(" or ")):
            parse(meant)


@given(st.text(max_size=60) | st.from_regex(r"[-+0-9.,eE%$ /a-zA-Zµ]{0,45}", fullmatch=True))
def test_junk_raises_nothing_but_quantity_errors(text: str) -> None:
    for parse in PARSERS:
        try:
            value = parse(text)
        except QuantityError:
            continue
        amount = value.amount if isinstance(value, Money) else value
        assert math.isfinite(amount)
        assert amount >= 0


@pytest.mark.parametrize("parse", FORMS, ids=lambda parse: parse.__name__)
@given(data=st.data())
def test_the_published_pattern_accepts_what_is_read_and_little_else(
    parse: Callable[..., Any], data: st.DataObject
) -> None:
    form = FORMS[parse]
    unit = data.draw(st.sampled_from([*form.units, "x", "m", "%", " / s"]))
    number = data.draw(st.sampled_from(["1", "1.5", ".5", "1,200", "1,2", "1.", "-1", "1e3", ""]))
    text = number + data.draw(st.sampled_from(["", " "])) + unit
    try:
        parse(text)
    except QuantityError as error:
        is_form = " of at " in str(error) or str(error).startswith("expected a whole number, ")
    else:
        is_form = True
    assert bool(re.search(form.pattern, text)) == is_form


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("many", "expected a whole number from 1,000 to 5,000, got 'many'"),
        ("999", "expected a whole number from 1,000 to 5,000, got '999'"),
        (
            "-3",
            "expected a whole number from 1,000 to 5,000, got '-3': quantities are written without a sign",
        ),
    ],
)
def test_no_example_is_given_that_is_out_of_bounds(text: str, message: str) -> None:
    with pytest.raises(QuantityError, match=f"^{re.escape(message)}$"):
        parse_count(text, low=1000, high=5000)
