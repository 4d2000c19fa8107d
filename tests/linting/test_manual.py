"""A rule's manual, read from its docstring."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from archlint.linting.manual import Manual, default_of, manual_of
from archlint.linting.pack import Rule, option, options_of
from archlint.model import Option, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Rule):
    """Flag a call
    that may wait for ever.

    And say so.

    Twice.

    Why: nobody waits
    for ever. Fine: they do not.

    Flagged::

        services:
          cart: {}

          stock: {}

    Fine::

        services: {}

    Known problems: none
    known.

    Source: a book.
    """

    code = "WHO001"
    name = "whole"
    severity = Severity.WARNING
    since = "0.2.0"

    least: float = option(0.01, "duration", "The least.")
    plain: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Rule):
    """Flag nothing."""

    code = "SHO001"
    name = "short"
    severity = Severity.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice(Rule):
    """Flag nothing.

    Why: one reason.

    Why: another.
    """

    code = "TWI001"
    name = "twice"
    severity = Severity.NOTE


def test_a_manual_is_its_docstring_by_headings() -> None:
    assert manual_of(Whole) == Manual(
        code="WHO001",
        name="whole",
        severity="warning",
        since="0.2.0",
        summary="Flag a call that may wait for ever.",
        details="And say so.\n\nTwice.",
        why="nobody waits\nfor ever. Fine: they do not.",
        flagged="services:\n  cart: {}\n\n  stock: {}\n",
        fine="services: {}\n",
        known_problems="none\nknown.",
        source="a book.",
        options=(Option(name="least", kind="duration", default=0.01, help="The least."),),
    )


def test_sections_that_are_not_there_are_empty() -> None:
    assert manual_of(Short) == Manual(
        code="SHO001", name="short", severity="note", since="0.1.0", summary="Flag nothing."
    )


def test_a_heading_may_stand_once() -> None:
    with pytest.raises(ValueError, match="TWI001 has two sections called Why"):
        manual_of(Twice)


@pytest.mark.parametrize(
    ("kind", "default", "written"),
    [
        ("share", 0.1, "10%"),
        ("duration", 0.01, "10 ms"),
        ("money", 50_000.0, "$50.0k"),
        ("cores", 1.0, "1 core"),
        ("integer", 180, "180"),
        ("number", 1.0, "1"),
        ("flag", True, "true"),
        ("flag", False, "false"),
        ("text", "web", "web"),
        ("text", None, ""),
    ],
)
def test_a_default_is_written_as_people_write_it(kind: str, default: object, written: str) -> None:
    assert default_of(Option(name="x", kind=kind, default=default)) == written


def test_a_field_without_a_kind_is_no_option() -> None:
    assert [item.name for item in options_of(Whole)] == ["least"]
