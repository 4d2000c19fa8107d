"""Problems as one line, and text that cannot deceive who reads it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.source import InputError, Problem, Sources, Span, is_hidden, visible

HERE = Span("shop.yaml", 2, 21, 2, 26)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a b é 日 𝄞 🦀", "a b é 日 𝄞 🦀", id="text stays"),
        pytest.param("a\tb", "a b", id="a tab is a space"),
        pytest.param("\x1b[31m", "\\u{1b}[31m", id="escape sequences"),
        pytest.param("a\r\nb", "a\\u{d}\\u{a}b", id="line ends"),
        pytest.param("\0\x07\x7f", "\\u{0}\\u{7}\\u{7f}", id="C0 and delete"),
        pytest.param("\x85\x9b", "\\u{85}\\u{9b}", id="C1"),
        pytest.param("\u2028\u2029", "\\u{2028}\\u{2029}", id="separators of lines"),
        pytest.param("\u202ea\u202c", "\\u{202e}a\\u{202c}", id="overrides of direction"),
        pytest.param(
            "\u2066\u2069\u200f\u061c", "\\u{2066}\\u{2069}\\u{200f}\\u{61c}", id="isolates"
        ),
        pytest.param(
            "\u200b\u200d\u2060\ufeff\xad",
            "\\u{200b}\\u{200d}\\u{2060}\\u{feff}\\u{ad}",
            id="zero width",
        ),
        pytest.param("\U000e0041", "\\u{e0041}", id="tags"),
        pytest.param("\ud800", "\\u{d800}", id="half a pair"),
    ],
)
def test_visible_text(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.text() | st.text("\t\n\x1b\u202e\u200b\u2028\x9ba\ud800"))
def test_visible_text_has_no_control_no_line_end_and_no_second_reading(text: str) -> None:
    shown = visible(text)
    assert {unicodedata.category(character) for character in shown} & {
        "Cc",
        "Cs",
        "Zl",
        "Zp",
    } == set()
    assert {unicodedata.bidirectional(character) for character in shown} & {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    } == set()
    assert visible(shown) == shown
    assert is_hidden(text) is (shown != text)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(Problem("unknown key"), "unknown key", id="nowhere"),
        pytest.param(Problem("unknown key", HERE), "shop.yaml:2:21: unknown key", id="a place"),
        pytest.param(
            Problem("unknown key", HERE, "services.a.colour", "did you mean `color`?"),
            "shop.yaml:2:21: services.a.colour: unknown key (did you mean `color`?)",
            id="a place, a path and a suggestion",
        ),
        pytest.param(
            Problem("stands twice", HERE, related=((HERE._replace(line=1), "first"),)),
            "shop.yaml:2:21: stands twice (first: 1:21)",
            id="a second place",
        ),
        pytest.param(
            Problem("found \x1b[2J\nError: all good", Span("a\nb.yaml", 1, 1, 1, 1), "\u202ex"),
            "a\\u{a}b.yaml:1:1: \\u{202e}x: found \\u{1b}[2J\\u{a}Error: all good",
            id="one line whatever it quotes",
        ),
    ],
)
def test_a_problem_is_one_line(problem: Problem, expected: str) -> None:
    assert str(problem) == expected


def test_an_input_error_says_every_problem_a_line_each() -> None:
    error = InputError(Problem(message) for message in ("one", "two"))
    assert error.problems == (Problem("one"), Problem("two"))
    assert str(error) == "one\ntwo"


def test_an_input_error_quotes_nothing_unless_given() -> None:
    assert InputError([Problem("one", HERE)]).sources.line("shop.yaml", 2) is None


@pytest.mark.parametrize(
    ("file", "number", "expected"),
    [
        ("shop.yaml", 1, "a: 1"),
        ("shop.yaml", 2, ""),
        ("shop.yaml", 3, None),
        ("shop.yaml", 0, None),
        ("shop.yaml", -1, None),
        (".env", 1, None),
    ],
)
def test_a_line_to_quote(file: str, number: int, expected: str | None) -> None:
    assert Sources({"shop.yaml": ("a: 1", "")}).line(file, number) == expected
