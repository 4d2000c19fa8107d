"""The slider under the curve says what another budget would carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browsing import Show


def slider(page: Page) -> Locator:
    return page.locator("#which").get_by_role("slider", name="Services in Rust")


def told(page: Page) -> tuple[int, int]:
    """How many services, and how many per cent they carry."""
    text = page.locator("#which output").inner_text()
    found = re.match(r"(\d+) services? carr(?:y|ies) (\d+) %", text)
    assert found, text
    return int(found[1]), int(found[2])


def test_it_begins_at_the_quota_and_the_arrows_move_it(show: Show) -> None:
    page = show("storefront")
    begin = told(page)
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    more = told(page)
    page.keyboard.press("Home")

    assert more[0] == begin[0] + 1
    assert more[1] >= begin[1]
    assert told(page)[0] == 1


def test_it_says_the_same_to_a_screen_reader(show: Show) -> None:
    page = show("storefront")
    slider(page).focus()
    page.keyboard.press("ArrowRight")

    assert (
        slider(page).get_attribute("aria-valuetext") == page.locator("#which output").inner_text()
    )


def test_it_says_the_same_as_the_table_of_the_curve(show: Show) -> None:
    page = show("storefront")
    page.locator("#which summary").first.click()
    rows = page.locator("#which table tbody tr").all()
    shares = [re.sub(r"\D", "", row.locator("td, th").nth(4).inner_text()) for row in rows]
    slider(page).focus()
    page.keyboard.press("Home")
    seen = [told(page)]
    for _ in rows[1:]:
        page.keyboard.press("ArrowRight")
        seen.append(told(page))

    assert [str(share) for _, share in seen] == shares
    assert [count for count, _ in seen] == list(range(1, len(rows) + 1))


def test_more_services_never_carry_less(show: Show) -> None:
    page = show("500 services")
    slider(page).focus()
    page.keyboard.press("Home")
    seen = []
    for _ in range(60):
        seen.append(told(page))
        page.keyboard.press("ArrowRight")

    assert seen == sorted(seen)
