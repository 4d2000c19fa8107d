"""The table of 500 services against what their manifest says, by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from shown import LAYERED_OWNERS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browsing import Show

PAGE = 50
UNITS = {"": 1.0, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "%": 1e-2, "/s": 1.0, "k/s": 1e3, "M/s": 1e6}
NUMBER = re.compile(r"([\d.,]+)\s?(\D*)")


def table(page: Page) -> Locator:
    return page.locator("#services table")


def names(page: Page) -> list[str]:
    return table(page).locator("tbody th code").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("#services").get_by_role("status").inner_text()


def head(page: Page, title: str) -> Locator:
    return table(page).locator("thead th", has=page.get_by_role("button", name=title))


def value(text: str) -> float:
    """A figure as the page writes it, in the smallest of its units' family; unknown is below all."""
    found = NUMBER.match(text)
    return float(found[1].replace(",", "")) * UNITS[found[2].strip()] if found else -1.0


def column(page: Page, title: str) -> list[str]:
    """The first line of each cell."""
    titles = [text.split("\n")[0] for text in table(page).locator("thead th").all_inner_texts()]
    place = next(at for at, text in enumerate(titles) if text.startswith(title)) + 1
    cells = table(page).locator(f"tbody tr > :nth-child({place})").all_inner_texts()
    return [cell.split("\n")[0] for cell in cells]


@pytest.mark.parametrize("title", ["rate", "own time", "computes", "waiting", "ΔL", "cores"])
def test_a_head_sorts_its_column_down_and_up(show: Show, title: str) -> None:
    page = show("500 services")
    seen = {}
    for _ in range(2):
        head(page, title).get_by_role("button").click()
        figures = [value(text) for text in column(page, title)]
        seen[head(page, title).get_attribute("aria-sort")] = figures

    assert set(seen) == {"ascending", "descending"}
    assert seen["descending"] == sorted(seen["descending"], reverse=True)
    assert seen["ascending"] == sorted(seen["ascending"])
    assert seen["descending"][0] >= seen["ascending"][-1]


def test_one_head_at_a_time_says_that_it_sorts(show: Show) -> None:
    page = show("500 services")
    head(page, "rate").get_by_role("button").click()
    head(page, "service").get_by_role("button").click()

    assert table(page).locator("[aria-sort]").count() == 1
    assert names(page) == sorted(names(page))
    assert "sorted by service" in status(page)


def test_a_head_sorts_by_the_keyboard(show: Show) -> None:
    page = show("500 services")
    head(page, "service").get_by_role("button").focus()
    page.keyboard.press("Enter")
    once = head(page, "service").get_attribute("aria-sort")
    page.keyboard.press("Space")

    assert (once, head(page, "service").get_attribute("aria-sort")) == ("ascending", "descending")


def test_the_filter_finds_by_owner_and_counts(show: Show) -> None:
    page = show("500 services")
    everything = status(page)
    page.locator("#services").get_by_role("searchbox").fill("team-3")
    of_team = [n for n in range(500) if n % LAYERED_OWNERS == 3]

    assert everything.startswith("500 services")
    assert status(page).startswith(f"{len(of_team)} of 500 services")
    assert sorted(names(page)) == sorted(f"service-{n}" for n in of_team)


def test_what_nothing_matches_says_so_and_how_to_go_back(show: Show) -> None:
    page = show("500 services")
    search = page.locator("#services").get_by_role("searchbox")
    search.fill("no such service")
    told, rows = status(page), table(page).locator("tbody").inner_text()
    search.fill("")

    assert told.startswith("0 of 500 services")
    assert rows.strip() != ""
    assert len(names(page)) == PAGE


def test_pages_lead_forth_and_back_and_end(show: Show) -> None:
    page = show("500 services")
    forth = page.locator("#services").get_by_role("button", name="Next")
    back = page.locator("#services").get_by_role("button", name="Previous")
    first = names(page)
    visited = list(first)
    for _ in range(9):
        forth.click()
        visited += names(page)
    at_end = names(page)
    forth.press("Enter")
    stays = names(page)
    for _ in range(9):
        back.click()

    assert sorted(visited) == sorted(f"service-{n}" for n in range(500))
    assert stays == at_end
    assert names(page) == first
    assert back.is_disabled()
