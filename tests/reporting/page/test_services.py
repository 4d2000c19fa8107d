"""The figures of the table of all services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from served import CASCADE, served

from archlint.linting.report import Report
from archlint.reporting.page import page_of

from reported import options

if TYPE_CHECKING:
    from archlint.reporting.page.services import ServiceRow


def rows(text: str) -> dict[str, ServiceRow]:
    (section,) = page_of(Report(portfolios=(served(text),)), options()).sections
    return {row.verdict.service: row for row in section.services}


def test_cores_are_paid_for_like_those_that_a_rewrite_gives_back() -> None:
    found = rows(CASCADE)

    assert {name: row.cores.value for name, row in found.items() if row.cores.value} == {
        "front": 1.0,
        "hot": 40.0,
        "warm": 40.0,  # allocated, 26 of them in use
        "till": 7.0,
        "tax": 0.9,
    }


def test_no_rewrite_gives_back_more_than_there_is() -> None:
    for row in rows(CASCADE.replace("cpu_allocated: 40", "cpu_allocated: 400")).values():
        if row.freed.values is not None:
            assert row.freed.values.high <= (row.cores.value or 0.0)
