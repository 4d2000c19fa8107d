"""The table of a journey's times: a cell for each head, and how each promise stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served import CASCADE, served

from archlint.reporting.page.journeys import journeys_of
from archlint.reporting.page.rewritten import Rewritten

if TYPE_CHECKING:
    from archlint.reporting.page import JourneyPart, TimeTable


def journey(text: str) -> JourneyPart:
    report = served(text)
    return journeys_of(report, Rewritten(report)).drawn[0]


def table(text: str) -> TimeTable:
    found = journey(text).times
    assert found is not None
    return found


PARTLY = "archlint: 1\nportfolio: x\njourneys: {j: {entry: a}}\nservices: {a: {self_time: 9ms, calls: [b]}, b: {}}\n"
SLOS = {
    "none": ("", [], []),
    "a kept one": ("slo: {p99: 9s}", ["promised"], ["", "", "", "kept"]),
    "one that is missed": ("slo: {p99: 1ms}", ["promised"], ["", "", "", "missed"]),
    "one of another percentile": (
        "slo: {p90: 9s}",
        ["promised"],
        ["", "", "kept", "", ""],
    ),
}


@pytest.mark.parametrize(("slo", "rows", "standings"), SLOS.values(), ids=SLOS)
def test_what_is_promised_stands_below_its_percentile(
    slo: str, rows: list[str], standings: list[str]
) -> None:
    found = table(
        f"archlint: 1\nportfolio: x\njourneys: {{j: {{entry: a, {slo}}}}}\nservices: {{a: {{self_time: 9ms}}}}\n"
    )

    assert [row.name for row in found.rows[1:]] == rows
    assert [cell.standing for row in found.rows[1:] for cell in row.cells] == standings
    assert {len(row.cells) for row in found.rows} == {len(found.heads)}


def test_after_the_rewrites_every_time_has_a_cell() -> None:
    found, of = table(CASCADE), journey(CASCADE)

    assert [row.name for row in found.rows][-1] == "after the rewrites"
    assert [cell.text for cell in found.rows[-1].cells] == [
        of.after.text,
        *(each.after.text for each in of.percentiles),
    ]


def test_a_lower_bound_is_said_once_by_the_name_of_the_row() -> None:
    found = table(PARTLY)

    assert found.rows[0].name == "today, at least"
    assert [cell.text for cell in found.rows[0].cells if "at least" in cell.text] == []


def test_where_nothing_takes_a_known_time_there_is_no_table() -> None:
    nothing = "archlint: 1\nportfolio: x\njourneys: {j: {entry: a}}\nservices: {a: {}}\n"

    assert journey(nothing).times is None
