"""Quantities as people write them, parsed to and printed from the model's units.

"14ms" is 0.014 seconds, "1.2k/s" 1200 per second, "500m" half a core, "6Gi" bytes, "99.95%" a
fraction, "1,900 USD" an amount of money, "14 kloc" a size, "3 pm" person-months. What can be read
in two ways is refused and the message says what to write. Decimal units are applied as decimal
exponents of the text, so that "2.675ms" is the float nearest to 0.002675.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

MAX_CHARACTERS = 40
"""No quantity is longer: a number of 5,000 digits is an attack or an accident."""

# "12", "1.5", ".5" or "1,900", then whatever follows as the unit.
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_WRITTEN = re.compile(rf"({_GROUPED}(?![0-9,])|{_NUMBER}(?![0-9.,]))\s*(.*)", re.DOTALL)


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


class Money(NamedTuple):
    """An amount in one currency (an ISO 4217 code)."""

    amount: float
    currency: str


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
        number = rf"(?:{_GROUPED}|{_NUMBER})" if self.grouped else _NUMBER
        units = "|".join(sorted(self.units, key=lambda unit: (-len(unit), unit)))
        return rf"^\s*{number}\s*(?:{units})\s*$"

    def refuse(self, text: str, hint: str = "") -> QuantityError:
        return QuantityError(_refusal(self.expected, text), hint)


def _refusal(expected: str, text: str) -> str:
    shown = f"'{text}'" if len(text) <= MAX_CHARACTERS else f"{len(text):,} characters"
    return f"expected {expected}, got {shown}"


def _general_hint(text: str, read: Callable[[str], object]) -> str:
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
    if re.fullmatch(_GROUPED, number):
        yield before + number.replace(",", "") + after
    if number.count(",") == 1 and "." not in number:
        yield before + number.replace(",", ".") + after


def _split(form: Form, text: str) -> tuple[str, str]:
    """The number and the unit of a text."""
    stripped = text.strip()
    if len(stripped) > MAX_CHARACTERS:
        raise form.refuse(stripped)
    match = _WRITTEN.fullmatch(stripped)
    if match is None or ("," in match[1] and not form.grouped):
        raise form.refuse(stripped, _general_hint(stripped, lambda meant: parse(form, meant)))
    return match[1].replace(",", ""), match[2]


def _find(form: Form, unit: str) -> Unit | None:
    found = form.units.get(unit)
    is_second_try = found is None and form.any_case and unit.isascii()
    return form.units.get(unit.lower()) if is_second_try else found


def _bounded(form: Form, value: float, text: str) -> float:
    if form.is_whole and not value.is_integer():
        raise QuantityError(_refusal(form.noun, text.strip()))
    if value < form.low[0]:
        raise QuantityError(_refusal(f"{form.noun} of at least {form.low[1]}", text.strip()))
    if value > form.high[0]:
        raise QuantityError(_refusal(f"{form.noun} of at most {form.high[1]}", text.strip()))
    return value


def parse(form: Form, text: str) -> float:
    """The value of a text in the model's unit, or QuantityError."""
    number, written = _split(form, text)
    unit = _find(form, written)
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
    unit = _find(form, written)
    lower = written.lower()
    same = (own for own in form.own if form.units[own] == unit)
    word = lower if lower in form.own and form.units[lower] == unit else next(same, written)
    return f"{number}{form.gap}{word}"


_FIRST_NUMBER = re.compile(rf"{_GROUPED}(?![0-9,])|{_NUMBER}")


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


# --- durations ----------------------------------------------------------------------------------


def _duration_hint(number: str, unit: str) -> str:
    if unit in ("m", "M"):
        return f"write {number}min or {number}ms"
    return f"write {number}ms or {number}s" if not unit and float(number) else ""


_SECOND_WORDS = ("s", "sec", "secs", "second", "seconds")
_MINUTE_WORDS = ("min", "mins", "minute", "minutes")
_HOUR_WORDS = ("h", "hr", "hrs", "hour", "hours")
_DAY_WORDS = ("d", "day", "days")

DURATION = Form(
    noun="a duration",
    example="14ms",
    units={
        "ns": Unit(-9),
        "us": Unit(-6),
        "µs": Unit(-6),  # the micro sign
        "μs": Unit(-6),  # the Greek letter
        "ms": Unit(-3),
        **dict.fromkeys(_SECOND_WORDS, Unit()),
        **dict.fromkeys(_MINUTE_WORDS, Unit(times=60.0)),
        **dict.fromkeys(_HOUR_WORDS, Unit(times=3600.0)),
        **dict.fromkeys(_DAY_WORDS, Unit(times=86400.0)),
    },
    low=(1e-9, "1ns"),
    high=(30 * 86400.0, "30 days"),
    any_case=True,
    hint=_duration_hint,
    own=("ns", "µs", "us", "ms", "s", "min", "h", "d"),
)


