"""Dates are written in one way."""

from __future__ import annotations

from datetime import date

import pytest

from archlint.manifest import loads
from archlint.manifest.dates import read_date
from archlint.source import InputError

OTHERS = ["20270331", "2027-W13-3", "2027W133", "2027-3-31", "2027-02-30", "٢٠٢٧-٠٣-٣١", " 2027-03-31", ""]  # fmt: skip


def test_a_date_as_people_write_it() -> None:
    assert read_date("2027-03-31") == date(2027, 3, 31)


@pytest.mark.parametrize("text", OTHERS)
def test_any_other_text_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", [text for text in OTHERS if text.strip() == text])
def test_a_manifest_takes_no_other(text: str) -> None:
    with pytest.raises(InputError, match="expected a date such as 2026-10-01"):
        loads(
            "archlint: 1\nportfolio: shop\nservices:\n"
            f"  cart: {{measured: {{at: '{text}', source: traces}}}}\n"
        )
