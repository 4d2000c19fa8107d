"""How quantities of a kind are written: read, held to their bounds, respelled and multiplied."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

MAX_CHARACTERS = 40
"""No quantity is longer: a number of 5,000 digits is an attack or an accident."""

# "12", "1.5", ".5" or "1,900", then whatever follows as the unit.
NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_WRITTEN = re.compile(rf"({GROUPED}(?![0-9,])|{NUMBER}(?![0-9.,]))\s*(.*)", re.DOTALL)


_WITH_COMMAS = re.compile(r"([^0-9]*)([0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?)(.*)", re.DOTALL)


class QuantityError(ValueError):
    """The text is not the quantity that is due: says what was expected and what was found.

    `hint` is the part of the message that says what to write, empty where nobody can tell.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}: {hint}" if hint else message)
        self.hint = hint


class Unit(NamedTuple):
    """A unit as 10^exponent · times / per of the model's unit."""

    exponent: int = 0
    times: float = 1.0
    per: float = 1.0


Hint = Callable[[str, str], str]


def _no_hint(number: str, unit: str) -> str:  # noqa: ARG001  # the signature of a hint
    return ""


class Form(NamedTuple):
    """How one quantity is written: its units, its bounds and what to say when it is not.

    `low` and `high` are bounds in the model's unit with the words that name them. `grouped` allows
    "1,900", `any_case` reads unit names in any case, `is_whole` refuses fractions, `hint` turns a
    refused (number, unit) into advice. `own` are the units that the format itself writes, `gap`
    between them and the number; the others are synonyms of these.
    """

    noun: str
    example: str
    units: Mapping[str, Unit]
    low: tuple[float, str] = (0.0, "0")
    high: tuple[float, str] = (math.inf, "")
    grouped: bool = False
    any_case: bool = False
    is_whole: bool = False
    hint: Hint = _no_hint
    own: tuple[str, ...] = ("",)
    gap: str = ""

    @property
    def expected(self) -> str:
        return f"{self.noun} such as {self.example}"

    @property
    def pattern(self) -> str:
        """A regular expression (ECMA 262) for the texts of this form; bounds are not in it."""
        number = rf"(?:{GROUPED}|{NUMBER})" if self.grouped else NUMBER
        units = "|".join(sorted(self.units, key=lambda unit: (-len(unit), unit)))
        return rf"^\s*{number}\s*(?:{units})\s*$"

    def refuse(self, text: str, hint: str = "") -> QuantityError:
        return QuantityError(refusal(self.expected, text), hint)


def refusal(expected: str, text: str) -> str:
    shown = f"'{text}'" if len(text) <= MAX_CHARACTERS else f"{len(text):,} characters"
    return f"expected {expected}, got {shown}"


def general_hint(text: str, read: Callable[[str], object]) -> str:
    """Advice on what no quantity can be: negative, or with a comma where `read` takes none."""
    if text.startswith(("-", "+")):
        return "quantities are written without a sign"
    refused = []
    readable = []
    for meant in _without_commas(text):
        try:
            read(meant)
        except QuantityError as error:
            refused.append(error.hint)
        else:
            readable.append(meant)
    return f"write {' or '.join(readable)}" if readable else next(iter(refused), "")


def _without_commas(text: str) -> Iterator[str]:
    """What a text with commas may mean: "1,500ms" is 1500ms or 1.500ms, "1,5ms" only 1.5ms.

    Thousands come in threes and do not begin with a zero; a decimal comma stands alone.
    """
    match = _WITH_COMMAS.fullmatch(text)
    if match is None:
        return
    before, number, after = match.groups()
    if re.fullmatch(GROUPED, number):
        yield before + number.replace(",", "") + after
    if number.count(",") == 1 and "." not in number:
        yield before + number.replace(",", ".") + after


def split(form: Form, text: str) -> tuple[str, str]:
    """The number and the unit of a text."""
    stripped = text.strip()
    if len(stripped) > MAX_CHARACTERS:
        raise form.refuse(stripped)
    match = _WRITTEN.fullmatch(stripped)
    if match is None or ("," in match[1] and not form.grouped):
        raise form.refuse(stripped, general_hint(stripped, lambda meant: parse(form, meant)))
    return match[1].replace(",", ""), match[2]


def unit_of(form: Form, unit: str) -> Unit | None:
    found = form.units.get(unit)
    is_second_try = found is None and form.any_case and unit.isascii()
    return form.units.get(unit.lower()) if is_second_try else found


def _bounded(form: Form, value: float, text: str) -> float:
    if form.is_whole and not value.is_integer():
        raise QuantityError(refusal(form.noun, text.strip()))
    if value < form.low[0]:
        raise QuantityError(refusal(f"{form.noun} of at least {form.low[1]}", text.strip()))
    if value > form.high[0]:
        raise QuantityError(refusal(f"{form.noun} of at most {form.high[1]}", text.strip()))
    return value


def parse(form: Form, text: str) -> float:
    """The value of a text in the model's unit, or QuantityError."""
    number, written = split(form, text)
    unit = unit_of(form, written)
    if unit is None:
        raise form.refuse(text.strip(), form.hint(number, written))
    value = float(f"{number}e{unit.exponent}") * unit.times / unit.per
    return _bounded(form, value, text)


def respelled(form: Form, text: str) -> str:
    """The same quantity with the format's own word for its unit: "90 rpm" is "90/min".

    The number stays as it is written, and so does a text whose unit is one of the format's own: a
    space before it is no other spelling. Raises QuantityError.
    """
    parse(form, text)
    number, written = _WRITTEN.fullmatch(text.strip()).groups()  # type: ignore[union-attr]  # parsed
    if written in form.own:
        return text
    unit = unit_of(form, written)
    lower = written.lower()
    same = (own for own in form.own if form.units[own] == unit)
    word = lower if lower in form.own and form.units[lower] == unit else next(same, written)
    return f"{number}{form.gap}{word}"


_FIRST_NUMBER = re.compile(rf"{GROUPED}(?![0-9,])|{NUMBER}")


def scaled(text: str, factor: str) -> str:
    """The same text with its number multiplied: "1.2k/s" by "2" is "2.4k/s"; decimals are exact.

    Raises QuantityError where there is no number ("none").
    """
    from decimal import Decimal

    found = _FIRST_NUMBER.search(text)
    if found is None:
        raise QuantityError(f"expected a number to multiply, got '{text[:MAX_CHARACTERS]}'")
    value = Decimal(found[0].replace(",", "")) * Decimal(factor)
    digits = f"{value:f}"
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{text[: found.start()]}{plain}{text[found.end() :]}"
