"""Amounts of money: a number, perhaps with k, M or B, and one currency."""

from __future__ import annotations

import re
from typing import NamedTuple

from archlint.quantities.forms import (
    GROUPED,
    MAX_CHARACTERS,
    NUMBER,
    Form,
    QuantityError,
    Unit,
    general_hint,
    parse,
    respelled,
)


class Money(NamedTuple):
    """An amount in one currency (an ISO 4217 code)."""

    amount: float
    currency: str


_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP"}
_AMOUNT = Form(
    noun="an amount of money",
    example="1,900 USD",
    units={"": Unit(), "k": Unit(3), "K": Unit(3), "M": Unit(6), "B": Unit(9)},
    high=(1e15, "10^15"),
    grouped=True,
    own=("", "k", "M", "B"),
)
MONEY_EXPECTED = _AMOUNT.expected
MONEY_PATTERN = (
    rf"^\s*(?:[$€£]\s*(?:{GROUPED}|{NUMBER})\s*[kKMB]?"
    rf"|(?:{GROUPED}|{NUMBER})\s*[kKMB]?\s*[A-Za-z]{{3}})\s*$"
)


def parse_money(text: str) -> Money:
    """An amount and its currency: "1,900 USD", "50k EUR", "$50k"."""
    stripped = text.strip()
    if len(stripped) > MAX_CHARACTERS:
        raise _AMOUNT.refuse(stripped)
    if stripped[:1] in _SYMBOLS:
        return Money(_amount(stripped[1:], stripped), _SYMBOLS[stripped[0]])
    coded = re.fullmatch(r"(.*?)\s*([A-Za-z]{3})", stripped, re.DOTALL)
    if coded is None:
        hint = f"write {stripped} USD" if _is_amount(stripped) else ""
        raise _AMOUNT.refuse(stripped, hint or general_hint(stripped, parse_money))
    return Money(_amount(coded[1], stripped), coded[2].upper())


def respelled_money(text: str) -> str:
    """The same amount with its code in capitals and a small k: "50K usd" is "50k USD".

    A currency sign stays: the report writes it too. Raises QuantityError.
    """
    parse_money(text)
    stripped = text.strip()
    if stripped[0] in _SYMBOLS:
        return stripped[0] + respelled(_AMOUNT, stripped[1:])
    code = stripped[-3:]
    amount = stripped[:-3]
    gap = amount[len(amount.rstrip()) :]
    respelt = respelled(_AMOUNT, amount.rstrip()) + gap + code.upper()
    return text if respelt == stripped else respelt


def _is_amount(text: str) -> bool:
    try:
        parse(_AMOUNT, text)
    except QuantityError:
        return False
    return True


def _amount(text: str, whole: str) -> float:
    try:
        return parse(_AMOUNT, text)
    except QuantityError as error:
        if "," in text and (hint := general_hint(whole, parse_money)):
            raise _AMOUNT.refuse(whole, hint) from None
        found = f"got '{text.strip()}'"
        raise QuantityError(str(error).replace(found, f"got '{whole}'")) from None
