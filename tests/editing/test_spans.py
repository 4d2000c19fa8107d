"""Edits by spans: places in code points, and every other byte as it was."""

from __future__ import annotations

import pytest

from archlint.editing.spans import Edit, Edits, Source
from archlint.source import Span

from growth import LINEAR, Job, growth

TEXT = "a: 𝄞é # x\r\nb: 2"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param([], TEXT, id="none"),
        pytest.param([Edit(3, 5, "yes")], "a: yes # x\r\nb: 2", id="code points"),
        pytest.param([Edit(11, 12, "c"), Edit(0, 1, "d")], "d: 𝄞é # x\r\nc: 2", id="in any order"),
        pytest.param([Edit(3, 3, "1"), Edit(3, 3, "2")], "a: 12𝄞é # x\r\nb: 2", id="at one place"),
        pytest.param([Edit(0, 11), Edit(5, 12)], ": 2", id="what is taken out twice"),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_in_no_span_stays(edits: list[Edit], expected: str, mark: bytes) -> None:
    assert Source(mark + TEXT.encode(), "f").edited(edits) == mark + expected.encode()


def test_two_edits_of_one_place_are_a_bug() -> None:
    with pytest.raises(ValueError, match="two edits overlap at 1"):
        Source(b"abc", "f").edited([Edit(0, 2, "x"), Edit(1, 3, "y")])


def test_a_span_is_where_its_text_is() -> None:
    source = Source(TEXT.encode(), "f")

    assert source.slice(Span("f", 1, 4, 1, 6)) == "𝄞é"
    assert source.slice(Span("f", 2, 4, 2, 5)) == "2"
    assert [source.newline(line) for line in (1, 2)] == ["\r\n", "\r\n"]


def test_a_line_moves_with_what_is_above_it() -> None:
    source = Source(b"a\nb\nc\nd\n", "f")
    edits = [Edit(0, 2), Edit(0, 1), Edit(3, 3, "\nx\ny"), Edit(5, 5, "\nz")]

    assert [Edits(source, edits).line_after(line) for line in (2, 3, 4)] == [1, 4, 6]


def test_what_is_in_a_stretch_that_goes_is_taken_out() -> None:
    edits = Edits(Source(b"abcdefgh", "f"), [Edit(1, 3), Edit(1, 1, "x"), Edit(2, 4), Edit(6, 7)])

    assert [index for index in range(9) if edits.take_out(index)] == [1, 2, 3, 6]


def test_asking_edits_about_many_places_is_no_work_squared() -> None:
    def job(size: int) -> Job:
        source = Source(b"a\nb\n" * size, "f")
        edits = [Edit(4 * number, 4 * number + 2) for number in range(size)]

        def ask() -> None:
            held = Edits(source, edits)
            for line in range(1, 2 * size + 1):
                held.line_after(line)
                held.take_out(source.line_start(line))

        return ask

    assert growth(job, 50) < LINEAR