def parse_duration(text: str, *, zero: bool = False) -> float:
    """Seconds, 1 ns to 30 days; `zero` allows "0ms" and the bare "0" beside that."""
    if zero and text.strip() == "0":
        return 0.0
    if (
        zero
        and float(_split(DURATION, text)[0]) == 0
        and _find(DURATION, _split(DURATION, text)[1])
    ):
        return 0.0
    return parse(DURATION, text)


# --- rates --------------------------------------------------------------------------------------

_PREFIXES = {"": 0, "k": 3, "K": 3, "M": 6, "G": 9}
_PER = {
    **dict.fromkeys(("/s", "/sec", "/second", "rps", "qps", "req/s"), 1.0),
    **dict.fromkeys(("/min", "/minute", "rpm", "req/min"), 60.0),
    **dict.fromkeys(("/h", "/hour"), 3600.0),
    **dict.fromkeys(("/d", "/day"), 86400.0),
}


def _rate_hint(number: str, unit: str) -> str:
    if unit in _PREFIXES:
        return f"write {number}{unit}/s"
    if unit.startswith("m") and unit[1:] in _PER:
        return f"write {number}M{unit[1:]}"
    return f"write {number}/min" if unit.endswith("/m") else ""


RATE = Form(
    noun="a rate",
    example="120/s",
    units={
        prefix + space + per: Unit(exponent, per=seconds)
        for prefix, exponent in _PREFIXES.items()
        for space in (("", " ") if prefix else ("",))
        for per, seconds in _PER.items()
    },
    high=(1e12, "10^12/s"),
    any_case=True,
    hint=_rate_hint,
    own=tuple(prefix + per for prefix in ("", "k", "M", "G") for per in ("/s", "/min", "/h", "/d")),
)


def parse_rate(text: str) -> float:
    """Events per second: "120/s", "1.2k/s", "90/min", "120 rps"."""
    return parse(RATE, text)


# --- cores, memory, shares ----------------------------------------------------------------------

CORES = Form(
    noun="a number of cores",
    example="2.1 or 500m",
    units={
        prefix + word: Unit(exponent)
        for prefix, exponent in {"": 0, "m": -3, "k": 3, "M": 6}.items()
        for word in ("", "core", "cores", " core", " cores")
        if prefix or not word.startswith(" ")
    },
    high=(1e7, "10,000,000 cores"),
    own=("", "m", "k", "M"),
)


def parse_cores(text: str) -> float:
    """Cores; "500m" is half a core, as in Kubernetes."""
    return parse(CORES, text)


_BINARY = {"K": 10, "M": 20, "G": 30, "T": 40, "P": 50}
_DECIMAL = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15}


def _bytes_hint(number: str, unit: str) -> str:
    if not unit:
        return f"write {number}MiB or {number}GiB"
    same = [known for known in BYTES.units if known.lower() == unit.lower()]
    return f"write {number}{same[-1]}" if same else ""


BYTES = Form(
    noun="an amount of memory",
    example="6Gi or 512MB",
    units={
        "B": Unit(),
        **{p + word: Unit(times=2.0**e) for p, e in _BINARY.items() for word in ("i", "iB")},
        **{p + word: Unit(e) for p, e in _DECIMAL.items() for word in ("", "B")},
    },
    high=(2.0**60, "1024 PiB"),
    hint=_bytes_hint,
    own=("B", "Ki", "Mi", "Gi", "Ti", "Pi", "kB", "MB", "GB", "TB", "PB"),
)


def parse_bytes(text: str) -> float:
    """Bytes: "6Gi" and "6GiB" are binary, "1.5GB" and "1.5G" decimal."""
    return parse(BYTES, text)


def _percent_hint(number: str, unit: str) -> str:
    if unit:
        return ""
    if 0 < float(number) < 1:
        return f"write {float(f'{number}e2'):.15g}%"
    return f"write {number}%"


PERCENT = Form(
    noun="a percentage",
    example="99.9%",
    units={"%": Unit(-2)},
    high=(1.0, "100%"),
    hint=_percent_hint,
    own=("%",),
)


def parse_percent(text: str) -> float:
    """A fraction of one: "99.95%" is 0.9995. The sign is due."""
    return parse(PERCENT, text)


