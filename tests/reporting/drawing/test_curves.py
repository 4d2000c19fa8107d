"""The curve of removable waiting: places by hand, and nothing that covers anything else."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.reporting.drawing import pareto
from archlint.reporting.page import Curve, CurvePoint, Figure


def curve(*parts: float, seats: int = 1, services: int = 0, line: int = 0) -> Curve:
    """A curve of services with these parts of the removable waiting."""
    whole, so_far, points = sum(parts), 0.0, []
    for rank, part in enumerate(parts, 1):
        so_far += part
        points.append(
            CurvePoint(
                rank=rank,
                service=f"s{rank}",
                users=Figure(part, f"{part:g} users"),
                share=Figure(part / whole, ""),
                total=Figure(so_far / whole, f"{so_far / whole:.0%}"),
                cores=Figure(1.0, "1 core"),
                has_seat=rank <= seats,
            )
        )
    return Curve(
        points=tuple(points),
        services=services or len(parts),
        line=line or seats,
        quota="10 %",
        removable=Figure(whole, ""),
        carried=Figure(1.0, ""),
        flat=0,
        cores=(),
    )


def test_it_ends_flat_at_the_right_edge() -> None:
    plot = pareto(curve(5, 3, 2, services=10))

    assert plot.line.startswith(f"M{plot.left:g} {plot.bottom:g}L")
    assert plot.line.endswith(f"{plot.right:g} {plot.top:g}")


def test_a_dot_stands_where_the_parts_so_far_and_the_services_say() -> None:
    plot = pareto(curve(5, 3, 2, seats=2, services=10))
    first, second = plot.dots

    assert (first.text, second.text) == ("1", "2")
    assert first.x == pytest.approx(plot.left + (plot.right - plot.left) * 0.1, abs=0.1)
    assert first.y == pytest.approx(plot.bottom - (plot.bottom - plot.top) * 0.5, abs=0.1)
    assert second.y == pytest.approx(plot.bottom - (plot.bottom - plot.top) * 0.8, abs=0.1)
    assert (second.x, second.y) == plot.reach


def test_the_area_is_what_the_holders_carry_not_what_the_quota_would() -> None:
    plot = pareto(curve(5, 3, 2, seats=0, line=2))

    assert (plot.reach, plot.dots) == ((plot.left, plot.bottom), ())
    assert plot.cut > plot.left


def test_cores_in_the_same_order_are_a_second_path() -> None:
    from msgspec.structs import replace

    plot = pareto(replace(curve(5, 5, services=4), cores=(0.1, 0.4, 1.0)))

    assert plot.second.count("L") == 4
    assert plot.second.endswith(f"{plot.right:g} {plot.top:g}")
    assert pareto(curve(5, 5)).second == ""


def test_a_curve_of_thousands_of_services_is_thinned() -> None:
    plot = pareto(curve(*([1.0] * 5_000), seats=500))

    assert plot.line.count("L") == 400
    assert len(plot.steps) <= 202
    assert [plot.steps[0].rank, plot.steps[-1].rank] == [1, 5_000]
    assert plot.dots[-1].text == "500"


@given(
    st.lists(st.floats(min_value=1e-3, max_value=1e3), min_size=1, max_size=80),
    st.data(),
)
def test_no_dot_covers_another_and_all_stay_in_the_frame(
    parts: list[float], data: st.DataObject
) -> None:
    seats = data.draw(st.integers(min_value=0, max_value=len(parts)))
    plot = pareto(curve(*sorted(parts, reverse=True), seats=seats, services=len(parts)))

    assert all(math.dist(one[:2], two[:2]) >= 17 for one, two in pairwise(plot.dots))
    assert all(
        plot.left <= step.x <= plot.right + 0.1 and plot.top - 0.1 <= step.y <= plot.bottom
        for step in plot.steps
    )
    assert bool(plot.dots) is bool(seats)
