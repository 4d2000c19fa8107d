"""Names in sentences: so many of them, and commands about them that can be pasted."""

from __future__ import annotations

import shlex

import pytest

from archlint.reporting.naming import coded, command, joined, listed, named


@pytest.mark.parametrize(
    ("names", "plain", "spans"),
    [
        (["a"], "a", "`a`"),
        (["a", "b"], "a, b", "`a` and `b`"),
        (["a", "b", "c"], "a, b, c", "`a`, `b` and `c`"),
        (["a", "b", "c", "d"], "a, b, c, d", "`a`, `b`, `c` and `d`"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more", "`a`, `b`, `c` and 2 more"),
    ],
)
def test_never_is_one_left_out_where_its_name_is_as_short(
    names: list[str], plain: str, spans: str
) -> None:
    assert (listed(names), named(names)) == (plain, spans)
    assert joined(list(map(coded, names))) == spans


def test_a_name_cannot_end_its_code_span() -> None:
    assert coded("a`b\nc") == "`a'b c`"


@pytest.mark.parametrize("name", ["order", "place order", "it's", "$(rm -rf x)", "<b>|&;", "-x"])
def test_a_command_is_what_a_shell_gives_the_program(name: str) -> None:
    span = command("archlint path", name)

    assert shlex.split(span.strip("`")) == ["archlint", "path", name]


@pytest.mark.parametrize("name", ["a`b", "two\nlines", "a\u202eb"])
def test_a_name_that_a_span_cannot_hold_makes_no_command(name: str) -> None:
    assert command("archlint path", name) == ""
