"""The geometry of cores over load."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.reporting.drawing import growth_plot
from archlint.reporting.drawing.labels import Box
from archlint.reporting.page import Figure, GrowthPart, LoadPoint

CORES = st.floats(0.01, 1e6)


def part(
    now: tuple[float, float], then: tuple[float, float] | None, bought_at: float | None = None
) -> GrowthPart:
    def point(place: float) -> LoadPoint:
        cores = now[0] + (now[1] - now[0]) * place
        after = None if then is None else then[0] + (then[1] - then[0]) * place
        return LoadPoint(
            at=1.0 + place,
            place=place,
            label=f"{1 + place:g}×",
            now=Figure(cores, f"{cores:.3g} cores"),
            then=Figure(after, f"{after or 0:.3g} cores"),
            low=(after or 0.0) * 0.9,
            high=(after or 0.0) * 1.1,
            money=Figure(0.0, ""),
        )

    places = [step / 4 for step in range(5)]
    return GrowthPart(
        is_time=False,
        basis="in use",
        rewrites=0 if then is None else 2,
        curve=tuple(map(point, places)),
        rows=tuple(map(point, places)),
        bought=Figure(1.3, "30 % more load"),
        bought_at=bought_at,
        today=Figure(now[0], ""),
        sentences=(),
        fulls=(),
        much="1.5×",
        notes=(),
    )


@settings(max_examples=100)
@given(CORES, CORES, CORES, CORES, st.none() | st.floats(0.0, 1.0))
def test_labels_are_apart_and_in_the_drawing(
    now: float, more: float, then: float, less: float, bought: float | None
) -> None:
    plot = growth_plot(part((now, now + more), (then, then + less), bought))
    labels = [plot.now_label, plot.then_label, plot.bought.label if plot.bought else None]
    boxes = [label.box for label in labels if label is not None]
    drawing = Box(0.0, 0.0, plot.width, plot.height)

    assert not boxes[0].overlaps(boxes[1])
    assert all(box.within(drawing) for box in boxes)
    assert all(not box.overlaps(boxes[0]) for box in boxes[2:])


def test_cores_are_as_high_as_they_are_many() -> None:
    plot = growth_plot(part((50.0, 100.0), (40.0, 80.0), 0.5))

    assert plot.now.startswith(f"M{plot.left:g} 147")
    assert plot.now.endswith(f"{plot.right:g} {plot.top:g}")
    assert plot.level == 147.0  # half way
    assert plot.bought is not None
    assert (plot.bought.x, plot.bought.y) == (round((plot.left + plot.right) / 2, 1), 147.0)


def test_without_rewrites_there_is_one_line() -> None:
    plot = growth_plot(part((50.0, 100.0), None))

    assert (plot.then, plot.band, plot.then_label, plot.bought) == ("", "", None, None)
