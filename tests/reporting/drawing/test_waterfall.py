"""The waterfall's geometry: what is where, and that nothing stands on anything else."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archlint.linting.report import Report
from archlint.quantities import format_duration
from archlint.reporting.columns import width
from archlint.reporting.drawing import tail, waterfall
from archlint.reporting.drawing.axes import CHARACTER
from archlint.reporting.drawing.markers import Mark, Marker, markers
from archlint.reporting.page import JourneyPart, page_of

from hostile import NAMES
from reported import linted, options, part

if TYPE_CHECKING:
    from archlint.reporting.drawing.waterfall import Waterfall

CHAIN = """\
archlint: 1
portfolio: chain
journeys:
  order: {entry: front, rate: 1k/s, slo: {mean: 50ms, p99: 400ms, availability: 99.9%}}
services:
  front: {language: go, kind: frontend, self_time: {p50: 5ms, p99: 5ms}, calls: [{parallel: [hot, cold]}, slow]}
  hot:
    language: go
    kind: kernel
    self_time: {p50: 40ms, p99: 40ms}
    load: {rate: 1k/s, cpu: 40}
    size: 9 kloc
  cold: {language: go, kind: json-api, self_time: {p50: 25ms, p99: 25ms}, load: {rate: 1k/s, cpu: 5}}
  slow: {language: java, kind: json-api, self_time: {p50: 10ms, p99: 10ms}}
  bank: {kind: external, latency: {p50: 3ms, p99: 3ms}}
"""
"""T = 5 + max(40, 25) + 10 = 55 ms; hot computes all of its 40 ms, at f = 0.65: 14 ms less."""


@cache
def order(text: str = CHAIN) -> JourneyPart:
    (section,) = page_of(Report(portfolios=(linted(text),)), options()).sections
    (only,) = section.journeys
    return only


def test_every_row_is_in_its_place() -> None:
    drawn = waterfall(order())
    front, hot, cold, slow = drawn.rows
    scale = front.stay.width / 55

    assert [row.y - drawn.top for row in drawn.rows] == [0.0, 24.0, 48.0, 72.0]
    assert front.stay.x == drawn.left
    assert hot.stay.x == pytest.approx(front.stay.x + 5 * scale, abs=0.1)
    assert hot.computing.width == pytest.approx(40 * scale, abs=0.1)
    assert cold.computing.width == pytest.approx(5 * scale, abs=0.1)
    assert cold.waiting.x == pytest.approx(cold.computing.x + 5 * scale, abs=0.2)
    assert cold.waiting.width == pytest.approx(20 * scale, abs=0.1)
    assert cold.slack.width == pytest.approx(15 * scale, abs=0.1)
    assert cold.slack.x + cold.slack.width == pytest.approx(slow.stay.x, abs=0.2)
    assert (slow.unsplit.width, slow.computing.width) == (slow.stay.width, 0.0)


def test_lines_stand_where_the_means_are() -> None:
    drawn = waterfall(order())
    scale = drawn.rows[0].stay.width / 55
    places = {each.kind: (each.x - drawn.left) / scale for each in drawn.markers}

    assert places == pytest.approx({"now": 55.0, "aft": 41.0, "slo": 50.0}, abs=0.02)
    assert [each.text for each in drawn.markers] == [
        "after the rewrites 41 ms",
        "SLO 50 ms",
        "mean 55 ms",
    ]


def test_figures_stand_in_columns_that_nothing_else_reaches() -> None:
    drawn = waterfall(order())

    assert [(row.own, row.slack_text) for row in drawn.rows] == [
        ("5 ms", ""),
        ("40 ms", ""),
        ("25 ms", "15 ms"),
        ("10 ms", ""),
    ]
    for row in drawn.rows:
        assert row.slack.x + row.slack.width <= drawn.right + 0.2
        assert row.stay.x + row.stay.width <= drawn.right + 0.2
        assert drawn.own_x - len(row.own) * CHARACTER > drawn.right


def test_what_is_promised_far_beyond_is_named_at_the_edge() -> None:
    (slo,) = [
        each
        for each in waterfall(order(CHAIN.replace("mean: 50ms", "mean: 9s"))).markers
        if each.kind == "slo"
    ]

    assert (slo.is_beyond, slo.text) == (True, "SLO 9 s →")


@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s"])
def test_an_axis_begins_at_zero_in_every_unit_and_never_leaves_the_drawing(unit: str) -> None:
    text = CHAIN.replace("slo: {mean: 50ms, p99: 400ms, availability: 99.9%}", "description: x")
    for figure in (5, 10, 25, 40):
        text = text.replace(
            f"p50: {figure}ms, p99: {figure}ms", f"p50: {figure}{unit}, p99: {figure}{unit}"
        )
    (section,) = page_of(Report(portfolios=(part(text),)), options()).sections
    drawn = waterfall(section.journeys[0])

    assert drawn.ticks[0].at == drawn.left
    assert all(before.at < after.at for before, after in pairwise(drawn.ticks))
    assert drawn.ticks[-1].at <= drawn.right + 0.1
    assert_clear(drawn)


@pytest.mark.parametrize("name", [*NAMES, "x" * 200, "量" * 60])
def test_a_long_or_hostile_label_stays_left_of_the_axis(name: str) -> None:
    journey = order()
    rows = tuple(replace(row, label=name, depth=9 * at) for at, row in enumerate(journey.rows))

    assert_clear(waterfall(replace(journey, rows=rows)))


def assert_clear(drawn: Waterfall) -> None:
    """Labels end before the axis begins; the texts of the axis stand apart."""
    for row in drawn.rows:
        assert row.text_x + width(row.text) * CHARACTER <= drawn.left
    shown = [(tick.at, len(tick.text) * CHARACTER / 2) for tick in drawn.ticks if tick.text]
    assert all(a + half <= b - other for (a, half), (b, other) in pairwise(shown))


def test_the_bars_of_the_p99_stack_up_to_their_sum() -> None:
    journey = order()
    assert journey.tail is not None
    drawn = tail(journey, journey.tail)
    ends = [row.p99.x + row.p99.width for row in drawn.rows]
    scale = (drawn.right - drawn.left) / 55e-3
    (slo,) = [each for each in drawn.markers if each.kind == "slo"]

    assert [row.text for row in drawn.rows] == ["front", "hot", "cold", "slow"]
    assert [row.p99.x for row in drawn.rows] == pytest.approx([drawn.left, *ends[:-1]], abs=0.2)
    assert ends[-1] == pytest.approx(drawn.left + 55e-3 * scale, abs=0.3)
    assert slo.is_beyond
    assert max(ends) < drawn.columns[0] - 9 * CHARACTER


# --- lines and their labels ---------------------------------------------------------------------


MARKS = st.lists(
    st.builds(
        Mark,
        st.floats(0.0, 3.0),
        st.sampled_from(["mean 55 ms", "SLO 50 ms", "after the rewrites 41.2 ± 0.3 ms", "x"]),
        st.sampled_from(["now", "aft", "slo", "end"]),
    ),
    max_size=5,
)


def box(marker: Marker) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a label."""
    wide = len(marker.text) * CHARACTER
    begins = marker.text_x - (0.0 if marker.is_right else wide)
    return begins, begins + wide, marker.text_y - 10.0, marker.text_y + 3.0


