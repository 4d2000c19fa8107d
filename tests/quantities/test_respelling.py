"""Quantities in the words of the format."""

from __future__ import annotations

import pytest

from archlint import quantities
from archlint.quantities import QuantityError, parse_money

WITH_UNITS = (
    quantities.DURATION,
    quantities.RATE,
    quantities.CORES,
    quantities.BYTES,
    quantities.PERCENT,
    quantities.SIZE,
    quantities.EFFORT,
    quantities.COUNT,
)


@pytest.mark.parametrize("form", WITH_UNITS, ids=lambda form: form.noun)
def test_every_unit_has_a_spelling_of_the_format_and_keeps_its_value(form: quantities.Form) -> None:
    for unit in form.units:
        for text in (f"50{unit}", f"1.5 {unit}", f" 2 {unit.upper()} "):
            try:
                value = quantities.parse(form, text)
            except QuantityError:  # out of bounds, or a unit that has another meaning in capitals
                continue
            own = quantities.respelled(form, text)
            assert quantities.parse(form, own) == value
            assert quantities.respelled(form, own) == own
            assert own.strip().lstrip("0123456789.").strip() in form.own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 USD", "31 USD"),
        ("31USD", "31USD"),
        ("31 usd", "31 USD"),
        ("50K EUR", "50k EUR"),
        (" 1,900 eur", "1,900 EUR"),
        ("$50k", "$50k"),
        ("$50K", "$50k"),
        ("2M gbp", "2M GBP"),
    ],
)
def test_an_amount_keeps_its_value_and_its_sign(text: str, expected: str) -> None:
    assert quantities.respelled_money(text) == expected
    assert parse_money(expected) == parse_money(text)


@pytest.mark.parametrize("text", ["14 msecs", "14", ""])
def test_what_cannot_be_parsed_cannot_be_respelled(text: str) -> None:
    with pytest.raises(QuantityError):
        quantities.respelled(quantities.DURATION, text)
