"""How wide text is, where it breaks, how it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.reporting.columns import clip, pad, width, wrap, wrap_items


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("pricing", 7, id="letters"),
        pytest.param("价格", 4, id="wide characters take two"),
        pytest.param("S\u0304", 1, id="a combining bar takes none"),
    ],
)
def test_the_width_is_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("pricing", 7, "pricing"),
        ("pricing", 6, "prici…"),
        ("价格服务", 6, "价格…"),
        ("价格服务", 5, "价格…"),
    ],
)
def test_what_is_too_long_is_cut_and_says_so(text: str, columns: int, shown: str) -> None:
    assert clip(text, columns) == shown
    assert width(pad(text, columns)) == columns


@pytest.mark.parametrize(
    ("text", "first", "lines"),
    [
        pytest.param("", None, [""], id="nothing is one line"),
        pytest.param("one two three", None, ["one two", "three"], id="at spaces"),
        pytest.param("abcdefghijk", None, ["abcdefgh", "ijk"], id="a word longer than a line"),
        pytest.param("one two three", 3, ["one", "two", "three"], id="a first line of its own"),
        pytest.param("three one", 3, ["", "three", "one"], id="nothing fits on the first line"),
        pytest.param("it is 84 % now", None, ["it is", "84 % now"], id="a figure keeps its unit"),
        pytest.param("takes 12 ms, no", None, ["takes", "12 ms,", "no"], id="and its comma"),
    ],
)
def test_lines_break_where_a_reader_would(text: str, first: int | None, lines: list[str]) -> None:
    assert wrap(text, 8, first=first) == lines


def test_a_character_wider_than_the_line_stands_alone() -> None:
    assert wrap("价格", 1) == ["价", "格"]


@given(st.text(), st.integers(2, 30), st.integers(0, 30))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(
    text: str, columns: int, first: int
) -> None:
    lines = wrap(text, columns, first=min(first, columns))

    assert max(map(width, lines)) <= columns
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ([], [""]),
        (["a b", "c d", "e f"], ["a b · c d ·", "e f"]),
        (["an item as long as a line", "c d"], ["an item as", "long as a", "line · c d"]),
    ],
)
def test_items_stay_whole_where_they_can(items: list[str], lines: list[str]) -> None:
    assert wrap_items(items, "·", 12) == lines