@given(MARKS, st.sampled_from([40.0, 120.0, 250.0]))
def test_no_label_meets_another_or_a_line(marks: list[Mark], start: float) -> None:
    drawn, height = markers(marks, start, 900.0, 2.0)

    for one, other in product(drawn, drawn):
        if one is other:
            continue
        left, right, top, bottom = box(one)
        a, b, c, d = box(other)
        assert right <= a or b <= left or bottom <= c or d <= top
        crosses = left < other.x < right and other.top < bottom
        assert other.is_beyond or not crosses or other.x == one.x
    assert all(0 <= each.top <= height and each.text_y <= height for each in drawn)
    assert all(box(each)[0] >= 0 and box(each)[1] <= 900.0 for each in drawn)


def test_a_label_without_room_at_the_left_stands_at_the_right_of_its_line() -> None:
    marks = [Mark(0.0, "SLO 10 ms", "slo"), Mark(1.9, "mean 1.9 s", "now")]
    (slo, mean), _ = markers(marks, 60.0, 900.0, 2.0)

    assert (slo.is_right, mean.is_right) == (True, False)
    assert slo.text_x > slo.x
    assert slo.text_y == mean.text_y


@given(MARKS, st.randoms())
def test_the_order_in_which_lines_are_given_does_not_matter(marks: list[Mark], rng: object) -> None:
    shuffled = list(marks)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random

    assert markers(shuffled, 250.0, 900.0, 2.0) == markers(marks, 250.0, 900.0, 2.0)


def test_lines_far_apart_share_a_level() -> None:
    drawn, height = markers(
        [Mark(0.2, "a", "now"), Mark(1.0, "b", "slo"), Mark(1.9, format_duration(1.9), "aft")],
        250.0,
        900.0,
        2.0,
    )

    assert (len({each.text_y for each in drawn}), height) == (1, 17.0)
