"""The drawn call graph: text within boxes, lines beside them, the path in one line, and the markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.reporting.drawing import callgraph
from archlint.reporting.drawing.axes import CHARACTER
from archlint.reporting.drawing.callgraph import LONGEST, CallGraphDrawing
from archlint.reporting.html import _environment
from archlint.reporting.page import CallBox, CallGraphPart, CallLine
from archlint.reporting.page.figures import Figure

from hostile import NAMES


def part(boxes: list[CallBox], lines: list[CallLine]) -> CallGraphPart:
    return CallGraphPart(
        title="Who calls whom",
        description="as told",
        unit="service",
        boxes=tuple(boxes),
        lines=tuple(lines),
        total=len(boxes),
        hidden=0,
    )


def box(name: str, **fields: Any) -> CallBox:
    values: dict[str, Any] = {"own": Figure(0.002, "2 ms"), "slack": Figure(0.0, "0 ms")}
    return CallBox(name=name, **{"service": name, "mark": "go", "words": "Go", **values, **fields})


@st.composite
def parts(draw: st.DrawFn) -> CallGraphPart:
    """A chain on the path, and others that call and are called anyhow."""
    names = [
        f"{'n' * draw(st.integers(1, 40))}{number}" for number in range(draw(st.integers(1, 16)))
    ]
    spine = draw(st.integers(1, len(names)))
    boxes = [
        box(name, is_critical=n < spine, is_on_spine=n < spine, number=n + 1 if n < spine else None)
        for n, name in enumerate(names)
    ]
    pairs = [(one, other) for one in names for other in names]
    ends = draw(st.lists(st.sampled_from(pairs), max_size=30, unique=True))
    chain = list(pairwise(names[:spine]))
    lines = [CallLine(source=a, target=b, is_critical=True, seconds=1.0) for a, b in chain]
    lines += [
        CallLine(source=a, target=b, count=draw(st.sampled_from([1.0, 12.5])))
        for a, b in ends
        if (a, b) not in chain
    ]
    return part(boxes, lines)


@settings(max_examples=30, deadline=None)
@given(parts())
def test_boxes_stand_apart_and_no_line_runs_through_one(found: CallGraphPart) -> None:
    drawn = callgraph(found)

    assert overlapping(drawn) == []
    assert pierced(drawn) == []


def overlapping(drawn: CallGraphDrawing) -> list[tuple[str, str]]:
    return [
        (one.title, other.title)
        for number, one in enumerate(drawn.boxes)
        for other in drawn.boxes[number + 1 :]
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    ]


def pierced(drawn: CallGraphDrawing) -> list[tuple[str, str]]:
    """Lines with a point inside of a box, its very edge aside."""
    return [
        (line.path, shape.title)
        for line in drawn.lines
        for shape in drawn.boxes
        if any(
            shape.x + 0.5 < x < shape.x + shape.width - 0.5
            and shape.y + 0.5 < y < shape.y + shape.height - 0.5
            for x, y in points(line.path)
        )
    ]


def points(path: str) -> list[tuple[float, float]]:
    """Many points of a path of M, H and C."""
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MHC])([^MHC]*)", path):
        at = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            found.append((at[0], at[1]))
            continue
        x, y = found[-1]
        if command == "H":
            at = [x + (at[0] - x) / 3, y, at[0] - (at[0] - x) / 3, y, at[0], y]
        for step in range(1, 25):
            t, u = step / 24, 1 - step / 24
            weights = (u**3, 3 * u**2 * t, 3 * u * t**2, t**3)
            found.append(
                (
                    sum(w * p for w, p in zip(weights, (x, at[0], at[2], at[4]), strict=True)),
                    sum(w * p for w, p in zip(weights, (y, at[1], at[3], at[5]), strict=True)),
                )
            )
    return found


@settings(max_examples=30, deadline=None)
@given(parts())
def test_text_stays_within_its_box_and_everything_within_the_drawing(found: CallGraphPart) -> None:
    drawn = callgraph(found)

    for shape in drawn.boxes:
        assert shape.text_x + len(shape.text) * CHARACTER <= shape.width - 4
        assert len(shape.text) <= LONGEST
        assert shape.x >= 0
        assert shape.x + shape.width <= drawn.width + 0.1
        assert shape.y >= 0
        assert shape.y + shape.height <= drawn.height + 0.1
    ends = {place for line in drawn.lines for place in points(line.path)}
    assert all(-1 <= y <= drawn.height + 1 for _, y in ends)


@settings(max_examples=20, deadline=None)
@given(parts())
def test_the_spine_is_one_horizontal_line(found: CallGraphPart) -> None:
    drawn = callgraph(found)
    spine = {b.name for b in found.boxes if b.is_on_spine}

    assert len({shape.y for shape in drawn.boxes if shape.title in spine}) == 1


@settings(max_examples=20, deadline=None)
@given(parts(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_shape(found: CallGraphPart, random: Any) -> None:
    boxes, lines = list(found.boxes), list(found.lines)
    random.shuffle(boxes)
    random.shuffle(lines)
    other = callgraph(part(boxes, lines))
    one = callgraph(found)

    assert sorted(map(str, other.boxes)) == sorted(map(str, one.boxes))
    assert sorted(map(str, other.lines)) == sorted(map(str, one.lines))


# --- shapes and words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "note", "spoken"),
    [
        (
            {"is_critical": True, "number": 3},
            "2 ms",
            "x, own time 2 ms, number 3 on the critical path, verdict: Go",
        ),
        (
            {"slack": Figure(0.9, "900 ms")},
            "2 ms · slack 900 ms",
            "x, own time 2 ms, slack 900 ms, verdict: Go",
        ),
        ({"is_awaited": False}, "not waited for", "x, not waited for, verdict: Go"),
        ({"visits": 3.0}, "2 ms in 3 visits", "x, own time 2 ms, slack 0 ms, verdict: Go"),
        ({"words": "", "mark": "none"}, "2 ms", "x, own time 2 ms, slack 0 ms, no verdict"),
        (
            {"stands_for": 1200, "slack": Figure(0.009, "9 ms"), "service": ""},
            "slack ≥ 9 ms",
            "1,200 more services, slack at least 9 ms",
        ),
    ],
    ids=["critical", "slack", "not waited for", "visits", "no verdict", "folded"],
)
def test_a_box_says_in_words_what_it_shows(fields: dict[str, Any], note: str, spoken: str) -> None:
    (shape,) = callgraph(part([box("x", **fields)], [])).boxes

    assert (shape.note, shape.spoken) == (note, spoken)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("short", "short"),
        ("svc/GET /cart", "svc GET /cart"),
        ("a" * 20 + "b" * 20, "a" * 14 + "…" + "b" * 13),
        ("見" * 20, "見" * 7 + "…" + "見" * 6),
    ],
    ids=["short", "an operation", "long", "wide characters"],
)
def test_a_long_name_loses_its_middle_and_keeps_its_title(name: str, text: str) -> None:
    (shape,) = callgraph(part([box(name)], [])).boxes

    assert (shape.text, shape.title) == (text, name)


def test_lines_are_told_apart_by_weight_and_dashes_and_the_heavy_ones_lie_on_top() -> None:
    boxes = [box("a", is_critical=True, is_on_spine=True), box("b", is_critical=True), box("c")]
    lines = [
        CallLine(source="a", target="b", is_critical=True, count=6.0),
        CallLine(source="a", target="c", is_async=True),
        CallLine(source="b", target="a", closes_ring=True),
        CallLine(source="b", target="c"),
    ]
    drawn = callgraph(part(boxes, lines))

    assert [line.style for line in drawn.lines] == ["ln", "ln async", "ln ring", "ln crit"]
    assert sorted(each.text for each in drawn.labels) == ["ring", "×6"]


def test_a_call_that_closes_a_ring_points_to_the_left() -> None:
    lines = [CallLine(source="a", target="b"), CallLine(source="b", target="a", closes_ring=True)]
    drawn = callgraph(part([box("a"), box("b")], lines))
    tips = {line.style: float(line.head[1:].split(" ")[0]) for line in drawn.lines}
    first = {shape.title: shape for shape in drawn.boxes}

    assert tips["ln"] == first["b"].x
    assert tips["ln ring"] == first["a"].x + first["a"].width


def test_a_call_to_itself_is_a_loop_at_its_right_side() -> None:
    drawn = callgraph(part([box("a")], [CallLine(source="a", target="a", closes_ring=True)]))
    (line,), (shape,) = drawn.lines, drawn.boxes

    assert min(x for x, _ in points(line.path)) >= shape.x + shape.width
    assert drawn.width >= max(x for x, _ in points(line.path))


# --- markup ---------------------------------------------------------------------------------------


def markup(found: CallGraphPart, targets: tuple[str, ...] = ()) -> str:
    source = (
        '{% from "charts/callgraph.html.j2" import callgraph_chart, callgraph_key, callgraph_table %}'
        '{{ callgraph_key(part) }}{{ callgraph_chart(part, callgraph(part), "k", "p2-", targets) }}'
        "{{ callgraph_table(part) }}"
    )
    return _environment().from_string(source).render(part=found, targets=targets)


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_box_is_a_link_where_its_evidence_is_and_a_labelled_group_elsewhere() -> None:
    text = markup(part([box("a b"), box("c")], []), targets=("a b",))
    found = Elements(text).found

    assert [attributes for tag, attributes in found if tag == "a"] == [
        {
            "href": "#p2-service-a%20b",
            "aria-label": "a b, own time 2 ms, slack 0 ms, verdict: Go",
        }
    ]
    assert [
        attributes["aria-label"] for tag, attributes in found if attributes.get("role") == "img"
    ] == ["c, own time 2 ms, slack 0 ms, verdict: Go"]


def test_hostile_names_make_no_element() -> None:
    names = [f"name{number}" for number in range(len(NAMES))]
    tags = [
        sorted(tag for tag, _ in Elements(markup(part(list(map(box, each)), []), each)).found)
        for each in (NAMES, tuple(names))
    ]

    assert tags[0] == tags[1]
