"""What is said of waivers."""

from __future__ import annotations

from datetime import date

import pytest

from archlint.linting.report import Suppressed
from archlint.model import Waiver
from archlint.reporting.suppressed import waived_line

from reported import note, part

WAIVER = Waiver(rule="XX101", on="stock", until=date(2027, 3, 31))
COVERING = Suppressed(finding=note(), waiver=Waiver(rule="XX102", on="stock"))


@pytest.mark.parametrize(
    ("suppressed", "idle", "text"),
    [
        pytest.param((), (), "", id="none"),
        pytest.param((COVERING,), (), "Waived: 1 (XX102 stock until no date).", id="covering"),
        pytest.param(
            (),
            (WAIVER,),
            "Idle waivers, covering nothing today: 1 (XX101 stock until 2027-03-31).",
            id="idle",
        ),
        pytest.param(
            (COVERING,),
            (WAIVER, WAIVER),
            "Waived: 1 (XX102 stock until no date). Idle waivers, covering nothing today: 2"
            " (2× XX101 stock until 2027-03-31).",
            id="both",
        ),
        pytest.param(
            (COVERING, COVERING, COVERING),
            (),
            "Waived: 3 (3× XX102 stock until no date).",
            id="one waiver that covers several",
        ),
    ],
)
def test_waivers_are_listed_whether_they_cover_anything_or_not(
    suppressed: tuple[Suppressed, ...], idle: tuple[Waiver, ...], text: str
) -> None:
    assert waived_line(part(suppressed=suppressed, idle_waivers=idle)) == text
