"""Values of options: how they are written, and what is said where they are not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from archlint.cli.hinting import did_you_mean
from archlint.manifest.dates import read_date
from archlint.model import Severity
from archlint.reporting import FORMATS

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # generic in newer versions alone

LEVELS = {severity.word: severity for severity in reversed(Severity)}


class SeverityOfRule(ParamType):
    """`RULE=LEVEL`."""

    name = "rule=level"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> tuple[str, Severity]:
        rule, _, level = str(value).partition("=")
        if not rule or level not in LEVELS:
            self.fail(f"expected RULE=error, RULE=warning or RULE=note, got {value!r}", param, ctx)
        return rule, LEVELS[level]


class SeverityOfFormat(ParamType):
    """`FORMAT=LEVEL`."""

    name = "format=level"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> tuple[str, Severity]:
        name, _, level = str(value).partition("=")
        if not name or not level:
            self.fail(f"expected FORMAT=LEVEL such as sarif=note, got {value!r}", param, ctx)
        for what, word, known in (("format", name, FORMATS), ("severity", level, LEVELS)):
            if word not in known:
                hint = did_you_mean(word, known, f"expected one of {', '.join(known)}")
                self.fail(f"no {what} is called {word[:64]!r}: {hint}", param, ctx)
        return name, LEVELS[level]


SEVERITIES = (SeverityOfRule, SeverityOfFormat)
"""The types of options that are told as `NAME=LEVEL`."""


class Day(ParamType):
    """An ISO date."""

    name = "yyyy-mm-dd"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> date:
        if isinstance(value, date):
            return value
        day = read_date(str(value))
        if day is None:
            self.fail(f"expected a date such as 2026-11-23, got {value!r}", param, ctx)
        return day


class Amount(ParamType):
    """A value as the manifest writes it: read by the same parser, refused in the same words."""

    def __init__(self, name: str, parse: Callable[[str], object]) -> None:
        self.name = name
        self._parse = parse

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,  # Click's signature
    ) -> object:
        from archlint.quantities import QuantityError

        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except QuantityError as error:
            self.fail(str(error), param, ctx)


class Share(Amount):
    """A percentage, with its sign: 5 may mean so many services."""

    def __init__(self) -> None:
        super().__init__("pct", _percentage)


def _percentage(text: str) -> float:
    from archlint.quantities import parse_percent  # a help page needs no parser

    return parse_percent(text)


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select NT101,NT2 --select ANN` as one list."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
