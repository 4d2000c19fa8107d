"""The scalars of the format."""

from __future__ import annotations

from archlint import quantities
from archlint.manifest import words
from archlint.manifest.types import Choice, Day, Flag, Quantity, Reference, Text, Word, quantity
from archlint.model import NEVER

VERSION = 1


def _version(text: str) -> int:
    if text.strip() != str(VERSION):
        hint = "this archlint reads version 1 of the format"
        raise quantities.QuantityError(f"expected {VERSION}, got '{text[:40]}': {hint}")
    return VERSION


def _limit(text: str) -> float:
    return NEVER if text.strip().lower() == "none" else quantities.parse_duration(text)


def _respelled_limit(text: str) -> str:
    is_none = text.strip().lower() == "none"
    return "none" if is_none else quantities.respelled(quantities.DURATION, text)


TEXT = Text()
FLAG = Flag()
DAY = Day()
REFERENCE = Reference()
FORMAT_VERSION = Quantity(
    title="1",
    expected="1",
    parse=_version,
    pattern=rf"^\s*{VERSION}\s*$",
    numbers=(VERSION, VERSION),
    is_whole=True,
)
DURATION = quantity("duration", quantities.DURATION)
DURATION_OR_ZERO = quantity(
    "duration, 0 allowed",
    quantities.DURATION,
    parse=lambda text: quantities.parse_duration(text, zero=True),
    bare=(0.0, 0.0),
)
LIMIT = Quantity(
    title="duration or none",
    expected="a duration such as 150ms, or none",
    parse=_limit,
    pattern=quantities.DURATION.pattern,
    words=("none",),
    respell=_respelled_limit,
)
RATE = quantity("rate", quantities.RATE)
CORES = quantity("cores", quantities.CORES)
BYTES = quantity("memory", quantities.BYTES)
PERCENT = quantity("percentage", quantities.PERCENT)
SIZE = quantity("lines of code", quantities.SIZE)
EFFORT = quantity("person-months", quantities.EFFORT)
MONEY = Quantity(
    title="amount of money",
    expected=quantities.MONEY_EXPECTED,
    parse=quantities.parse_money,
    pattern=quantities.MONEY_PATTERN,
    respell=quantities.respelled_money,
)
KIND = Word(
    title="kind", expected="a kind such as json-api", canonical=words.kind, words=words.KINDS
)
LANGUAGE = Word(
    title="language",
    expected="a language such as go",
    canonical=words.language,
    words=words.LANGUAGES,
    is_free=True,
)
LIFECYCLE = Choice(words=("production", "experimental", "planned", "deprecated"))
CRITICALITY = Choice(
    words=("critical", "high", "medium", "low"),
    advice="numbered tiers rank from the top in some catalogues and from the bottom in others",
)
SEVERITY = Choice(words=("error", "warning", "note"))
