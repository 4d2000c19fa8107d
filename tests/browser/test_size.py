"""However many services there are, it is one page that opens: limits on bytes and on elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browsing import Pages, Show

MOST_BYTES = 3_000_000
MOST_NODES = 8_000


def test_the_page_about_500_services_keeps_to_as_many_elements(show: Show) -> None:
    page = show("500 services")

    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_NODES


@pytest.mark.slow
def test_the_page_about_20000_services_keeps_to_its_limits(show: Show, pages: Pages) -> None:
    page = show("20,000 services")
    nodes = page.evaluate("document.querySelectorAll('*').length")

    assert pages("20,000 services").stat().st_size <= MOST_BYTES
    assert page.locator("#services").get_by_role("status").inner_text().startswith("20,000")
    assert nodes <= MOST_NODES
