"""Excerpts: the right characters underlined, whatever else the line holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.reporting.columns import width
from archlint.reporting.excerpt import Mark, Paper, excerpt, window
from archlint.source import Sources, Span, visible

from reported import SNEAKY, options, span

TEXT = """\
services:
  pricing:
    self_time: 12ms

# why so slow
    load:
      cpu: 13
  cart: {self_time: 2ms}
"""


def sources(text: str = TEXT, file: str = "archlint.yaml") -> Sources:
    return Sources({file: tuple(text.splitlines())})


def drawn(*marks: Mark) -> list[str]:
    return excerpt(marks, sources(), options())


def test_a_place_is_shown_below_the_key_it_belongs_to() -> None:
    assert drawn(Mark(span(3, 16, 20), "", "error")) == [
        "   ╭▸ archlint.yaml:3:16",
        "   │",
        " 2 │   pricing:",
        " 3 │     self_time: 12ms",
        "   │                ━━━━",
    ]


def test_every_hop_of_a_file_is_shown_once_in_order() -> None:
    marks = (
        Mark(span(7, 12, 14), "so much computes", "warning"),
        Mark(span(3, 16, 20), "of this", "frame"),
        Mark(span(8, 3, 7), "called here", "frame"),
    )

    assert drawn(*marks) == [
        "   ╭▸ archlint.yaml:7:12",
        "   │",
        " 2 │   pricing:",
        " 3 │     self_time: 12ms",
        "   │                ──── of this",
        "   ⋮",
        " 6 │     load:",
        " 7 │       cpu: 13",
        "   │            ━━ so much computes",
        " 8 │   cart: {self_time: 2ms}",
        "   │   ──── called here",
    ]


def test_every_file_has_its_own_part() -> None:
    both = Sources({"a.yaml": ("x: 1",), "b.yaml": ("y: 2",)})
    marks = (
        Mark(span(1, 4, 5, file="b.yaml"), "one", "error"),
        Mark(span(1, 4, 5, file="a.yaml"), "two", "frame"),
    )

    assert excerpt(marks, both, options()) == [
        "   ╭▸ b.yaml:1:4",
        "   │",
        " 1 │ y: 2",
        "   │    ━ one",
        "   ╭▸ a.yaml:1:4",
        "   │",
        " 1 │ x: 1",
        "   │    ─ two",
    ]


def test_what_may_not_be_quoted_is_only_placed() -> None:
    marks = (Mark(span(1, 1, 2, file=".env"), "here", "error"),)

    assert excerpt(marks, sources(), options()) == ["   ╭▸ .env:1:1", "   │ here"]


def test_a_span_over_lines_is_underlined_on_its_first() -> None:
    block = Mark(Span("archlint.yaml", 6, 5, 7, 14), "", "note")

    assert drawn(block)[2:] == [
        " 2 │   pricing:",
        "   ⋮",
        " 6 │     load:",
        "   │     ━━━━━",
    ]


def test_two_marks_on_a_line_too_long_for_both_show_it_twice() -> None:
    line = "a: {" + "x: 1, " * 40 + "z: 2}"
    shown = excerpt(
        [Mark(span(1, 1, 2), "first", "error"), Mark(span(1, 245, 246), "last", "frame")],
        sources(line),
        options(columns=60),
    )

    assert shown == [
        "   ╭▸ archlint.yaml:1:1",
        "   │",
        " 1 │ a: {x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, x:…",
        "   │ ━ first",
        " 1 │ …x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, x: 1, z: 2}",
        "   │                                                  ─ last",
    ]


@pytest.mark.parametrize(
    ("label", "indent"),
    [("it computes here", 29), ("so much of it computes", 23), ("x" * 45, 0)],
    ids=["under its beginning", "as far left as it has to be", "all the room there is"],
)
def test_a_label_without_room_stands_below_its_underline(label: str, indent: int) -> None:
    shown = excerpt(
        [Mark(span(1, 30, 34), label, "error")], sources("a: " + "b" * 60), options(columns=50)
    )

    assert shown[-3:] == [
        " 1 │ a: " + "b" * 41 + "…",
        "   │ " + " " * 29 + "━━━━",
        "   │ " + " " * indent + label,
    ]


def test_ascii_alone_draws_the_same_picture() -> None:
    mark = Mark(span(1, 7, 8), "hier", "error")
    shown = excerpt([mark], sources("größe: 1"), options(plain=True))

    assert shown == [
        "   --> archlint.yaml:1:7",
        "   |",
        r" 1 | gr\xf6\xdfe: 1",
        "   |             ^ hier",
    ]


@pytest.mark.parametrize(
    ("line", "column", "shown", "underline"),
    [
        pytest.param("价格: 12ms", 5, "价格: 12ms", (6, 4), id="wide characters"),
        pytest.param("a\tb: 1", 6, "a b: 1", (5, 1), id="tabs"),
        pytest.param(
            f"{SNEAKY}: 1", 14, r"a\u{202e}b\u{1b}[31mc\u{a}d: 1", (29, 1), id="hidden characters"
        ),
    ],
)
def test_the_underline_stays_under_what_is_meant(
    line: str, column: int, shown: str, underline: tuple[int, int]
) -> None:
    found = window(line, [(column - 1, len(line))], Paper(room=80))

    assert found is not None
    assert (found.text, *found.underlines) == (shown, underline)


@given(st.text(min_size=1, max_size=600), st.data(), st.integers(30, 100), st.booleans())
def test_any_line_fits_and_its_underline_begins_where_the_span_does(
    line: str,
    data: st.DataObject,
    room: int,
    plain: bool,  # noqa: FBT001  # drawn by Hypothesis
) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    paper = Paper(room=room, plain=plain)

    found = window(line, [(start, start + 1)], paper)

    assert found is not None
    assert width(found.text) <= room
    assert visible(found.text) == found.text
    ((offset, length),) = found.underlines
    assert length >= 1
    assert found.text.startswith(
        (paper.cells(line[start])[0] or "", paper.cut), _at(found.text, offset)
    )


def _at(text: str, column: int) -> int:
    """The index of the character in that column, past combining marks before it."""
    taken = 0
    for index, character in enumerate(text):
        if taken >= column and width(character):
            return index
        taken += width(character)
    return len(text)