# --- money, size, effort, counts ----------------------------------------------------------------

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
    rf"^\s*(?:[$€£]\s*(?:{_GROUPED}|{_NUMBER})\s*[kKMB]?"
    rf"|(?:{_GROUPED}|{_NUMBER})\s*[kKMB]?\s*[A-Za-z]{{3}})\s*$"
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
        raise _AMOUNT.refuse(stripped, hint or _general_hint(stripped, parse_money))
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
        if "," in text and (hint := _general_hint(whole, parse_money)):
            raise _AMOUNT.refuse(whole, hint) from None
        found = f"got '{text.strip()}'"
        raise QuantityError(str(error).replace(found, f"got '{whole}'")) from None


SIZE = Form(
    noun="a size",
    example="14 kloc",
    units={"kloc": Unit(), "loc": Unit(-3), "mloc": Unit(3)},
    high=(1e6, "1,000,000 kloc"),
    grouped=True,
    any_case=True,
    hint=lambda number, unit: "" if unit else f"write {number} kloc or {number} loc",
    own=("kloc", "loc", "mloc"),
    gap=" ",
)


def parse_size(text: str) -> float:
    """Thousands of lines of code: "14 kloc", "900 loc"."""
    return parse(SIZE, text)


EFFORT = Form(
    noun="an effort",
    example="3 pm (person-months)",
    units=dict.fromkeys(("pm", "person-month", "person-months"), Unit()),
    high=(1e6, "1,000,000 pm"),
    grouped=True,
    hint=lambda number, unit: "" if unit else f"write {number} pm",
    own=("pm",),
    gap=" ",
)


def parse_effort(text: str) -> float:
    """Person-months: "3 pm"."""
    return parse(EFFORT, text)


COUNT = Form(
    noun="a whole number",
    example="3",
    units={"": Unit(), "k": Unit(3), "K": Unit(3), "M": Unit(6)},
    high=(1e15, "10^15"),
    grouped=True,
    is_whole=True,
    own=("", "k", "M"),
)


def parse_count(text: str, *, low: int = 0, high: int = 10**15) -> int:
    """A whole number between `low` and `high`: "3", "1,200", "50k"."""
    expected = f"a whole number from {low:,} to {high:,}"
    try:
        value = parse(COUNT, text)
    except QuantityError as refused:
        if low <= int(COUNT.example) <= high:
            raise
        raise QuantityError(_refusal(expected, text.strip()), refused.hint) from None
    if not low <= value <= high:
        raise QuantityError(_refusal(expected, text.strip()))
    return int(value)


_PLAIN_NUMBER = re.compile(rf"{_NUMBER}(?:[eE][+-]?[0-9]{{1,3}})?")
NUMBER_PATTERN = rf"^\s*{_PLAIN_NUMBER.pattern}\s*$"


def parse_number(text: str, *, low: float = 0.0, high: float = 1e12) -> float:
    """A number without a unit between `low` and `high`: "2.5", "0.65", "1e3"."""
    stripped = text.strip()
    expected = f"a number from {low:,.15g} to {high:,.15g}"
    if len(stripped) > MAX_CHARACTERS or not _PLAIN_NUMBER.fullmatch(stripped):
        raise QuantityError(_refusal(expected, stripped), _number_hint(stripped, low, high))
    value = float(stripped)
    if not low <= value <= high:
        raise QuantityError(_refusal(expected, stripped))
    return value


def _number_hint(text: str, low: float, high: float) -> str:
    if len(text) > MAX_CHARACTERS:
        return ""
    return _general_hint(text, lambda meant: parse_number(meant, low=low, high=high))


# --- printing -----------------------------------------------------------------------------------


