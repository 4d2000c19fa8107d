"""Which subject a line of the manifest belongs to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from archlint.analysis import analyse
from archlint.linting.lines import Lines
from archlint.linting.subjects import Subjects
from archlint.manifest import loads
from archlint.model import Subject
from archlint.source import Span

from growth import LINEAR, Job, growth

if TYPE_CHECKING:
    from archlint.model import Pointer

TEXT = """\
archlint: 1
portfolio: shop
services:
  front:
    operations:
      a:
        calls:
          - {to: stock,
             count: 2}
          - parallel: [stock, stock]

  stock: {}
"""


def lines_of(text: str) -> Lines:
    portfolio = loads(text)
    return Lines(Subjects(analyse(portfolio, today=date(2026, 11, 23))), portfolio.at)


def test_a_line_belongs_to_what_it_is_innermost_in() -> None:
    lines = lines_of(TEXT)
    around = [lines.around(("archlint.yaml", line)) for line in range(14)]

    assert [subject.text if subject else "" for subject in around] == [
        *("", "", "", "", "front", "front", "front/a", "front/a"),
        *("front/a -> stock", "front/a -> stock", "front/a -> stock#3", "", "stock", ""),
    ]
    assert lines.around(("other.yaml", 5)) is None


class Placed(Subjects):
    """Subjects that stand where a test says."""

    def __init__(self, places: dict[Subject, Pointer]) -> None:
        self.__dict__["places"] = places


def placed(ranges: list[tuple[str, int, int]]) -> Lines:
    """A service for each (file, first line, last line)."""
    places: dict[Subject, Pointer] = {}
    at: dict[Pointer, Span] = {}
    for number, (file, first, last) in enumerate(ranges):
        pointer = ("services", f"s{number}")
        places[Subject.service(f"s{number}")] = pointer
        at[(*pointer, "#key")] = Span(file, first, 1, first, 2)
        at[pointer] = Span(file, first, 3, last, 4)
    return Lines(Placed(places), at)


@given(
    st.lists(
        st.tuples(st.sampled_from("fg"), st.integers(1, 12), st.integers(0, 6)).map(
            lambda item: (item[0], item[1], item[1] + item[2])
        ),
        max_size=12,
    )
)
def test_the_last_of_the_ranges_that_hold_a_line_is_found(
    ranges: list[tuple[str, int, int]],
) -> None:
    lines = placed(ranges)
    in_order = sorted(enumerate(ranges), key=lambda item: item[1][:2])
    for file in "fgh":
        for line in range(20):
            holding = [
                f"s{number}"
                for number, (name, first, last) in in_order
                if name == file and first <= line <= last
            ]
            found = lines.around((file, line))
            assert (found.text if found else None) == (holding[-1] if holding else None)


def test_looking_up_every_line_is_no_work_squared() -> None:
    def job(size: int) -> Job:
        lines = placed([("f", 3 * number, 3 * number + 1) for number in range(size)])
        return lambda: [lines.around(("f", line)) for line in range(3 * size)]

    assert growth(job, 50) < LINEAR
