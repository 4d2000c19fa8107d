"""Quantities as people write them, parsed to and printed from the model's units.

"14ms" is 0.014 seconds, "1.2k/s" 1200 per second, "500m" half a core, "6Gi" bytes, "99.95%" a
fraction, "1,900 USD" an amount of money, "14 kloc" a size, "3 pm" person-months. What can be read
in two ways is refused and the message says what to write. Decimal units are applied as decimal
exponents of the text, so that "2.675ms" is the float nearest to 0.002675.
"""

from __future__ import annotations

from archlint.quantities.forms import (
    MAX_CHARACTERS,
    Form,
    QuantityError,
    Unit,
    parse,
    respelled,
    scaled,
)
from archlint.quantities.measures import (
    BYTES,
    CORES,
    DURATION,
    EFFORT,
    PERCENT,
    RATE,
    SIZE,
    parse_bytes,
    parse_cores,
    parse_duration,
    parse_effort,
    parse_percent,
    parse_rate,
    parse_size,
)
from archlint.quantities.money import (
    MONEY_EXPECTED,
    MONEY_PATTERN,
    Money,
    parse_money,
    respelled_money,
)
from archlint.quantities.numbers import COUNT, NUMBER_PATTERN, parse_count, parse_number
from archlint.quantities.printing import (
    TIMES,
    format_bytes,
    format_cores,
    format_count,
    format_duration,
    format_money,
    format_months,
    format_number,
    format_payback,
    format_percent,
    format_percentile,
    format_rate,
    format_users,
)

__all__ = [
    "BYTES",
    "CORES",
    "COUNT",
    "DURATION",
    "EFFORT",
    "MAX_CHARACTERS",
    "MONEY_EXPECTED",
    "MONEY_PATTERN",
    "NUMBER_PATTERN",
    "PERCENT",
    "RATE",
    "SIZE",
    "TIMES",
    "Form",
    "Money",
    "QuantityError",
    "Unit",
    "format_bytes",
    "format_cores",
    "format_count",
    "format_duration",
    "format_money",
    "format_months",
    "format_number",
    "format_payback",
    "format_percent",
    "format_percentile",
    "format_rate",
    "format_users",
    "parse",
    "parse_bytes",
    "parse_cores",
    "parse_count",
    "parse_duration",
    "parse_effort",
    "parse_money",
    "parse_number",
    "parse_percent",
    "parse_rate",
    "parse_size",
    "respelled",
    "respelled_money",
    "scaled",
]
