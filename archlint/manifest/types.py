"""What the declaration of the manifest is made of: types of values, keys, records.

These are declarations only. `reading` turns YAML into values by them, `schema` turns them into a
JSON Schema and `reference_page` into prose. Named tuples, because every start pays for them: to
define a frozen dataclass takes seven times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint import quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Quantity(NamedTuple):
    """One scalar that is parsed from its text.

    `parse` raises QuantityError. `pattern` describes the text, `numbers` the bounds of the plain
    numbers that are accepted (None: a unit is due), `words` are texts with a meaning of their own.
    `respell` gives a text that `parse` takes in the format's own spelling.
    """

    title: str
    expected: str
    parse: Callable[[str], object]
    pattern: str = ""
    numbers: tuple[float, float] | None = None
    is_whole: bool = False
    words: tuple[str, ...] = ()
    respell: Callable[[str], str] = str


class Text(NamedTuple):
    """Free text; a plain number, a boolean or nothing is refused: quote it."""

    expected: str = "text"


class Flag(NamedTuple):
    """`true` or `false`."""

    expected: str = "true or false"


class Choice(NamedTuple):
    """One of a few words, in any case. `advice` says more where a guess would be wrong."""

    words: tuple[str, ...]
    advice: str = ""

    @property
    def expected(self) -> str:
        return f"{', '.join(self.words[:-1])} or {self.words[-1]}"


class Word(NamedTuple):
    """An open vocabulary: `canonical` gives the canonical word, or None, and a remark if any.

    A word that is not known never stops the run. With `is_free` there are more good words than are
    known: only one that is like a known word, and so may be a slip, is remarked on.
    """

    title: str
    expected: str
    canonical: Callable[[str], tuple[str | None, str]]
    words: tuple[str, ...]
    is_free: bool = False


class Day(NamedTuple):
    """A date as in ISO 8601: 2026-10-01."""

    expected: str = "a date such as 2026-10-01"


class Reference(NamedTuple):
    """A service, or `service/operation`. What it refers to is looked up when all files are read."""

    expected: str = "the name of a service or service/operation"


class Table(NamedTuple):
    """A mapping from names to values of one type; `what` is what a name names."""

    what: str
    item: Type


class Items(NamedTuple):
    """A list; with `or_one`, a single item may stand without its list."""

    item: Type
    or_one: bool = False


class Settings(NamedTuple):
    """The `policies` block, whose keys the installed packs declare."""


class Key(NamedTuple):
    """One key of a record.

    `default` says what a missing key means, in words. A malformed value of a `lenient` key is
    read as missing: a rule speaks about it.
    """

    name: str
    type: Type
    text: str
    example: object
    required: bool = False
    default: str = ""
    root_only: bool = False
    lenient: bool = False


class Record:
    """A mapping with known keys.

    `short` names the key whose value may stand alone for the whole record. `mistaken` maps keys
    of other formats to advice. `excludes` are pairs of keys that cannot stand together, with what
    to say.
    """

    __slots__ = ("by_name", "excludes", "keys", "mistaken", "name", "required", "short", "text")

    def __init__(
        self,
        *,
        name: str,
        text: str,
        keys: tuple[Key, ...],
        short: str = "",
        mistaken: Mapping[str, str] | None = None,
        excludes: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        self.name = name
        self.text = text
        self.keys = keys
        self.short = short
        self.mistaken: Mapping[str, str] = mistaken or {}
        self.excludes = excludes
        self.by_name: Mapping[str, Key] = {key.name: key for key in keys}
        self.required = tuple(key for key in keys if key.required)


class Step(NamedTuple):
    """A call, or a record that is recognised by its one key (`parallel`, `async`)."""

    call: Record
    forms: tuple[Record, ...]


Type = (
    Quantity
    | Text
    | Flag
    | Choice
    | Word
    | Day
    | Reference
    | Table
    | Items
    | Settings
    | Record
    | Step
)


def whole(low: int, high: int) -> Quantity:
    """A whole number between two bounds."""
    return Quantity(
        title=f"whole number, {low:,} to {high:,}",
        expected="a whole number",
        parse=lambda text: quantities.parse_count(text, low=low, high=high),
        pattern=quantities.COUNT.pattern,
        numbers=(low, high),
        is_whole=True,
        respell=lambda text: quantities.respelled(quantities.COUNT, text),
    )


def number(low: float, high: float) -> Quantity:
    """A number without a unit between two bounds."""
    return Quantity(
        title=f"number, {low:,.15g} to {high:,.15g}",
        expected="a number",
        parse=lambda text: quantities.parse_number(text, low=low, high=high),
        pattern=quantities.NUMBER_PATTERN,
        numbers=(low, high),
    )


def quantity(
    title: str,
    form: quantities.Form,
    *,
    parse: Callable[[str], object] | None = None,
    bare: tuple[float, float] | None = None,
) -> Quantity:
    """A number with a unit in one of the forms of `archlint.quantities`.

    `bare` are the numbers that `parse` takes without a unit; default: what the form says.
    """
    return Quantity(
        title=title,
        expected=form.expected,
        parse=parse or (lambda text: quantities.parse(form, text)),
        pattern=form.pattern,
        numbers=(form.low[0], form.high[0]) if "" in form.units else bare,
        respell=lambda text: quantities.respelled(form, text),
    )
