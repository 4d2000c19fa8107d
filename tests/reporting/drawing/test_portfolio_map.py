"""The drawn map: widths of lines, squares and bars, and the words for whoever does not see them."""

from __future__ import annotations

from typing import Any

import pytest

from archlint.reporting.drawing import portfolio_map
from archlint.reporting.html import _environment
from archlint.reporting.page import MapBox, MapLine, PortfolioMap
from archlint.reporting.page.figures import UNKNOWN, Figure

from hostile import NAMES


def box(name: str, part: float | None = 0.5, **fields: Any) -> MapBox:
    figure = UNKNOWN if part is None else Figure(part, f"{part:.0%}")
    return MapBox(**{"name": name, "services": 3, "users": figure, "share": figure, **fields})


def line(source: str, target: str, rate: float | None = 10.0) -> MapLine:
    return MapLine(source=source, target=target, rate=Figure(rate, f"{rate}/s"))


def part(boxes: list[MapBox], lines: list[MapLine]) -> PortfolioMap:
    return PortfolioMap(
        unit="system", title="t", description="d", boxes=tuple(boxes), lines=tuple(lines)
    )


def test_a_line_is_as_wide_as_the_logarithm_of_its_calls() -> None:
    lines = [line("a", "b", 1.0), line("a", "c", 100.0), line("b", "c", 10_000.0)]
    drawn = portfolio_map(part([box("a"), box("b"), box("c")], lines))

    assert sorted(each.width for each in drawn.lines) == [1.0, 2.5, 4.0]


@pytest.mark.parametrize(
    ("rates", "widths"),
    [([7.0, 7.0], [2.0, 2.0]), ([None, 5.0], [1.0, 2.0]), ([0.0, None], [1.0, 1.0])],
)
def test_lines_without_a_difference_are_alike(
    rates: list[float | None], widths: list[float]
) -> None:
    lines = [line("a", name, rate) for name, rate in zip("bc", rates, strict=True)]
    drawn = portfolio_map(part([box("a"), box("b"), box("c")], lines))

    assert [each.width for each in drawn.lines] == widths


def test_a_bar_is_the_share_of_the_waiting_and_none_where_that_is_unknown() -> None:
    half, unknown = portfolio_map(part([box("a"), box("b", None)], [])).boxes

    assert half.bar == pytest.approx((half.width - 22) / 2)
    assert (unknown.bar, unknown.share) == (None, "waiting unknown")


@pytest.mark.parametrize(
    ("fields", "spoken"),
    [
        ({}, "a, 3 services, 50% of all waiting"),
        ({"services": 1, "part": None}, "a, 1 service, waiting unknown"),
        (
            {"candidates": ("rust", "rust", "measure")},
            "a, 3 services, 50% of all waiting, 2 Rust, 1 to be measured first",
        ),
        ({"stands_for": 12}, "12 others, 3 services, 50% of all waiting"),
    ],
    ids=["plain", "unknown", "candidates", "others"],
)
def test_a_box_says_in_words_what_it_shows(fields: dict[str, Any], spoken: str) -> None:
    (shape,) = portfolio_map(part([box("a", **fields)], [])).boxes

    assert shape.spoken == spoken


def test_more_than_six_candidates_are_counted() -> None:
    (shape,) = portfolio_map(part([box("a", candidates=("rust",) * 9)], [])).boxes

    assert (len(shape.squares), shape.more) == (6, "+3")
    assert all(shape.x < square.x < shape.x + shape.width for square in shape.squares)


def test_texts_fit_beside_each_other() -> None:
    for name in ("x", "x" * 26, "x" * 90, "見" * 30):
        (shape,) = portfolio_map(part([box(name, services=12_345)], [])).boxes
        taken = len(shape.text) * 6.7 + len(shape.count) * 6.2

        assert taken <= shape.width - 22


def test_hostile_names_make_no_element() -> None:
    source = (
        '{% from "charts/portfolio_map.html.j2" import map_chart, map_key, map_table %}'
        '{{ map_key(part) }}{{ map_chart(part, portfolio_map(part), "k") }}{{ map_table(part) }}'
    )
    texts = [
        _environment().from_string(source).render(part=part([box(name) for name in names], []))
        for names in (NAMES, [f"name{number}" for number in range(len(NAMES))])
    ]

    assert texts[0].count("<") == texts[1].count("<")
    assert texts[0].count('"') == texts[1].count('"')
