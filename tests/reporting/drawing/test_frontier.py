"""The geometry of the frontier."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from archlint.reporting.drawing import frontier_plot
from archlint.reporting.drawing.labels import Box
from archlint.reporting.page import FrontierPart

GAINS = st.lists(st.floats(0.0, 1e4), min_size=1, max_size=60)


def part(gains: list[float], *, limit: int, better: float = 0.0) -> FrontierPart:
    greedy = tuple(enumerate(accumulate([0.0, *gains])))
    best = tuple((count, users * (1.0 + better)) for count, users in greedy) if better else ()
    return FrontierPart(
        limit=limit,
        last=len(gains),
        greedy=greedy,
        best=best,
        rows=(),
        sentence="",
        notes=(),
    )


@given(GAINS, st.integers(0, 80), st.sampled_from([0.0, 0.01, 0.5]))
@example([5e-101] * 3, 1, 0.5)
def test_labels_are_apart_and_in_the_drawing(gains: list[float], limit: int, better: float) -> None:
    plot = frontier_plot(part(gains, limit=limit, better=better))
    ends = [label.box for label in (plot.greedy_label, plot.best_label) if label is not None]
    cut = [plot.cut_label.box] if plot.cut_label else []
    drawing = Box(0.0, 0.0, plot.width, plot.height)

    assert len(ends) < 2 or not ends[0].overlaps(ends[1])  # a pair
    assert all(box.within(drawing) for box in [*ends, *cut])
    assert not any(box.overlaps(end) for box in cut for end in ends)


def test_the_quota_stands_where_so_many_rewrites_are() -> None:
    plot = frontier_plot(part([3.0, 1.0], limit=1))

    assert plot.cut == plot.dots[0][0]
    assert plot.dots[-1] == (plot.right, plot.top)


def test_a_quota_beyond_what_is_drawn_is_not_drawn() -> None:
    assert frontier_plot(part([3.0, 1.0], limit=5)).cut is None
