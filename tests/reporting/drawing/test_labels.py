"""Labels that do not cover each other, for any heights."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.reporting.drawing.axes import CHARACTER
from archlint.reporting.drawing.labels import LINE, Box, Label, Segment, apart, is_free

FRAME = (20.0, 300.0)
HEIGHTS = st.lists(st.floats(-50.0, 400.0), max_size=30)
SIZES = st.floats(0.0, 100.0)


@given(HEIGHTS)
def test_heights_are_apart_between_the_bounds_and_in_order(heights: list[float]) -> None:
    low, high = FRAME
    placed = apart(heights, low=low, high=high)
    order = sorted(range(len(heights)), key=lambda at: (heights[at], at))
    gap = min(LINE, (high - low) / max(1, len(heights) - 1))

    assert all(low <= height <= high for height in placed)
    assert all(placed[after] - placed[before] >= gap - 0.2 for before, after in pairwise(order))


@given(HEIGHTS)
def test_heights_that_are_apart_stay(heights: list[float]) -> None:
    low, high = FRAME
    once = apart(heights, low=low, high=high)

    assert apart(once, low=low, high=high) == pytest.approx(once, abs=0.5)


def test_two_at_one_height_give_way_alike() -> None:
    assert apart([100.0, 100.0], low=0.0, high=200.0) == [93.0, 107.0]


@given(st.tuples(SIZES, SIZES), st.tuples(SIZES, SIZES), st.tuples(SIZES, SIZES, SIZES, SIZES))
def test_a_segment_crosses_a_box_where_a_point_of_it_lies_inside(
    start: tuple[float, float], end: tuple[float, float], sides: tuple[float, float, float, float]
) -> None:
    left, right = sorted(sides[:2])
    top, bottom = sorted(sides[2:])
    box = Box(left, top, right, bottom)
    points = [
        (start[0] + (end[0] - start[0]) * part / 50, start[1] + (end[1] - start[1]) * part / 50)
        for part in range(1, 50)
    ]

    if any(left < x < right and top < y < bottom for x, y in points):
        assert Segment(*start, *end).crosses(box)


@pytest.mark.parametrize(
    ("segment", "crosses"),
    [
        (Segment(0, 5, 20, 5), True),
        (Segment(0, 0, 20, 0), False),
        (Segment(5, 0, 5, 20), True),
        (Segment(0, 9, 9, 20), False),
        (Segment(6, 6, 7, 7), True),
    ],
    ids=["through", "along an edge", "down through", "past a corner", "inside"],
)
def test_a_segment_and_a_box(segment: Segment, crosses: bool) -> None:  # noqa: FBT001  # a table
    assert segment.crosses(Box(2.0, 0.0, 10.0, 10.0)) is crosses


@pytest.mark.parametrize(
    ("text", "cells"),
    [("ab", 2), ("\u4ed8\u6b3e", 4), ("e\u0301", 1)],
    ids=["latin", "wide", "combined"],
)
def test_a_label_takes_the_cells_that_its_text_does(text: str, cells: int) -> None:
    box = Label(100.0, 50.0, text).box

    assert box.right - box.left == pytest.approx(cells * CHARACTER)


def test_a_label_is_free_in_the_frame_and_beside_others() -> None:
    frame = Box(0.0, 0.0, 100.0, 50.0)
    label = Label(10.0, 20.0, "abc")

    assert is_free(label, [], frame)
    assert not is_free(label, [Label(20.0, 25.0, "def").box], frame)
    assert is_free(label, [Label(10.0, 34.0, "def").box], frame)
    assert not is_free(Label(90.0, 20.0, "abc"), [], frame)
    assert not is_free(Label(10.0, 20.0, "abc", "end"), [], frame)
