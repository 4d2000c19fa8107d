"""The geometry of the scatter: logarithms, thinning, and names that cover nothing."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.reporting.drawing.labels import Box
from archlint.reporting.drawing.scatter import MOST_SHAPES, ScatterPlot, axis, scatter_plot
from archlint.reporting.page import Figure, NearMiss, ScatterDot, ScatterPart

MARKS = ("go", "go", "go", "rust", "measure", "hybrid", "other")


def dot(name: str, rate: float, cpu: float, mark: str = "go", *, on: bool = True) -> ScatterDot:
    return ScatterDot(
        service=name,
        mark=mark,
        words=mark,
        rate=Figure(rate, ""),
        cpu=Figure(cpu, ""),
        cores=Figure(rate * cpu, ""),
        is_critical=on,
    )


def part(dots: list[ScatterDot]) -> ScatterPart:
    argued = [item.service for item in dots if item.is_weighty]
    near = [item.service for item in dots if not item.is_weighty][:5]
    return ScatterPart(
        dots=tuple(dots),
        rows=(),
        named=(*argued, *near),
        near=tuple(NearMiss(service=name, mark="go", words="", looks="", why=()) for name in near),
        undrawn="",
    )


RATES = st.floats(1e-3, 1e6)
TIMES = st.floats(1e-7, 1e2)
PLOTS = st.lists(
    st.tuples(RATES, TIMES, st.sampled_from(MARKS), st.booleans(), st.integers(1, 40)),
    min_size=1,
    max_size=40,
).map(
    lambda rows: scatter_plot(
        part(
            [
                dot(f"{number}-" + "x" * length, rate, cpu, mark, on=on)
                for number, (rate, cpu, mark, on, length) in enumerate(rows)
            ]
        )
    )
)


@settings(max_examples=60, deadline=None)
@given(PLOTS)
def test_no_label_covers_another_or_leaves_the_drawing(plot: ScatterPlot) -> None:
    boxes = [name.label.box for name in plot.names]
    boxes += [item.label.box for item in plot.diagonals if item.label is not None]
    drawing = Box(0.0, 0.0, plot.width, plot.height)

    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    assert all(box.within(drawing) for box in boxes)


@settings(max_examples=60, deadline=None)
@given(PLOTS)
def test_every_shape_lies_in_the_frame(plot: ScatterPlot) -> None:
    assert all(plot.left <= shape.x <= plot.right for shape in plot.shapes)
    assert all(plot.top <= shape.y <= plot.bottom for shape in plot.shapes)


def test_ten_times_is_as_far_wherever_it_is() -> None:
    found = axis([1.0, 10.0, 100.0], 0.0, 300.0)
    first, second, third = (found.at(value) for value in (1.0, 10.0, 100.0))

    assert second - first == pytest.approx(third - second)


def test_one_value_has_a_decade_around_it() -> None:
    found = axis([7.0], 0.0, 100.0)

    assert found.at(7.0) == pytest.approx(50.0)
    assert found.high - found.low == pytest.approx(1.0)
    assert found.ticks == [3.0, 10.0]


def test_along_a_diagonal_the_cost_is_the_same() -> None:
    plot = scatter_plot(part([dot("a", 10.0, 0.1), dot("b", 1000.0, 0.001), dot("c", 1.0, 10.0)]))
    places = {shape.title[0]: shape for shape in plot.shapes}
    slope = (places["b"].y - places["a"].y) / (places["b"].x - places["a"].x)
    ends = [
        [float(value) for value in item.path.removeprefix("M").replace("L", " ").split()]
        for item in plot.diagonals
    ]

    for x, y, to_x, to_y in ends:
        assert (to_y - y) / (to_x - x) == pytest.approx(slope, rel=0.02)


def test_services_that_stand_close_share_a_shape_where_there_are_too_many() -> None:
    many = [
        dot(f"s{number}", 1.0 + number % 97, 0.001 * (1 + number % 89), on=number % 2 == 0)
        for number in range(5_000)
    ]
    plot = scatter_plot(part([dot("hot", 50.0, 0.05, "rust"), *many]))

    assert len(plot.shapes) <= MOST_SHAPES
    assert plot.shared > 1_000  # most of them
    assert plot.shapes[-1].title.startswith("hot: ")
    assert {shape.title.partition(" ")[0] for shape in plot.shapes} >= {"hot:", "s0:"}


@pytest.mark.parametrize(("argued", "unnamed"), [(1, 0), (16, 0), (17, 1), (40, 24)])
def test_who_is_argued_for_and_has_no_name_is_counted(argued: int, unnamed: int) -> None:
    dots = [dot(f"s{n}", 1.5**n, 1e-3 * 1.4 ** (n * 7 % 40), "rust") for n in range(argued)]
    plot = scatter_plot(part([*dots, dot("calm", 1.0, 0.001)]))

    assert plot.unnamed == unnamed
    assert sum(name.is_weighty for name in plot.names) == argued - unnamed


def test_few_services_have_a_shape_each() -> None:
    plot = scatter_plot(part([dot(f"s{number}", 1.0, 0.001) for number in range(MOST_SHAPES)]))

    assert (len(plot.shapes), plot.shared) == (MOST_SHAPES, 0)


def test_the_order_of_the_dots_does_not_matter_to_shapes() -> None:
    dots = [dot(f"s{number}", 1.0 + number % 7, 0.001 * (1 + number % 5)) for number in range(900)]
    named = part(dots)
    other = ScatterPart(
        dots=named.dots[::-1], rows=(), named=named.named, near=named.near, undrawn=""
    )

    assert scatter_plot(named).shapes == scatter_plot(other).shapes


def test_a_radius_grows_with_how_many_share_it() -> None:
    crowd = [dot(f"s{number:04}", 10.0, 0.01) for number in range(MOST_SHAPES + 10)]
    plot = scatter_plot(part([*crowd, dot("far", 1000.0, 1.0)]))
    (shared,) = [shape for shape in plot.shapes if "services" in shape.title]

    assert shared.radius > 5.0  # that of one
    assert math.isfinite(shared.radius)
