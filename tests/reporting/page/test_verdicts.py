"""The order of all services: whoever holds a seat first."""

from __future__ import annotations

import pytest
from rendered import PORTFOLIOS, report_of

from archlint.reporting.page import page_of

from reported import options


@pytest.mark.parametrize("name", PORTFOLIOS)
def test_seats_stand_first_in_their_order_and_what_is_planned_behind_what_runs(name: str) -> None:
    for part in page_of(report_of(name), options()).sections:
        rows = part.verdicts
        seats = [row.seat for row in rows if row.seat]
        open_ = [row for row in rows if not row.seat and row.is_weighty]

        assert [row.seat for row in rows[: len(seats)]] == sorted(seats)
        assert rows[len(seats) : len(seats) + len(open_)] == tuple(open_)
        for word in {row.word for row in open_}:
            planned = [row.is_planned for row in open_ if row.word == word]
            assert planned == sorted(planned)
