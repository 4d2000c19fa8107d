"""Seats where visits are kept: all at once, against one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archlint.analysis.fixed_seats import FixedBench
from archlint.analysis.varied_seats import Course, Rival, VariedBench
from archlint.analysis.varied_times import FixedVisits

if TYPE_CHECKING:
    from archlint.analysis.variants import VariedRemoval
    from archlint.analysis.variations import Decided, Figure

VARIANTS = 4
JOURNEYS = 3


@st.composite
def rivals(draw: st.DrawFn) -> list[Rival]:
    """Some candidates of one operation each; figures are whole, so that many are equal."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        figures = draw(st.lists(st.integers(0, 4), min_size=VARIANTS, max_size=VARIANTS))
        varied = draw(st.booleans())
        saved: Figure = np.array(figures, float) if varied else float(figures[0])
        admitted = draw(st.lists(st.booleans(), min_size=VARIANTS, max_size=VARIANTS))
        found.append(
            Rival(
                service=f"s{number}",
                changes={number: saved},
                share=1.0,
                waiting=float(draw(st.integers(0, 2))),
                admitted=np.array(admitted) if draw(st.booleans()) else True,
            )
        )
    return found


def course(visits: list[dict[int, float]], rates: list[float], size: int) -> Course:
    times = FixedVisits([5.0] * size, [5.0] * size, [30.0] * JOURNEYS, visits)
    return Course(names=["a", "b", "c"], rates=rates, times=times)


def accepts(_: str, removal: VariedRemoval, __: Figure) -> Decided:
    """A part of the journey: more pass where it takes less."""
    found: Decided = False
    for journey, seconds in removal.seconds.items():
        found = found | (seconds >= 0.1 * removal.before[journey])
    return found & (removal.users >= 1.0)


@given(
    some=rivals(),
    visits=st.lists(
        st.dictionaries(st.integers(0, 6), st.sampled_from([0.5, 1.0, 2.0])),
        min_size=JOURNEYS,
        max_size=JOURNEYS,
    ),
    rates=st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=JOURNEYS, max_size=JOURNEYS),
    seats=st.one_of(
        st.integers(1, 4),
        st.lists(st.integers(1, 4), min_size=VARIANTS, max_size=VARIANTS).map(np.array),
    ),
    is_tested=st.booleans(),
)
def test_all_at_once_is_one_after_another(
    some: list[Rival],
    visits: list[dict[int, float]],
    rates: list[float],
    seats: int,
    is_tested: bool,  # noqa: FBT001  # drawn
) -> None:
    test, floor = (accepts, 1.0) if is_tested else (None, 0.0)
    in_turn = VariedBench(VARIANTS, [course(visits, rates, 7)], some).search(seats, test, floor)
    at_once = FixedBench(VARIANTS, course(visits, rates, 7), some).search(seats, test, floor)
    nobody = np.zeros(VARIANTS, bool)
    found = {item.service: at_once.get(item.service, nobody).tolist() for item in some}
    assert found == {f"s{number}": row.tolist() for number, row in enumerate(in_turn)}
