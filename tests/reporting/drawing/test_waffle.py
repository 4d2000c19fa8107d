"""The verdicts as squares."""

from __future__ import annotations

import pytest

from archlint.reporting.drawing import waffle
from archlint.reporting.page import Tally


@pytest.mark.parametrize(
    ("counts", "expected", "is_percent"),
    [
        ((1, 6), ["rust"] + ["go"] * 6, False),
        ((0, 0), [], False),
        ((2, 998), ["rust"] + ["go"] * 99, True),
        ((100, 900), ["rust"] * 10 + ["go"] * 90, True),
    ],
    ids=["one each", "none", "a thousand: what exists has a square", "a thousand: per cent"],
)
def test_the_waffle_has_a_square_for_each_or_a_hundred(
    counts: tuple[int, int],
    expected: list[str],
    is_percent: bool,  # noqa: FBT001  # a table
) -> None:
    tallies = [
        Tally(mark=mark, words=mark, count=count)
        for mark, count in zip(("rust", "go"), counts, strict=True)
    ]

    drawn = waffle(tallies)

    assert ([square.mark for square in drawn.squares], drawn.is_percent) == (expected, is_percent)
