"""How long a saving takes to pay an effort."""

from __future__ import annotations

import math

import pytest

from archlint.analysis import payback_range
from archlint.model import Range

PRICE = Range(10.0, 20.0, 30.0)


@pytest.mark.parametrize(
    ("effort", "saved", "months"),
    [
        pytest.param(
            Range(1.0, 2.0, 3.0), Range(5.0, 10.0, 20.0), Range(0.5, 4.0, 18.0), id="soonest is low"
        ),
        pytest.param(
            Range(1.0, 1.0, 1.0),
            Range(0.0, 10.0, 10.0),
            Range(1.0, 2.0, math.inf),
            id="maybe never",
        ),
        pytest.param(
            Range(1.0, 1.0, 1.0),
            Range(-5.0, -1.0, 0.0),
            Range(math.inf, math.inf, math.inf),
            id="a loss pays nothing",
        ),
        pytest.param(None, Range(1.0, 1.0, 1.0), None, id="effort unknown"),
        pytest.param(Range(1.0, 1.0, 1.0), None, None, id="saving unknown"),
    ],
)
def test_the_low_effort_at_the_high_saving_is_the_soonest(
    effort: Range | None, saved: Range | None, months: Range | None
) -> None:
    assert payback_range(effort, PRICE, saved) == months
