"""The layered layout: nothing overlaps, the spine is straight, the order of the input is nothing."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.reporting.layout import Box, Drawing, Edge, Point, layered
from archlint.reporting.layout.columns import columns, forwards
from archlint.reporting.layout.crossings import crossings, excess
from archlint.reporting.layout.heights import pooled


def box(name: str, *, spine: bool = False, width: float = 60.0, height: float = 24.0) -> Box:
    return Box(name=name, width=width, height=height, is_on_spine=spine)


def chain(*names: str) -> list[Edge]:
    return [Edge(source=one, target=other, is_on_spine=True) for one, other in pairwise(names)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[Edge]]:
    """Any graph, rings included, with a spine that runs through some of it."""
    size = draw(st.integers(1, 14))
    names = [f"s{number:02}" for number in range(size)]
    pairs = [(one, other) for one in names for other in names]
    edges = [
        Edge(source=one, target=other, weight=draw(st.sampled_from([1.0, 2.0])))
        for one, other in draw(st.lists(st.sampled_from(pairs), max_size=30, unique=True))
    ]
    spine = names[: draw(st.integers(0, size))]
    kept = {(edge.source, edge.target) for edge in chain(*spine)}
    edges = [edge for edge in edges if (edge.source, edge.target) not in kept]
    boxes = [
        box(
            name,
            spine=name in spine,
            width=draw(st.sampled_from([40.0, 90.0])),
            height=draw(st.sampled_from([20.0, 44.0])),
        )
        for name in names
    ]
    return boxes, [*edges, *chain(*spine)]


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    return [
        (one.box.name, other.box.name)
        for one, other in combinations(drawing.boxes, 2)
        if abs(one.x - other.x) < (one.box.width + other.box.width) / 2 - 0.2
        and abs(one.y - other.y) < (one.box.height + other.box.height) / 2 - 0.2
    ]


@settings(max_examples=50)
@given(graphs())
def test_no_two_boxes_overlap_and_all_are_within_the_drawing(
    graph: tuple[list[Box], list[Edge]],
) -> None:
    drawing = layered(*graph)

    assert overlapping(drawing) == []
    for placed in drawing.boxes:
        assert placed.left >= -0.1
        assert placed.top >= -0.1
        assert placed.left + placed.box.width <= drawing.width + 0.1
        assert placed.top + placed.box.height <= drawing.height + 0.1


@settings(max_examples=50)
@given(graphs())
def test_the_spine_is_one_horizontal_line(graph: tuple[list[Box], list[Edge]]) -> None:
    drawing = layered(*graph)
    spine = [placed for placed in drawing.boxes if placed.box.is_on_spine]

    assert len({placed.y for placed in spine}) <= 1
    assert len({placed.column for placed in spine}) == len(spine)


@settings(max_examples=40)
@given(graphs(), st.integers(0, 1000))
def test_the_order_of_the_input_changes_nothing(
    graph: tuple[list[Box], list[Edge]], seed: int
) -> None:
    boxes, edges = graph
    shuffled = random.Random(seed)  # noqa: S311  # an order, no secret
    other_boxes, other_edges = list(boxes), list(edges)
    shuffled.shuffle(other_boxes)
    shuffled.shuffle(other_edges)

    assert layered(boxes, edges) == layered(other_boxes, other_edges)


@settings(max_examples=40)
@given(graphs())
def test_every_line_runs_from_left_to_right_unless_it_closes_a_ring(
    graph: tuple[list[Box], list[Edge]],
) -> None:
    drawing = layered(*graph)
    column = {placed.box.name: placed.column for placed in drawing.boxes}

    assert len(drawing.routes) == len(graph[1])
    for route in drawing.routes:
        if not route.is_backwards:
            assert column[route.edge.source] < column[route.edge.target]
            assert [point.x for point in route.points] == sorted(point.x for point in route.points)
    kept, backwards = forwards(sorted(column), sorted(graph[1], key=str))
    assert len([route for route in drawing.routes if route.is_backwards]) == len(backwards)
    assert all(not edge.is_on_spine for edge in backwards)
    assert columns(sorted(column), kept)


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=4, unique=True), min_size=1, max_size=6),
)
def test_crossings_are_counted_pair_by_pair(targets: list[list[int]]) -> None:
    left, right = list(range(len(targets))), [100 + number for number in range(6)]
    after = {
        vertex: [100 + end for end in ends] for vertex, ends in zip(left, targets, strict=True)
    }
    lines = [(one, end) for one in left for end in after[one]]
    expected = sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0 for one, other in combinations(lines, 2)
    )

    assert crossings([left, right], {**after, **{vertex: [] for vertex in right}}) == expected


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 5)), min_size=1, max_size=6),
    st.integers(0, 20),
)
def test_pooled_heights_are_the_least_squares_with_gaps(
    vertices: list[tuple[int, int]], gap: int
) -> None:
    """No small move of any block that keeps the gaps comes nearer to what is wanted."""
    wanted = [float(want) for want, _ in vertices]
    weights = [float(weight) for _, weight in vertices]
    gaps = [float(gap)] * (len(vertices) - 1)
    found = pooled(wanted, weights, gaps)

    def cost(heights: list[float]) -> float:
        return sum(
            weight * (height - want) ** 2
            for height, want, weight in zip(heights, wanted, weights, strict=True)
        )

    def keeps(heights: list[float]) -> bool:
        return all(
            lower - upper >= least - 1e-9
            for upper, lower, least in zip(heights, heights[1:], gaps, strict=False)
        )

    assert keeps(found)
    for start in range(len(found)):
        for end in range(start + 1, len(found) + 1):
            for step in (-0.01, 0.01):
                moved = [
                    height + step * (start <= place < end) for place, height in enumerate(found)
                ]
                assert not keeps(moved) or cost(moved) >= cost(found) - 1e-9


def test_a_long_line_passes_between_boxes_and_stays_level() -> None:
    names = ("a", "b", "c", "d")
    boxes = [box(name, spine=True) for name in names] + [box("e")]
    drawing = layered(
        boxes, [*chain(*names), Edge(source="a", target="d"), Edge(source="a", target="e")]
    )
    (long,) = [
        route for route in drawing.routes if not route.edge.is_on_spine and route.edge.target == "d"
    ]

    assert len({point.y for point in long.points[1:-1]}) == 1
    assert len(long.points) == 4


@pytest.mark.parametrize(
    ("boxes", "edges", "size"),
    [
        pytest.param([], [], (0.0, 0.0), id="nothing"),
        pytest.param([box("a")], [], (60.0, 24.0), id="one box"),
        pytest.param([box("a")], [Edge(source="a", target="a")], (60.0, 24.0), id="calls itself"),
    ],
)
def test_little_graphs(boxes: list[Box], edges: list[Edge], size: tuple[float, float]) -> None:
    drawing = layered(boxes, edges)

    assert (drawing.width, drawing.height) == size
    assert len(drawing.routes) == len(edges)


def test_the_lightest_line_of_a_ring_runs_backwards() -> None:
    ring = [
        Edge(source="a", target="b", weight=5),
        Edge(source="b", target="c", weight=2),
        Edge(source="c", target="a", weight=1),
    ]
    drawing = layered([box("a"), box("b"), box("c")], ring)

    assert [route.edge.source for route in drawing.routes if route.is_backwards] == ["c"]


def test_an_end_that_is_no_box_is_refused() -> None:
    with pytest.raises(KeyError):
        layered([box("a")], [Edge(source="a", target="b")])


def test_the_spine_stands_in_the_middle_of_a_fan() -> None:
    leaves = [f"l{number}" for number in range(7)]
    boxes = [box("root", spine=True), *(box(name, spine=name == "l0") for name in leaves)]
    edges = [Edge(source="root", target=name, is_on_spine=name == "l0") for name in leaves]
    drawing = layered(boxes, edges)
    heights = sorted(placed.y for placed in drawing.boxes if placed.box.name != "root")
    (spine,) = [placed.y for placed in drawing.boxes if placed.box.name == "l0"]

    assert heights.index(spine) == 3
    assert drawing.crossings == 0


def test_boxes_of_a_column_are_as_wide_as_its_widest() -> None:
    boxes = [box("a"), box("b", width=120.0), box("c", width=40.0)]
    edges = [Edge(source="a", target=name) for name in ("b", "c")]
    drawing = layered(boxes, edges)

    assert [(placed.box.name, placed.box.width) for placed in drawing.boxes] == [
        ("a", 60.0),
        ("b", 120.0),
        ("c", 120.0),
    ]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("ab bc cd ad", {"a": 0, "b": 1, "c": 2, "d": 3}),
        ("ab bc cd xd", {"a": 0, "b": 1, "c": 2, "d": 3, "x": 2}),
        ("ab bc cd ax", {"a": 0, "b": 1, "c": 2, "d": 3, "x": 1}),
        ("ab bc cd ax xd xe ef ed", {"a": 0, "b": 1, "c": 2, "d": 3, "x": 1, "e": 2, "f": 3}),
    ],
    ids=["a chain", "an entry beside its callee", "a leaf beside its caller", "in between"],
)
def test_a_box_stands_where_its_lines_are_short(edges: str, expected: dict[str, int]) -> None:
    found = columns(
        sorted(expected), [Edge(source=both[0], target=both[1]) for both in edges.split()]
    )

    assert found == expected


_ENDS = st.lists(st.integers(0, 8), max_size=4, unique=True).map(lambda ends: tuple(sorted(ends)))


@given(_ENDS, _ENDS)
def test_excess_is_by_how_many_more_lines_cross(
    upper: tuple[int, ...], lower: tuple[int, ...]
) -> None:
    def crossed(above: tuple[int, ...], below: tuple[int, ...]) -> int:
        return sum(one > other for one in above for other in below)

    assert excess(upper, lower) == crossed(upper, lower) - crossed(lower, upper)


@settings(max_examples=60)
@given(graphs())
def test_lines_are_level_within_columns_and_no_line_touches_a_box_in_between(
    graph: tuple[list[Box], list[Edge]],
) -> None:
    drawing = layered(*graph)
    spans = {
        placed.column: (placed.left, placed.left + placed.box.width) for placed in drawing.boxes
    }
    for route in drawing.routes:
        for start, end in pairwise(route.points):
            left, right = sorted((start.x, end.x))
            passed = [b for b, (x, far) in spans.items() if left < far - 0.2 and x + 0.2 < right]
            if start.y != end.y:
                assert passed == []
            for placed in drawing.boxes:
                if placed.column in passed:
                    assert abs(placed.y - start.y) >= placed.box.height / 2


def segments(points: tuple[Point, ...]) -> set[tuple[Point, Point]]:
    """The pieces of a line, whichever way it runs."""
    return {(min(piece), max(piece)) for piece in pairwise(points)}


@settings(max_examples=60)
@given(graphs())
def test_a_line_back_never_lies_on_one_that_runs_forwards(
    graph: tuple[list[Box], list[Edge]],
) -> None:
    routes = layered(*graph).routes
    forward = set[tuple[Point, Point]]().union(
        *(segments(route.points) for route in routes if not route.is_backwards)
    )

    for route in routes:
        if route.is_backwards:
            assert not segments(route.points) & forward


def test_a_call_back_has_a_lane_of_its_own_below() -> None:
    there, back = Edge(source="a", target="b", weight=2), Edge(source="b", target="a")
    drawn = {
        route.edge.source: route.points
        for route in layered([box("a"), box("b")], [there, back]).routes
    }

    assert {point.y for point in drawn["a"]} == {12.0}
    assert {point.y for point in drawn["b"]} == {19.7}
