"""How large the page gets: what it prints is capped, and what it carries as data is small.

Elements are counted as a browser has them that runs the script.

Beyond a thousand services only the rows of data grow, each by as much as the last; so what twenty
thousand come to is known from two smaller portfolios. `benchmarks/rendering.py` measures it.
"""

from __future__ import annotations

from functools import cache

import pytest
from read_page import PageReader

from archlint.linting.report import Report
from archlint.reporting import FORMATS

import shown
from reported import linted, options

FEWER, MORE, MOST = 1_000, 2_000, 20_000
MOST_BYTES = 3_000_000
MOST_ELEMENTS = 8_000
OWN = {"services": 1_100, "evidence": 2_600, "assumptions": 700}
"""Elements of sections whose length does not depend on the portfolio's."""

pytestmark = pytest.mark.slow


@cache
def page(size: int) -> str:
    return FORMATS["html"](Report(portfolios=(linted(shown.layered(size)),)), options())


def test_twenty_thousand_services_stay_below_three_megabytes() -> None:
    less, more = len(page(FEWER).encode()), len(page(MORE).encode())
    whole = more + (more - less) / (MORE - FEWER) * (MOST - MORE)

    assert whole <= MOST_BYTES


@pytest.mark.parametrize("size", [500, FEWER, MORE])
def test_a_page_opens_with_no_more_elements_than_a_browser_is_quick_with(size: int) -> None:
    assert PageReader(page(size)).elements_in.total() <= MOST_ELEMENTS


@pytest.mark.parametrize("section", OWN)
def test_a_section_prints_no_more_than_can_be_read(section: str) -> None:
    fewer, more = (PageReader(page(size)).elements_in[section] for size in (FEWER, MORE))

    assert more <= OWN[section]
    assert more - fewer <= 0.05 * more  # twice the services; a second name where one stood


def test_a_row_of_data_takes_less_than_a_line() -> None:
    less, more = (len(str(PageReader(page(size)).data["rows"])) for size in (FEWER, MORE))

    assert (more - less) / (MORE - FEWER) <= 140