def _plain(value: float, *, keep_zeros: bool = False) -> str:
    """Three significant figures without an exponent: 1234.5 -> "1230", 0.00375 -> "0.00375"."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.3g}")
    if abs(rounded) >= 1000:  # noqa: PLR2004  # three figures end here
        return f"{rounded:,.0f}".replace(",", "")
    places = max(0, 2 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text and not keep_zeros else text


def _scaled(value: float, steps: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    """The value in the greatest unit that leaves at least one of it, else in the smallest unit.

    The unit is chosen after rounding, so that 0.9999 s is "1 s" and never "1000 ms".
    """
    size, unit = next(
        ((size, unit) for size, unit in steps if abs(float(f"{value / size:.3g}")) >= 1), steps[-1]
    )
    return value / size, unit


_TIMES = (
    (86400.0, "d"),
    (3600.0, "h"),
    (60.0, "min"),
    (1.0, "s"),
    (1e-3, "ms"),
    (1e-6, "µs"),
    (1e-9, "ns"),
)
TIMES = {unit: size for size, unit in _TIMES}
"""The units in which durations are printed, in seconds."""

_MEMORY = ((2.0**50, "PiB"), (2.0**40, "TiB"), (2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"))
_THOUSANDS = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_MONEY_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_RARE = ((1.0, "/s"), (1 / 60, "/min"), (1 / 3600, "/h"), (1 / 86400, "/d"))


def format_duration(seconds: float) -> str:
    """Print as "3.75 ms", "1.5 s", "5 min"; an infinite one is "unbounded"."""
    if math.isinf(seconds):
        return "unbounded"
    if seconds == 0:
        return "0 ms"
    value, unit = _scaled(seconds, _TIMES)
    return f"{_plain(value)} {unit}"


def format_rate(per_second: float) -> str:
    """Print as "1.2k/s", "120/s"; slower than one a second per minute, hour or day."""
    if 0 < abs(float(f"{per_second:.3g}")) < 1:
        value, unit = _scaled(per_second, _RARE)
        return f"{_plain(value)}{unit}"
    value, prefix = _scaled(per_second, _THOUSANDS)
    return f"{_plain(value)}{prefix}/s"


def format_cores(cores: float) -> str:
    """Print as "12 cores", "1 core", "0.05 cores"."""
    value, prefix = _scaled(cores, _THOUSANDS[1:])
    text = f"{_plain(value)}{prefix}"
    return f"{text} core" if text == "1" else f"{text} cores"


def format_bytes(amount: float) -> str:
    """Print as "6 GiB", "512 MiB", "100 B"."""
    if abs(amount) < _MEMORY[-1][0]:
        return f"{_plain(amount)} B"
    value, unit = _scaled(amount, _MEMORY)
    return f"{_plain(value)} {unit}"


def format_percentile(share: float) -> str:
    """Print as "p99", "p99.9": as a manifest names it."""
    return f"p{share * 100:.6g}"


def format_percent(fraction: float) -> str:
    """Print as "61.2%", "7%"; close to the whole with as many nines as it takes: "99.95%"."""
    rest = 1.0 - fraction
    if not 0 < rest < 0.01:  # noqa: PLR2004  # where three figures would round a nine away
        return f"{_plain(fraction * 100)}%"
    places = min(12, 1 - math.floor(math.log10(rest * 100)))
    return f"{fraction * 100:.{places}f}".rstrip("0").rstrip(".") + "%"


def format_money(amount: float, currency: str = "USD") -> str:
    """Print as "$50.0k" for US dollars, "50.0k EUR" otherwise."""
    value, unit = _scaled(abs(amount), _MONEY_STEPS)
    sign = "-" if amount < 0 else ""
    text = f"{_plain(value, keep_zeros=True)}{unit}"
    return f"{sign}${text}" if currency == "USD" else f"{sign}{text} {currency}"


def format_users(amount: float) -> str:
    """Print as "16.4 users", "1 user", "0.04 users", "12.3k users"."""
    text = format_number(amount) if abs(amount) < 1000 else format_count(amount)  # noqa: PLR2004
    return f"{text} user" if text == "1" else f"{text} users"


def format_months(months: float) -> str:
    """Print as "1 month", "11.2 months", "67 years", "never"."""
    if not math.isfinite(months) or months >= _NEVER_MONTHS:
        return "never"
    if months > _IN_YEARS:
        return f"{months / 12:.3g} years"
    text = f"{months:.3g}"
    return "1 month" if text == "1" else f"{text} months"


def format_payback(low: float, default: float, high: float) -> str:
    """Print as "back after 67 years (63 to 82 years)", "never back, at best after 64.5 years"."""
    first, usual, last = map(format_months, (low, default, high))
    if usual == "never":
        return "never back" if first == usual else f"never back, at best after {first}"
    if first == last:
        return f"back after {usual}"
    number, _, unit = first.partition(" ")
    shorter = number if last.endswith(f" {unit}") else first
    return f"back after {usual} ({shorter} to {last})"


_IN_YEARS = 36.0
_NEVER_MONTHS = 1_200.0
"""A hundred years: no plan reaches further."""


def format_number(value: float, figures: int = 3) -> str:
    """Print as "7,020", "0.65", "-12", without unit or exponent: so many significant figures."""
    rounded = float(f"{value:.{figures}g}")
    if not math.isfinite(rounded):
        return "unbounded"
    places = max(0, figures - 1 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_count(amount: float) -> str:
    """Print as "950", "1.2k", "3.4M"."""
    value, unit = _scaled(amount, _THOUSANDS)
    return f"{_plain(value)}{unit}"
