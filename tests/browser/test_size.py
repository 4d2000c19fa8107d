"""Twenty thousand services stay one page that opens: limits on bytes and on elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browsing import Pages, Show

MOST_BYTES = 3_000_000
MOST_NODES = 8_000


@pytest.mark.slow
def test_the_page_about_20000_services_is_small_and_lists_them_all(
    show: Show, pages: Pages
) -> None:
    page = show("20,000 services")

    assert pages("20,000 services").stat().st_size <= MOST_BYTES
    assert page.locator("#services").get_by_role("status").inner_text().startswith("20,000")


@pytest.mark.slow
@pytest.mark.xfail(reason="12,595: five journeys are drawn, each with some 1,600 elements")
def test_the_page_about_20000_services_has_few_elements(show: Show) -> None:
    page = show("20,000 services")

    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
